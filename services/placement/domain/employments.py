"""A worker's time in workshops, from his enrolments and the facts that end them. Last days are inclusive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """That a worker belongs to a workshop from a day on."""

    workshop: str
    since: date
    group: str | None


@dataclass(frozen=True, slots=True)
class EmploymentEnd:
    """That the employment which an enrolment began has ended, and why."""

    workshop: str
    since: date
    last_day: date
    cause: str
    event: str


@dataclass(frozen=True, slots=True)
class Employment:
    """A worker in a workshop; `last_day` None while he belongs there. Without a cause he went on to the next one."""

    enrolment: Enrolment
    last_day: date | None
    end: EmploymentEnd | None


def employments_of(enrolments: Iterable[Enrolment], ends: Iterable[EmploymentEnd]) -> tuple[Employment, ...]:
    """Each enrolment with its last day: the day told, or the day before the next enrolment, whichever is earlier."""
    ordered: list[Enrolment | None] = [*sorted(enrolments, key=lambda enrolment: enrolment.since), None]
    told = {(end.workshop, end.since): end for end in ends}
    return tuple(
        _employment(one, following, told.get((one.workshop, one.since))) for one, following in pairwise(ordered) if one
    )


def ends_of_nothing(enrolments: Sequence[Enrolment], ends: Iterable[EmploymentEnd]) -> tuple[EmploymentEnd, ...]:
    """Ends that wait for the enrolment they name: there is none, or none any more, in that workshop from that day."""
    begun = {(enrolment.workshop, enrolment.since) for enrolment in enrolments}
    waiting = (end for end in ends if (end.workshop, end.since) not in begun)
    return tuple(sorted(waiting, key=lambda end: (end.since, end.workshop)))


def _employment(enrolment: Enrolment, following: Enrolment | None, end: EmploymentEnd | None) -> Employment:
    before_the_next = following.since - _DAY if following is not None else None
    if end is not None and (before_the_next is None or end.last_day <= before_the_next):
        return Employment(enrolment, end.last_day, end)
    return Employment(enrolment, before_the_next, None)
