"""Terms of whole months whose first day counts: the day at whose end a term is done.

The civil code does not count the day a term opens (art. 201); the counties' subsidies and leases count the first day of
work or lease. Which day then is the last is a reading of the pack.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from shared.months import Month, months_after


class LastDay(StrEnum):
    """Which day a term ends with: the day before the corresponding day of its last month, or that day itself."""

    DAY_BEFORE = "day_before"
    CORRESPONDING_DAY = "corresponding_day"


def end_of_term(start: date, months: int, last_day: LastDay = LastDay.DAY_BEFORE) -> date:
    """The day at whose end so many months from `start`, itself the first of them, are done.

    Months are always added to the start, never to the end of an earlier term. Where the month has no corresponding
    day, its last day ends the term by either reading. Raises ValueError after the year 9999.
    """
    corresponding = months_after(start, months)
    if corresponding.day < start.day or last_day is LastDay.CORRESPONDING_DAY:
        return corresponding
    return corresponding - timedelta(days=1)


def year_end(year: int) -> date:
    """31 December: the day on which what is counted by calendar year is due."""
    return Month(year, 12).last_day
