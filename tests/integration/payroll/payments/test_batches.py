"""A closed month is paid through batches: nobody twice, who cannot be paid is listed, what comes back is owed again."""

import asyncio
from datetime import date
from decimal import Decimal

import asyncpg
import pytest

from services.payroll.decisions.payments import cancel_batch
from services.payroll.decisions.supplements import approve_supplement, prepare_supplement
from services.payroll.domain.accounts import Posting, payable, transit
from services.payroll.store import ledger, payment_batches
from shared.refusals import Refused
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.bank import (
    answered,
    bank_answer,
    details,
    erased,
    fetch,
    items,
    month_state,
    nothing_lost,
    pay,
    retry,
    settle,
    take,
)
from tests.support.payroll.books import balance, close, is_balanced
from tests.support.payroll.facts import pieces, production, registered, workshop
from tests.support.refusing import refused_as

JULY = "2022-07"


async def a_closed_july(payroll: ServiceUnderTest) -> None:
    """W-1 is owed 1 000.00, W-2 250.00."""
    await payroll.record(
        workshop(),
        registered("W-1", first_day="2022-04-01"),
        registered("W-2", first_day="2022-04-01"),
        pieces("W-1", "E-1", "2022-07-04", 400),
        pieces("W-2", "E-2", "2022-07-04", 100),
        details("W-1", "6217000000000000001"),
        details("W-2", "6217000000000000002"),
    )
    await close(payroll, JULY)


async def test_a_month_goes_from_open_to_paid(payroll: ServiceUnderTest) -> None:
    await a_closed_july(payroll)
    batch = await pay(payroll, JULY)
    assert await balance(payroll, "payable:worker:W-1") == 0
    assert await balance(payroll, f"transit:{batch}") == 1250
    assert await month_state(payroll, JULY) == "closed"

    taken = await settle(payroll, batch)
    assert (taken.settled, taken.returned, list(taken.problems)) == (2, 0, [])
    assert await balance(payroll, f"transit:{batch}") == 0
    assert await balance(payroll, "bank") == 1250
    assert await month_state(payroll, JULY) == "paid"
    assert await is_balanced(payroll)
    assert await nothing_lost(payroll)
    closed, paid = await payroll.published("month/")
    assert (closed["paid"], paid["paid"], paid["revision"]) == (False, True, closed["revision"] + 1)
    told = [state for state in await payroll.published("payment/") if state["worker"] == "W-1"]
    assert [(state["amount_yuan"], state["month"], state["confirmed_on"]) for state in told] == [
        ("1000.00", JULY, "2022-08-10")
    ]
    assert {item.delay_days for item in (await items(payroll, batch)).values()} == {10}


async def test_who_cannot_be_paid_is_listed_and_keeps_nobody_waiting(payroll: ServiceUnderTest) -> None:
    await a_closed_july(payroll)
    await payroll.record(
        *(registered(worker, first_day="2022-04-01") for worker in ("W-3", "W-4", "W-5")),
        pieces("W-3", "E-3", "2022-08-04", 10),
        pieces("W-4", "E-4", "2022-08-04", 10),
        pieces("W-5", "E-5", "2022-08-04", 10),
        pieces("W-1", "E-6", "2022-08-04", 10),
        details("W-3", account=None),
        details("W-4"),
        details("W-2", account="卡号不明", revision=2),
    )
    await payroll.record(erased("W-4", 2))
    await close(payroll, "2022-08")
    batch = await pay(payroll)
    async with payroll.pool.acquire() as connection:
        blocked = await payment_batches.blocked_of(connection, batch)
    assert {part["beneficiary"]: part["reason"] for part in blocked} == {
        "W-2": "account may hold up to 40 letters, digits and hyphens only; correct it",
        "W-3": "no account is known",
        "W-4": "the details were erased",
        "W-5": "no details are known",
    }
    await settle(payroll, batch)
    assert await month_state(payroll, JULY) == "closed"

    with refused_as("batch.nobody_payable") as refused:
        await pay(payroll)
    assert len(refused.value.told["blocked"]) == 4
    await payroll.record(details("W-2", "6217000000000000002", revision=3))
    await settle(payroll, await pay(payroll, JULY))
    assert await month_state(payroll, JULY) == "paid"
    assert await nothing_lost(payroll)


