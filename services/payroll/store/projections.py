"""The other services' states as payroll holds them: the highest revision of each."""

from base64 import b64decode
from typing import Final

from services.payroll.domain.facts import WORKSHOP_ROSTER
from shared.events.details import WorkerDetailsChanged
from shared.events.people import AttendanceRecorded, RosterChanged, WorkerRegistered
from shared.events.waiting import OrdersDelayed, PlacementDelayed
from shared.facts.projections import Projection
from shared.facts.rows import Row


def _assignments(event: WorkerRegistered) -> Row:
    data = event.data
    return (data.worker, data.first_day, [part.model_dump(mode="json") for part in data.assignments])


def _sealed(event: WorkerDetailsChanged) -> Row:
    """Sealed details; those of somebody erased are overwritten with nothing."""
    data = event.data
    if data.withdrawn:
        return (data.worker, None, None)
    return (data.worker, b64decode(data.sealed_key, validate=True), b64decode(data.sealed_details, validate=True))


def _attended(event: AttendanceRecorded) -> Row:
    data = event.data
    return (data.worker, data.day, data.workshop, data.weight_days, data.leave == "paid", " ".join(data.doubts))


def _expected(event: RosterChanged) -> Row:
    data = event.data
    return (data.workshop, data.group or WORKSHOP_ROSTER, data.month, data.expected_days)


def _waiting(event: OrdersDelayed | PlacementDelayed) -> Row:
    data = event.data
    concerns = [known.model_dump() for known in data.concerns]
    return (event.owner, data.number, data.kind, data.waiting, data.since, data.reason, concerns)


WORKER: Final = Projection(
    "worker", ("worker",), {"worker": "text", "first_day": "date", "assignments": "jsonb"}, _assignments
)
PERSON: Final = Projection(
    "person", ("worker",), {"worker": "text", "sealed_key": "bytea", "sealed_details": "bytea"}, _sealed
)
WORKSHOP: Final = Projection(
    "workshop",
    ("workshop",),
    {"workshop": "text", "name": "text", "policy_pack": "text", "township": "text", "village_collective": "text"},
)
ATTENDANCE: Final = Projection(
    "attendance",
    ("worker", "day", "workshop"),
    {
        "worker": "text",
        "day": "date",
        "workshop": "text",
        "weight_days": "numeric",
        "paid_leave": "boolean",
        "doubts": "text",
    },
    _attended,
)
PIECEWORK: Final = Projection(
    "piecework",
    ("worker", "entry"),
    {
        "worker": "text",
        "entry": "text",
        "workshop": "text",
        "company": "text",
        "product": "text",
        "operation": "text",
        "worked_on": "date",
        "accepted_quantity": "integer",
        "rejected_quantity": "integer",
        "unit_rate_yuan": "numeric",
    },
)
CERTIFICATE: Final = Projection(
    "certificate",
    ("certificate",),
    {
        "certificate": "text",
        "worker": "text",
        "trade": "text",
        "grade": "text",
        "certified_on": "date",
        "revoked_on": "date",
    },
)
ROSTER: Final = Projection(
    "roster",
    ("workshop", "worker_group", "month"),
    {"workshop": "text", "worker_group": "text", "month": "text", "expected_days": "jsonb"},
    _expected,
)
PRODUCTION: Final = Projection(
    "production",
    ("workshop", "company", "month", "product"),
    {
        "workshop": "text",
        "company": "text",
        "month": "text",
        "product": "text",
        "fixed_quantity": "integer",
        "fixed_amount_yuan": "numeric",
        "excess_quantity": "integer",
        "excess_amount_yuan": "numeric",
        "accepted_quantity": "integer",
        "rejected_quantity": "integer",
        "complete": "boolean",
    },
)
PROFIT: Final = Projection(
    "profit", ("workshop", "period"), {"workshop": "text", "period": "text", "net_profit_yuan": "numeric"}
)
SHAREHOLDING: Final = Projection(
    "shareholding",
    ("workshop", "village", "effective_from"),
    {"workshop": "text", "village": "text", "effective_from": "date", "shares": "numeric"},
)
WAITING: Final = Projection(
    "waiting_elsewhere",
    ("service", "number"),
    {
        "service": "text",
        "number": "bigint",
        "kind": "text",
        "waiting": "jsonb",
        "since": "timestamptz",
        "reason": "text",
        "concerns": "jsonb",
    },
    _waiting,
)
