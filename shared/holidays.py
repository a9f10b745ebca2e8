"""Statutory holidays of China: the days that are holidays by law, without the rest days moved around them.

They follow from the law and the lunar calendar, so those of every year are known beforehand. What the State
Council announces only year by year is not among them: which days are worked and rested in exchange.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

LAST_YEAR: Final = 2099
"""The last year a month can be of, and whose lunar festivals are known."""

_NAMES: Final = frozenset(
    {
        "元旦",
        "春节",
        "农历除夕",
        "清明节",
        "劳动节",
        "端午节",
        "中秋节",
        "国庆节",
        # A holiday of 2015 alone, announced by the State Council.
        "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日",
    }
)


@cache
def statutory_holidays(year: int) -> frozenset[date]:
    """The days of a year that are holidays by law; none before 1950. Raises ValueError for years after 2099.

    Source: the State Council's measures on national festivals and memorial days of 1949, as revised with
    effect from 1999, 2000, 2008, 2014 and 2025.
    """
    if year > LAST_YEAR:
        raise ValueError(f"the statutory holidays of {year} are not known; {LAST_YEAR} is the last year")
    # Loading the library takes up to a second, and few need it.
    from holidays import country_holidays

    of_year = country_holidays("CN", years=year, observed=False, language="zh_CN")
    return frozenset(day for day in of_year if day.year == year and not _NAMES.isdisjoint(of_year.get_list(day)))
