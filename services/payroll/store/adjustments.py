"""Differences between closed months and what was posted for them, waiting to be settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from services.payroll.domain.frozen_settlement import lines_from_json
from services.payroll.domain.settlement import StoredLine
from services.payroll.store.worker_months import WorkerMonthKey
from shared.database import Connection


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """A worker's month that is closed, as it is computed now, and the workshop that will settle a difference."""

    worker: str
    month: str
    lines: tuple[StoredLine, ...]
    incomplete: list[str]
    settled_at: str


async def closed_among(connection: Connection, keys: Sequence[WorkerMonthKey]) -> list[ClosedMonth]:
    """Those of the worker-months that are closed: settled, adjusted before, or of a workshop that closed them.

    A difference is settled by the workshop the worker belongs to last. Where he is not registered, or that
    workshop is not, it is settled by the one of the month itself.
    """
    rows = await connection.fetch(
        """
        SELECT s.worker, s.month, s.lines, s.incomplete, coalesce((
            SELECT part ->> 'workshop' FROM worker AS w, jsonb_array_elements(w.assignments) AS part
            JOIN workshop AS place ON place.workshop = part ->> 'workshop' AND NOT place.withdrawn
            WHERE w.worker = s.worker AND NOT w.withdrawn
            ORDER BY part ->> 'since' DESC, part ->> 'workshop' DESC LIMIT 1), s.workshop) AS settled_at
        FROM unnest($1::text[], $2::text[]) AS wanted (worker, month)
        JOIN statement_settlement AS s USING (worker, month)
        WHERE s.closed
        """,
        [worker for worker, _ in keys],
        [month for _, month in keys],
    )
    return [
        ClosedMonth(worker, month, lines_from_json(lines), incomplete, settled_at)
        for worker, month, lines, incomplete, settled_at in rows
    ]


async def write_due(connection: Connection, rows: Sequence[tuple[str, str, str, Decimal, list[str]]]) -> None:
    """Keep differences that wait: worker, month, workshop that settles it, amount, what is missing."""
    await connection.executemany(
        """
        INSERT INTO adjustment_due (worker, month, workshop, amount_yuan, incomplete) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (worker, month) DO UPDATE
        SET workshop = excluded.workshop, amount_yuan = excluded.amount_yuan, incomplete = excluded.incomplete
        """,
        rows,
    )


async def drop_due(connection: Connection, keys: Sequence[WorkerMonthKey]) -> None:
    """Forget differences that are no more."""
    await connection.execute(
        """
        DELETE FROM adjustment_due USING unnest($1::text[], $2::text[]) AS gone (worker, month)
        WHERE adjustment_due.worker = gone.worker AND adjustment_due.month = gone.month
        """,
        [worker for worker, _ in keys],
        [month for _, month in keys],
    )


async def due_at(connection: Connection, workshop: str, workers: Sequence[str]) -> list[WorkerMonthKey]:
    """Closed months whose difference can be settled: of these workers, and of all whom the workshop settles.

    A month that is incomplete waits until it is whole.
    """
    rows = await connection.fetch(
        """
        SELECT worker, month FROM adjustment_due
        WHERE (workshop = $1 OR worker = ANY($2::text[])) AND cardinality(incomplete) = 0
        ORDER BY worker, month
        """,
        workshop,
        workers,
    )
    return [(row["worker"], row["month"]) for row in rows]


async def due_of_worker(connection: Connection, workshop: str, worker: str) -> list[WorkerMonthKey]:
    """A worker's differences that a workshop may settle by themselves: its own, and of months that were its.

    A month was a workshop's where it is computed for it now, or was settled by it.
    """
    rows = await connection.fetch(
        """
        SELECT worker, month FROM adjustment_due AS d
        WHERE worker = $2 AND cardinality(incomplete) = 0
          AND (workshop = $1
               OR EXISTS (SELECT FROM statement_settlement AS s
                          WHERE s.worker = d.worker AND s.month = d.month AND $1 IN (s.workshop, s.taken_by)))
        ORDER BY month
        """,
        workshop,
        worker,
    )
    return [(row["worker"], row["month"]) for row in rows]


class DifferenceDue(NamedTuple):
    """A difference of a closed month that waits to be settled: by which workshop, in yuan, and what it lacks."""

    workshop: str
    amount_yuan: Decimal
    incomplete: Sequence[str]


async def find_due(connection: Connection, worker: str, month: str) -> DifferenceDue | None:
    """The difference of a closed month that waits to be settled, or None."""
    row = await connection.fetchrow(
        "SELECT workshop, amount_yuan, incomplete FROM adjustment_due WHERE worker = $1 AND month = $2", worker, month
    )
    return None if row is None else DifferenceDue(*row)


async def state_of(connection: Connection, worker: str, month: str) -> str:
    """How far a worker's month is: open, in review, closed or paid.

    It is closed where it was settled, or came too late for its workshop's closing.
    """
    state: str | None = await connection.fetchval(
        "SELECT state FROM statement_settlement WHERE worker = $1 AND month = $2", worker, month
    )
    return state or "open"
