"""Reading for simulations: one snapshot seen by many connections, and facts as condensed as amounts allow."""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import asyncpg

from services.payroll.domain.facts import AttendanceDay, Certificate, PieceworkEntry, WorkerMonth
from services.payroll.store.awards import AwardKey
from services.payroll.store.worker_months import (
    Registration,
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
    registrations: dict[str, Registration]
    first_worked_days: dict[str, date]
    certificates: dict[str, list[Certificate]]
    workshops: Sequence[str]


async def load_people(connection: Connection, workers: Sequence[str]) -> People:
    """Registrations, first days worked in any month, and certificates."""
    registrations = await load_registrations(connection, workers)
    assigned = {part.workshop for registration in registrations.values() for part in registration.assignments}
    return People(
        workers,
        registrations,
        await load_first_worked_days(connection, workers),
        await load_certificates(connection, workers),
        sorted(assigned),
    )


class RecordedMonth(NamedTuple):
    """A worker's month as recorded, and the total its statement holds in yuan; None where there is none yet."""

    facts: WorkerMonth
    statement_total_yuan: Decimal | None


async def load_recorded_months(
    connection: Connection, people: People, months: Sequence[Month], *, pieces_by_day: bool
) -> list[RecordedMonth]:
    """These months of each of these workers who has facts in them or a statement, in the order of the months.

    Pieces of one kind and rate are summed over the month, which changes no amount unless a reading asks on
    which day they were made: `pieces_by_day` keeps the days apart. Events are left out.
    """
    attendance = await _attendance(connection, people.workers, months)
    piecework = await _piecework(connection, people.workers, months, by_day=pieces_by_day)
    totals = await _statement_totals(connection, people.workers, months)
    rosters = await load_rosters(connection, [str(month) for month in months], people.workshops)
    found = []
    for month in months:
        first_day, rosters_of_month = month.first_day, rosters.get(str(month), {})
        for worker in people.workers:
            key = worker, first_day
            if key in attendance or key in piecework or key in totals:
                facts = assemble_worker_month(
                    worker,
                    month,
                    people.registrations.get(worker),
                    people.first_worked_days.get(worker),
                    attendance.get(key, ()),
                    piecework.get(key, ()),
                    people.certificates.get(worker, ()),
                    rosters_of_month,
                )
                found.append(RecordedMonth(facts, totals.get(key)))
    return found


_WorkerAndFirstDay = tuple[str, date]


async def _attendance(
    connection: Connection, workers: Sequence[str], months: Sequence[Month]
) -> dict[_WorkerAndFirstDay, list[AttendanceDay]]:
    """Days by worker and month; a row holds all days of one weight, one bit each."""
    rows = await connection.fetch(
        """
        SELECT worker, month, workshop, weight_days::text, paid_leave, bit_or(1 << (day - month))
        FROM attendance, LATERAL (SELECT date_trunc('month', day::timestamp)::date AS month) AS its
        WHERE worker = ANY($1::text[]) AND day BETWEEN $2::date AND $3::date AND NOT withdrawn
        GROUP BY worker, month, workshop, weight_days, paid_leave
        """,
        workers,
        months[0].first_day,
        months[-1].last_day,
    )
    found: defaultdict[_WorkerAndFirstDay, list[AttendanceDay]] = defaultdict(list)
    known: dict[tuple[date, str, Decimal, bool], list[tuple[int, AttendanceDay]]] = {}

    def take(worker: str, key: tuple[date, str, Decimal, bool], bits: int) -> None:
        """Without their events, days of one workshop and weight are equal for all who were there."""
        if key not in known:
            month, workshop, weight_days, paid_leave = key
            days = [AttendanceDay(workshop, day, weight_days, paid_leave) for day in Month.of(month).days()]
            known[key] = [(1 << offset, day) for offset, day in enumerate(days)]
        found[worker, key[0]] += [day for bit, day in known[key] if bits & bit]

    for worker, month, workshop, weight_text, paid_leave, bits in rows:
        weight_days = _WEIGHTS[weight_text]
        take(worker, (month, workshop, weight_days, False), bits)
        if paid_leave:  # it fills what presence leaves of the day
            take(worker, (month, workshop, 1 - weight_days, True), bits)
    return found


async def _piecework(
    connection: Connection, workers: Sequence[str], months: Sequence[Month], *, by_day: bool
) -> dict[_WorkerAndFirstDay, list[PieceworkEntry]]:
    """Sums by worker and month; the day is the first with an accepted piece, on which the first day worked rests.

    Grouping by one text instead of five columns takes half the time. No identifier holds its separator.
    """
    rows = await connection.fetch(
        """
        SELECT worker, date_trunc('month', worked_on::timestamp)::date AS month,
               workshop || chr(31) || company || chr(31) || product || chr(31) || operation || chr(31)
                   || coalesce(unit_rate_yuan::text, '') AS kind,
               coalesce(min(worked_on) FILTER (WHERE accepted_quantity > 0), min(worked_on)),
               sum(accepted_quantity)
        FROM piecework WHERE worker = ANY($1::text[]) AND worked_on BETWEEN $2::date AND $3::date AND NOT withdrawn
        GROUP BY worker, month, kind, CASE WHEN $4 THEN worked_on END
        """,
        workers,
        months[0].first_day,
        months[-1].last_day,
        by_day,
    )
    found: defaultdict[_WorkerAndFirstDay, list[PieceworkEntry]] = defaultdict(list)
    kinds: dict[str, tuple[list[str], Decimal | None]] = {}
    for worker, month, kind, day, accepted_quantity in rows:
        if kind not in kinds:  # a few kinds of piece serve everybody
            *place_and_piece, rate_text = kind.split("\x1f")
            kinds[kind] = place_and_piece, Decimal(rate_text) if rate_text else None
        (workshop, company, product, operation), unit_rate_yuan = kinds[kind]
        entry = PieceworkEntry(workshop, company, product, operation, day, accepted_quantity, unit_rate_yuan)
        found[worker, month].append(entry)
    return found


async def _statement_totals(
    connection: Connection, workers: Sequence[str], months: Sequence[Month]
) -> dict[_WorkerAndFirstDay, Decimal]:
    rows = await connection.fetch(
        """
        SELECT worker, to_date(month, 'YYYY-MM'), total_yuan FROM statement
        WHERE worker = ANY($1::text[]) AND month BETWEEN $2 AND $3
        """,
        workers,
        str(months[0]),
        str(months[-1]),
    )
    return {(worker, month): total_yuan for worker, month, total_yuan in rows}


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
