"""Reading for simulations: one snapshot seen by many connections, and facts as condensed as amounts allow."""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import asyncpg

from services.payroll.domain.facts import AttendanceDay, Certificate, PieceworkEntry, WorkerMonth
from services.payroll.store.awards import AwardKey
from services.payroll.store.worker_months import (
    assemble_worker_month,
    load_certificates,
    load_first_worked_days,
    load_registrations,
    load_rosters,
)
from shared.database import COMMAND_TIMEOUT_SECONDS, Connection, prepare_connection
from shared.months import Month

_WEIGHTS = {"0.0": Decimal(0), "0.5": Decimal("0.5"), "1.0": Decimal(1)}


@asynccontextmanager
async def reading(database_url: str, snapshot: str | None = None) -> AsyncIterator[Connection]:
    """A connection that can only read and sees one moment: now, or the one another connection shares.

    Raises OSError or asyncpg errors while the server is away.
    """
    connection = await asyncpg.connect(
        database_url,
        command_timeout=COMMAND_TIMEOUT_SECONDS,
        server_settings={
            "application_name": "payroll-simulation",
            "timezone": "UTC",
            "default_transaction_read_only": "on",
        },
    )
    try:
        await prepare_connection(connection)
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            if snapshot is not None:
                quoted = snapshot.replace("'", "''")
                await connection.execute(f"SET TRANSACTION SNAPSHOT '{quoted}'")
            yield connection
    finally:
        await connection.close()


async def share_snapshot(connection: Connection) -> str:
    """A name by which other connections see what this transaction sees, for as long as it lasts."""
    return str(await connection.fetchval("SELECT pg_export_snapshot()"))


@dataclass(frozen=True, slots=True)
class RegisteredWorkshop:
    """Where a workshop lies, and by which pack it is computed."""

    policy_pack: str
    township: str
    village_collective: str


async def load_workshops(connection: Connection) -> dict[str, RegisteredWorkshop]:
    """Every registered workshop by its identifier."""
    rows = await connection.fetch(
        "SELECT workshop, policy_pack, township, village_collective FROM workshop WHERE NOT withdrawn ORDER BY workshop"
    )
    return {workshop: RegisteredWorkshop(*values) for workshop, *values in rows}


async def list_workers(connection: Connection, workshops: Sequence[str] | None, first: Month, last: Month) -> list[str]:
    """Workers who have facts, or a statement of these months, those of one workshop beside each other.

    With `workshops` only those who can have a month there: registered in one of them, or nowhere. Workers
    are found by stepping through the indexes, whose entries of one worker are many.
    """
    rows = await connection.fetch(
        """
        WITH RECURSIVE attended (worker) AS (
            (SELECT worker FROM attendance ORDER BY worker LIMIT 1)
            UNION ALL SELECT (SELECT a.worker FROM attendance AS a WHERE a.worker > attended.worker
                              ORDER BY a.worker LIMIT 1)
            FROM attended WHERE attended.worker IS NOT NULL),
        made (worker) AS (
            (SELECT worker FROM piecework ORDER BY worker LIMIT 1)
            UNION ALL SELECT (SELECT p.worker FROM piecework AS p WHERE p.worker > made.worker
                              ORDER BY p.worker LIMIT 1)
            FROM made WHERE made.worker IS NOT NULL),
        known (worker) AS (
            SELECT worker FROM attended WHERE worker IS NOT NULL
            UNION SELECT worker FROM made WHERE worker IS NOT NULL
            UNION SELECT worker FROM statement WHERE month BETWEEN $2 AND $3)
        SELECT known.worker FROM known LEFT JOIN worker AS w ON w.worker = known.worker AND NOT w.withdrawn
        WHERE $1::text[] IS NULL OR w.worker IS NULL OR w.assignments = '[]'
           OR EXISTS (SELECT FROM jsonb_array_elements(w.assignments) AS part WHERE part ->> 'workshop' = ANY($1))
        ORDER BY w.assignments -> -1 ->> 'workshop', known.worker
        """,
        workshops,
        str(first),
        str(last),
    )
    return [row["worker"] for row in rows]


@dataclass(frozen=True, slots=True)
class People:
    """What of some workers holds in all months."""

    workers: Sequence[str]
    registrations: dict[str, Any]
    first_worked_days: dict[str, date]
    certificates: dict[str, list[Certificate]]
    workshops: Sequence[str]


async def load_people(connection: Connection, workers: Sequence[str]) -> People:
    """Registrations, first days worked in any month, and certificates."""
    registrations = await load_registrations(connection, workers)
    assigned = {part["workshop"] for row in registrations.values() for part in row["assignments"]}
    return People(
        workers,
        registrations,
        await load_first_worked_days(connection, workers),
        await load_certificates(connection, workers),
        sorted(assigned),
    )


@dataclass(frozen=True, slots=True)
class RecordedMonth:
    """A worker's month as recorded, and the total its statement holds in yuan; None where there is none yet."""

    facts: WorkerMonth
    statement_total_yuan: Decimal | None


