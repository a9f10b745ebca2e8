"""A later revision of a claim: what is unpaid follows it, what is being paid stays and says so."""

from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from tests.support.harness import ServiceUnderTest
from tests.support.payroll.bank import details, items, pay, retry, settle
from tests.support.payroll.books import balance, is_balanced
from tests.support.payroll.claims import answers, claim, figures, give, open_, owed, rows, states
from tests.support.refusing import refused_as

TO_A_WORKER: dict[str, Any] = {
    "beneficiary_kind": "worker",
    "beneficiary": "W-1",
    "payee_kind": "worker",
    "payee": "W-1",
    "subject": "W-1",
}


async def with_money(payroll: ServiceUnderTest, amount: str) -> None:
    """An open fund with money."""
    await open_(payroll)
    await give(payroll, amount)


async def in_a_batch(payroll: ServiceUnderTest) -> int:
    """A committed claim of 200.00 that a payment batch has taken."""
    await with_money(payroll, "1000.00")
    await payroll.record(details("W-1"), claim("C-1", **TO_A_WORKER))
    return await pay(payroll)


async def test_a_withdrawn_commitment_gives_its_money_to_the_next_and_frees_its_fact(payroll: ServiceUnderTest) -> None:
    await with_money(payroll, "200.00")
    await payroll.record(claim("C-1", approved=1), claim("C-2", approved=2))
    await payroll.record(claim("C-1", revision=2, withdrawn=True))
    assert await answers(payroll, "C-1", "C-2") == [("withdrawn", "withdrawn", None), ("committed", "", None)]
    assert [await owed(payroll, "C-1"), await owed(payroll, "C-2")] == [[], [200]]
    assert [await balance(payroll, "fund:awards"), await balance(payroll, "committed:awards")] == [0, 200]
    withdrawn = (await payroll.latest_states("claim/"))["claim/C-1"]
    assert (withdrawn["withdrawn"], withdrawn["reason"], withdrawn["claim_revision"]) == (True, "withdrawn", 2)
    assert await payroll.pool.fetchval("SELECT count(*) FROM exclusivity WHERE claim = 'C-1'") == 0
    assert await is_balanced(payroll)


async def test_withdrawing_the_large_claim_at_the_head_lets_the_smaller_behind_it_through(
    payroll: ServiceUnderTest,
) -> None:
    await with_money(payroll, "200.00")
    await payroll.record(claim("C-1", "300.00", approved=1), claim("C-2", approved=2))
    await payroll.record(claim("C-1", "300.00", revision=2, withdrawn=True))
    assert await states(payroll, "C-1", "C-2") == ["withdrawn", "committed"]


async def test_a_withdrawal_that_arrives_before_the_approval_holds(payroll: ServiceUnderTest) -> None:
    await with_money(payroll, "200.00")
    await payroll.record(claim("C-1", revision=2, withdrawn=True))
    await payroll.record(claim("C-1", revision=1))
    assert await states(payroll, "C-1") == ["withdrawn"]
    await payroll.record(claim("C-1", revision=3))
    assert await states(payroll, "C-1") == ["committed"]


async def test_of_two_revisions_in_one_batch_the_newer_counts(payroll: ServiceUnderTest) -> None:
    await with_money(payroll, "200.00")
    await payroll.record(claim("C-1", "150.00", revision=2), claim("C-1", "100.00"))
    assert (await rows(payroll, "C-1"))[0].facts.amount_yuan == 150
    assert len(await payroll.published("claim/")) == 1


async def test_a_lower_amount_gives_back_the_difference(payroll: ServiceUnderTest) -> None:
    await with_money(payroll, "200.00")
    await payroll.record(claim("C-1", "200.00", approved=1), claim("C-2", "50.00", approved=2))
    await payroll.record(claim("C-1", "150.00", approved=3, revision=2))
    assert await states(payroll, "C-1", "C-2") == ["committed", "committed"]
    assert await owed(payroll, "C-1") == [150]
    given_back = await payroll.pool.fetch("SELECT amount_yuan FROM posting WHERE effect = 'decommitment'")
    assert [row["amount_yuan"] for row in given_back] == [50]
    assert await balance(payroll, "committed:awards") == 200
    assert (await payroll.latest_states("claim/"))["claim/C-1"]["amount_yuan"] == "150.00"


