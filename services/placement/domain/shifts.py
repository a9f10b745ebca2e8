"""Which day each punch counts for, where a shift runs past the hour that divides the days."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Final

from services.placement.domain.clock_day import BACK_FROM_BREAK, INWARD, OUTWARD, Punch, one_a_press
from shared.months import SHANGHAI
from shared.texts import Text, TextError

SHORT_BREAK: Final = timedelta(hours=2)
"""Who comes back within it goes on with the shift he left."""
UNCLEAR_MARGIN: Final = timedelta(hours=1)
"""Time between punches is taken for work only where the time around it is longer by this much."""
_SHIFT_HOURS: Final = re.compile(r"^(\d{2}):(\d{2})-(\d{2}):(\d{2})$", re.ASCII)

NO_HOURS: Final = Text(
    "shift.no_hours",
    "{text} 不是班次起止时间；请写成 20:00-08:00",
    "{text} are no shift hours; write them like 20:00-08:00",
)
NO_SUCH_TIME: Final = Text(
    "shift.no_such_time",
    "{text} 里有钟表上没有的时间；请写成 20:00-08:00",
    "{text} holds a time that no clock shows; write it like 20:00-08:00",
)
NO_LENGTH: Final = Text(
    "shift.no_length",
    "{text} 起止相同；请写两个时间，如 20:00-08:00",
    "{text} ends when it begins; write the two hours like 20:00-08:00",
)


class ShiftHoursError(TextError):
    """A text that gives no hours of a shift."""


@dataclass(frozen=True, slots=True)
class ShiftHours:
    """From when to when a shift lasts, in Shanghai's time; past midnight where it ends before it begins."""

    starts_at: time
    ends_at: time

    @classmethod
    def parse(cls, text: str) -> "ShiftHours":
        """From text such as 20:00-08:00. Raises ShiftHoursError for anything else, and for a shift of no length."""
        found = _SHIFT_HOURS.match(text)
        if found is None:
            raise ShiftHoursError(NO_HOURS.of(text=repr(text[:40])))
        hours = [int(part) for part in found.groups()]
        try:
            starts_at, ends_at = time(hours[0], hours[1]), time(hours[2], hours[3])
        except ValueError as error:
            raise ShiftHoursError(NO_SUCH_TIME.of(text=repr(text))) from error
        if starts_at == ends_at:
            raise ShiftHoursError(NO_LENGTH.of(text=repr(text)))
        return cls(starts_at, ends_at)

    def day_of(self, at: datetime) -> date:
        """The day on which the shift began that a moment lies in or nearest to; the earlier of two as near."""
        here = at.astimezone(SHANGHAI).date()
        return min(
            (here + timedelta(days=days) for days in (-1, 0, 1)),
            key=lambda day: (self._distance(day, at), day),
        )

    def _distance(self, day: date, at: datetime) -> timedelta:
        """From the nearer end of that day's shift; below zero within it."""
        begins = datetime.combine(day, self.starts_at, SHANGHAI)
        ends_on = day if self.ends_at > self.starts_at else day + timedelta(days=1)
        return max(begins - at, at - datetime.combine(ends_on, self.ends_at, SHANGHAI))


@dataclass(frozen=True, slots=True)
class DatedPunch:
    """A punch with the day it counts for by the hour that divides the days."""

    punch: Punch
    day: date


@dataclass(frozen=True, slots=True)
class ShiftPunches:
    """The punches of one day, and whether they may as well be the end of one shift and the beginning of another."""

    punches: tuple[Punch, ...]
    unclear: bool = False


def punches_of_day(
    given: Iterable[DatedPunch], day: date, longest_shift: timedelta, hours_of: Callable[[date], ShiftHours | None]
) -> ShiftPunches:
    """A worker's punches that count for `day`, out of those of the day before, the day itself and the next.

    With keys, a way out counts for the day of the way in before it. Without keys the shift's hours say which
    shift a punch belongs to; where nobody has given them, the day ends at the pack's hour, and is unclear
    where the time within it is hardly shorter than the time around it.
    """
    dated = _one_a_press(given)
    directions = {punch.punch.status for punch in dated}
    if directions & INWARD and directions & OUTWARD:
        days = _days_by_keys(dated, longest_shift)
        return ShiftPunches(tuple(found.punch for found, counted in zip(dated, days, strict=True) if counted == day))
    hours = [hours_of(punch.day) for punch in dated]
    days = [
        shift.day_of(found.punch.at) if shift is not None else found.day
        for found, shift in zip(dated, hours, strict=True)
    ]
    places = [place for place, counted in enumerate(days) if counted == day]
    unclear = any(hours[place] is None for place in places) and _is_unclear(dated, places, longest_shift)
    return ShiftPunches(tuple(dated[place].punch for place in places), unclear)


def _one_a_press(given: Iterable[DatedPunch]) -> list[DatedPunch]:
    day_of = {found.punch.at: found.day for found in given}
    return [DatedPunch(punch, day_of[punch.at]) for punch in one_a_press(found.punch for found in given)]


def _days_by_keys(dated: Sequence[DatedPunch], longest_shift: timedelta) -> list[date]:
    days: list[date] = []
    began_at = before = None
    for found in dated:
        punch = found.punch
        goes_on = (
            began_at is not None
            and before is not None
            and punch.at - began_at <= longest_shift
            and _goes_on(before, punch)
        )
        if not goes_on:
            began_at = punch.at
        days.append(days[-1] if goes_on else found.day)
        before = punch
    return days


def _goes_on(before: Punch, punch: Punch) -> bool:
    """Whether a punch is of the shift of the one before it."""
    if punch.at - before.at <= SHORT_BREAK:
        return True
    if punch.status in INWARD:
        return punch.status == BACK_FROM_BREAK
    return before.status not in OUTWARD


def _is_unclear(dated: Sequence[DatedPunch], places: Sequence[int], longest_shift: timedelta) -> bool:
    moments = [found.punch.at for found in dated]
    inner = max((moments[later] - moments[earlier] for earlier, later in pairwise(places)), default=timedelta())
    around = [
        moments[place + 1] - moments[place]
        for place in (places[0] - 1, places[-1])
        if place >= 0 and place + 1 < len(moments)
    ]
    if inner > longest_shift:
        return True
    return bool(inner) and any(inner >= gap - UNCLEAR_MARGIN for gap in around)
