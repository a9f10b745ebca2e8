"""Statements, awards and profit divisions: written when their content changed, read for the API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
from asyncpg import Record

from services.payroll.store.worker_months import WorkerMonthKey
from shared.database import Connection, Pool, text_array


@dataclass(frozen=True, slots=True)
class StatementContent:
    """What is stored of a statement and compared with what was stored before."""

    workshop: str
    policy_pack: str
    first_worked_day: date | None
    lines: list[dict[str, str]]
    total_yuan: Decimal
    piecework_yuan: Decimal
    attendance_days: Decimal
    month_index: int | None
    flags: list[dict[str, Any]]
    incomplete: list[str]


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """A statement's revision and content as they stand in the table."""

    revision: int
    content: StatementContent


async def stored_statements(
    connection: Connection, keys: Sequence[WorkerMonthKey]
) -> dict[WorkerMonthKey, StoredStatement]:
    """What is stored for these worker-months, of those that have a statement."""
    rows = await connection.fetch(
        """
        SELECT worker, month, revision, workshop, policy_pack, first_worked_day, lines, total_yuan, piecework_yuan,
               attendance_days, month_index, flags, incomplete
        FROM statement JOIN unnest($1::text[], $2::text[]) AS wanted (worker, month) USING (worker, month)
        """,
        [worker for worker, _ in keys],
        [month for _, month in keys],
    )
    return {
        (row["worker"], row["month"]): StoredStatement(row["revision"], StatementContent(*tuple(row)[3:]))
        for row in rows
    }


