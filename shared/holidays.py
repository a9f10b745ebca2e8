"""Statutory holidays of China: the days that are holidays by law, without the rest days moved around them.

chinesecalendar holds the holiday arrangements announced each year, and so says for which years they are
known. The law names some days by the lunar calendar; their solar dates are listed here.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import chinese_calendar

_FIRST_YEAR: Final = 2008
"""From this year on the law has Tomb-sweeping, Dragon Boat and Mid-Autumn days."""

_LUNAR_FESTIVALS: Final = {
    # year: (lunar new year, Dragon Boat, Mid-Autumn), each month and day
    2008: ((2, 7), (6, 8), (9, 14)),
    2009: ((1, 26), (5, 28), (10, 3)),
    2010: ((2, 14), (6, 16), (9, 22)),
    2011: ((2, 3), (6, 6), (9, 12)),
    2012: ((1, 23), (6, 23), (9, 30)),
    2013: ((2, 10), (6, 12), (9, 19)),
    2014: ((1, 31), (6, 2), (9, 8)),
    2015: ((2, 19), (6, 20), (9, 27)),
    2016: ((2, 8), (6, 9), (9, 15)),
    2017: ((1, 28), (5, 30), (10, 4)),
    2018: ((2, 16), (6, 18), (9, 24)),
    2019: ((2, 5), (6, 7), (9, 13)),
    2020: ((1, 25), (6, 25), (10, 1)),
    2021: ((2, 12), (6, 14), (9, 21)),
    2022: ((2, 1), (6, 3), (9, 10)),
    2023: ((1, 22), (6, 22), (9, 29)),
    2024: ((2, 10), (6, 10), (9, 17)),
    2025: ((1, 29), (5, 31), (10, 6)),
    2026: ((2, 17), (6, 19), (9, 25)),
}


class HolidaysUnknownError(LookupError):
    """The statutory holidays of a year are not known to this installation."""

    def __init__(self, year: int) -> None:
        super().__init__(f"the statutory holidays of {year} are not known; update chinesecalendar and gongfang")
        self.year = year


@lru_cache(maxsize=64)
def statutory_holidays(year: int) -> frozenset[date]:
    """The days of a year that are holidays by law. Raises HolidaysUnknownError outside the known years.

    Source: the State Council's measures on national festivals and memorial days as revised with effect
    from 2008, 2014 and 2025. One-off national holidays come from chinesecalendar.
    """
    if year not in _LUNAR_FESTIVALS or not _announced(year):
        raise HolidaysUnknownError(year)
    new_year, dragon_boat, mid_autumn = (date(year, month, day) for month, day in _LUNAR_FESTIVALS[year])
    days = {date(year, 1, 1), _tomb_sweeping_day(year), date(year, 5, 1), dragon_boat, mid_autumn}
    days.update(date(year, 10, day) for day in (1, 2, 3))
    days.update(new_year + timedelta(days=offset) for offset in _spring_festival_offsets(year))
    if year >= 2025:
        days.add(date(year, 5, 2))
    days.update(
        day
        for day, name in chinese_calendar.constants.holidays.items()
        if day.year == year
        and name == chinese_calendar.Holiday.anti_fascist_70th_day.value
        and day not in chinese_calendar.constants.in_lieu_days
    )
    return frozenset(days)


def _announced(year: int) -> bool:
    try:
        chinese_calendar.is_holiday(date(year, 1, 1))
        chinese_calendar.is_holiday(date(year, 12, 31))
    except NotImplementedError:
        return False
    return True


def _spring_festival_offsets(year: int) -> range:
    """Days of Spring Festival counted from lunar new year's day; the eve was out from 2014 to 2024."""
    if year < 2014:
        return range(-1, 2)
    return range(3) if year < 2025 else range(-1, 3)


def _tomb_sweeping_day(year: int) -> date:
    terms: list[tuple[date, str]] = chinese_calendar.get_solar_terms(date(year, 4, 3), date(year, 4, 7))
    return terms[0][0]
