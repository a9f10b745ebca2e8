"""Turning the calculator's validated input into the facts the rules compute with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from services.payroll.calculator.inputs import (
    PieceworkInput,
    ProfitInput,
    WorkerMonthInput,
    WorkshopMonthInput,
)
from services.payroll.calculator.inputs import Roster as RosterInput
from services.payroll.domain.basis import month_reading
from services.payroll.domain.facts import (
    AttendanceDay,
    Certificate,
    PieceworkEntry,
    ProductFigures,
    ProfitPeriod,
    Roster,
    WorkerMonth,
    WorkshopAssignment,
    WorkshopMonth,
)
from services.payroll.domain.rules.skill_uplift import AMOUNTS as SKILL_AMOUNTS
from shared.months import Month
from shared.policy import Policy


class InputError(ValueError):
    """Input that cannot be evaluated; the message names the field and what to do."""

    def __init__(self, field: str, advice: str) -> None:
        super().__init__(f"{field}: {advice}")
        self.field = field


def worker_facts(given: WorkerMonthInput, policy: Policy) -> WorkerMonth:
    """The facts of a worker's month. Raises InputError for dates outside it and for unknown grades."""
    month = Month.parse(given.month)
    first_worked_day = date.fromisoformat(given.first_day_worked) if given.first_day_worked else None
    if first_worked_day is not None and first_worked_day > month.last_day:
        raise InputError("first_day_worked", f"{first_worked_day} is after the month {month}")
    registered = date.fromisoformat(given.registered_first_day) if given.registered_first_day else None
    return WorkerMonth(
        worker=given.worker,
        month=month,
        registered=True,
        registered_first_day=registered,
        first_worked_day=first_worked_day,
        assignments=_assignments(given, month),
        attendance=tuple(_attendance(given, month)),
        piecework=tuple(_piecework(given, month, first_worked_day, policy)),
        certificates=tuple(_certificates(given, policy)),
        rosters=tuple(_rosters(given, month)),
        contract_months=given.contract_months,
    )


def workshop_facts(given: WorkshopMonthInput) -> WorkshopMonth:
    """The facts of a workshop's month for one company."""
    return WorkshopMonth(
        workshop=given.workshop,
        company=given.company,
        month=Month.parse(given.month),
        village_collective=given.village_collective,
        products=tuple(
            ProductFigures(
                product=item.product,
                fixed_quantity=item.fixed_quantity,
                fixed_amount_yuan=Decimal(item.fixed_amount),
                excess_quantity=item.excess_quantity,
                excess_amount_yuan=Decimal(item.excess_amount),
                accepted_quantity=item.accepted_quantity,
            )
            for item in given.products
        ),
    )


def profit_facts(given: ProfitInput) -> ProfitPeriod:
    """The facts of a profit period."""
    return ProfitPeriod(
        workshop=given.workshop,
        period=given.period,
        net_profit_yuan=Decimal(given.net_profit),
        loss_brought_forward_yuan=Decimal(given.loss_brought_forward),
        shares={village: Decimal(shares) for village, shares in given.shares.items()},
    )


def _assignments(given: WorkerMonthInput, month: Month) -> tuple[WorkshopAssignment, ...]:
    if not given.assignments:
        return (WorkshopAssignment(given.workshop, month.first_day),)
    return tuple(WorkshopAssignment(item.workshop, date.fromisoformat(item.since)) for item in given.assignments)


def _attendance(given: WorkerMonthInput, month: Month) -> Iterator[AttendanceDay]:
    for text, weight in given.attendance.items():
        day = _day_in(month, text, f"attendance.{text}")
        by_workshop: Mapping[str, str] = weight if isinstance(weight, dict) else {given.workshop: weight}
        for workshop, written in by_workshop.items():
            yield AttendanceDay(workshop, day, Decimal(written))
    for text, written in given.paid_leave.items():
        day = _day_in(month, text, f"paid_leave.{text}")
        yield AttendanceDay(given.workshop, day, Decimal(written), paid_leave=True)


def _piecework(
    given: WorkerMonthInput, month: Month, first_worked_day: date | None, policy: Policy
) -> Iterator[PieceworkEntry]:
    """Undated pieces are put on the first day that can hold them, so that they never move the first day."""
    undated_on = max(month.first_day, first_worked_day or month.first_day)
    for index, item in enumerate(given.piecework):
        if item.date is None and month_reading(policy) == "anniversary":
            raise InputError(f"piecework.{index}.date", "is needed where months count from the anniversary")
        day = undated_on if item.date is None else _day_in(month, item.date, f"piecework.{index}.date")
        yield _entry(item, given.workshop, day)


def _entry(item: PieceworkInput, workshop: str, day: date) -> PieceworkEntry:
    return PieceworkEntry(
        workshop=item.workshop or workshop,
        company=item.company,
        product=item.product,
        operation=item.operation,
        day=day,
        accepted_quantity=item.accepted,
        unit_rate_yuan=None if item.unit_rate is None else Decimal(item.unit_rate),
        rejected_quantity=item.rejected,
    )


def _certificates(given: WorkerMonthInput, policy: Policy) -> Iterator[Certificate]:
    configured = policy.has_rule("skill_uplift") and SKILL_AMOUNTS not in policy.unset
    grades = tuple(policy.table(SKILL_AMOUNTS)) if configured else ()
    for index, item in enumerate(given.certificates):
        if grades and item.grade not in grades:
            raise InputError(f"certificates.{index}.grade", f"{item.grade!r} must be one of {', '.join(grades)}")
        revoked_on = date.fromisoformat(item.revoked_on) if item.revoked_on else None
        certified_on = date.fromisoformat(item.certified_on)
        if revoked_on is not None and revoked_on < certified_on:
            raise InputError(f"certificates.{index}.revoked_on", f"{revoked_on} is before the certificate")
        yield Certificate(item.trade, item.grade, certified_on, revoked_on)


def _rosters(given: WorkerMonthInput, month: Month) -> Iterator[Roster]:
    if given.roster is not None:
        if given.workshop in given.rosters:
            raise InputError("rosters", f"{given.workshop!r} has a roster already, in roster; keep one")
        yield _roster(given.workshop, given.roster, month, "roster")
    for workshop, roster in given.rosters.items():
        if roster is not None:
            yield _roster(workshop, roster, month, f"rosters.{workshop}")


def _roster(workshop: str, given: RosterInput, month: Month, place: str) -> Roster:
    weights = given if isinstance(given, dict) else dict.fromkeys(given or (), "1")
    expected = {_day_in(month, text, f"{place}.{text}"): Decimal(weight) for text, weight in weights.items()}
    return Roster(workshop, expected)


def _day_in(month: Month, text: str, place: str) -> date:
    day = date.fromisoformat(text)
    if day not in month:
        raise InputError(place, f"{day} is not in the month {month}")
    return day