async def months_with_other_first_day(
    connection: Connection, first_days: Mapping[str, date | None]
) -> list[WorkerMonthKey]:
    """Statements that still rest on another first worked day than the one now known."""
    rows = await connection.fetch(
        """
        SELECT s.worker, s.month FROM unnest($1::text[], $2::text[]) AS now (worker, first_worked_day)
        JOIN statement AS s USING (worker) WHERE s.first_worked_day IS DISTINCT FROM now.first_worked_day::date
        """,
        list(first_days),
        [_text(day) for day in first_days.values()],
    )
    return [(row["worker"], row["month"]) for row in rows]


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement to write."""

    worker: str
    month: str
    revision: int
    content: StatementContent
    rests_on: list[str]
    correlation_id: str
    causation_id: str


async def write_statements(connection: Connection, rows: Sequence[StatementRow]) -> None:
    """Insert or replace statements, and keep each version with the events it rests on."""
    if not rows:
        return
    await _write_current(connection, rows)
    await connection.execute(
        """
        INSERT INTO statement_version (worker, month, revision, workshop, policy_pack, lines, total_yuan,
                                       attendance_days, flags, incomplete, rests_on, correlation_id, causation_id)
        SELECT worker, month, revision, workshop, policy_pack, lines, total_yuan, attendance_days, flags, incomplete,
               rests_on::jsonb, correlation_id, causation_id
        FROM unnest($1::text::text[], $2::text::text[], $3::text::text[]) AS given (worker, month, rests_on)
        JOIN statement USING (worker, month)
        """,
        text_array([row.worker for row in rows]),
        text_array([row.month for row in rows]),
        text_array([orjson.dumps(row.rests_on).decode() for row in rows]),
    )


async def _write_current(connection: Connection, rows: Sequence[StatementRow]) -> None:
    await connection.execute(
        """
        INSERT INTO statement (worker, month, revision, workshop, policy_pack, first_worked_day, lines, total_yuan,
            piecework_yuan, attendance_days, month_index, flags, incomplete, correlation_id, causation_id)
        SELECT worker, month, revision::integer, workshop, policy_pack, first_worked_day::date, lines::jsonb,
            total_yuan::numeric, piecework_yuan::numeric, attendance_days::numeric, month_index::integer,
            flags::jsonb, ARRAY(SELECT jsonb_array_elements_text(incomplete::jsonb)), correlation_id, causation_id
        FROM unnest(
            $1::text::text[], $2::text::text[], $3::text::text[], $4::text::text[], $5::text::text[],
            $6::text::text[], $7::text::text[], $8::text::text[], $9::text::text[], $10::text::text[],
            $11::text::text[], $12::text::text[], $13::text::text[], $14::text::text[], $15::text::text[])
            AS given (worker, month, revision, workshop, policy_pack, first_worked_day, lines, total_yuan,
                piecework_yuan, attendance_days, month_index, flags, incomplete, correlation_id, causation_id)
        ON CONFLICT (worker, month) DO UPDATE SET revision = excluded.revision, workshop = excluded.workshop,
            policy_pack = excluded.policy_pack, first_worked_day = excluded.first_worked_day,
            lines = excluded.lines, total_yuan = excluded.total_yuan, piecework_yuan = excluded.piecework_yuan,
            attendance_days = excluded.attendance_days, month_index = excluded.month_index,
            flags = excluded.flags, incomplete = excluded.incomplete, correlation_id = excluded.correlation_id,
            causation_id = excluded.causation_id, computed_at = clock_timestamp()
        """,
        text_array([row.worker for row in rows]),
        text_array([row.month for row in rows]),
        text_array([str(row.revision) for row in rows]),
        text_array([row.content.workshop for row in rows]),
        text_array([row.content.policy_pack for row in rows]),
        text_array([_text(row.content.first_worked_day) for row in rows]),
        text_array([orjson.dumps(row.content.lines).decode() for row in rows]),
        text_array([str(row.content.total_yuan) for row in rows]),
        text_array([str(row.content.piecework_yuan) for row in rows]),
        text_array([str(row.content.attendance_days) for row in rows]),
        text_array([_text(row.content.month_index) for row in rows]),
        text_array([orjson.dumps(row.content.flags).decode() for row in rows]),
        text_array([orjson.dumps(row.content.incomplete).decode() for row in rows]),
        text_array([row.correlation_id for row in rows]),
        text_array([row.causation_id for row in rows]),
    )


def _text(value: date | int | None) -> str | None:
    return None if value is None else str(value)


async def list_statements(pool: Pool, workshop: str | None, month: str, after_worker: str, limit: int) -> list[Record]:
    """A page of a month's statements by worker, of one workshop or of all."""
    return await pool.fetch(
        """
        SELECT * FROM statement WHERE month = $1 AND ($2::text IS NULL OR workshop = $2) AND worker > $3
        ORDER BY worker LIMIT $4
        """,
        month,
        workshop,
        after_worker,
        limit,
    )


async def find_statement(connection: Connection, worker: str, month: str) -> Record | None:
    """One statement, or None."""
    return await connection.fetchrow("SELECT * FROM statement WHERE worker = $1 AND month = $2", worker, month)


async def correlations_of_statement(connection: Connection, worker: str, month: str) -> list[str]:
    """The correlation ids of everything a statement came from."""
    ids = await connection.fetch(
        """
        SELECT correlation_id FROM attendance
        WHERE worker = $1 AND day >= to_date($2, 'YYYY-MM') AND day < to_date($2, 'YYYY-MM') + interval '1 month'
        UNION SELECT correlation_id FROM piecework
        WHERE worker = $1 AND worked_on >= to_date($2, 'YYYY-MM')
          AND worked_on < to_date($2, 'YYYY-MM') + interval '1 month'
        UNION SELECT correlation_id FROM certificate WHERE worker = $1
        UNION SELECT correlation_id FROM worker WHERE worker = $1
        ORDER BY correlation_id
        """,
        worker,
        month,
    )
    return [part["correlation_id"] for part in ids]


async def is_marked(connection: Connection, kind: str, subject: Sequence[str]) -> bool:
    """True while newer facts than the stored state wait to be computed."""
    found = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM recompute_due WHERE kind = $1 AND key = $2)", kind, list(subject)
    )
    return bool(found)
