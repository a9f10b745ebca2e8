"""What several rules of a worker's month share: presence by day, and the month's number since the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Final, NamedTuple

from services.payroll.domain.facts import WorkerMonth
from shared.months import Month, months_after
from shared.policy import Policy

FIRST_MONTH: Final = "attendance_incentive.first_month"
MONTH_READINGS: Final = ("calendar", "anniversary", "first_full")
_ONE_DAY: Final = Decimal(1)
_NO_DAYS: Final = Decimal(0)


class Presence(NamedTuple):
    """Days attended, at most one per date over all workshops; paid leave is kept apart.

    `first_worked` is the month's first day with presence or an accepted piece.
    """

    attended: Mapping[date, Decimal]
    leave: Mapping[date, Decimal]
    over_one: Mapping[date, Decimal]
    by_workshop: Mapping[str, Decimal]
    days: Decimal
    first_worked: date | None

    def counted(self, *, with_leave: bool) -> Mapping[date, Decimal]:
        """Days by date, paid leave added where the reading counts it."""
        if not with_leave or not self.leave:
            return self.attended
        counted = dict(self.attended)
        for day, weight in self.leave.items():
            counted[day] = min(_ONE_DAY, counted.get(day, _NO_DAYS) + weight)
        return counted


class Tenure(NamedTuple):
    """The worker's first day and the number of this month counted from it, 1 for the first.

    `month_index` is None while no first day is known, and 0 before month 1 begins. Where an anniversary
    falls inside the month, `turns_on` is that day, and the days before it belong to the month before.
    """

    first_day: date | None
    month_index: int | None
    turns_on: date | None = None


class Basis(NamedTuple):
    """The facts of a worker's month with what is derived from them once for all rules."""

    facts: WorkerMonth
    presence: Presence
    tenure: Tenure
    bearing_workshop: str


def gather_basis(facts: WorkerMonth, presence: Presence, policy: Policy) -> Basis:
    """Derive tenure and the bearing workshop."""
    tenure = count_months(facts, presence, month_reading(policy))
    return Basis(facts, presence, tenure, _bearing_workshop(facts, presence))


def month_reading(policy: Policy) -> str:
    """How months are counted from the first; calendar months in a pack without the incentive."""
    return policy.choice(FIRST_MONTH) if policy.has_rule("attendance_incentive") else "calendar"


def gather_presence(facts: WorkerMonth) -> Presence:
    """Sum weights per date and cap each at one day; what was above is kept to be flagged.

    No policy has a say in it. Raises ValueError for facts of another month.
    """
    attended: dict[date, Decimal] = {}
    leave: dict[date, Decimal] = {}
    by_workshop: dict[str, Decimal] = {}
    for workshop, day, weight, paid_leave, _event in facts.attendance:
        if paid_leave:
            leave[day] = leave.get(day, _NO_DAYS) + weight
            continue
        attended[day] = attended[day] + weight if day in attended else weight
        by_workshop[workshop] = by_workshop[workshop] + weight if workshop in by_workshop else weight
    days = sorted(attended)
    _refuse_other_months(facts, [*days[:1], *days[-1:], *leave, *[entry.day for entry in facts.piecework]])
    over_one: dict[date, Decimal] = {}
    if len(days) < len(facts.attendance):  # else no day came twice
        over_one = {day: attended[day] for day in days if attended[day] > _ONE_DAY}
        attended.update(dict.fromkeys(over_one, _ONE_DAY))
    return Presence(
        attended=attended,
        leave=leave,
        over_one=over_one,
        by_workshop=by_workshop,
        days=sum(attended.values(), _NO_DAYS),
        first_worked=_first_worked(facts, (day for day in days if attended[day])),
    )


