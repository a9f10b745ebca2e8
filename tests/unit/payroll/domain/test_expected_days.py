"""Which days a worker is expected on: by the roster of where he belongs that day, in his group before his workshop."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.payroll.domain.basis import gather_basis, gather_presence
from services.payroll.domain.facts import Roster, WorkerMonth, WorkshopAssignment
from services.payroll.domain.full_attendance import Verdict, expected_days, judge_full_attendance
from tests.scenarios.policy.county import JULY, SONGTAO, days_of, on_leave, present, worker_month

ALL_JULY = days_of(JULY, 31)
BEFORE = date(2022, 1, 1)


def roster(weight: str, workshop: str, group: str = "", **other: str) -> Roster:
    """A roster of the whole month with the same weight every day but those of `other`, such as d05="0"."""
    days = {day: Decimal(weight) for day in ALL_JULY}
    days.update({date(2022, 7, int(name[1:])): Decimal(text) for name, text in other.items()})
    return Roster(workshop, days, group=group)


def month(*assignments: tuple[date, str, str], rosters: tuple[Roster, ...]) -> WorkerMonth:
    return replace(
        worker_month(rosters=rosters),
        assignments=tuple(WorkshopAssignment(workshop, since, group=group) for since, workshop, group in assignments),
    )


def by_weight(expected: Mapping[date, Decimal]) -> dict[str, tuple[int, int]]:
    """The first and the last day of the month on which each weight is expected."""
    return {
        str(weight): (min(days).day, max(days).day)
        for weight in sorted(set(expected.values()))
        for days in [[day for day, held in expected.items() if held == weight]]
    }


@pytest.mark.parametrize(
    ("moved", "before", "after"), [(2, (1, 1), (2, 31)), (11, (1, 10), (11, 31)), (31, (1, 30), (31, 31))]
)
def test_a_transfer_changes_rosters_on_its_day(moved: int, before: tuple[int, int], after: tuple[int, int]) -> None:
    facts = month(
        (BEFORE, "WS-01", ""),
        (date(2022, 7, moved), "WS-02", ""),
        rosters=(roster("1", "WS-01"), roster("0.5", "WS-02")),
    )
    expected, all_rostered = expected_days(facts)
    assert (by_weight(expected), len(expected), all_rostered) == ({"0.5": after, "1": before}, 31, True)


def test_from_the_day_of_a_transfer_the_roster_left_expects_nothing_more() -> None:
    facts = month(
        (BEFORE, "WS-01", ""),
        (date(2022, 7, 11), "WS-02", ""),
        rosters=(roster("1", "WS-01"), roster("0.5", "WS-02", d11="0", d12="0")),
    )
    expected, _ = expected_days(facts)
    assert by_weight(expected) == {"0.5": (13, 31), "1": (1, 10)}


def test_a_groups_own_roster_goes_before_its_workshops() -> None:
    rosters = (roster("1", "WS-01"), roster("0.5", "WS-01", "A"))
    for group, weight in (("A", "0.5"), ("B", "1"), ("", "1")):
        expected, all_rostered = expected_days(month((BEFORE, "WS-01", group), rosters=rosters))
        assert (by_weight(expected), all_rostered) == ({weight: (1, 31)}, True)


def test_a_part_of_the_month_without_a_roster_takes_nothing_from_the_rest() -> None:
    facts = month((BEFORE, "WS-09", ""), (date(2022, 7, 11), "WS-01", ""), rosters=(roster("1", "WS-01"),))
    expected, all_rostered = expected_days(facts)
    assert (by_weight(expected), all_rostered) == ({"1": (11, 31)}, False)


def test_a_rosters_day_of_no_weight_is_not_expected() -> None:
    expected, _ = expected_days(month((BEFORE, "WS-01", ""), rosters=(roster("1", "WS-01", d05="0", d06="0"),)))
    assert sorted(set(ALL_JULY) - set(expected)) == [date(2022, 7, 5), date(2022, 7, 6)]


def judge(facts: WorkerMonth, **readings: str) -> Verdict:
    policy = SONGTAO.rules_on(JULY.first_day, {name.replace("__", "."): value for name, value in readings.items()})
    return judge_full_attendance(gather_basis(facts, gather_presence(facts), policy), policy)


@pytest.mark.parametrize(("missing", "more"), [(1, False), (5, False), (6, True)])
def test_five_missed_dates_are_named_and_more_only_counted(missing: int, more: bool) -> None:
    facts = worker_month(attendance=present(ALL_JULY[missing:]), rosters=[roster("1", "WS-01")])
    verdict = judge(facts)
    assert verdict.full is False
    assert verdict.numbers == {"missed_dates": missing, "dates": ALL_JULY[: min(missing, 5)] + ["…"] * more}


def test_an_empty_roster_is_not_met() -> None:
    assert judge(worker_month(rosters=[Roster("WS-01", {})])).full is False


def test_leave_fills_a_day_up_to_one_and_no_further() -> None:
    halves = present(days_of(JULY, 2), "0.5")
    facts = worker_month(
        attendance=(*halves, *on_leave(days_of(JULY, 1), "0.5"), *on_leave(days_of(JULY, 1, start=2), "1"))
    )
    assert gather_presence(facts).counted(with_leave=True) == {day: Decimal(1) for day in days_of(JULY, 2)}
    assert gather_presence(facts).counted(with_leave=False) == {day: Decimal("0.5") for day in days_of(JULY, 2)}
