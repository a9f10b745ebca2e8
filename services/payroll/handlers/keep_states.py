"""What payroll does with the other services' states: keep them, and mark the money they touch."""

from collections.abc import Sequence

from services.payroll.marks import AWARD, DIVISION, ROSTER, STATEMENT, WORKER, WORKSHOP
from services.payroll.store import projections
from shared.events.details import WorkerDetailsChanged
from shared.events.people import (
    AttendanceRecorded,
    RosterChanged,
    ShareholdingChanged,
    SkillCertified,
    WorkerRegistered,
    WorkshopChanged,
)
from shared.events.production import PieceworkRecorded, ProductionReported, ProfitReported
from shared.events.waiting import OrdersDelayed, PlacementDelayed
from shared.messaging.transaction import Transaction
from shared.months import Month


async def keep_attendance(transaction: Transaction, events: Sequence[AttendanceRecorded]) -> None:
    """A day attended touches the worker's month."""
    await projections.ATTENDANCE.keep_newest(transaction.connection, events)
    for event in events:
        transaction.mark(STATEMENT, (event.data.worker, event.data.day.isoformat()[:7]), event)


async def keep_piecework(transaction: Transaction, events: Sequence[PieceworkRecorded]) -> None:
    """Pieces touch the worker's month, and the month they were counted in before a correction."""
    replaced = await projections.PIECEWORK.keep_newest_seeing_old(transaction.connection, events)
    for event in events:
        transaction.mark(STATEMENT, (event.data.worker, event.data.worked_on.isoformat()[:7]), event)
    for row in replaced:
        cause = next(event for event in events if event.data.worker == row["worker"])
        transaction.mark(STATEMENT, (row["worker"], str(Month.of(row["worked_on"]))), cause)


async def keep_worker(transaction: Transaction, events: Sequence[WorkerRegistered]) -> None:
    """A registration touches all months of the worker."""
    await projections.WORKER.keep_newest(transaction.connection, events)
    for event in events:
        transaction.mark(WORKER, (event.data.worker,), event)


async def keep_details(transaction: Transaction, events: Sequence[WorkerDetailsChanged]) -> None:
    """Who a worker is and where his money goes: nothing that is computed depends on it."""
    await projections.PERSON.keep_newest(transaction.connection, events)


async def keep_certificate(transaction: Transaction, events: Sequence[SkillCertified]) -> None:
    """A certificate touches all months of the worker, and of whoever it named before a correction."""
    replaced = await projections.CERTIFICATE.keep_newest_seeing_old(transaction.connection, events)
    for event in events:
        transaction.mark(WORKER, (event.data.worker,), event)
    for row in replaced:
        transaction.mark(WORKER, (row["worker"],), events[-1])


async def keep_roster(transaction: Transaction, events: Sequence[RosterChanged]) -> None:
    """A roster touches everybody registered in the workshop in its month."""
    await projections.ROSTER.keep_newest(transaction.connection, events)
    for event in events:
        transaction.mark(ROSTER, (event.data.workshop, event.data.month), event)


async def keep_workshop(transaction: Transaction, events: Sequence[WorkshopChanged]) -> None:
    """A workshop, with its policy pack, touches all that is computed in it."""
    await projections.WORKSHOP.keep_newest(transaction.connection, events)
    for event in events:
        transaction.mark(WORKSHOP, (event.data.workshop,), event)


async def keep_production(transaction: Transaction, events: Sequence[ProductionReported]) -> None:
    """Production figures touch the award of the workshop, company and month."""
    await projections.PRODUCTION.keep_newest(transaction.connection, events)
    for event in events:
        transaction.mark(AWARD, (event.data.workshop, event.data.company, event.data.month), event)


async def keep_profit(transaction: Transaction, events: Sequence[ProfitReported]) -> None:
    """A year's profit touches the divisions of that and, through losses, of later years."""
    await projections.PROFIT.keep_newest(transaction.connection, events)
    for event in events:
        transaction.mark(DIVISION, (event.data.workshop,), event)


async def keep_shareholding(transaction: Transaction, events: Sequence[ShareholdingChanged]) -> None:
    """Shares touch the divisions of the workshop."""
    await projections.SHAREHOLDING.keep_newest(transaction.connection, events)
    for event in events:
        transaction.mark(DIVISION, (event.data.workshop,), event)


async def keep_waiting(transaction: Transaction, events: Sequence[OrdersDelayed | PlacementDelayed]) -> None:
    """What another service could not compute changes no amount: it is asked for by whoever decides."""
    await projections.WAITING.keep_newest(transaction.connection, events)