def count_months(facts: WorkerMonth, presence: Presence, reading: str) -> Tenure:
    """Number the month from the earlier of the registered day and the first day worked.

    `calendar` counts calendar months from that of the first day; `first_full` begins with the first whole
    one; `anniversary` changes the number on the day of the month the worker began.
    """
    known = (facts.registered_first_day, facts.first_worked_day, presence.first_worked)
    first_day = min((day for day in known if day is not None), default=None)
    if first_day is None:
        return Tenure(None, None)
    index = facts.month - Month.of(first_day) + 1
    if reading == "first_full" and first_day.day != 1:
        index -= 1
    if reading == "anniversary" and index > 1:
        turns_on = months_after(first_day, index - 1)
        return Tenure(first_day, index, turns_on if turns_on.day != 1 else None)
    return Tenure(first_day, max(index, 0))


def _first_worked(facts: WorkerMonth, attended: Iterator[date]) -> date | None:
    """The earlier of the first day attended, of those given in order, and the first with an accepted piece."""
    worked = [entry.day for entry in facts.piecework if entry.accepted_quantity]
    return min([*islice(attended, 1), *worked], default=None)


def _bearing_workshop(facts: WorkerMonth, presence: Presence) -> str:
    """The workshop with most days bears what is paid once a month; of equals the lower code.

    Without a day attended, the one the worker belongs to at the end of the month.
    """
    if len(presence.by_workshop) == 1:
        return next(iter(presence.by_workshop))
    if presence.by_workshop:
        return min(presence.by_workshop, key=lambda workshop: (-presence.by_workshop[workshop], workshop))
    return workshop_on(facts, facts.month.last_day)


def workshop_on(facts: WorkerMonth, day: date) -> str:
    """The workshop the worker belongs to on a day; before the first assignment, the first one's.

    Somebody not registered belongs for the whole month where he attended most days, of equals where he made
    most accepted pieces, of equals the lower code; empty without any fact.
    """
    return workshop_and_group_on(facts, day)[0]


def workshop_and_group_on(facts: WorkerMonth, day: date) -> tuple[str, str]:
    """As workshop_on, with the group within the workshop, empty where there is none."""
    if not facts.assignments:
        return _workshop_of_most_work(facts), ""
    in_order = sorted(facts.assignments, key=lambda assignment: (assignment.since, assignment.workshop))
    current = in_order[0]
    for assignment in in_order:
        if assignment.since <= day:
            current = assignment
    return current.workshop, current.group


def _workshop_of_most_work(facts: WorkerMonth) -> str:
    days: dict[str, Decimal] = {}
    for workshop, _day, weight, paid_leave, _event in facts.attendance:
        days[workshop] = days.get(workshop, _NO_DAYS) + (_NO_DAYS if paid_leave else weight)
    pieces: dict[str, int] = {}
    for entry in facts.piecework:
        pieces[entry.workshop] = pieces.get(entry.workshop, 0) + entry.accepted_quantity
    return min(
        {*days, *pieces},
        key=lambda workshop: (-days.get(workshop, _NO_DAYS), -pieces.get(workshop, 0), workshop),
        default="",
    )


def _refuse_other_months(facts: WorkerMonth, days: Sequence[date]) -> None:
    """The first and the last day of presence, days of leave and of pieces: none may be of another month."""
    first, last = facts.month.first_day, facts.month.last_day
    if days and (min(days) < first or max(days) > last):
        given = [*(presence.day for presence in facts.attendance), *(entry.day for entry in facts.piecework)]
        stray = min(day for day in given if not first <= day <= last)
        raise ValueError(f"a fact of {stray} was given for {facts.worker}'s month {facts.month}")


def bearer(policy: Policy, parameter: str, facts: WorkerMonth, workshop: str) -> tuple[str, str]:
    """The role that bears an amount of the month and which one it is: the workshop's collective, or the company.

    The company is the one the worker earned most by the piece for in the workshop, of equals the lower
    code; empty where there is none, and nobody can be made to bear the amount yet.
    """
    role = policy.choice(parameter)
    if role == "collective":
        return role, workshop
    worth: dict[str, Decimal] = {}
    for entry in facts.piecework:
        if entry.workshop == workshop and entry.accepted_quantity:
            piecework_yuan = entry.accepted_quantity * (entry.unit_rate_yuan or Decimal(0))
            worth[entry.company] = worth.get(entry.company, Decimal(0)) + piecework_yuan
    return role, min(worth, key=lambda company: (-worth[company], company), default="")
