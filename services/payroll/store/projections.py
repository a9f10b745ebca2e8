"""The other services' states as payroll holds them: the highest revision of each."""

import base64
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

import orjson

from services.payroll.domain.facts import WORKSHOP_ROSTER
from shared.database import Connection
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
from shared.facts.projections import Projection

WORKER: Final = Projection("worker", ("worker",), {"worker": "text", "first_day": "date", "assignments": "jsonb"})
PERSON: Final = Projection("person", ("worker",), {"worker": "text", "sealed_key": "bytea", "sealed_details": "bytea"})
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
)


async def keep_workers(connection: Connection, events: Sequence[WorkerRegistered]) -> None:
    """Store registrations."""
    rows = [
        (
            event.data.worker,
            event.data.first_day,
            orjson.dumps([part.model_dump(mode="json") for part in event.data.assignments]).decode(),
        )
        for event in events
    ]
    await WORKER.keep_newest(connection, events, rows)


async def keep_people(connection: Connection, events: Sequence[WorkerDetailsChanged]) -> None:
    """Store sealed details; those of somebody erased are overwritten with nothing."""
    rows = [
        (d.worker, None, None) if d.withdrawn else (d.worker, _stored(d.sealed_key), _stored(d.sealed_details))
        for d in (event.data for event in events)
    ]
    await PERSON.keep_newest(connection, events, rows)


def _stored(sealed: str) -> str:
    """Base64 in the form PostgreSQL reads bytes in."""
    return "\\x" + base64.b64decode(sealed, validate=True).hex()


async def keep_workshops(connection: Connection, events: Sequence[WorkshopChanged]) -> None:
    """Store workshops."""
    rows = [
        (d.workshop, d.name, d.policy_pack, d.township, d.village_collective) for d in (event.data for event in events)
    ]
    await WORKSHOP.keep_newest(connection, events, rows)


async def keep_attendance(connection: Connection, events: Sequence[AttendanceRecorded]) -> None:
    """Store days attended."""
    rows = [
        (d.worker, d.day, d.workshop, d.weight_days, d.leave == "paid", " ".join(d.doubts))
        for d in (event.data for event in events)
    ]
    await ATTENDANCE.keep_newest(connection, events, rows)


async def keep_piecework(connection: Connection, events: Sequence[PieceworkRecorded]) -> list[tuple[str, date]]:
    """Store pieces; return (worker, day) of earlier revisions they replaced.

    A correction may move an entry to another day: the day it leaves must be recomputed too. Rows are
    locked before they are read, so that of two corrections at once each sees what it replaces.
    """
    rows = [
        (
            d.worker,
            d.entry,
            d.workshop,
            d.company,
            d.product,
            d.operation,
            d.worked_on,
            d.accepted_quantity,
            d.rejected_quantity,
            Decimal(d.unit_rate_yuan) if d.unit_rate_yuan is not None else None,
        )
        for d in (event.data for event in events)
    ]
    replaced = await PIECEWORK.keep_newest_seeing_old(connection, events, rows)
    return [(row["worker"], row["worked_on"]) for row in replaced]


async def keep_certificates(connection: Connection, events: Sequence[SkillCertified]) -> list[str]:
    """Store certificates; return the workers named by earlier revisions they replaced."""
    rows = [
        (d.certificate, d.worker, d.trade, d.grade, d.certified_on, d.revoked_on)
        for d in (event.data for event in events)
    ]
    replaced = await CERTIFICATE.keep_newest_seeing_old(connection, events, rows)
    return [row["worker"] for row in replaced]


async def keep_rosters(connection: Connection, events: Sequence[RosterChanged]) -> None:
    """Store rosters."""
    rows = [
        (
            d.workshop,
            d.group or WORKSHOP_ROSTER,
            d.month,
            orjson.dumps({day.isoformat(): weight for day, weight in d.expected_days.items()}).decode(),
        )
        for d in (event.data for event in events)
    ]
    await ROSTER.keep_newest(connection, events, rows)


async def keep_production(connection: Connection, events: Sequence[ProductionReported]) -> None:
    """Store production figures."""
    rows = [
        (
            d.workshop,
            d.company,
            d.month,
            d.product,
            d.fixed_quantity,
            Decimal(d.fixed_amount_yuan),
            d.excess_quantity,
            Decimal(d.excess_amount_yuan),
            d.accepted_quantity,
            d.rejected_quantity,
            d.complete,
        )
        for d in (event.data for event in events)
    ]
    await PRODUCTION.keep_newest(connection, events, rows)


async def keep_profits(connection: Connection, events: Sequence[ProfitReported]) -> None:
    """Store net profits."""
    rows = [(d.workshop, d.period, Decimal(d.net_profit_yuan)) for d in (event.data for event in events)]
    await PROFIT.keep_newest(connection, events, rows)


async def keep_shareholdings(connection: Connection, events: Sequence[ShareholdingChanged]) -> None:
    """Store shares."""
    rows = [(d.workshop, d.village, d.effective_from, Decimal(d.shares)) for d in (event.data for event in events)]
    await SHAREHOLDING.keep_newest(connection, events, rows)


async def keep_waiting(connection: Connection, events: Sequence[OrdersDelayed | PlacementDelayed]) -> None:
    """Store what the other services could not compute."""
    rows = [
        (
            event.owner,
            event.data.number,
            event.data.kind,
            orjson.dumps(event.data.waiting).decode(),
            event.data.since,
            event.data.reason,
            orjson.dumps([known.model_dump() for known in event.data.concerns]).decode(),
        )
        for event in events
    ]
    await WAITING.keep_newest(connection, events, rows)
