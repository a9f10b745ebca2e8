"""When a clock is believed: it keeps step with the one that cannot be set, and with the database server's."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.messaging.clock_watch import Anchor, Doubt, Reading, doubt_about, seconds_outside

START = datetime(2026, 7, 1, 4, tzinfo=UTC)
ANCHOR = Anchor(START, 1000.0)
DAY = 86400.0


def reading(wall_seconds: float, elapsed_seconds: float, ahead_seconds: float = 0.0) -> Reading:
    return Reading(START + timedelta(seconds=wall_seconds), 1000.0 + elapsed_seconds, "boot", ahead_seconds)


@pytest.mark.parametrize(
    ("wall", "elapsed", "ahead", "doubt"),
    [
        (0, 0, 0, None),
        (40 * DAY, 40 * DAY, 0, None),
        (3 * DAY + 600, 3 * DAY, 0, None),
        (3 * DAY + 601, 3 * DAY, 0, "jumped"),
        (3 * DAY - 600, 3 * DAY, 0, None),
        (3 * DAY - 601, 3 * DAY, 0, "jumped"),
        (5, 5, 600, None),
        (5, 5, 601, "database"),
        (5, 5, -601, "database"),
        (DAY, 5, 0, "jumped"),
        (DAY, 5, -DAY, "database"),
    ],
)
def test_more_than_ten_minutes_apart_is_doubted(wall: float, elapsed: float, ahead: float, doubt: Doubt | None) -> None:
    assert doubt_about(reading(wall, elapsed, ahead), ANCHOR, 0.0) == doubt


def test_a_laptop_that_slept_is_believed_since_the_clock_it_is_compared_with_went_on() -> None:
    assert doubt_about(reading(8 * 3600, 8 * 3600), ANCHOR, 0.0) is None


def test_without_anything_to_compare_with_only_the_database_speaks() -> None:
    assert doubt_about(reading(400 * DAY, 0), None, 0.0) is None
    assert doubt_about(reading(400 * DAY, 0, -400 * DAY), None, 0.0) == "database"


def test_what_a_person_accepted_of_the_database_is_believed_and_so_is_one_that_was_set_right() -> None:
    assert doubt_about(reading(5, 5, DAY), ANCHOR, DAY) is None
    assert doubt_about(reading(5, 5, 0), ANCHOR, DAY) is None
    assert doubt_about(reading(5, 5, 2 * DAY), ANCHOR, DAY) == "database"


def test_the_day_is_shanghais_and_the_earlier_one_is_that_of_the_clock_behind() -> None:
    evening = Reading(datetime(2026, 7, 1, 16, 5, tzinfo=UTC), 0.0, "boot", -600.0)
    assert (evening.day, evening.earlier_day) == (date(2026, 7, 2), date(2026, 7, 1))
    assert evening._replace(database_ahead_seconds=DAY).earlier_day == date(2026, 7, 2)


def test_an_answer_that_took_long_is_no_disagreement() -> None:
    """As where a laptop slept while it waited for the database."""
    after = START + timedelta(hours=8)
    assert seconds_outside(START + timedelta(hours=3), START, after) == 0.0
    assert seconds_outside(START - timedelta(seconds=5), START, after) == -5.0
    assert seconds_outside(after + timedelta(seconds=5), START, after) == 5.0
