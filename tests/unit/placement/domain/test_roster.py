"""Which version of a roster is in force."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from services.placement.domain.roster import RosterVersion, roster_in_force
from shared.months import Month

JULY = Month(2022, 7)
LAST_MOMENT_BEFORE = datetime(2022, 6, 30, 15, 59, 59, tzinfo=UTC)
JULY_BEGINS = datetime(2022, 6, 30, 16, tzinfo=UTC)
LATER = datetime(2022, 7, 5, tzinfo=UTC)


def version(time: datetime, *days: int, **more: str | bool) -> RosterVersion:
    return RosterVersion(
        time=time,
        source="s",
        event_id=str(more.get("event_id", "e")),
        expected_days={date(2022, 7, day): "1" for day in days},
        closure_reason=str(more["reason"]) if "reason" in more else None,
        approved_by=str(more["approved"]) if "approved" in more else None,
        withdrawn=bool(more.get("withdrawn", False)),
    )


def expected(*versions: RosterVersion) -> list[int] | None:
    found = [roster_in_force(order, JULY) for order in permutations(versions)]
    assert all(decision == found[0] for decision in found), "the order of arrival matters"
    in_force = found[0].in_force
    value = in_force.value if in_force else None
    return [day.day for day in value] if value is not None else None


def test_before_the_month_begins_every_change_is_free() -> None:
    assert expected(version(datetime(2022, 6, 1, tzinfo=UTC), 1), version(LAST_MOMENT_BEFORE, 2)) == [2]


def test_from_the_first_moment_of_the_month_a_change_needs_both_reason_and_approval() -> None:
    before = version(LAST_MOMENT_BEFORE, 1)
    assert expected(before, version(JULY_BEGINS, 2)) == [1]
    assert expected(before, version(JULY_BEGINS, 2, reason="flood")) == [1]
    assert expected(before, version(JULY_BEGINS, 2, approved="T-01")) == [1]
    assert expected(before, version(JULY_BEGINS, 2, reason="flood", approved="T-01")) == [2]


def test_the_first_roster_is_free_whenever_it_comes() -> None:
    assert expected(version(LATER, 1)) == [1]


def test_taking_a_roster_back_is_a_change_too() -> None:
    before = version(LAST_MOMENT_BEFORE, 1)
    assert expected(before, version(LATER, withdrawn=True)) == [1]
    assert expected(before, version(LATER, withdrawn=True, reason="flood", approved="T-01")) is None


def test_an_unapproved_change_is_listed() -> None:
    before, after = version(LAST_MOMENT_BEFORE, 1), version(LATER, 2)
    assert roster_in_force([after, before], JULY).unapproved == (after,)


@pytest.mark.parametrize("again", [version(LATER, 1), version(LATER, 1, reason="flood", approved="T-01")])
def test_the_same_days_again_are_no_change(again: RosterVersion) -> None:
    assert roster_in_force([version(LAST_MOMENT_BEFORE, 1), again], JULY).unapproved == ()


def test_the_same_days_at_the_same_hours_are_no_change_and_other_hours_are_one() -> None:
    day, night = (
        replace(version(LAST_MOMENT_BEFORE, 1), shift_hours=hours) for hours in ("08:00-17:00", "20:00-08:00")
    )
    again = replace(day, time=LATER, event_id="again")
    assert roster_in_force([day, again], JULY).in_force == again
    assert roster_in_force([day, replace(night, time=LATER, event_id="moved")], JULY).in_force == day
