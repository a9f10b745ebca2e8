"""Which report of a worker's day in a workshop is in force."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Literal

from services.placement.domain.clock_day import ClockDay
from shared.facts.precedence import Precedence, latest

Basis = Literal["clock", "station", "clerk"]


class Rank(IntEnum):
    """Whose word counts for more. What a clock shows is below both."""

    STATION = 2
    CLERK = 3


@dataclass(frozen=True, slots=True)
class Report:
    """What a station or a clerk said of one worker's day in one workshop."""

    rank: Rank
    time: datetime
    source: str
    event_id: str
    weight_days: str
    leave: str | None
    station: str | None
    withdrawn: bool
    revision: int = 0

    @property
    def precedence(self) -> Precedence:
        """Within a rank the highest revision speaks, then the latest."""
        return (self.revision, self.time, self.source, self.event_id)


@dataclass(frozen=True, slots=True)
class Presence:
    """What counts: the weight in days, the leave, and on whose word."""

    weight_days: str
    leave: str | None
    basis: Basis
    doubts: tuple[str, ...] = ()
    """Why a clerk should look at a day that punches make less than a whole one."""


def counts(report: Report, workshop: str, workshops_of_station: Mapping[str, Set[str]]) -> bool:
    """A station's word counts for the workshops it is registered for; while it is not registered, for all."""
    if report.station is None or report.station not in workshops_of_station:
        return True
    return workshop in workshops_of_station[report.station]


def presence_in_force(
    reports: Iterable[Report],
    clock_day: ClockDay | None,
    workshop: str,
    workshops_of_station: Mapping[str, Set[str]],
) -> Presence | None:
    """The clerk's latest word, else the stations' latest, else what the clock shows; None where nobody speaks.

    Where the latest word of a rank takes itself back, the rank below speaks.
    """
    heard = [report for report in reports if counts(report, workshop, workshops_of_station)]
    ranks: tuple[tuple[Rank, Basis], ...] = ((Rank.CLERK, "clerk"), (Rank.STATION, "station"))
    for rank, basis in ranks:
        word = latest(report for report in heard if report.rank is rank)
        if word is not None and not word.withdrawn:
            return Presence(word.weight_days, word.leave, basis)
    if clock_day is None:
        return None
    return Presence(clock_day.weight_days, None, "clock", clock_day.flags if clock_day.weight_days != "1" else ())
