"""A claim is committed where money and turn allow, waits in order of approval where not, and else is refused."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest

from tests.support.harness import ServiceUnderTest
from tests.support.payroll.books import balance, is_balanced
from tests.support.payroll.claims import answers, claim, figures, give, open_, owed, states


async def with_money(payroll: ServiceUnderTest, amount: str) -> None:
    """An open fund with money."""
    await open_(payroll)
    await give(payroll, amount)


async def test_a_claim_within_the_money_is_committed_and_owed_to_its_payee(payroll: ServiceUnderTest) -> None:
    await with_money(payroll, "200.00")
    await payroll.record(claim("C-1", "200.00", payee="W-7", payee_kind="worker"))
    assert await answers(payroll, "C-1") == [("committed", "", None)]
    assert [await balance(payroll, "fund:awards"), await balance(payroll, "committed:awards")] == [0, 200]
    obligation = await payroll.pool.fetchrow("SELECT * FROM obligation WHERE claim = 'C-1'")
    assert obligation is not None
    assert (obligation["kind"], obligation["beneficiary_kind"], obligation["beneficiary"]) == ("claim", "worker", "W-7")
    assert (obligation["account"], obligation["amount_yuan"]) == ("committed:awards", 200)
    assert await is_balanced(payroll)

    (answer,) = await payroll.published("claim/")
    assert answer["subject"] == "claim/C-1"
    assert (answer["claim_revision"], answer["fund"], answer["amount_yuan"]) == (1, "awards", "200.00")


async def test_a_claim_one_fen_beyond_the_money_waits(payroll: ServiceUnderTest) -> None:
    await with_money(payroll, "200.00")
    await payroll.record(claim("C-1", "200.01"))
    assert await answers(payroll, "C-1") == [("queued", "money_short", None)]
    assert await balance(payroll, "fund:awards") == 200
    (answer,) = await payroll.published("claim/")
    assert (answer["position"], answer["reason"]) == (1, "money_short")


@pytest.mark.parametrize("seed", range(4))
async def test_the_order_is_that_of_approval_whatever_the_order_of_arrival(
    payroll: ServiceUnderTest, seed: int
) -> None:
    await with_money(payroll, "600.00")
    arriving = [claim(f"C-{9 - place}", "200.00", approved=place) for place in range(6)]
    Random(seed).shuffle(arriving)
    await payroll.record(*arriving)
    assert await states(payroll, *(f"C-{9 - place}" for place in range(6))) == ["committed"] * 3 + ["queued"] * 3
    positions = {
        state["claim"]: state["position"] for state in await payroll.published("claim/") if "position" in state
    }
    assert positions == {"C-6": 1, "C-5": 2, "C-4": 3}


async def test_claims_approved_at_one_moment_are_served_by_their_ids(payroll: ServiceUnderTest) -> None:
    await with_money(payroll, "200.00")
    await payroll.record(claim("C-2"), claim("C-1"))
    assert await states(payroll, "C-1", "C-2") == ["committed", "queued"]


async def test_a_small_claim_does_not_overtake_a_large_one_before_it(payroll: ServiceUnderTest) -> None:
    await with_money(payroll, "300.00")
    await payroll.record(claim("C-1", "301.00", approved=1), claim("C-2", "1.00", approved=2))
    assert await states(payroll, "C-1", "C-2") == ["queued", "queued"]
    await payroll.record(claim("C-3", "1.00", approved=3))
    assert await states(payroll, "C-3") == ["queued"]
    await give(payroll, "1.00", "D-2")
    assert await states(payroll, "C-1", "C-2", "C-3") == ["committed", "queued", "queued"]


async def test_an_earlier_approval_that_arrives_late_goes_before_those_that_wait_not_those_committed(
    payroll: ServiceUnderTest,
) -> None:
    await with_money(payroll, "200.00")
    await payroll.record(claim("C-5", approved=5))
    await payroll.record(claim("C-6", approved=6))
    await payroll.record(claim("C-1", approved=1))
    assert await states(payroll, "C-1", "C-5", "C-6") == ["queued", "committed", "queued"]
    await give(payroll, "200.00", "D-2")
    assert await states(payroll, "C-1", "C-5", "C-6") == ["committed", "committed", "queued"]


async def test_an_appropriation_releases_the_queue_in_order_as_far_as_it_goes(payroll: ServiceUnderTest) -> None:
    await open_(payroll)
    await payroll.record(*(claim(f"C-{place}", "200.00", approved=place) for place in range(1, 5)))
    await give(payroll, "500.00")
    assert await states(payroll, "C-1", "C-2", "C-3", "C-4") == ["committed", "committed", "queued", "queued"]
    await give(payroll, "300.00", "D-2")
    assert await states(payroll, "C-3", "C-4") == ["committed", "committed"]
    assert [await balance(payroll, "fund:awards"), await balance(payroll, "committed:awards")] == [0, 800]
    latest = await payroll.latest_states("claim/")
    assert {name: state["reason"] for name, state in latest.items()} == {f"claim/C-{n}": "" for n in range(1, 5)}
    assert await is_balanced(payroll)


async def test_a_claim_that_comes_before_its_fund_keeps_its_place(payroll: ServiceUnderTest) -> None:
    await payroll.record(claim("C-1", approved=1))
    assert await answers(payroll, "C-1") == [("queued", "fund_not_open", None)]
    await open_(payroll)
    assert await answers(payroll, "C-1") == [("queued", "money_short", None)]
    await payroll.record(claim("C-2", approved=2))
    await give(payroll, "200.00")
    assert await states(payroll, "C-1", "C-2") == ["committed", "queued"]
    reasons = [state["reason"] for state in await payroll.published("claim/C-1")]
    assert reasons == ["fund_not_open", "money_short", ""]


async def test_a_claim_on_another_countys_fund_is_refused_even_when_it_came_before_the_fund(
    payroll: ServiceUnderTest,
) -> None:
    await payroll.record(claim("C-1", policy_pack="pubei", rule="public_training"))
    await with_money(payroll, "1000.00")
    await payroll.record(claim("C-2", policy_pack="pubei", rule="public_training"), claim("C-3"))
    assert await answers(payroll, "C-1", "C-2", "C-3") == [
        ("refused", "fund_of_another_county", None),
        ("refused", "fund_of_another_county", None),
        ("committed", "", None),
    ]
    assert await payroll.pool.fetchval("SELECT count(DISTINCT claim) FROM exclusivity") == 1


@pytest.mark.parametrize(
    ("amount", "more", "reason"),
    [
        ("0.00", {}, "nothing_claimed"),
        ("-0.01", {}, "negative_amount"),
        ("200.00", {"policy_pack": "atlantis"}, "policy_pack_unknown"),
        ("200.00", {"period": "2018"}, "policy_pack_not_in_force"),
        ("200.00", {"period": "2018-12"}, "policy_pack_not_in_force"),
        ("200.00", {"period": "2018-Q4"}, "policy_pack_not_in_force"),
    ],
)
async def test_what_cannot_be_paid_whatever_money_there_is_is_refused_with_the_reason(
    payroll: ServiceUnderTest, amount: str, more: dict[str, Any], reason: str
) -> None:
    await with_money(payroll, "1000.00")
    await payroll.record(claim("C-1", amount, **more))
    assert await answers(payroll, "C-1") == [("refused", reason, None)]
    (answer,) = await payroll.published("claim/")
    assert answer["reason"] == reason
    assert await balance(payroll, "fund:awards") == 1000
    assert await payroll.pool.fetchval("SELECT count(*) FROM exclusivity") == 0


@pytest.mark.parametrize("period", ["2019", "2019-01", "2019-Q1"])
async def test_the_first_period_of_the_scheme_is_paid(payroll: ServiceUnderTest, period: str) -> None:
    await with_money(payroll, "1000.00")
    await payroll.record(claim("C-1", period=period))
    assert await states(payroll, "C-1") == ["committed"]


async def test_the_same_approval_again_changes_nothing(payroll: ServiceUnderTest) -> None:
    await with_money(payroll, "1000.00")
    await payroll.record(claim("C-1"))
    (outcome,) = await payroll.send(claim("C-1"))
    assert outcome.status == "duplicate"
    (outcome,) = await payroll.send(claim("C-1").model_copy(update={"id": "resent-under-another-id"}))
    assert outcome.status == "accepted"
    assert len(await payroll.published("claim/")) == 1
    assert await owed(payroll, "C-1") == [Decimal("200.00")]


async def test_each_fund_has_a_queue_of_its_own(payroll: ServiceUnderTest) -> None:
    await with_money(payroll, "200.00")
    await open_(payroll, "subsidies")
    await payroll.record(
        claim("C-1", approved=1, fund="subsidies"), claim("C-2", approved=2), claim("C-3", approved=3, fund="subsidies")
    )
    assert await states(payroll, "C-1", "C-2", "C-3") == ["queued", "committed", "queued"]
    assert (await figures(payroll, "subsidies"))["queued_claims"] == 2
