"""What a sample's accepted lines come to: the domains of the three services put together, without streams."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from services.orders.domain.piecework import divide_pieces
from services.orders.domain.rates import Rate, rate_in_force
from services.payroll.domain.facts import (
    AttendanceDay,
    Certificate,
    PieceworkEntry,
    Roster,
    WorkerMonth,
    WorkshopAssignment,
)
from services.payroll.domain.statement import Statement, compute_statement
from services.placement.domain.clock_day import Punch, derive_clock_day
from services.placement.domain.clock_rules import ClockRules, clock_rules
from shared.events import people, production
from shared.events.envelope import Event
from shared.months import Month
from shared.policy import load_pack
from tests.unit.cli.sample.reception import Receipt

AnyEvent = TypeVar("AnyEvent", bound=Event)
PACK = load_pack("songtao")


class SampleMonth:
    """The facts in force of a sample's month."""

    def __init__(self, receipts: Sequence[Receipt], month: Month) -> None:
        self.month = month
        accepted = [receipt.event for receipt in receipts if receipt.event is not None]
        self.events = sorted(accepted, key=lambda event: (event.time, event.source, event.id))
        self._attendance = self._days()
        self._piecework = self._pieces()

    def of(self, kind: type[AnyEvent]) -> list[AnyEvent]:
        """The accepted events of a kind, in the order of their times."""
        return [event for event in self.events if isinstance(event, kind)]

    def statement(self, worker: str) -> Statement:
        """The worker's statement."""
        enrolments = [event.data for event in self.of(people.WorkerEnrolled) if event.data.worker == worker]
        certificates = [event.data for event in self.of(people.SkillAssessed) if event.data.worker == worker]
        rosters = {event.data.workshop: event.data.expected_days for event in self.of(people.RosterPublished)}
        worked = [day.day for day in self._attendance[worker] if day.weight_days]
        facts = WorkerMonth(
            worker=worker,
            month=self.month,
            registered=bool(enrolments),
            registered_first_day=min((data.first_day for data in enrolments if data.first_day), default=None),
            first_worked_day=min(worked, default=None),
            assignments=tuple(WorkshopAssignment(data.workshop, data.since) for data in enrolments),
            attendance=tuple(self._attendance[worker]),
            piecework=tuple(self._piecework[worker]),
            certificates=tuple(Certificate(data.trade, data.grade, data.certified_on) for data in certificates),
            rosters=tuple(
                Roster(workshop, {day: Decimal(weight) for day, weight in days.items()})
                for workshop, days in sorted(rosters.items())
            ),
        )
        return compute_statement(facts, PACK)

    def _days(self) -> defaultdict[str, list[AttendanceDay]]:
        reported = {
            (event.data.worker, event.data.workshop, event.data.day): event.data
            for event in self.of(people.AttendanceReported)
        }
        by_clock = self._clock_days()
        days: defaultdict[str, list[AttendanceDay]] = defaultdict(list)
        for worker, workshop, day in sorted({*reported, *by_clock}):
            said = reported.get((worker, workshop, day))
            if said is not None and said.withdrawn:
                continue
            weight = said.weight_days if said is not None else by_clock[worker, workshop, day]
            leave = said is not None and said.leave == "paid"
            days[worker].append(AttendanceDay(workshop, day, Decimal(weight), leave))
        return days

    def _clock_days(self) -> dict[tuple[str, str, date], str]:
        rules: ClockRules = clock_rules(PACK.rules_on(self.month.first_day))
        workshops = {event.data.serial: event.data.workshop for event in self.of(people.ClockEnrolled)}
        holders = {(event.data.serial, event.data.pin): event.data.worker for event in self.of(people.PinAssigned)}
        punches: defaultdict[tuple[str, str, date], list[Punch]] = defaultdict(list)
        for event in self.of(people.PunchRecorded):
            worker = holders.get((event.data.serial, event.data.pin))
            if worker is not None:
                day = rules.attendance_day(event.data.punched_at)
                punch = Punch(event.data.punched_at, event.data.status)
                punches[worker, workshops[event.data.serial], day].append(punch)
        derived = {key: derive_clock_day(of_day, rules) for key, of_day in punches.items()}
        return {key: clock_day.weight_days for key, clock_day in derived.items() if clock_day is not None}

    def _pieces(self) -> defaultdict[str, list[PieceworkEntry]]:
        rates = [_rate(event) for event in self.of(production.RatePublished)]
        newest = {event.data.entry: event.data for event in self.of(production.PieceworkReported)}
        pieces: defaultdict[str, list[PieceworkEntry]] = defaultdict(list)
        for data in newest.values():
            if data.withdrawn:
                continue
            alike = [rate for rate in rates if (rate.product, rate.operation) == (data.product, data.operation)]
            rate = rate_in_force(alike, data.workshop, data.worked_on)
            for worker, quantity in _divided(data).items():
                pieces[worker].append(
                    PieceworkEntry(
                        data.workshop, data.company, data.product, data.operation, data.worked_on, quantity, rate
                    )
                )
        return pieces


def _rate(event: production.RatePublished) -> Rate:
    data = event.data
    return Rate(
        data.company,
        data.workshop,
        data.product,
        data.operation,
        data.effective_from,
        Decimal(data.unit_rate_yuan),
        data.withdrawn,
        (event.data.revision, event.time, event.source, event.id),
    )


def _divided(data: production.PieceworkReported.Data) -> dict[str, int]:
    if data.worker is not None:
        return {data.worker: data.accepted_quantity}
    shares = [(member.worker, Decimal(member.share)) for member in data.group_shares]
    return divide_pieces(data.accepted_quantity, shares)


def amounts(statement: Statement) -> dict[str, Decimal]:
    """What each rule pays on a statement, in yuan."""
    paid: dict[str, Decimal] = {}
    for line in statement.lines:
        paid[line.rule] = paid.get(line.rule, Decimal(0)) + line.amount_yuan
    return paid


def total_accepted(events: Iterable[production.DeliveryInspected], workshop: str) -> dict[str, int]:
    """Pieces of each product accepted from a workshop, by the latest inspection of each delivery line."""
    newest = {(event.data.delivery, event.data.line): event.data for event in events}
    totals: dict[str, int] = {}
    for data in newest.values():
        if data.workshop == workshop:
            totals[data.product] = totals.get(data.product, 0) + data.accepted_quantity
    return totals
