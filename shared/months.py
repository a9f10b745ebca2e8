"""Calendar months in Shanghai time: the unit in which wages are counted."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache, total_ordering
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import Field

from shared.written_forms import MONTH_PATTERN

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")

MonthText = Annotated[
    str, Field(pattern=MONTH_PATTERN, max_length=7, description="A calendar month, YYYY-MM", examples=["2022-07"])
]


def is_month(text: str) -> bool:
    """Whether a text is a month as it is written here."""
    return re.fullmatch(MONTH_PATTERN, text) is not None


@total_ordering
class Month:
    """One calendar month. Immutable, ordered, hashable; written `2022-07`."""

    __slots__ = ("_index",)

    def __init__(self, year: int, month: int) -> None:
        if not 1 <= month <= 12:
            raise ValueError(f"month {month} is not between 1 and 12")
        self._index = year * 12 + month - 1

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `YYYY-MM`. Raises ValueError on anything else."""
        if not is_month(text):
            raise ValueError(f"{text!r} is not a month; write it like 2022-07")
        return cls(int(text[:4]), int(text[5:]))

    @classmethod
    def of(cls, day: date) -> Month:
        """The month a Shanghai date falls in."""
        return cls(day.year, day.month)

    @property
    def year(self) -> int:
        return self._index // 12

    @property
    def number(self) -> int:
        """1 for January to 12 for December."""
        return self._index % 12 + 1

    @property
    def first_day(self) -> date:
        return _first_and_last_day(self._index)[0]

    @property
    def last_day(self) -> date:
        return _first_and_last_day(self._index)[1]

    def days(self) -> list[date]:
        """Every date of the month, in order."""
        first = self.first_day
        return [first + timedelta(days=offset) for offset in range(self.last_day.day)]

    def __add__(self, months: int) -> Month:
        index = self._index + months
        return Month(index // 12, index % 12 + 1)

    def __sub__(self, other: Month) -> int:
        """Whole months from other to self."""
        return self._index - other._index

    def __contains__(self, day: date) -> bool:
        return day.year * 12 + day.month - 1 == self._index

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Month) and self._index == other._index

    def __lt__(self, other: Month) -> bool:
        return self._index < other._index

    def __hash__(self) -> int:
        return hash(self._index)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def __repr__(self) -> str:
        return f"Month({self})"


@lru_cache(maxsize=1200)
def _first_and_last_day(index: int) -> tuple[date, date]:
    """Asked for with every statement, and always of the same few months."""
    year, month = index // 12, index % 12 + 1
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def shanghai_date(moment: datetime) -> date:
    """The Shanghai calendar date of an aware moment."""
    return moment.astimezone(SHANGHAI).date()


def months_after(day: date, months: int) -> date:
    """The same day of the month some months later, or that month's last day where it has no such day."""
    month = Month.of(day) + months
    return date(month.year, month.number, min(day.day, month.last_day.day))
