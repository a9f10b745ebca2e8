"""A month goes from open to closed once, by two people, and is never rewritten; what comes later is a difference."""

from decimal import Decimal

import asyncpg
import pytest

from services.payroll.decisions.close_month import send_month_back
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.books import approve, balance, close, is_balanced, settled, submit, told
from tests.support.payroll.facts import pieces, production, registered, workshop
from tests.support.refusing import refused_as

JULY, AUGUST, SEPTEMBER = "2022-07", "2022-08", "2022-09"


async def a_july(payroll: ServiceUnderTest) -> None:
    """W-1 in his fourth month earns 1 000.00, W-2 250.00."""
    await payroll.record(
        workshop(),
        registered("W-1", first_day="2022-04-01"),
        registered("W-2", first_day="2022-04-01"),
        pieces("W-1", "E-1", "2022-07-04", 400),
        pieces("W-2", "E-2", "2022-07-04", 100),
    )


async def test_closing_freezes_the_statements_and_posts_what_everybody_is_owed(payroll: ServiceUnderTest) -> None:
    await a_july(payroll)
    draft = await close(payroll, JULY)
    assert draft.totals() == {"earned": "1250.00", "adjustments": "0.00", "recovered": "0.00", "net": "1250.00"}
    assert await balance(payroll, "payable:worker:W-1") == Decimal("1000.00")
    assert await balance(payroll, "payable:worker:W-2") == Decimal("250.00")
    assert await balance(payroll, "expense:collective:WS-01") == Decimal("1250.00")
    assert await is_balanced(payroll)

    (closed,) = await payroll.published("month/")
    assert (closed["statements_hash"], closed["net_yuan"], closed["paid"]) == (draft.statements_hash, "1250.00", False)
    incomes = await payroll.latest_states("income/")
    assert incomes["income/W-1/2022-07"]["amount_yuan"] == "1000.00"


async def test_who_submitted_cannot_approve(payroll: ServiceUnderTest) -> None:
    await a_july(payroll)
    draft = await submit(payroll, JULY, actor="li")
    with refused_as("month.submitted_by_same"):
        await approve(payroll, JULY, draft.statements_hash, actor="li")
    with pytest.raises(asyncpg.CheckViolationError, match="four_eyes"):
        await payroll.pool.execute(
            "UPDATE payroll_month SET state = 'closed', approved_by = submitted_by, statements_hash = submitted_hash"
        )


async def test_a_month_whose_facts_changed_in_review_is_not_closed_until_it_is_submitted_again(
    payroll: ServiceUnderTest,
) -> None:
    await a_july(payroll)
    draft = await submit(payroll, JULY)
    await payroll.record(pieces("W-1", "E-1", "2022-07-04", 401, revision=2))
    with refused_as("month.changed_since"):
        await approve(payroll, JULY, draft.statements_hash)
    async with payroll.deciding() as transaction:
        await send_month_back(transaction, "WS-01", JULY, "checker", "one piece more")
    await close(payroll, JULY)
    assert (await settled(payroll, JULY))["W-1"]["net_yuan"] == Decimal("1002.50")


async def test_a_late_fact_becomes_one_difference_in_the_next_month_however_often_it_is_corrected(
    payroll: ServiceUnderTest,
) -> None:
    await a_july(payroll)
    before = await close(payroll, JULY)
    await payroll.record(pieces("W-1", "E-1", "2022-07-04", 440, revision=2), pieces("W-1", "E-8", "2022-08-01", 100))
    await payroll.record(pieces("W-1", "E-1", "2022-07-04", 420, revision=3))
    waiting = await told(payroll, "W-1", JULY)
    assert waiting is not None
    assert waiting["difference_due"]["amount"] == "50.00"
    assert waiting["state"] == "closed"

    await close(payroll, AUGUST)
    august = (await settled(payroll, AUGUST))["W-1"]
    assert (august["earned_yuan"], august["adjustment_yuan"], august["net_yuan"]) == (250, 50, 300)
    (adjustment,) = august["content"]["adjustments"]
    assert (adjustment["month"], adjustment["amount"]) == (JULY, "50.00")
    assert [part["amount"] for part in (*adjustment["before"], *adjustment["after"])] == ["1000.00", "1050.00"]
    (why,) = august["explained"]["adjustments"]
    assert any("E-1/W-1@3" in event for event in why["causes"])

    assert (await settled(payroll, JULY))["W-1"]["net_yuan"] == 1000
    hashes = await payroll.pool.fetchval("SELECT statements_hash FROM payroll_month WHERE month = $1", JULY)
    assert hashes == before.statements_hash
    incomes = await payroll.latest_states("income/")
    assert incomes["income/W-1/2022-07"]["amount_yuan"] == "1050.00"

    await payroll.record(pieces("W-1", "E-9", "2022-09-01", 10))
    await close(payroll, SEPTEMBER)
    assert (await settled(payroll, SEPTEMBER))["W-1"]["adjustment_yuan"] == 0