async def test_a_higher_amount_is_committed_where_the_money_reaches(payroll: ServiceUnderTest) -> None:
    await with_money(payroll, "250.00")
    await payroll.record(claim("C-1", "200.00"))
    await payroll.record(claim("C-1", "250.00", revision=2))
    assert await states(payroll, "C-1") == ["committed"]
    assert await owed(payroll, "C-1") == [250]
    assert [await balance(payroll, "fund:awards"), await balance(payroll, "committed:awards")] == [0, 250]


async def test_a_higher_amount_beyond_the_money_waits_as_a_whole_and_lets_others_through(
    payroll: ServiceUnderTest,
) -> None:
    await with_money(payroll, "200.00")
    await payroll.record(claim("C-1", "200.00", approved=1), claim("C-2", "150.00", approved=2))
    await payroll.record(claim("C-1", "201.00", approved=3, revision=2))
    assert await answers(payroll, "C-1", "C-2") == [("queued", "money_short", None), ("committed", "", None)]
    assert await owed(payroll, "C-1") == []


async def test_a_claim_moved_to_another_fund_leaves_the_first_to_its_queue(payroll: ServiceUnderTest) -> None:
    await with_money(payroll, "200.00")
    await open_(payroll, "subsidies")
    await give(payroll, "200.00", fund="subsidies")
    await payroll.record(claim("C-1", approved=1), claim("C-2", approved=2))
    await payroll.record(claim("C-1", fund="subsidies", approved=1, revision=2))
    assert await states(payroll, "C-1", "C-2") == ["committed", "committed"]
    assert await balance(payroll, "committed:subsidies") == await balance(payroll, "committed:awards") == 200


async def test_a_corrected_person_frees_the_first_and_takes_the_second(payroll: ServiceUnderTest) -> None:
    await with_money(payroll, "1000.00")
    await payroll.record(claim("C-1", subject="W-1"), claim("C-2", subject="W-2", approved=1))
    await payroll.record(claim("C-1", subject="W-2", revision=2))
    assert await answers(payroll, "C-1") == [("refused", "paid_by_another_claim", "C-2")]
    await payroll.record(claim("C-3", subject="W-1"))
    assert await states(payroll, "C-3") == ["committed"]
    assert (await figures(payroll))["committed"] == "400.00"


async def test_a_revision_that_changes_nothing_of_the_money_is_only_answered(payroll: ServiceUnderTest) -> None:
    await with_money(payroll, "200.00")
    await payroll.record(claim("C-1", approved_by="a-clerk"))
    await payroll.record(claim("C-1", approved_by="another-clerk", revision=2))
    assert await payroll.pool.fetchval("SELECT count(*) FROM posting WHERE effect <> 'appropriation'") == 1
    assert [state["claim_revision"] for state in await payroll.published("claim/")] == [1, 2]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"withdrawn": True}, "withdrawn_too_late"),
        ({"amount": "150.00"}, "changed_too_late"),
        ({"amount": "250.00"}, "changed_too_late"),
        ({"fund": "subsidies"}, "changed_too_late"),
    ],
    ids=["withdrawn", "less", "more", "another fund"],
)
@pytest.mark.parametrize("settled", [False, True], ids=["in a batch", "paid"])
async def test_what_is_being_paid_or_was_stays_and_says_so(
    payroll: ServiceUnderTest, change: dict[str, Any], reason: str, settled: bool
) -> None:
    batch = await in_a_batch(payroll)
    if settled:
        await settle(payroll, batch)
    await payroll.record(claim("C-1", revision=2, **(TO_A_WORKER | change)))
    assert await answers(payroll, "C-1") == [("committed", reason, None)]
    (row,) = await rows(payroll, "C-1")
    assert row.facts.amount_yuan == 200
    assert (row.facts.fund, row.facts.revision) == ("awards", 2)
    assert await owed(payroll, "C-1") == [200]
    last = (await payroll.published("claim/"))[-1]
    assert (last["reason"], last["claim_revision"], last["amount_yuan"]) == (reason, 2, "200.00")
    await payroll.record(claim("C-2", subject="W-1"))
    assert await answers(payroll, "C-2") == [("refused", "paid_by_another_claim", "C-1")]


