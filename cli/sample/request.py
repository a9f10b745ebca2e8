"""What was asked for: how large a sample, of which month, from which seed, with faults or without."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from shared.holidays import statutory_holidays
from shared.months import Month

EARLIEST_MONTH: Final = Month(2022, 1)
"""The scheme's first month: earlier ones have no policy in force."""
MAXIMUM_WORKSHOPS: Final = 200
LEAST_WORKERS_A_WORKSHOP: Final = 16
"""Fewer would leave out some of the people a workshop's story needs."""
MOST_WORKERS_A_WORKSHOP: Final = 3_000
"""More would not fit the limits of one file."""
LAST_REPORT_DAYS_AFTER_MONTH: Final = 20
"""By then everything late has been sent."""

_SUNDAY: Final = 6


class RequestRefusedError(ValueError):
    """A sample that cannot be made. `option` names the argument at fault."""

    def __init__(self, option: str, reason: str) -> None:
        super().__init__(reason)
        self.option = option


@dataclass(frozen=True, slots=True)
class SampleRequest:
    """The arguments of a sample. Equal requests give equal bytes."""

    workshops: int
    workers: int
    month: Month
    seed: int
    faults: bool

    def workers_of(self, number: int) -> int:
        """How many workers the workshop with this number, from 1, takes on: as even as can be."""
        share, left_over = divmod(self.workers, self.workshops)
        return share + (1 if number <= left_over else 0)

    def random_for(self, *purpose: object) -> Random:
        """Numbers that depend on the seed and the purpose alone, so that parts do not disturb each other."""
        return Random(":".join(str(part) for part in (self.seed, self.month, *purpose)))  # noqa: S311 - no secret


def checked_request(workshops: int, workers: int, month: str, seed: int, *, faults: bool, today: date) -> SampleRequest:
    """The request, checked. Raises RequestRefusedError naming the option."""
    try:
        parsed = Month.parse(month)
    except ValueError as error:
        raise RequestRefusedError("--month", str(error)) from error
    if parsed < EARLIEST_MONTH:
        raise RequestRefusedError("--month", f"{parsed} is before {EARLIEST_MONTH}, when the scheme begins")
    complete_on = parsed.last_day + timedelta(days=LAST_REPORT_DAYS_AFTER_MONTH)
    if complete_on >= today:
        raise RequestRefusedError(
            "--month", f"the late reports of {parsed} come until {complete_on}; choose a month that is that far back"
        )
    if not 1 <= workshops <= MAXIMUM_WORKSHOPS:
        raise RequestRefusedError("--workshops", f"{workshops} is not between 1 and {MAXIMUM_WORKSHOPS}")
    least, most = workshops * LEAST_WORKERS_A_WORKSHOP, workshops * MOST_WORKERS_A_WORKSHOP
    if not least <= workers <= most:
        raise RequestRefusedError("--workers", f"{workers} for {workshops} workshops is not between {least} and {most}")
    return SampleRequest(workshops, workers, parsed, seed, faults)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """A month's working days: neither Sundays nor statutory holidays. Saturdays are worked."""

    month: Month
    workdays: tuple[date, ...]
    sundays: tuple[date, ...]

    @property
    def middle(self) -> date:
        """The first working day of the second half, on which people move and closures fall."""
        return next(day for day in self.workdays if day.day > 15)

    def of_next_month(self, day: int) -> date:
        """A day of the month after, when late reports come."""
        return (self.month + 1).first_day + timedelta(days=day - 1)


def work_calendar(month: Month) -> WorkCalendar:
    """The working days of a month."""
    holidays = statutory_holidays(month.year)
    sundays = tuple(day for day in month.days() if day.weekday() == _SUNDAY and day not in holidays)
    workdays = tuple(day for day in month.days() if day.weekday() != _SUNDAY and day not in holidays)
    return WorkCalendar(month, workdays, sundays)


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())
