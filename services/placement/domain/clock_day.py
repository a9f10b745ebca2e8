"""How much of a day a worker was present, from the punches of that day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from services.placement.domain.clock_rules import ClockRules

NOT_GIVEN: Final = 255
BACK_FROM_BREAK: Final = 3
INWARD: Final = frozenset({0, BACK_FROM_BREAK, 4})
"""Check-in, back from a break, start of overtime."""
OUTWARD: Final = frozenset({1, 2, 5})
"""Check-out, to a break, end of overtime."""

SINGLE_PUNCH: Final = "single_punch"
UNPAIRED_PUNCH: Final = "unpaired_punch"
DIRECTIONS_INCOMPLETE: Final = "directions_incomplete"
SHIFT_UNCLEAR: Final = "shift_unclear"

ONE_PRESS: Final = timedelta(seconds=60)
"""Punches within it are one: pressed twice, or a wrong key put right."""

_SECONDS_PER_HOUR: Final = 3600


@dataclass(frozen=True, slots=True, order=True)
class Punch:
    """One punch, to the second; `status` says which way the worker went, 255 that the clock did not ask."""

    at: datetime
    status: int = NOT_GIVEN


@dataclass(frozen=True, slots=True)
class ClockDay:
    """What a day's punches prove: the time between coming and going, as days, and what looks wrong."""

    weight_days: str
    worked_seconds: int
    punches: int
    flags: tuple[str, ...] = ()


def derive_clock_day(punches: Iterable[Punch], rules: ClockRules, *, unclear: bool = False) -> ClockDay | None:
    """The day as its punches prove it, whatever order they came in; None without any.

    One punch proves no time at all, nor do punches of which it is `unclear` whether they belong to one shift.
    Where every punch says which way, only what lies between a way in and the next way out counts, so breaks are
    left out. Otherwise the first is in and the last out; so too where all went the same way, which is how a clock
    looks whose keys nobody presses.
    """
    distinct = one_a_press(punches)
    if not distinct:
        return None
    if len(distinct) == 1:
        return ClockDay("0", 0, 1, (SINGLE_PUNCH,))
    if unclear:
        return ClockDay("0", 0, len(distinct), (SHIFT_UNCLEAR,))
    known = {punch.status for punch in distinct} & (INWARD | OUTWARD)
    complete = all(punch.status in INWARD | OUTWARD for punch in distinct)
    if complete and known & INWARD and known & OUTWARD:
        seconds, unpaired = _paired_seconds(distinct)
        flags: tuple[str, ...] = (UNPAIRED_PUNCH,) if unpaired else ()
    else:
        seconds = int((distinct[-1].at - distinct[0].at).total_seconds())
        flags = (DIRECTIONS_INCOMPLETE,) if known else ()
    return ClockDay(_weight_days(seconds, rules), seconds, len(distinct), flags)


def one_a_press(punches: Iterable[Punch]) -> list[Punch]:
    """In order of time, those within a minute of the first as one: at its moment, with the last key known."""
    distinct: list[Punch] = []
    for punch in sorted(punches, key=lambda punch: (punch.at, -punch.status)):
        if not distinct or punch.at - distinct[-1].at > ONE_PRESS:
            distinct.append(punch)
        elif punch.status in INWARD | OUTWARD:
            distinct[-1] = Punch(distinct[-1].at, punch.status)
    return distinct


def _paired_seconds(punches: Sequence[Punch]) -> tuple[int, bool]:
    """Seconds between each last way in and the first way out after it, and whether a punch found no partner."""
    seconds, unpaired, came_at = 0, False, None
    for punch in punches:
        if punch.status in INWARD:
            unpaired = unpaired or came_at is not None
            came_at = punch.at
        elif came_at is None:
            unpaired = True
        else:
            seconds += int((punch.at - came_at).total_seconds())
            came_at = None
    return seconds, unpaired or came_at is not None


def _weight_days(seconds: int, rules: ClockRules) -> str:
    hours = Decimal(seconds) / _SECONDS_PER_HOUR
    if hours >= rules.full_day_minimum_hours:
        return "1"
    return "0.5" if hours >= rules.half_day_minimum_hours else "0"