async def test_what_the_bank_returns_is_owed_again_and_tried_again_alone(payroll: ServiceUnderTest) -> None:
    await a_closed_july(payroll)
    batch = await pay(payroll, JULY)
    taken = await settle(payroll, batch, returned={"W-2": "账号与户名不符"})
    assert (taken.settled, taken.returned) == (1, 1)
    assert await balance(payroll, "payable:worker:W-2") == 250
    assert await balance(payroll, f"transit:{batch}") == 0
    assert await month_state(payroll, JULY) == "closed"
    assert (await items(payroll, batch))["W-2"].reason == "账号与户名不符"
    (told,) = [state for state in await payroll.published("payment/") if state["worker"] == "W-2"]
    assert (told["reason"], told["amount_yuan"]) == ("账号与户名不符", "250.00")

    await payroll.record(details("W-2", "6217000000000000022", revision=2))
    again = await retry(payroll, batch)
    assert set(await items(payroll, again)) == {"W-2"}
    assert b"6217000000000000022" in (await fetch(payroll, again)).content
    with refused_as("batch.nothing_returned"):
        await retry(payroll, batch)
    await settle(payroll, again)
    assert await month_state(payroll, JULY) == "paid"
    assert await balance(payroll, "bank") == 1250
    assert await is_balanced(payroll)
    assert await nothing_lost(payroll)


async def test_what_was_returned_is_not_confirmed_afterwards_since_it_may_be_paid_again(
    payroll: ServiceUnderTest,
) -> None:
    await a_closed_july(payroll)
    batch = await pay(payroll, JULY)
    await settle(payroll, batch, returned={"W-2": "账号与户名不符"})
    taken = await take(payroll, batch, await answered(payroll, batch))
    (problem,) = taken.problems
    assert (taken.settled, taken.unchanged, problem["field"]) == (0, 1, "status")
    assert (await items(payroll, batch))["W-2"].state == "returned"
    assert await nothing_lost(payroll)


async def test_a_payment_the_bank_takes_back_later_reopens_the_month(payroll: ServiceUnderTest) -> None:
    await a_closed_july(payroll)
    batch = await pay(payroll, JULY)
    await settle(payroll, batch)
    later = await answered(payroll, batch, returned={"W-1": "账户已销户"})
    taken = await take(payroll, batch, later)
    assert (taken.settled, taken.returned, taken.unchanged) == (0, 1, 1)
    assert await balance(payroll, "bank") == 250
    assert await balance(payroll, "payable:worker:W-1") == 1000
    assert await month_state(payroll, JULY) == "closed"
    assert [state["paid"] for state in await payroll.published("month/")] == [False, True, False]
    item = (await items(payroll, batch))["W-1"]
    states = [state for state in await payroll.published("payment/") if state["payment"] == item.item]
    assert [(state["revision"], "reason" in state) for state in states] == [(1, False), (2, True)]

    again = await retry(payroll, batch)
    await settle(payroll, again)
    assert await month_state(payroll, JULY) == "paid"
    assert await balance(payroll, "bank") == 1250
    assert await nothing_lost(payroll)


