"""Whether the clock may be believed: pure, given what the clocks say."""

from datetime import date, datetime, timedelta
from typing import Final, Literal, NamedTuple

from shared.months import shanghai_date

MAXIMUM_DISAGREEMENT_SECONDS: Final = 600.0
"""How far a clock may leave another before no day is believed."""

Doubt = Literal["jumped", "database"]
"""`jumped`: the wall clock left the one that only counts seconds. `database`: the database server's says otherwise."""


class Reading(NamedTuple):
    """What the clocks of one host say at one moment.

    `elapsed_seconds` count since the host was started, while it sleeps too, and cannot be set. `boot` names that start.
    `database_ahead_seconds` is how far the database server's clock is ahead of the wall clock.
    """

    wall: datetime
    elapsed_seconds: float
    boot: str
    database_ahead_seconds: float

    @property
    def day(self) -> date:
        """The Shanghai day by the wall clock."""
        return shanghai_date(self.wall)

    @property
    def earlier_day(self) -> date:
        """The Shanghai day by the wall clock or the database server's, whichever is behind."""
        return shanghai_date(self.wall + timedelta(seconds=min(0.0, self.database_ahead_seconds)))


class Anchor(NamedTuple):
    """What the clocks of a host said when they were first believed since it was started, or when a person said so."""

    wall: datetime
    elapsed_seconds: float


def doubt_about(reading: Reading, anchor: Anchor | None, accepted_ahead_seconds: float) -> Doubt | None:
    """Why the wall clock is not believed now; None where it is.

    `accepted_ahead_seconds` is how far ahead a person has said the database server's clock may be.
    """
    ahead = reading.database_ahead_seconds
    if min(abs(ahead), abs(ahead - accepted_ahead_seconds)) > MAXIMUM_DISAGREEMENT_SECONDS:
        return "database"
    if anchor is None:
        return None
    wall_seconds = (reading.wall - anchor.wall).total_seconds()
    elapsed_seconds = reading.elapsed_seconds - anchor.elapsed_seconds
    return "jumped" if abs(wall_seconds - elapsed_seconds) > MAXIMUM_DISAGREEMENT_SECONDS else None


def seconds_outside(moment: datetime, before: datetime, after: datetime) -> float:
    """How far a moment told between two others lies after them, or before them (negative); 0 where it lies between."""
    if moment > after:
        return (moment - after).total_seconds()
    return min(0.0, (moment - before).total_seconds())