async def test_what_the_bank_returned_can_be_withdrawn(payroll: ServiceUnderTest) -> None:
    batch = await in_a_batch(payroll)
    await settle(payroll, batch, {"W-1": "账号不存在"})
    await payroll.record(claim("C-1", revision=2, withdrawn=True, **TO_A_WORKER))
    assert await states(payroll, "C-1") == ["withdrawn"]
    assert [await balance(payroll, "fund:awards"), await balance(payroll, "committed:awards")] == [1000, 0]
    assert await is_balanced(payroll)


async def test_a_batch_pays_what_was_committed_and_not_what_was_withdrawn(payroll: ServiceUnderTest) -> None:
    await with_money(payroll, "1000.00")
    other = TO_A_WORKER | {"beneficiary": "W-2", "payee": "W-2", "subject": "W-2"}
    await payroll.record(details("W-1"), details("W-2"), claim("C-1", **TO_A_WORKER), claim("C-2", "300.00", **other))
    await payroll.record(claim("C-1", revision=2, withdrawn=True, **TO_A_WORKER))
    paid = await items(payroll, await pay(payroll))
    assert {worker: (row.claim, row.amount_yuan) for worker, row in paid.items()} == {"W-2": ("C-2", Decimal("300.00"))}


async def test_a_paid_claim_counts_as_spent(payroll: ServiceUnderTest) -> None:
    batch = await in_a_batch(payroll)
    await settle(payroll, batch)
    shown = await figures(payroll)
    assert (shown["balance"], shown["committed"], shown["spent"]) == ("800.00", "0.00", "200.00")


async def test_the_database_neither_pays_what_was_taken_back_nor_takes_back_what_is_paid(
    payroll: ServiceUnderTest,
) -> None:
    batch = await in_a_batch(payroll)
    paying = (await items(payroll, batch))["W-1"].obligation
    take_back = "INSERT INTO obligation_cancelled (obligation, reason, actor) VALUES ($1, 'error', 'nobody')"
    with pytest.raises(asyncpg.CheckViolationError, match="is being paid"):
        await payroll.pool.execute(take_back, paying)
    await payroll.record(claim("C-2", "30.00"))
    unpaid = await payroll.pool.fetchval("SELECT obligation FROM obligation WHERE claim = 'C-2'")
    await payroll.pool.execute(take_back, unpaid)
    with pytest.raises(asyncpg.CheckViolationError, match="was taken back"):
        await payroll.pool.execute(
            "INSERT INTO payment_item (batch, obligation, amount_yuan, sealed_details) VALUES ($1, $2, $3, '')",
            batch,
            unpaid,
            Decimal("30.00"),
        )
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await payroll.pool.execute("DELETE FROM obligation_cancelled")


async def test_what_the_bank_returns_of_a_withdrawn_claim_is_not_paid_again(payroll: ServiceUnderTest) -> None:
    batch = await in_a_batch(payroll)
    await payroll.record(claim("C-1", revision=2, withdrawn=True, **TO_A_WORKER))
    (reference,) = await items(payroll, batch)
    await settle(payroll, batch, {reference: "account closed"})
    with refused_as("batch.nothing_owed"):
        await pay(payroll)
    with refused_as("batch.nothing_returned"):
        await retry(payroll, batch)
    await payroll.record(claim("C-1", revision=3, withdrawn=True, **TO_A_WORKER))
    assert await states(payroll, "C-1") == ["withdrawn"]
    assert [await balance(payroll, "fund:awards"), await balance(payroll, "committed:awards")] == [1000, 0]
    assert await is_balanced(payroll)
