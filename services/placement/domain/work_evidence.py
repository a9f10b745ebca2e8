"""What proves that somebody was at work in a stretch on a day or later: a follow-up, a wage list, attendance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from services.placement.domain.stretches import Stretch
from shared.months import Month


class EvidenceWanted(StrEnum):
    """One piece from the due day on, one from anywhere in the stretch, or none."""

    FROM_DUE_DAY = "from_due_day"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class FollowUpWord:
    """What a follow-up heard: still at work, or the last day at work, which is None where none was named."""

    made_on: date
    at_work: bool
    last_day: date | None = None
    event: str = ""

    def known_on(self, as_of: date) -> bool:
        return self.made_on <= as_of

    def proves(self, stretch: Stretch, due_day: date) -> bool:
        """Made on or after the day, and naming it or a later day as one at work.

        "At work" told after the stretch's end proves nothing by itself: it needs a last day.
        """
        return self.made_on >= due_day and self._at_work_through(stretch, due_day)

    def proves_some_day(self, stretch: Stretch) -> bool:
        return self._at_work_through(stretch, stretch.start)

    def _at_work_through(self, stretch: Stretch, day: date) -> bool:
        if self.last_day is not None:
            return day <= self.last_day
        return self.at_work and day <= self.made_on and not stretch.has_ended(self.made_on)


@dataclass(frozen=True, slots=True)
class WageListEntry:
    """A month of the outside employer's wage list, its days, and the last day at work where it names one."""

    month: Month
    days: Decimal
    last_day: date | None = None
    event: str = ""

    def known_on(self, as_of: date) -> bool:
        return self.month.first_day <= as_of

    def proves(self, stretch: Stretch, due_day: date) -> bool:
        """Of the month of the day, or of the return where it falls into a hole, or of a later month of the stretch."""
        reached_on = stretch.reached_on(due_day)
        if reached_on is None or self.month < Month.of(reached_on):
            return False
        return self._of(stretch) and (self.last_day is None or self.last_day >= due_day)

    def proves_some_day(self, stretch: Stretch) -> bool:
        return self._of(stretch) and (self.last_day is None or self.last_day >= stretch.start)

    def _of(self, stretch: Stretch) -> bool:
        return self.days > 0 and stretch.start <= self.month.last_day and not stretch.has_ended(self.month.first_day)


@dataclass(frozen=True, slots=True)
class AttendedDay:
    """A day of recorded attendance."""

    day: date
    event: str = ""

    def known_on(self, as_of: date) -> bool:
        return self.day <= as_of

    def proves(self, stretch: Stretch, due_day: date) -> bool:
        return self.day >= due_day and self.proves_some_day(stretch)

    def proves_some_day(self, stretch: Stretch) -> bool:
        return stretch.start <= self.day and not stretch.has_ended(self.day)


Evidence = FollowUpWord | WageListEntry | AttendedDay


def proof_of(
    evidence: Iterable[Evidence], stretch: Stretch, due_day: date, as_of: date, wanted: EvidenceWanted
) -> tuple[Evidence, ...]:
    """The pieces known at the end of `as_of` that prove what is wanted; empty where nothing does or none is wanted."""
    if wanted is EvidenceWanted.NONE:
        return ()
    known = (piece for piece in evidence if piece.known_on(as_of))
    if wanted is EvidenceWanted.ANY:
        return tuple(piece for piece in known if piece.proves_some_day(stretch))
    return tuple(piece for piece in known if piece.proves(stretch, due_day))
