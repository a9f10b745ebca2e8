"""Statutory holidays by law, checked against what was announced year by year, and known beforehand for every other."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from chinese_calendar.constants import Holiday, holidays, in_lieu_days

from shared.holidays import LAST_YEAR, statutory_holidays
from shared.months import Month

ANNOUNCED_YEARS = range(2008, max(holidays).year + 1)
EVERY_YEAR = range(1950, LAST_YEAR + 1)
LENGTHENED_BY_ANNOUNCEMENT = {
    # For the epidemic of 2020 the days of Spring Festival were more; they are no holidays of the law.
    date(2020, 1, 31),
    date(2020, 2, 1),
    date(2020, 2, 2),
}


@pytest.mark.parametrize("year", ANNOUNCED_YEARS)
def test_every_statutory_holiday_was_announced_as_a_day_off(year: int) -> None:
    assert all(chinese_calendar.is_holiday(day) for day in statutory_holidays(year))


@pytest.mark.parametrize("year", ANNOUNCED_YEARS)
def test_every_festival_announced_has_all_its_days_of_the_law(year: int) -> None:
    by_law = {
        Holiday.new_years_day: 1,
        Holiday.spring_festival: 3 if year < 2025 else 4,
        Holiday.tomb_sweeping_day: 1,
        Holiday.labour_day: 1 if year < 2025 else 2,
        Holiday.dragon_boat_festival: 1,
        Holiday.mid_autumn_festival: 1,
        Holiday.national_day: 3,
    }
    announced = {day: name for day, name in holidays.items() if day.year == year and day not in in_lieu_days}
    found = statutory_holidays(year)
    for holiday, days in by_law.items():
        inside = {day for day in found if announced.get(day) == holiday.value}
        coinciding = days - len(inside)
        assert coinciding in (0, 1), f"{holiday}: {sorted(inside)}"
        assert not coinciding or {date(year, 10, day) for day in (1, 2, 3)} & found, holiday


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (1950, 7),
        (1999, 8),
        (2000, 10),
        (2009, 10),
        (2012, 11),
        (2020, 10),
        (2022, 11),
        (2024, 11),
        (2025, 13),
        (2027, 13),
    ],
)
def test_a_year_has_as_many_days_as_the_law_gives_less_those_that_coincide(year: int, days: int) -> None:
    assert len(statutory_holidays(year)) == days


def test_the_holidays_of_2022() -> None:
    assert written(2022) == [
        "01-01", "02-01", "02-02", "02-03", "04-05", "05-01", "06-03", "09-10", "10-01", "10-02", "10-03",
    ]  # fmt: skip


def test_the_holidays_of_2027_need_no_announcement() -> None:
    assert written(2027) == [
        "01-01", "02-05", "02-06", "02-07", "02-08", "04-05", "05-01", "05-02", "06-09", "09-15",
        "10-01", "10-02", "10-03",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("year", "new_year", "dragon_boat", "mid_autumn"),
    [
        (2008, (2, 7), (6, 8), (9, 14)),
        (2020, (1, 25), (6, 25), (10, 1)),
        (2026, (2, 17), (6, 19), (9, 25)),
        (2033, (1, 31), (6, 1), (9, 8)),
        (2034, (2, 19), (6, 20), (9, 27)),
        (2099, (1, 21), (6, 23), (9, 29)),
    ],
)
def test_lunar_festivals_fall_on_their_days_also_around_leap_months(
    year: int, new_year: tuple[int, int], dragon_boat: tuple[int, int], mid_autumn: tuple[int, int]
) -> None:
    assert {date(year, *day) for day in (new_year, dragon_boat, mid_autumn)} <= statutory_holidays(year)


@pytest.mark.parametrize("year", EVERY_YEAR)
def test_every_year_a_month_can_be_of_is_known(year: int) -> None:
    found = statutory_holidays(year)
    assert all(day.year == year for day in found)
    always = {(1, 1), (5, 1), (10, 1), (10, 2)}
    assert always <= {(day.month, day.day) for day in found}
    assert 7 <= len(found) <= 14
    if year >= 2008:
        (qingming, _), *_ = chinese_calendar.get_solar_terms(date(year, 4, 3), date(year, 4, 7))
        assert qingming in found


def test_the_last_year_is_the_last_one_of_a_month() -> None:
    assert Month.parse(f"{LAST_YEAR}-12").year == LAST_YEAR
    with pytest.raises(ValueError, match="is not a month"):
        Month.parse(f"{LAST_YEAR + 1}-01")
    with pytest.raises(ValueError, match="2100 are not known"):
        statutory_holidays(LAST_YEAR + 1)


def test_before_the_law_of_1949_there_was_no_holiday_by_law() -> None:
    assert statutory_holidays(1949) == frozenset()


def test_rest_days_moved_beside_a_holiday_are_none() -> None:
    assert date(2022, 10, 4) not in statutory_holidays(2022)
    assert date(2022, 5, 2) not in statutory_holidays(2022)
    assert not LENGTHENED_BY_ANNOUNCEMENT & statutory_holidays(2020)


def test_the_law_of_2025_adds_new_years_eve_and_the_second_of_may() -> None:
    assert {date(2025, 1, 28), date(2025, 5, 2)} <= statutory_holidays(2025)
    assert not {date(2024, 2, 9), date(2024, 5, 2)} & statutory_holidays(2024)


def test_new_years_eve_took_the_place_of_the_third_day_from_2008_to_2013() -> None:
    for year, new_year in ((2007, date(2007, 2, 18)), (2013, date(2013, 2, 10)), (2014, date(2014, 1, 31))):
        eve, third = new_year - timedelta(days=1), new_year + timedelta(days=2)
        assert {eve, third} & statutory_holidays(year) == {eve if year == 2013 else third}


def test_the_one_off_holiday_of_2015_is_one() -> None:
    assert date(2015, 9, 3) in statutory_holidays(2015)


def written(year: int) -> list[str]:
    return sorted(f"{day:%m-%d}" for day in statutory_holidays(year))
