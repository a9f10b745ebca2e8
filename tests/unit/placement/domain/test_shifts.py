"""Which day punches count for: night shifts with keys, without them, with the roster's hours and without."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from services.placement.domain.clock_day import ClockDay, Punch, derive_clock_day, one_a_press
from services.placement.domain.clock_rules import ClockRules
from services.placement.domain.shifts import DatedPunch, ShiftHours, punches_of_day
from shared.months import SHANGHAI

RULES = ClockRules(4, Decimal(6), Decimal(3), timedelta(hours=16))
IN, OUT, BREAK_OUT, BREAK_IN, OVERTIME_IN, OVERTIME_OUT, NO_KEY = 0, 1, 2, 3, 4, 5, 255
NIGHT = ShiftHours.parse("20:00-08:00")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2022-07-{text}").replace(tzinfo=SHANGHAI)


def shown(
    day: int, *punches: tuple[str, int], hours: ShiftHours | None = None, only_on: int | None = None
) -> ClockDay | None:
    """What the clocks show of a day of July, out of punches such as ("04 20:00", IN)."""
    dated = [DatedPunch(Punch(at(when), key), RULES.attendance_day(at(when))) for when, key in punches]
    wanted = date(2022, 7, day)
    around = [found for found in dated if abs((found.day - wanted).days) <= 1]
    of_day = punches_of_day(
        around, wanted, RULES.longest_shift, lambda given: hours if only_on in (None, given.day) else None
    )
    return derive_clock_day(of_day.punches, RULES, unclear=of_day.unclear)


KEYED_NIGHTS = tuple(punch for day in (4, 5, 6) for punch in ((f"{day:02} 20:00", IN), (f"{day + 1:02} 08:00", OUT)))
NIGHTS = tuple((when, NO_KEY) for when, _ in KEYED_NIGHTS)


@pytest.mark.parametrize("day", [4, 5, 6])
def test_a_night_shift_with_keys_counts_for_the_day_it_began(day: int) -> None:
    assert shown(day, *KEYED_NIGHTS) == ClockDay("1", 12 * 3600, 2)


def test_the_morning_a_night_shift_ended_is_no_day_of_its_own() -> None:
    assert shown(7, *KEYED_NIGHTS) is None
    assert shown(3, *KEYED_NIGHTS) is None


def test_breaks_of_a_night_shift_are_left_out_on_either_side_of_the_cut_hour() -> None:
    night = (("04 20:00", IN), ("05 00:00", BREAK_OUT), ("05 00:30", BREAK_IN), ("05 04:30", OUT), ("05 05:00", IN))
    assert shown(4, *night, ("05 08:00", OUT)) == ClockDay("1", 11 * 3600, 6)
    assert shown(5, *night, ("05 08:00", OUT)) is None


def test_the_key_back_from_a_break_goes_on_with_the_shift_however_long_the_break() -> None:
    night = (("04 20:00", IN), ("05 01:00", BREAK_OUT), ("05 05:00", BREAK_IN), ("05 08:00", OUT))
    assert shown(4, *night) == ClockDay("1", 8 * 3600, 4)


@pytest.mark.parametrize(("back", "day_before", "day_itself"), [("05 06:00", 6, 0), ("05 06:01", 6, 3)])
def test_who_comes_back_within_two_hours_goes_on_with_his_shift(back: str, day_before: int, day_itself: int) -> None:
    punches = (("04 22:00", IN), ("05 04:00", OUT), (back, IN), ("05 09:01", OUT))
    first, second = shown(4, *punches), shown(5, *punches)
    assert first is not None
    assert first.worked_seconds >= day_before * 3600
    assert (second.worked_seconds if second else 0) == day_itself * 3600
    assert first.punches == (2 if second else 4)


@pytest.mark.parametrize(("left", "seconds"), [("05 12:00", 16 * 3600), ("05 12:01", 0)])
def test_a_way_out_is_of_the_shift_only_within_the_longest_shift(left: str, seconds: int) -> None:
    found = shown(4, ("04 20:00", IN), (left, OUT))
    assert found is not None
    assert found.worked_seconds == seconds


def test_a_forgotten_way_out_leaves_the_next_days_shift_whole() -> None:
    punches = (("04 08:00", IN), ("05 08:00", IN), ("05 17:00", OUT))
    assert shown(4, *punches) == ClockDay("0", 0, 1, ("single_punch",))
    assert shown(5, *punches) == ClockDay("1", 9 * 3600, 2)


def test_a_forgotten_way_in_of_a_night_is_seen_on_the_morning_and_takes_nothing_from_the_next() -> None:
    punches = (("05 08:00", OUT), ("05 20:00", IN), ("06 08:00", OUT))
    assert shown(5, *punches) == ClockDay("1", 12 * 3600, 3, ("unpaired_punch",))


def test_day_shifts_with_lunch_keep_their_days() -> None:
    punches = tuple(
        (f"{day:02} {hour}", key)
        for day in (4, 5, 6)
        for hour, key in (("08:00", IN), ("12:00", OUT), ("13:30", IN), ("18:00", OUT))
    )
    assert shown(5, *punches) == ClockDay("1", int(8.5 * 3600), 4)


@pytest.mark.parametrize("key", [NO_KEY, IN, OUT])
def test_nights_without_keys_are_measured_by_the_rosters_hours(key: int) -> None:
    nights = tuple((when, key) for when, _ in NIGHTS)
    flags = () if key == NO_KEY else ("directions_incomplete",)
    for day in (4, 5, 6):
        assert shown(day, *nights, hours=NIGHT) == ClockDay("1", 12 * 3600, 2, flags)
    assert shown(7, *nights, hours=NIGHT) is None


@pytest.mark.parametrize("key", [NO_KEY, IN])
@pytest.mark.parametrize("day", [5, 6])
def test_the_hours_between_two_night_shifts_are_never_paid(day: int, key: int) -> None:
    nights = tuple((when, key) for when, _ in NIGHTS)
    assert shown(day, *nights) == ClockDay("0", 0, 2, ("shift_unclear",))


def test_a_night_with_lunch_punches_and_no_keys_is_unclear_too() -> None:
    punches = tuple(
        (f"{4 + int(at_hour < 12) + night:02} {at_hour:02}:00", NO_KEY)
        for night in range(3)
        for at_hour in (20, 0, 1, 8)
    )
    found = shown(5, *punches)
    assert found is not None
    assert (found.weight_days, found.flags) == ("0", ("shift_unclear",))


@pytest.mark.parametrize(
    ("leaves", "flags"), [("18:00", ()), ("19:29", ()), ("19:30", ("shift_unclear",)), ("21:00", ("shift_unclear",))]
)
def test_a_day_without_keys_is_clear_while_the_nights_around_it_are_longer(leaves: str, flags: tuple[str, ...]) -> None:
    punches = tuple((f"{day:02} {hour}", NO_KEY) for day in (4, 5, 6) for hour in ("08:00", leaves))
    found = shown(5, *punches)
    assert found is not None
    assert found.flags == flags
    assert found.weight_days == ("0" if flags else "1")


def test_a_lone_day_longer_than_the_longest_shift_is_unclear() -> None:
    assert shown(5, ("05 05:00", NO_KEY), ("05 21:00", NO_KEY)) == ClockDay("1", 16 * 3600, 2)
    assert shown(5, ("05 05:00", NO_KEY), ("05 21:01", NO_KEY)) == ClockDay("0", 0, 2, ("shift_unclear",))


def test_the_rosters_hours_take_late_and_early_punches_for_the_nearest_shift() -> None:
    late = (("05 04:30", NO_KEY), ("05 08:20", NO_KEY), ("05 19:40", NO_KEY))
    found = shown(4, *late, hours=NIGHT)
    assert found is not None
    assert found.punches == 2
    assert shown(5, *late, hours=NIGHT) == ClockDay("0", 0, 1, ("single_punch",))


@pytest.mark.parametrize(
    ("moment", "day"),
    [("05 08:00", 4), ("05 13:59", 4), ("05 14:00", 4), ("05 14:01", 5), ("05 20:00", 5), ("06 07:59", 5)],
)
def test_a_moment_belongs_to_the_nearest_shift_and_half_way_to_the_earlier(moment: str, day: int) -> None:
    assert NIGHT.day_of(at(moment)) == date(2022, 7, day)


def test_a_shift_by_day_begins_and_ends_on_its_day() -> None:
    hours = ShiftHours.parse("08:00-18:00")
    assert [hours.day_of(at(text)) for text in ("05 00:59", "05 01:01", "05 23:00")] == [
        date(2022, 7, 4),
        date(2022, 7, 5),
        date(2022, 7, 5),
    ]


@pytest.mark.parametrize(
    "text", ["", "20:00", "8:00-18:00", "20:00-24:00", "20:60-08:00", "20:00-20:00", "20：00-08：00"]
)
def test_text_that_is_no_shift_is_refused_saying_how_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="like 20:00-08:00"):
        ShiftHours.parse(text)


@pytest.mark.parametrize(
    ("hours", "when", "day"),
    [
        ("20:00-08:00", "05 08:00", 4),
        ("20:00-08:00", "05 13:59", 4),
        ("20:00-08:00", "05 14:00", 4),
        ("20:00-08:00", "05 14:01", 5),
        ("20:00-08:30", "05 14:15", 4),
        ("20:00-08:30", "05 14:16", 5),
        ("08:00-17:00", "05 00:30", 4),
        ("08:00-17:00", "05 00:31", 5),
        ("00:30-06:00", "04 23:50", 5),
    ],
)
def test_a_moment_belongs_to_the_shift_nearest_to_it_and_of_two_as_near_to_the_earlier(
    hours: str, when: str, day: int
) -> None:
    moment = at(when)
    assert ShiftHours.parse(hours).day_of(moment) == date(2022, 7, day)
    assert ShiftHours.parse(hours).day_of(moment.astimezone(UTC)) == date(2022, 7, day)


def test_shift_hours_refused_are_shown_up_to_forty_characters() -> None:
    with pytest.raises(ValueError, match=f"'{'x' * 40}' are no shift hours"):
        ShiftHours.parse("x" * 41)


def test_a_punch_without_keys_and_hours_alone_on_its_day_proves_nothing() -> None:
    assert shown(5, ("05 08:00", NO_KEY)) == ClockDay("0", 0, 1, ("single_punch",))


def test_a_punch_is_placed_by_the_hours_of_its_own_day_only() -> None:
    punches = (("04 20:00", NO_KEY), ("05 08:00", NO_KEY), ("05 17:00", NO_KEY))
    assert shown(5, *punches, hours=NIGHT, only_on=5) == ClockDay("0", 0, 1, ("single_punch",))
    assert shown(5, *punches, hours=NIGHT, only_on=4) == ClockDay("1", 9 * 3600, 2)


@pytest.mark.parametrize(
    ("neighbour", "flags"),
    [("04 23:30", ("shift_unclear",)), ("06 05:00", ("shift_unclear",)), ("04 20:30", ()), ("06 05:01", ())],
)
def test_the_time_on_either_side_alone_makes_a_day_unclear(neighbour: str, flags: tuple[str, ...]) -> None:
    found = shown(5, *sorted([("05 08:00", NO_KEY), ("05 18:00", NO_KEY), (neighbour, NO_KEY)]))
    assert found is not None
    assert found.flags == flags


def test_the_gaps_within_a_day_are_not_those_around_it() -> None:
    day = (("05 08:00", NO_KEY), ("05 12:00", NO_KEY), ("05 18:00", NO_KEY))
    assert shown(5, ("04 18:00", NO_KEY), *day, ("06 08:00", NO_KEY)) == ClockDay("1", 10 * 3600, 3)


@pytest.mark.parametrize(("keys", "taken"), [((IN, OUT), IN), ((OUT, IN), IN), ((NO_KEY, OUT), OUT)])
def test_of_two_keys_at_one_moment_the_lower_is_taken_in_whatever_order_they_came(
    keys: tuple[int, int], taken: int
) -> None:
    moment = at("05 08:00")
    assert one_a_press(Punch(moment, key) for key in keys) == [Punch(moment, taken)]