async def test_what_was_paid_too_much_is_recovered_under_the_cap_and_above_the_floor(payroll: ServiceUnderTest) -> None:
    await a_july(payroll)
    await payroll.record(pieces("W-1", "E-3", "2022-07-05", 1000))
    await close(payroll, JULY)
    await payroll.record(
        pieces("W-1", "E-3", "2022-07-05", 0, revision=2),
        pieces("W-1", "E-8", "2022-08-01", 900, rate="2.50"),
        pieces("W-1", "E-9", "2022-09-01", 4000, rate="2.50"),
    )
    await close(payroll, AUGUST)
    august = (await settled(payroll, AUGUST))["W-1"]
    assert (august["earned_yuan"], august["adjustment_yuan"]) == (Decimal("2250.00"), Decimal("-2500.00"))
    assert (august["recovered_yuan"], august["net_yuan"]) == (Decimal("250.00"), Decimal("2000.00"))
    assert august["debt_after_yuan"] == Decimal("2250.00")

    await close(payroll, SEPTEMBER)
    september = (await settled(payroll, SEPTEMBER))["W-1"]
    assert (september["earned_yuan"], september["recovered_yuan"]) == (Decimal("10000.00"), Decimal("2000.00"))
    assert september["debt_after_yuan"] == Decimal("250.00")
    assert await balance(payroll, "debt:worker:W-1") == Decimal("250.00")
    assert await is_balanced(payroll)


async def test_a_held_worker_does_not_keep_the_others_waiting_and_is_settled_later(payroll: ServiceUnderTest) -> None:
    await a_july(payroll)
    await close(payroll, JULY, held={"W-2": "his card is disputed"})
    assert set(await settled(payroll, JULY)) == {"W-1"}
    await payroll.record(pieces("W-1", "E-8", "2022-08-01", 100))
    await close(payroll, AUGUST)
    late = (await settled(payroll, AUGUST))["W-2"]
    assert (late["earned_yuan"], late["adjustment_yuan"], late["net_yuan"]) == (0, 250, 250)


async def test_a_worker_who_appears_after_the_closing_is_settled_by_the_next(payroll: ServiceUnderTest) -> None:
    await a_july(payroll)
    await close(payroll, JULY)
    await payroll.record(registered("W-3", first_day="2022-04-01"), pieces("W-3", "E-5", "2022-07-20", 10))
    await close(payroll, AUGUST)
    assert (await settled(payroll, AUGUST))["W-3"]["adjustment_yuan"] == 25


async def test_a_month_that_moves_to_another_workshop_after_it_was_settled_is_not_settled_twice(
    payroll: ServiceUnderTest,
) -> None:
    await a_july(payroll)
    await payroll.record(workshop("WS-02"))
    await close(payroll, JULY)
    await payroll.record(registered("W-1", "WS-02", first_day="2022-04-01", revision=2))
    await payroll.record(registered("W-7", "WS-02", first_day="2022-04-01"), pieces("W-7", "E-7", "2022-07-20", 10))
    await close(payroll, JULY, at="WS-02")
    assert set(await settled(payroll, JULY, "WS-02")) == {"W-7"}
    assert await balance(payroll, "payable:worker:W-1") == 1000


