"""Statutory holidays, checked against the arrangements chinesecalendar holds."""

from datetime import date

import chinese_calendar
import pytest

from shared.holidays import HolidaysUnknownError, statutory_holidays

KNOWN_YEARS = range(2008, max(chinese_calendar.constants.holidays).year + 1)


@pytest.mark.parametrize("year", KNOWN_YEARS)
def test_every_year_chinesecalendar_knows_is_known_and_each_day_is_a_day_off_there(year: int) -> None:
    assert all(chinese_calendar.is_holiday(day) for day in statutory_holidays(year))


@pytest.mark.parametrize(("year", "days"), [(2009, 10), (2012, 11), (2020, 10), (2022, 11), (2024, 11), (2025, 13)])
def test_a_year_has_as_many_days_as_the_law_gives_less_those_that_coincide(year: int, days: int) -> None:
    assert len(statutory_holidays(year)) == days


def test_the_holidays_of_2022() -> None:
    assert sorted(f"{day:%m-%d}" for day in statutory_holidays(2022)) == [
        "01-01", "02-01", "02-02", "02-03", "04-05", "05-01", "06-03", "09-10", "10-01", "10-02", "10-03",
    ]  # fmt: skip


def test_rest_days_moved_beside_a_holiday_are_none() -> None:
    assert date(2022, 10, 4) not in statutory_holidays(2022)
    assert date(2022, 5, 2) not in statutory_holidays(2022)


def test_the_law_of_2025_adds_new_years_eve_and_the_second_of_may() -> None:
    assert {date(2025, 1, 28), date(2025, 5, 2)} <= statutory_holidays(2025)
    assert not {date(2024, 2, 9), date(2024, 5, 2)} & statutory_holidays(2024)


def test_the_one_off_holiday_of_2015_is_one() -> None:
    assert date(2015, 9, 3) in statutory_holidays(2015)


@pytest.mark.parametrize("year", [2007, max(KNOWN_YEARS) + 1])
def test_a_year_outside_the_known_ones_is_refused_by_name(year: int) -> None:
    with pytest.raises(HolidaysUnknownError, match=str(year)):
        statutory_holidays(year)