async def load_recorded_months(
    connection: Connection, people: People, month: Month, *, pieces_by_day: bool
) -> list[RecordedMonth]:
    """The month of each of these workers who has facts in it or a statement.

    Pieces of one kind and rate are summed over the month, which changes no amount unless a reading asks on
    which day they were made: `pieces_by_day` keeps the days apart. Events are left out.
    """
    attendance = await _attendance(connection, people.workers, month)
    piecework = await _piecework(connection, people.workers, month, by_day=pieces_by_day)
    totals = await _statement_totals(connection, people.workers, month)
    rosters = (await load_rosters(connection, [str(month)], people.workshops)).get(str(month), {})
    return [
        RecordedMonth(
            assemble_worker_month(
                worker,
                month,
                people.registrations.get(worker),
                people.first_worked_days.get(worker),
                attendance.get(worker, ()),
                piecework.get(worker, ()),
                tuple(people.certificates.get(worker, ())),
                rosters,
            ),
            totals.get(worker),
        )
        for worker in people.workers
        if worker in attendance or worker in piecework or worker in totals
    ]


async def _attendance(connection: Connection, workers: Sequence[str], month: Month) -> dict[str, list[AttendanceDay]]:
    """Days by worker; a row holds all days of one weight."""
    rows = await connection.fetch(
        """
        SELECT worker, workshop, weight_days::text, paid_leave, array_agg(day - $2::date)
        FROM attendance WHERE worker = ANY($1::text[]) AND day BETWEEN $2::date AND $3::date AND NOT withdrawn
        GROUP BY worker, workshop, weight_days, paid_leave
        """,
        workers,
        month.first_day,
        month.last_day,
    )
    found: defaultdict[str, list[AttendanceDay]] = defaultdict(list)
    months: dict[tuple[str, Decimal, bool], list[AttendanceDay]] = {}

    def take(worker: str, key: tuple[str, Decimal, bool], offsets: Sequence[int]) -> None:
        """Without their events, days of one workshop and weight are equal for all who were there."""
        if key not in months:
            workshop, weight_days, paid_leave = key
            months[key] = [AttendanceDay(workshop, day, weight_days, paid_leave) for day in month.days()]
        days = months[key]
        found[worker] += [days[offset] for offset in offsets]

    for worker, workshop, weight_text, paid_leave, offsets in rows:
        weight_days = _WEIGHTS[weight_text]
        take(worker, (workshop, weight_days, False), offsets)
        if paid_leave:  # it fills what presence leaves of the day
            take(worker, (workshop, 1 - weight_days, True), offsets)
    return found


async def _piecework(
    connection: Connection, workers: Sequence[str], month: Month, *, by_day: bool
) -> dict[str, list[PieceworkEntry]]:
    """Sums by worker; the day is the first with an accepted piece, on which the first day worked rests.

    Grouping by one text instead of five columns takes half the time. No identifier holds its separator.
    """
    rows = await connection.fetch(
        """
        SELECT worker,
               workshop || chr(31) || company || chr(31) || product || chr(31) || operation || chr(31)
                   || coalesce(unit_rate_yuan::text, '') AS kind,
               coalesce(min(worked_on) FILTER (WHERE accepted_quantity > 0), min(worked_on)),
               sum(accepted_quantity)
        FROM piecework WHERE worker = ANY($1::text[]) AND worked_on BETWEEN $2::date AND $3::date AND NOT withdrawn
        GROUP BY worker, kind, CASE WHEN $4 THEN worked_on END
        """,
        workers,
        month.first_day,
        month.last_day,
        by_day,
    )
    found: defaultdict[str, list[PieceworkEntry]] = defaultdict(list)
    kinds: dict[str, tuple[list[str], Decimal | None]] = {}
    for worker, kind, day, accepted_quantity in rows:
        if kind not in kinds:  # a few kinds of piece serve everybody
            *place_and_piece, rate_text = kind.split("\x1f")
            kinds[kind] = place_and_piece, Decimal(rate_text) if rate_text else None
        (workshop, company, product, operation), unit_rate_yuan = kinds[kind]
        entry = PieceworkEntry(workshop, company, product, operation, day, accepted_quantity, unit_rate_yuan)
        found[worker].append(entry)
    return found


async def _statement_totals(connection: Connection, workers: Sequence[str], month: Month) -> dict[str, Decimal]:
    rows = await connection.fetch(
        "SELECT worker, total_yuan FROM statement WHERE worker = ANY($1::text[]) AND month = $2", workers, str(month)
    )
    return {row["worker"]: row["total_yuan"] for row in rows}


async def list_award_keys(
    connection: Connection, workshops: Sequence[str], first: Month, last: Month
) -> list[AwardKey]:
    """Every workshop, company and month with production figures, among these workshops and months."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT workshop, company, month FROM production
        WHERE workshop = ANY($1::text[]) AND month BETWEEN $2 AND $3 AND NOT withdrawn
        """,
        workshops,
        str(first),
        str(last),
    )
    return [(row["workshop"], row["company"], row["month"]) for row in rows]


async def list_workshops_with_profit(connection: Connection, workshops: Sequence[str]) -> list[str]:
    """Those of these workshops for which a year's profit was ever reported."""
    rows = await connection.fetch(
        "SELECT DISTINCT workshop FROM profit WHERE workshop = ANY($1::text[]) ORDER BY workshop", workshops
    )
    return [row["workshop"] for row in rows]
