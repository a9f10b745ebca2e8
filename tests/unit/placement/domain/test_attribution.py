"""Whose presence a punch proves."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from services.placement.domain.attribution import Attributed, Unattributed, attribute
from services.placement.domain.clock_rules import ClockRules
from services.placement.domain.dated import ClockPlace, PinHolder, holder_on, in_force_on
from shared.months import SHANGHAI

RULES = ClockRules(4, Decimal(6), Decimal(3), timedelta(hours=16))
PLACES = [ClockPlace(date(2022, 7, 1), "WS-01", "ST-01"), ClockPlace(date(2022, 7, 10), "WS-02", "ST-02")]
HOLDERS = [PinHolder(date(2022, 7, 1), "W1"), PinHolder(date(2022, 7, 5), "W2", date(2022, 7, 6))]


def rules_of(workshop: str, day: date) -> ClockRules | None:
    return RULES if workshop != "WS-99" else None


def found(at: str, station: str | None = None) -> Attributed | Unattributed:
    moment = datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
    return attribute(moment, station, PLACES, HOLDERS, rules_of)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2022-06-30 12:00", Unattributed.UNKNOWN_CLOCK),
        ("2022-07-01 03:59", Unattributed.UNKNOWN_CLOCK),
        ("2022-07-01 04:00", Attributed("W1", "WS-01", date(2022, 7, 1))),
        ("2022-07-05 03:59", Attributed("W1", "WS-01", date(2022, 7, 4))),
        ("2022-07-05 04:00", Attributed("W2", "WS-01", date(2022, 7, 5))),
        ("2022-07-07 03:59", Attributed("W2", "WS-01", date(2022, 7, 6))),
        ("2022-07-07 04:00", Unattributed.UNASSIGNED_PIN),
    ],
)
def test_the_attendance_day_decides_whom_the_number_meant(at: str, expected: Attributed | Unattributed) -> None:
    assert found(at) == expected


def test_a_station_is_heard_about_its_own_clocks_only() -> None:
    assert found("2022-07-01 08:00", "ST-01") == Attributed("W1", "WS-01", date(2022, 7, 1))
    assert found("2022-07-01 08:00", "ST-02") is Unattributed.OTHER_STATION


def test_a_night_shift_ends_where_it_began_though_the_clock_moved_that_morning() -> None:
    holders = [PinHolder(date(2022, 7, 1), "W1")]
    moment = datetime(2022, 7, 10, 3, tzinfo=SHANGHAI)
    assert attribute(moment, None, PLACES, holders, rules_of) == Attributed("W1", "WS-01", date(2022, 7, 9))


def test_a_workshop_without_rules_keeps_its_punches_waiting() -> None:
    places = [ClockPlace(date(2022, 7, 1), "WS-99", "ST-01")]
    moment = datetime(2022, 7, 2, 8, tzinfo=SHANGHAI)
    assert attribute(moment, None, places, HOLDERS, rules_of) is Unattributed.UNKNOWN_WORKSHOP


def test_an_assignment_that_ended_does_not_bring_the_one_before_back() -> None:
    assert holder_on(HOLDERS, date(2022, 7, 6)) == HOLDERS[1]
    assert holder_on(HOLDERS, date(2022, 7, 7)) is None


def test_the_latest_entry_not_after_the_day_is_in_force() -> None:
    assert in_force_on(PLACES, date(2022, 6, 30)) is None
    assert in_force_on(PLACES, date(2022, 7, 9)) == PLACES[0]
    assert in_force_on(reversed(PLACES), date(2022, 7, 10)) == PLACES[1]


def test_the_rules_asked_for_are_those_of_the_workshop_and_the_day() -> None:
    asked: list[tuple[str, date]] = []

    def noted(workshop: str, day: date) -> ClockRules | None:
        asked.append((workshop, day))
        return RULES

    attribute(datetime(2022, 7, 10, 3, tzinfo=SHANGHAI), None, PLACES, HOLDERS, noted)
    assert asked == [("WS-02", date(2022, 7, 10)), ("WS-01", date(2022, 7, 9))]