async def test_awards_are_owed_to_the_collective_with_the_closing_and_adjusted_later(payroll: ServiceUnderTest) -> None:
    await a_july(payroll)
    await payroll.record(production(JULY, 10_000, 12_000, "200000.00"))
    await close(payroll, JULY)
    assert await balance(payroll, "payable:collective:V-WS-01") == 4000
    await payroll.record(production(JULY, 10_000, 11_000, "200000.00", revision=2))
    await payroll.record(production(AUGUST, 10_000, 11_000, "200000.00"), pieces("W-1", "E-8", "2022-08-01", 100))
    await close(payroll, AUGUST)
    august = (await settled(payroll, AUGUST))["V-WS-01"]
    assert (august["earned_yuan"], august["adjustment_yuan"], august["recovered_yuan"]) == (2000, -2000, 2000)
    assert await balance(payroll, "payable:collective:V-WS-01") == 4000
    assert await balance(payroll, "expense:company:QIAOJI") == 4000
    (line,), (adjusted,) = august["explained"]["lines"], august["explained"]["adjustments"]
    assert (line["amount"], line["payer"]) == ("2000.00", {"role": "company", "id": "QIAOJI"})
    assert [event.rpartition("@")[2] for event in adjusted["causes"]] == ["1", "2"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payroll_month SET statements_hash = repeat('0', 64)",
        "UPDATE payroll_month SET state = 'open', approved_by = NULL, statements_hash = NULL",
        "DELETE FROM payroll_month",
        "UPDATE settlement SET net_yuan = net_yuan + 1",
        "UPDATE posting SET amount_yuan = amount_yuan + 1",
        "DELETE FROM posting",
        "TRUNCATE posting",
        "UPDATE account SET never_below_zero = false",
        "DELETE FROM statement_version",
    ],
)
async def test_the_database_refuses_to_rewrite_a_closed_month(payroll: ServiceUnderTest, statement: str) -> None:
    await a_july(payroll)
    await close(payroll, JULY)
    with pytest.raises(asyncpg.RaiseError, match=r"never rewritten|never taken back|append-only"):
        await payroll.pool.execute(statement)


async def test_months_close_in_order_and_only_when_they_are_over(payroll: ServiceUnderTest) -> None:
    await a_july(payroll)
    await payroll.record(pieces("W-1", "E-8", "2022-08-01", 100), pieces("W-1", "E-99", "2026-01-05", 1))
    with refused_as("month.still_open"):
        await submit(payroll, AUGUST)
    with refused_as("month.not_over"):
        await submit(payroll, "2026-01")


async def test_incomplete_statements_are_closed_only_with_a_reason(payroll: ServiceUnderTest) -> None:
    await a_july(payroll)
    await payroll.record(pieces("W-2", "E-4", "2022-07-06", 10, rate=None))
    with refused_as("month.incomplete") as refused:
        await submit(payroll, JULY)
    assert list(refused.value.told["incomplete"]) == ["W-2"]
    await close(payroll, JULY, accept="the rate comes next week")
    await payroll.record(pieces("W-2", "E-4", "2022-07-06", 10, rate="3", revision=2))
    await close(payroll, AUGUST)
    assert (await settled(payroll, AUGUST))["W-2"]["adjustment_yuan"] == 30


async def test_a_process_with_another_version_of_the_pack_closes_nothing(payroll: ServiceUnderTest) -> None:
    await a_july(payroll)
    draft = await submit(payroll, JULY)
    await payroll.pool.execute("INSERT INTO policy_pack_in_use VALUES ('songtao', 'of tomorrow', now())")
    with refused_as("month.other_pack_version"):
        await approve(payroll, JULY, draft.statements_hash)


async def test_a_month_that_owes_nobody_anything_is_paid_when_it_is_closed(payroll: ServiceUnderTest) -> None:
    await payroll.record(
        workshop(),
        registered("W-1", first_day="2022-04-01"),
        pieces("W-1", "E-1", "2022-07-04", 0, rejected_quantity=5),
    )
    await close(payroll, JULY)
    (closed,) = await payroll.published("month/")
    assert (closed["paid"], closed["workers"], closed["net_yuan"]) == (True, 1, "0.00")
    assert await payroll.pool.fetchval("SELECT state FROM payroll_month") == "paid"
