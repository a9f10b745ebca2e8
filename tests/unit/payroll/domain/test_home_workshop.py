"""Where somebody's month is computed: where he is registered, or without that where he worked most."""

from collections.abc import Sequence
from datetime import date
from itertools import permutations

import pytest

from services.payroll.domain.basis import (
    Tenure,
    bearer,
    count_months,
    gather_presence,
    month_reading,
    workshop_and_group_on,
    workshop_on,
)
from services.payroll.domain.facts import AttendanceDay, PieceworkEntry, WorkerMonth, WorkshopAssignment
from shared.policy import load_pack
from tests.scenarios.policy.county import JULY, SONGTAO, days_of, on_leave, pieces_worth, present, worker_month


def unregistered(attendance: Sequence[AttendanceDay] = (), piecework: Sequence[PieceworkEntry] = ()) -> WorkerMonth:
    return worker_month(attendance=attendance, piecework=piecework, workshops={}, registered=False)


def home(attendance: Sequence[AttendanceDay] = (), piecework: Sequence[PieceworkEntry] = ()) -> str:
    """The same in whatever order the facts are given."""
    (found,) = {
        workshop_on(unregistered(days, pieces), JULY.last_day)
        for days in permutations(attendance[:6])
        for pieces in permutations(piecework)
    }
    return found


def test_an_unregistered_worker_belongs_where_most_of_his_days_were() -> None:
    days = present(days_of(JULY, 1), workshop="WS-01") + present(days_of(JULY, 2, start=2), workshop="WS-02")
    assert home(days) == "WS-02"
    assert home(days, [pieces_worth(900, date(2022, 7, 1), "WS-01")]) == "WS-02"


def test_half_days_count_half_and_leave_does_not_count() -> None:
    halves = present(days_of(JULY, 3), "0.5", "WS-01")
    assert home(halves + present(days_of(JULY, 2, start=4), workshop="WS-02")) == "WS-02"
    assert home(on_leave(days_of(JULY, 3)) + present(days_of(JULY, 1, start=4), "0.5", "WS-02")) == "WS-02"


def test_of_equal_days_the_accepted_pieces_decide() -> None:
    days = present(days_of(JULY, 1), workshop="WS-01") + present(days_of(JULY, 1, start=2), workshop="WS-02")
    more, less = pieces_worth(11, date(2022, 7, 2), "WS-02"), pieces_worth(10, date(2022, 7, 1), "WS-01")
    assert home(days, [more, less]) == "WS-02"
    assert home((), [more, less]) == "WS-02"
    assert home((), [less, less._replace(event="other"), more]) == "WS-01"


def test_of_equals_in_both_the_lower_code() -> None:
    days = present(days_of(JULY, 1), workshop="WS-02") + present(days_of(JULY, 1, start=2), workshop="WS-01")
    assert home(days) == "WS-01"
    assert home(days, [pieces_worth(5, date(2022, 7, 1), name) for name in ("WS-02", "WS-01")]) == "WS-01"


def test_a_workshop_he_only_touched_counts_where_there_is_no_other() -> None:
    rejected = pieces_worth(0, date(2022, 7, 1), "WS-02")._replace(rejected_quantity=3)
    assert home((), [rejected]) == "WS-02"
    assert home() == ""


@pytest.mark.parametrize(
    ("day", "where"),
    [
        (date(2022, 6, 30), ("WS-09", "")),
        (date(2022, 7, 9), ("WS-09", "")),
        (date(2022, 7, 10), ("WS-02", "B")),
        (date(2022, 7, 31), ("WS-02", "B")),
    ],
)
def test_a_registered_worker_belongs_where_he_is_assigned_whatever_he_did_elsewhere(
    day: date, where: tuple[str, str]
) -> None:
    facts = worker_month(attendance=present(days_of(JULY, 20), workshop="WS-01"), workshops={"WS-09": date(2022, 7, 1)})
    second = WorkshopAssignment("WS-02", date(2022, 7, 10), group="B")
    assignments = (second, *facts.assignments)
    moved = WorkerMonth(**{name: getattr(facts, name) for name in facts.__slots__} | {"assignments": assignments})
    assert workshop_and_group_on(moved, day) == where


def test_pieces_none_of_which_were_accepted_decide_nothing() -> None:
    days = present(days_of(JULY, 1), workshop="WS-01") + present(days_of(JULY, 1, start=2), workshop="WS-02")
    rejected = pieces_worth(0, date(2022, 7, 2), "WS-02")._replace(rejected_quantity=3)
    assert home(days, [rejected]) == "WS-01"
    assert home(days, [pieces_worth(1, date(2022, 7, 2), "WS-02")]) == "WS-02"


def test_by_anniversary_the_first_month_has_no_portion_before_it() -> None:
    facts = worker_month(first_day=date(2022, 7, 11), attendance=present(days_of(JULY, 1, start=11)))
    assert count_months(facts, gather_presence(facts), "anniversary") == Tenure(date(2022, 7, 11), 1)


def test_a_company_bears_by_what_was_earned_for_it_and_pieces_without_a_rate_earn_nothing() -> None:
    policy = SONGTAO.rules_on(JULY.first_day, {"piecework.payer": "company"})
    few = pieces_worth(1, date(2022, 7, 1))._replace(company="C-2")
    unrated = pieces_worth(100, date(2022, 7, 1))._replace(company="C-1", unit_rate_yuan=None)
    assert bearer(policy, "piecework.payer", worker_month(piecework=[few, unrated]), "WS-01") == ("company", "C-2")
    assert bearer(policy, "piecework.payer", worker_month(), "WS-01") == ("company", "")


@pytest.mark.parametrize(("first", "turns_on"), [(date(2022, 6, 1), None), (date(2022, 6, 2), date(2022, 7, 2))])
def test_an_anniversary_on_the_first_divides_no_month(first: date, turns_on: date | None) -> None:
    facts = worker_month(first_day=first)
    assert count_months(facts, gather_presence(facts), "anniversary") == Tenure(first, 2, turns_on)


def test_months_are_counted_by_the_calendar_where_the_pack_has_no_incentive() -> None:
    assert month_reading(load_pack("pingli").rules_on(date(2016, 7, 1))) == "calendar"


def test_leave_told_twice_for_a_day_adds_up() -> None:
    halves = (*on_leave(days_of(JULY, 1), "0.5"), *on_leave(days_of(JULY, 1), "0.5", "WS-02"))
    assert gather_presence(worker_month(attendance=halves)).leave == {JULY.first_day: 1}


def test_an_unregistered_worker_is_in_no_group() -> None:
    assert workshop_and_group_on(unregistered(present(days_of(JULY, 1))), JULY.last_day) == ("WS-01", "")


def test_a_fact_of_another_month_is_named_by_its_day() -> None:
    days = present([JULY.first_day, JULY.last_day, date(2022, 8, 2), date(2022, 8, 1)])
    with pytest.raises(ValueError, match=r"^a fact of 2022-08-01 was given for W-1's month 2022-07$"):
        gather_presence(worker_month(attendance=days))
