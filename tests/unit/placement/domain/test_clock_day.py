"""From a day's punches to the day: both sides of every threshold, every way a clock is used."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import permutations

import pytest

from services.placement.domain.clock_day import (
    DIRECTIONS_INCOMPLETE,
    SHIFT_UNCLEAR,
    SINGLE_PUNCH,
    UNPAIRED_PUNCH,
    ClockDay,
    Punch,
    derive_clock_day,
)
from services.placement.domain.clock_rules import ClockRules, clock_rules
from shared.months import SHANGHAI
from shared.policy import load_pack

LONGEST_SHIFT = timedelta(hours=16)
RULES = ClockRules(4, Decimal(6), Decimal(3), LONGEST_SHIFT)
IN, OUT, BREAK_OUT, BREAK_IN, OVERTIME_IN, OVERTIME_OUT, NOT_GIVEN = 0, 1, 2, 3, 4, 5, 255


def punches(*times: str, statuses: tuple[int, ...] = ()) -> list[Punch]:
    """Punches at local times of one day, without statuses unless given."""
    return [
        Punch(datetime.fromisoformat(f"2022-07-01T{time}").replace(tzinfo=SHANGHAI), status)
        for time, status in zip(times, statuses or (NOT_GIVEN,) * len(times), strict=True)
    ]


def derived(*times: str, statuses: tuple[int, ...] = ()) -> ClockDay:
    day = derive_clock_day(punches(*times, statuses=statuses), RULES)
    assert day is not None
    return day


def test_no_punch_is_no_day() -> None:
    assert derive_clock_day([], RULES) is None


def test_one_punch_proves_no_time_and_is_flagged() -> None:
    assert derived("08:00:00") == ClockDay("0", 0, 1, (SINGLE_PUNCH,))


@pytest.mark.parametrize(
    ("last", "weight_days"),
    [("10:59:59", "0"), ("11:00:00", "0.5"), ("13:59:59", "0.5"), ("14:00:00", "1"), ("23:00:00", "1")],
)
def test_hours_from_first_in_to_last_out_make_the_weight(last: str, weight_days: str) -> None:
    assert derived("08:00:00", last).weight_days == weight_days


def test_a_threshold_with_decimals_is_met_to_the_second() -> None:
    rules = ClockRules(4, Decimal("7.5"), Decimal("0.5"), LONGEST_SHIFT)
    exact = derive_clock_day(punches("08:00:00", "15:30:00"), rules)
    short = derive_clock_day(punches("08:00:00", "15:29:59"), rules)
    assert exact is not None
    assert short is not None
    assert (exact.weight_days, short.weight_days) == ("1", "0.5")


def test_without_statuses_what_lies_between_first_and_last_does_not_matter() -> None:
    assert derived("08:00:00", "12:00:00", "13:00:00", "17:00:00").worked_seconds == 9 * 3600


def test_with_statuses_breaks_are_left_out() -> None:
    day = derived("08:00:00", "12:00:00", "13:00:00", "17:00:00", statuses=(IN, BREAK_OUT, BREAK_IN, OUT))
    assert day == ClockDay("1", 8 * 3600, 4)


def test_two_pairs_of_in_and_out_add_up() -> None:
    day = derived("08:00:00", "10:00:00", "15:00:00", "19:00:00", statuses=(IN, OUT, IN, OUT))
    assert day == ClockDay("1", 6 * 3600, 4)


def test_overtime_counts_as_presence() -> None:
    day = derived("08:00:00", "11:00:00", "18:00:00", "21:00:00", statuses=(IN, OUT, OVERTIME_IN, OVERTIME_OUT))
    assert day.worked_seconds == 6 * 3600


def test_a_key_pressed_twice_within_a_minute_is_one_punch_at_the_first_moment() -> None:
    day = derived("08:00:00", "08:00:05", "14:00:00", "14:01:00", statuses=(IN, IN, OUT, OUT))
    assert day == ClockDay("1", 6 * 3600, 2)
    assert derived("08:00:00", "08:01:00").flags == (SINGLE_PUNCH,)


def test_a_key_pressed_twice_more_than_a_minute_apart_is_flagged() -> None:
    day = derived("08:00:00", "08:01:01", "14:01:01", "14:01:30", statuses=(IN, IN, OUT, OUT))
    assert day == ClockDay("1", 6 * 3600, 3, (UNPAIRED_PUNCH,))


def test_a_wrong_key_put_right_within_a_minute_counts_as_the_right_one() -> None:
    day = derived("08:00:00", "08:00:20", "14:00:00", "14:00:59", statuses=(OUT, IN, IN, OUT))
    assert day == ClockDay("1", 6 * 3600, 2)


def test_an_unknown_key_beside_a_known_one_does_not_put_it_out() -> None:
    day = derived("08:00:00", "08:00:20", "14:00:00", statuses=(IN, NOT_GIVEN, OUT))
    assert day == ClockDay("1", 6 * 3600, 2)


def test_a_day_that_may_be_two_shifts_proves_no_time_and_is_flagged() -> None:
    assert derive_clock_day(punches("08:00:00", "20:00:00"), RULES, unclear=True) == ClockDay(
        "0", 0, 2, (SHIFT_UNCLEAR,)
    )
    assert derive_clock_day(punches("08:00:00"), RULES, unclear=True) == ClockDay("0", 0, 1, (SINGLE_PUNCH,))


def test_a_forgotten_way_out_proves_nothing_of_that_stretch() -> None:
    day = derived("08:00:00", "13:00:00", "17:00:00", statuses=(IN, IN, OUT))
    assert day == ClockDay("0.5", 4 * 3600, 3, (UNPAIRED_PUNCH,))


def test_a_way_out_before_any_way_in_is_flagged_and_counts_nothing() -> None:
    day = derived("07:00:00", "08:00:00", "12:00:00", statuses=(OUT, IN, OUT))
    assert day == ClockDay("0.5", 4 * 3600, 3, (UNPAIRED_PUNCH,))


def test_a_way_in_at_the_end_of_the_day_is_flagged() -> None:
    assert derived("08:00:00", "12:00:00", "13:00:00", statuses=(IN, OUT, IN)).flags == (UNPAIRED_PUNCH,)


@pytest.mark.parametrize("statuses", [(IN, IN), (OUT, OUT), (IN, NOT_GIVEN), (NOT_GIVEN, OUT), (IN, 77)])
def test_incomplete_directions_fall_back_to_first_and_last_and_are_flagged(statuses: tuple[int, int]) -> None:
    assert derived("08:00:00", "14:00:00", statuses=statuses) == ClockDay("1", 6 * 3600, 2, (DIRECTIONS_INCOMPLETE,))


def test_a_punch_sent_twice_is_one_and_a_known_direction_beats_an_unknown() -> None:
    day = derived("08:00:00", "08:00:00", "14:00:00", "14:00:00", statuses=(NOT_GIVEN, IN, OUT, NOT_GIVEN))
    assert day == ClockDay("1", 6 * 3600, 2)
    assert derived("08:00:00", "08:00:00").flags == (SINGLE_PUNCH,)


def test_the_order_punches_come_in_does_not_matter() -> None:
    given = punches("08:00:00", "12:00:00", "13:00:00", "17:00:00", statuses=(IN, BREAK_OUT, BREAK_IN, OUT))
    assert {derive_clock_day(order, RULES) for order in permutations(given)} == {derive_clock_day(given, RULES)}


def test_a_night_shift_is_measured_across_midnight() -> None:
    begins = datetime(2022, 7, 1, 20, tzinfo=SHANGHAI)
    day = derive_clock_day([Punch(begins), Punch(begins + timedelta(hours=7))], RULES)
    assert day is not None
    assert (day.weight_days, day.worked_seconds) == ("1", 7 * 3600)


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (datetime(2022, 7, 1, 19, 59, 59, tzinfo=UTC), date(2022, 7, 1)),
        (datetime(2022, 7, 1, 20, 0, 0, tzinfo=UTC), date(2022, 7, 2)),
    ],
)
def test_the_cut_hour_in_shanghai_divides_the_days(utc: datetime, day: date) -> None:
    assert RULES.attendance_day(utc) == day


def test_without_a_cut_hour_the_day_begins_at_midnight() -> None:
    rules = ClockRules(0, Decimal(6), Decimal(3), LONGEST_SHIFT)
    assert rules.attendance_day(datetime(2022, 7, 2, 0, 0, tzinfo=SHANGHAI)) == date(2022, 7, 2)


def test_the_numbers_come_from_the_pack() -> None:
    policy = load_pack("songtao").rules_on(date(2022, 7, 1), {"attendance.full_day_minimum_hours": "7.5"})
    assert clock_rules(policy) == ClockRules(4, Decimal("7.5"), Decimal(3), LONGEST_SHIFT)
