"""A worker's month: what every rule of a statement comes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import Field

from services.payroll.domain.basis import month_reading
from services.payroll.domain.facts import (
    AttendanceDay,
    Certificate,
    PieceworkEntry,
    Roster,
    WorkerMonth,
    WorkshopAssignment,
)
from services.payroll.domain.rules.skill_uplift import AMOUNTS as SKILL_AMOUNTS
from services.payroll.domain.statement import compute_statement
from shared.calculator.evaluation import CalculatorKind, Evaluation
from shared.calculator.fields import DateText, Identifier, Parameters, Quantity, RateText, Strict, WeightText, read_date
from shared.calculator.problems import InputError
from shared.months import Month, MonthText
from shared.policy import Policy, PolicyPack, Scope

RosterInput = list[DateText] | dict[DateText, WeightText] | None


class PieceworkInput(Strict):
    """Pieces of one kind; `accepted` is what is paid, `rejected` is only recorded."""

    accepted: Quantity
    unit_rate: RateText | None
    rejected: Quantity = 0
    date: DateText | None = None
    workshop: Identifier | None = None
    company: Identifier = "company"
    product: Identifier = "product"
    operation: Identifier = "operation"


class CertificateInput(Strict):
    """A skill certificate, perhaps revoked."""

    trade: Identifier
    grade: Identifier
    certified_on: DateText
    revoked_on: DateText | None = None


class AssignmentInput(Strict):
    """The worker belongs to the workshop from this day on."""

    workshop: Identifier
    since: DateText


class WorkerMonthInput(Strict):
    """A worker's month. Attendance is days by date, or by date and workshop where there are several."""

    kind: Literal["worker_month"]
    month: MonthText
    worker: Identifier = "worker"
    workshop: Identifier = "workshop"
    township: Identifier | None = None
    first_day_worked: DateText | None = None
    registered_first_day: DateText | None = None
    contract_months: Annotated[int, Field(ge=0, le=1200)] | None = None
    assignments: list[AssignmentInput] = Field(default_factory=list, max_length=31)
    attendance: dict[DateText, WeightText | dict[Identifier, WeightText]] = Field(default_factory=dict)
    paid_leave: dict[DateText, WeightText] = Field(default_factory=dict)
    roster: RosterInput = None
    rosters: dict[Identifier, RosterInput] = Field(default_factory=dict)
    piecework: list[PieceworkInput] = Field(default_factory=list, max_length=5000)
    certificates: list[CertificateInput] = Field(default_factory=list, max_length=100)
    parameters: Parameters = Field(default_factory=dict)


def evaluate_worker_month(given: WorkerMonthInput, pack: PolicyPack) -> Evaluation:
    """The month's statement. Raises InputError for dates outside it and for unknown grades."""
    closing_workshop = (
        max(given.assignments, key=lambda item: item.since).workshop if given.assignments else given.workshop
    )
    scope = Scope(given.township or "", closing_workshop)
    policy = pack.rules_on(date.fromisoformat(f"{given.month}-01"), given.parameters, scope)
    statement = compute_statement(_facts(given, policy), pack, given.parameters, scope)
    return Evaluation(policy, statement.lines, statement.unpaid, statement.flags, statement.incomplete)


def _facts(given: WorkerMonthInput, policy: Policy) -> WorkerMonth:
    month = Month.parse(given.month)
    first_worked_day = read_date(given.first_day_worked)
    if first_worked_day is not None and first_worked_day > month.last_day:
        raise InputError("first_day_worked", f"{first_worked_day} is after the month {month}")
    return WorkerMonth(
        worker=given.worker,
        month=month,
        registered=True,
        registered_first_day=read_date(given.registered_first_day),
        first_worked_day=first_worked_day,
        assignments=_assignments(given, month),
        attendance=tuple(_attendance(given, month)),
        piecework=tuple(_piecework(given, month, first_worked_day, policy)),
        certificates=tuple(_certificates(given, policy)),
        rosters=tuple(_rosters(given, month)),
        contract_months=given.contract_months,
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
        revoked_on = read_date(item.revoked_on)
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


WORKER_MONTH: Final = CalculatorKind("worker_month", WorkerMonthInput, evaluate_worker_month)
