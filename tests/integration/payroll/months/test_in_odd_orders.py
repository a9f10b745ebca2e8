"""What happens around a closing in an order nobody planned: each is settled once, all the same."""

from decimal import Decimal

import pytest

from tests.support.harness import ServiceUnderTest
from tests.support.payroll.books import approve, balance, close, settled, submit
from tests.support.payroll.closed_months import assert_closed_months_add_up, read_books
from tests.support.payroll.facts import pieces, registered, workshop
from tests.support.refusing import refused_as

JUNE, JULY, AUGUST = "2022-06", "2022-07", "2022-08"


async def test_a_month_before_the_last_closed_one_is_not_closed_any_more_but_settled_as_a_difference(
    payroll: ServiceUnderTest,
) -> None:
    log = [workshop(), registered("W-1", first_day="2022-01-01"), pieces("W-1", "E-1", "2022-08-04", 400)]
    await payroll.record(*log)
    await close(payroll, AUGUST)
    late = pieces("W-1", "E-2", "2022-07-04", 100)
    await payroll.record(late)
    with refused_as("month.closed_already"):
        await submit(payroll, JULY)
    await payroll.record(more := pieces("W-1", "E-3", "2022-09-01", 1))
    await close(payroll, "2022-09")
    assert await balance(payroll, "payable:worker:W-1") == Decimal("1252.50")
    assert_closed_months_add_up(await read_books(payroll), [*log, late, more])


async def test_a_fact_of_an_earlier_month_that_comes_while_a_month_is_in_review_waits_to_be_settled(
    payroll: ServiceUnderTest,
) -> None:
    log = [workshop(), registered("W-1", first_day="2022-01-01"), pieces("W-1", "E-1", "2022-08-04", 400)]
    log.append(registered("W-2", first_day="2022-01-01"))
    await payroll.record(*log)
    draft = await submit(payroll, AUGUST)
    await payroll.record(late := pieces("W-2", "E-2", "2022-07-04", 100))
    await approve(payroll, AUGUST, draft.statements_hash)
    assert_closed_months_add_up(await read_books(payroll), [*log, late])


async def test_a_month_that_moves_to_a_workshop_where_it_is_open_waits_no_longer_as_a_difference(
    payroll: ServiceUnderTest,
) -> None:
    log = [
        workshop(),
        workshop("WS-02"),
        registered("W-1", "WS-01", first_day="2022-01-01"),
        registered("W-2", "WS-02", first_day="2022-01-01"),
        pieces("W-2", "E-1", "2022-07-04", 400, workshop="WS-02"),
    ]
    await payroll.record(*log)
    await close(payroll, JULY, at="WS-02")
    log += [registered("W-1", "WS-02", first_day="2022-01-01", revision=2), pieces("W-1", "E-2", "2022-07-04", 100)]
    await payroll.record(*log[-2:])
    assert list((await read_books(payroll)).due) == [("W-1", JULY)]
    log.append(registered("W-1", "WS-01", first_day="2022-01-01", revision=3))
    await payroll.record(log[-1])
    assert not (await read_books(payroll)).due
    await close(payroll, JULY, at="WS-01")
    assert await balance(payroll, "payable:worker:W-1") == Decimal("250.00")
    assert_closed_months_add_up(await read_books(payroll), log)


@pytest.mark.parametrize("first", ["WS-01", "WS-02"])
async def test_the_month_of_somebody_who_moves_is_closed_where_he_was_and_its_differences_settled_where_he_is(
    payroll: ServiceUnderTest, first: str
) -> None:
    second = {"WS-01": "WS-02", "WS-02": "WS-01"}[first]
    log = [workshop(), workshop("WS-02"), registered("W-2", "WS-02", first_day="2022-01-01")]
    log += [registered("W-1", [("WS-01", "2022-01-01"), ("WS-02", "2022-08-01")], first_day="2022-01-01")]
    for month in (JUNE, JULY):
        log += [pieces("W-1", f"E-1-{month}", f"{month}-04", 400)]
        log += [pieces("W-2", f"E-2-{month}", f"{month}-04", 4, workshop="WS-02")]
    await payroll.record(*log)
    await close(payroll, JUNE, at="WS-01")
    await close(payroll, JUNE, at="WS-02")
    if first == "WS-01":
        await close(payroll, JULY, at=first)
    log.append(pieces("W-1", "E-late", "2022-06-05", 100))
    await payroll.record(log[-1])
    if first == "WS-02":
        await close(payroll, JULY, at=first)
    await close(payroll, JULY, at=second)
    own = (await settled(payroll, JULY, "WS-01"))["W-1"]
    difference = (await settled(payroll, JULY, "WS-02"))["W-1"]
    assert (own["earned_yuan"], own["adjustment_yuan"]) == (1000, 0)
    assert (difference["earned_yuan"], difference["adjustment_yuan"]) == (0, 250)
    assert_closed_months_add_up(await read_books(payroll), log)