async def test_of_two_batches_at_once_one_wins_and_the_other_is_told_which(payroll: ServiceUnderTest) -> None:
    await a_closed_july(payroll)
    outcomes = await asyncio.gather(
        *(pay(payroll, JULY, actor=actor) for actor in ("wu", "zheng", "he")), return_exceptions=True
    )
    (won,) = [outcome for outcome in outcomes if isinstance(outcome, int)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert [refused.told for refused in lost] == [{"batches": [won]}] * 2
    assert {refused.refusal.code for refused in lost} == {"batch.all_on_its_way"}
    assert await payroll.pool.fetchval("SELECT count(*) FROM payment_item") == 2
    assert await balance(payroll, f"transit:{won}") == 1250


async def test_the_same_return_taken_at_once_and_again_is_posted_once(payroll: ServiceUnderTest) -> None:
    await a_closed_july(payroll)
    batch = await pay(payroll, JULY)
    await fetch(payroll, batch)
    content = await answered(payroll, batch, returned={"W-2": "账号与户名不符"})
    both = await asyncio.gather(take(payroll, batch, content), take(payroll, batch, content))
    third = await take(payroll, batch, content)
    assert sorted(taken.settled for taken in both) == [0, 1]
    assert (third.settled, third.returned, third.unchanged, third.seen_before) == (0, 0, 2, True)
    assert await payroll.pool.fetchval("SELECT count(*) FROM posting WHERE effect = 'payment_settled'") == 1
    assert len(await payroll.published("payment/")) == 2
    await settle(payroll, await retry(payroll, batch))
    old = await take(payroll, batch, content)
    assert (old.settled, old.returned, old.unchanged) == (0, 0, 2)
    assert await nothing_lost(payroll)


async def test_no_worker_can_be_paid_twice_whatever_is_written(payroll: ServiceUnderTest) -> None:
    await a_closed_july(payroll)
    batch = await pay(payroll, JULY)
    with pytest.raises(asyncpg.UniqueViolationError, match="paid_once"):
        await payroll.pool.execute(
            """
            WITH b AS (INSERT INTO payment_batch (batch, template, template_content, day, wanted, item_count,
                                                  total_yuan, created_by)
                       OVERRIDING SYSTEM VALUE
                       VALUES (999, 'x', '{}', '2022-08-10', '{}', 1, 1, 'thief') RETURNING batch)
            INSERT INTO payment_item (batch, obligation, amount_yuan, sealed_details)
            SELECT b.batch, i.obligation, i.amount_yuan, i.sealed_details FROM b, payment_item AS i
            """
        )
    async with payroll.pool.acquire() as connection:
        raw = Posting("theft", "1", payable("worker", "W-1"), transit(batch), Decimal("0.01"))
        with pytest.raises(asyncpg.CheckViolationError, match=r"payable:worker:W-1 would fall to -0\.01"):
            await ledger.post(connection, [(raw, None)], "thief")
    more = "UPDATE payment_item SET amount_yuan = amount_yuan + 1"
    for statement in (more, "DELETE FROM payment_item", "UPDATE payment_batch SET total_yuan = 1"):
        with pytest.raises(asyncpg.RaiseError, match="never rewritten"):
            await payroll.pool.execute(statement)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await payroll.pool.execute(
            """
            WITH b AS (INSERT INTO payment_batch (batch, template, template_content, day, wanted, item_count,
                                                  total_yuan, created_by)
                       OVERRIDING SYSTEM VALUE
                       VALUES (999, 'x', '{}', '2022-08-10', '{}', 1, 1, 'thief') RETURNING batch)
            INSERT INTO payment_item (batch, obligation, amount_yuan, sealed_details, state, reason)
            SELECT b.batch, i.obligation, i.amount_yuan + 1, i.sealed_details, 'returned', 'x'
            FROM b, payment_item AS i
            """
        )


async def test_a_batch_is_cancelled_only_before_anybody_fetched_its_file(payroll: ServiceUnderTest) -> None:
    await a_closed_july(payroll)
    batch = await pay(payroll, JULY)
    async with payroll.deciding() as transaction:
        await cancel_batch(transaction, batch, "finance", "the wrong template")
    assert await balance(payroll, "payable:worker:W-1") == 1000
    assert await nothing_lost(payroll)
    with refused_as("batch.cancelled"):
        await fetch(payroll, batch)
    second = await pay(payroll, JULY)
    await fetch(payroll, second)
    with refused_as("batch.fetched"):
        async with payroll.deciding() as transaction:
            await cancel_batch(transaction, second, "finance", "too late")
    with pytest.raises(asyncpg.RaiseError, match="never rewritten"):
        await payroll.pool.execute(
            "UPDATE payment_batch SET cancelled_by = 'x', cancel_reason = 'x' WHERE batch = $1", second
        )


async def test_a_supplement_is_paid_in_a_batch_of_its_own_and_the_month_is_paid_again(
    payroll: ServiceUnderTest,
) -> None:
    await a_closed_july(payroll)
    await settle(payroll, await pay(payroll, JULY))
    await payroll.record(pieces("W-2", "E-2", "2022-07-04", 120, revision=2))
    async with payroll.deciding() as transaction:
        number, _, prepared = await prepare_supplement(transaction, "WS-01", JULY, "W-2", "clerk", "his rent is due")
    async with payroll.deciding() as transaction:
        await approve_supplement(transaction, number, "checker", prepared)
    assert await month_state(payroll, JULY) == "closed"
    batch = await pay(payroll, JULY)
    (item,) = (await items(payroll, batch)).values()
    assert (item.beneficiary, item.amount_yuan) == ("W-2", Decimal("50.00"))
    await settle(payroll, batch)
    assert await month_state(payroll, JULY) == "paid"
    assert await nothing_lost(payroll)
    assert await is_balanced(payroll)


async def test_an_award_is_paid_to_the_collective_once_its_account_is_known(payroll: ServiceUnderTest) -> None:
    await payroll.record(production(JULY, 10_000, 12_000, "200000.00"))
    await a_closed_july(payroll)
    await settle(payroll, await pay(payroll, JULY, kind="wage"))
    assert await month_state(payroll, JULY) == "closed"
    with refused_as("batch.nobody_payable"):
        await pay(payroll, JULY)


async def test_an_open_month_is_not_paid(payroll: ServiceUnderTest) -> None:
    await payroll.record(workshop(), registered("W-1"), pieces("W-1", "E-1", "2022-07-04", 400), details("W-1"))
    with refused_as("batch.nothing_owed_of"):
        await pay(payroll, JULY, workshops=("WS-01",))


@pytest.mark.parametrize("day", [date(2022, 8, 9), date(2022, 8, 13)])
@pytest.mark.parametrize("returned", [None, {"W-1": "账号已销户", "W-2": "账号已销户"}])
async def test_an_answer_from_before_the_instruction_or_after_today_is_refused_whatever_it_says(
    payroll: ServiceUnderTest, day: date, returned: dict[str, str] | None
) -> None:
    await a_closed_july(payroll)
    batch = await pay(payroll, JULY)
    await fetch(payroll, batch)
    taken = await take(payroll, batch, await answered(payroll, batch, returned, day), today=date(2022, 8, 12))
    assert (taken.settled, taken.returned) == (0, 0)
    assert {(problem["field"], problem["advice"]) for problem in taken.problems} == {
        ("date", "does not lie between 2022-08-10, when it was instructed, and 2022-08-12; ask the bank")
    }
    assert {item.state for item in (await items(payroll, batch)).values()} == {"instructed"}


async def test_a_return_from_before_its_payment_was_confirmed_is_refused_and_nothing_paid_again(
    payroll: ServiceUnderTest,
) -> None:
    await a_closed_july(payroll)
    batch = await pay(payroll, JULY)
    await fetch(payroll, batch)
    today = date(2022, 8, 20)
    await take(payroll, batch, await answered(payroll, batch, day=date(2022, 8, 15)), today)
    both = {"W-1": "账号已销户", "W-2": "账号已销户"}
    for day in (date(2022, 8, 14), date(2022, 8, 21)):
        taken = await take(payroll, batch, await answered(payroll, batch, both, day), today)
        assert (taken.returned, [problem["field"] for problem in taken.problems]) == (0, ["date", "date"])
        assert "between 2022-08-15, when it was confirmed, and 2022-08-20" in taken.problems[0]["advice"]
    with pytest.raises(Refused):
        await retry(payroll, batch)
    assert await month_state(payroll, JULY) == "paid"
    for day in (date(2022, 8, 15), today):
        one = {"W-1" if day < today else "W-2": "账号已销户"}
        rows = {item.reference: ("失败", one[who]) for who, item in (await items(payroll, batch)).items() if who in one}
        amounts = {item.reference: item.amount_yuan for item in (await items(payroll, batch)).values()}
        assert (await take(payroll, batch, bank_answer(rows, amounts, day), today)).returned == 1
    assert await balance(payroll, "payable:worker:W-1") == 1000
    assert await nothing_lost(payroll)
