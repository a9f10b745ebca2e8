"""A person's stretches: the time at work outside the county, or inside, without a hole that is too long.

Everything is computed from the placements as they are known; nothing is counted up. The result does not depend on
the order they came in.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from services.placement.domain.spans import NO_END, Span, days_until, holes_between, joined, without


class Side(StrEnum):
    """Where a person was placed, seen from the county."""

    OUTSIDE = "outside"
    INSIDE = "inside"


class Pause(StrEnum):
    """Why somebody was not at work while placed. All but unpaid time leave a stretch whole."""

    REST = "rest"
    LEAVE = "leave"
    INJURY = "injury"
    CLOSURE = "closure"
    UNPAID = "unpaid"


@dataclass(frozen=True, slots=True)
class Interruption:
    """Days of a placement without work, both ends in them; `last_day` is None while it lasts."""

    pause: Pause
    first_day: date
    last_day: date | None

    @property
    def span(self) -> Span:
        return Span(self.first_day, self.last_day or NO_END)


@dataclass(frozen=True, slots=True)
class Placement:
    """One person at one employer from one start on. `last_day` is the last day at work as reported, None while open."""

    placement: str
    employer: str
    side: Side
    start: date
    last_day: date | None = None
    organiser: str = ""
    leader: str = ""
    interruptions: tuple[Interruption, ...] = ()
    event: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time on one side without a hole longer than allowed.

    `covered` are its days, at work or with a pause that is no hole; `at_work` those without any pause. `first` is the
    placement it began with, whose organiser it is; of several begun on one day the lower code. `return_not_reported`
    names the placements that only a later start has ended.
    """

    side: Side
    covered: tuple[Span, ...]
    at_work: tuple[Span, ...]
    placements: tuple[Placement, ...]
    first: Placement
    return_not_reported: tuple[str, ...]

    @property
    def start(self) -> date:
        return self.covered[0].first

    @property
    def last_day(self) -> date | None:
        """The last day of it, None while it is open."""
        last = self.covered[-1].last
        return None if last == NO_END else last

    @property
    def holes(self) -> tuple[Span, ...]:
        """The short holes in it, days strictly between."""
        return tuple(holes_between(self.covered))

    def has_ended(self, as_of: date) -> bool:
        """Whether its last day has passed at the end of a day."""
        return self.covered[-1].last < as_of

    def reached_on(self, day: date) -> date | None:
        """From when on it is certain that the stretch holds this day: the day itself, in a hole that of the return.

        None for a day before the stretch or after its end.
        """
        if day < self.start:
            return None
        return next((max(day, span.first) for span in self.covered if span.last >= day), None)

    def days_covered(self, as_of: date) -> int:
        """Days at work or with a pause that is no hole, up to the end of a day."""
        return days_until(self.covered, as_of)

    def days_at_work(self, as_of: date) -> int:
        """Days without any pause, up to the end of a day."""
        return days_until(self.at_work, as_of)


def stretches_of(placements: Iterable[Placement], max_gap_days: int) -> tuple[Stretch, ...]:
    """The stretches of one person, outside before inside, each side in order of time.

    A hole of more than `max_gap_days` days begins a new stretch. Any later start ends an open placement the day before.
    Overlapping placements count each day once. A placement reported to end before it starts has no days.
    """
    periods = _periods(placements)
    return tuple(
        _stretch(side, spans, [period for period in periods if period.placement.side is side])
        for side in Side
        for spans in _apart(joined(_covered_on(side, periods)), max_gap_days)
    )


@dataclass(frozen=True, slots=True)
class _Period:
    """From when to when a placement lasted, and which days of it count."""

    placement: Placement
    covered: tuple[Span, ...]
    at_work: tuple[Span, ...]
    ended_by_another: bool


def _periods(placements: Iterable[Placement]) -> tuple[_Period, ...]:
    known = {item for item in placements if item.last_day is None or item.start <= item.last_day}
    starts = sorted({item.start for item in known})
    return tuple(
        _period(item, starts) for item in sorted(known, key=lambda item: (item.start, item.placement, item.employer))
    )


def _period(placement: Placement, starts: Sequence[date]) -> _Period:
    later = bisect_right(starts, placement.start)
    next_start = starts[later] if later < len(starts) else None
    ended_by_another = placement.last_day is None and next_start is not None
    derived_last = next_start - timedelta(days=1) if next_start else NO_END
    whole = (Span(placement.start, placement.last_day or derived_last),)
    excused = [pause.span for pause in placement.interruptions if pause.pause is not Pause.UNPAID]
    unpaid = [pause.span for pause in placement.interruptions if pause.pause is Pause.UNPAID]
    covered = without(whole, without(unpaid, excused))
    return _Period(placement, covered, without(covered, excused), ended_by_another)


def _covered_on(side: Side, periods: Iterable[_Period]) -> Iterable[Span]:
    return (span for period in periods if period.placement.side is side for span in period.covered)


def _apart(spans: Sequence[Span], max_gap_days: int) -> list[tuple[Span, ...]]:
    """The spans in groups, a new one after each hole that is too long."""
    groups: list[list[Span]] = [[span] for span in spans[:1]]
    for hole, span in zip(holes_between(spans), spans[1:], strict=True):
        if hole.days > max_gap_days:
            groups.append([])
        groups[-1].append(span)
    return [tuple(group) for group in groups]


def _stretch(side: Side, covered: tuple[Span, ...], periods: Iterable[_Period]) -> Stretch:
    whole = Span(covered[0].first, covered[-1].last)
    of_it = [period for period in periods if any(span.within(whole).days for span in period.covered)]
    return Stretch(
        side,
        covered,
        joined(span.within(whole) for period in of_it for span in period.at_work),
        tuple(period.placement for period in of_it),
        next(period.placement for period in of_it if any(whole.first in span for span in period.covered)),
        tuple(period.placement.placement for period in of_it if period.ended_by_another),
    )
