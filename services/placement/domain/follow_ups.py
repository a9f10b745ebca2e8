"""When a placed person is asked how things are, and which of these points are answered, overdue or missed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import count
from typing import Final

from services.placement.domain.spans import NO_END, joined
from services.placement.domain.stretches import Pause, Stretch
from services.placement.domain.terms import LastDay, end_of_term
from shared.months import Month
from shared.policy import Policy
from shared.rules.wanted import INTEGER, Wanted, choice

MONTHLY_MONTHS: Final = "follow_ups.monthly_months"
THEN_EVERY_MONTHS: Final = "follow_ups.then_every_months"
LAST_DAY: Final = "follow_ups.last_day"
FOLLOW_UPS_WANTED: Final[Mapping[str, Wanted]] = {
    MONTHLY_MONTHS: INTEGER,
    THEN_EVERY_MONTHS: Wanted(INTEGER.kind, divides=True),
    LAST_DAY: choice(*LastDay),
}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every month through `monthly_months`, then every `then_every_months`; which day a month of it ends with."""

    monthly_months: int
    then_every_months: int
    last_day: LastDay

    @classmethod
    def of(cls, policy: Policy) -> Rhythm:
        """The county's. Raises PolicyError for a pack without follow-ups."""
        return cls(policy.integer(MONTHLY_MONTHS), policy.integer(THEN_EVERY_MONTHS), LastDay(policy.choice(LAST_DAY)))


class PointState(StrEnum):
    """How a point stands at the end of a day."""

    COMING = "coming"
    DUE = "due"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up by the day it was made, whenever it was entered."""

    follow_up: str
    made_on: date


@dataclass(frozen=True, slots=True)
class Point:
    """A point some months after the start of a stretch, and the follow-up that answers it."""

    months: int
    due_on: date
    state: PointState
    answered_by: FollowUp | None = None


def follow_up_points(
    stretch: Stretch, follow_ups: Iterable[FollowUp], as_of: date, rhythm: Rhythm
) -> tuple[Point, ...]:
    """The points of a stretch up to the first still to come, each with its state at the end of `as_of`.

    A follow-up answers the last open point passed, else the next. Ahead of its day a point is answered only in a month
    in which no other was: one follow-up a month is enough, and two in a row do not stand for two months. A point is
    missed, and closed, once the next has come or the stretch has ended. Those that a stretch did not reach are none,
    nor those that wait for the end of an injury or leave.
    """
    due_days = list(_due_days(stretch, as_of, rhythm))
    made = sorted(
        {item for item in follow_ups if item.made_on <= as_of}, key=lambda item: (item.made_on, item.follow_up)
    )
    answers = _answers(due_days, [item for item in made if _during(stretch, item.made_on)])
    return tuple(
        Point(months, due_on, _state(index, due_days, stretch, as_of, index in answers), answers.get(index))
        for index, (months, due_on) in enumerate(due_days)
    )


def _due_days(stretch: Stretch, as_of: date, rhythm: Rhythm) -> Iterator[tuple[int, date]]:
    """Months and day of each point; of several that wait for one day the last stands for all."""
    waiting: tuple[int, date] | None = None
    for months in _months(rhythm):
        due_on = _after_pauses(stretch, end_of_term(stretch.start, months, rhythm.last_day))
        if waiting is not None and waiting[1] != due_on:
            yield waiting
            if waiting[1] > as_of:
                return
        if due_on is None or stretch.has_ended(due_on):
            return
        waiting = months, due_on


def _months(rhythm: Rhythm) -> Iterator[int]:
    yield from range(1, rhythm.monthly_months + 1)
    yield from count(rhythm.monthly_months + rhythm.then_every_months, rhythm.then_every_months)


def _after_pauses(stretch: Stretch, day: date) -> date | None:
    """The day, or the one after the injury or leave it falls into; None while that lasts."""
    pauses = joined(
        pause.span
        for placement in stretch.placements
        for pause in placement.interruptions
        if pause.pause in (Pause.INJURY, Pause.LEAVE)
    )
    fallen_into = next((pause for pause in pauses if day in pause), None)
    if fallen_into is None:
        return day
    return None if fallen_into.last == NO_END else fallen_into.last + timedelta(days=1)


def _during(stretch: Stretch, day: date) -> bool:
    return stretch.start <= day and not stretch.has_ended(day)


def _answers(due_days: Sequence[tuple[int, date]], made: Iterable[FollowUp]) -> dict[int, FollowUp]:
    """Which point each follow-up answers, by the point's place in the row."""
    answers: dict[int, FollowUp] = {}
    answered_months: set[Month] = set()
    for item in made:
        next_point = sum(due_on <= item.made_on for _, due_on in due_days)
        passed_open = next_point > 0 and next_point - 1 not in answers
        ahead = next_point < len(due_days) and next_point not in answers
        if not passed_open and (not ahead or Month.of(item.made_on) in answered_months):
            continue
        answers[next_point - 1 if passed_open else next_point] = item
        answered_months.add(Month.of(item.made_on))
    return answers


def _state(
    index: int, due_days: Sequence[tuple[int, date]], stretch: Stretch, as_of: date, answered: bool
) -> PointState:
    due_on = due_days[index][1]
    if answered:
        return PointState.ANSWERED
    if as_of < due_on:
        return PointState.COMING
    if stretch.has_ended(as_of) or (index + 1 < len(due_days) and due_days[index + 1][1] <= as_of):
        return PointState.MISSED
    return PointState.DUE if as_of == due_on else PointState.OVERDUE
