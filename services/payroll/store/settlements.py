"""Settlements: what a closing or a supplement came to for each beneficiary, frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from asyncpg import Record

from services.payroll.domain.frozen_settlement import (
    Explanation,
    content_from_json,
    content_to_json,
    explanation_from_json,
    explanation_to_json,
)
from services.payroll.domain.settlement import Adjustment, Settlement
from services.payroll.store.worker_months import WorkerMonthKey
from shared.database import Connection


async def write_settlements(
    connection: Connection,
    settlements: Sequence[tuple[Settlement, Explanation]],
    supplement: int | None = None,
) -> list[int]:
    """Freeze settlements, each with its explanation; their numbers, in the given order."""
    taken = await connection.fetch(
        "SELECT nextval(pg_get_serial_sequence('settlement', 'settlement')) AS number FROM generate_series(1, $1)",
        len(settlements),
    )
    numbers = [row["number"] for row in taken]
    await connection.executemany(
        """
        INSERT INTO settlement (settlement, workshop, month, beneficiary_kind, beneficiary, supplement, earned_yuan,
            adjustment_yuan, debt_before_yuan, recovered_yuan, debt_after_yuan, net_yuan, content, explained)
        OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """,
        [
            (
                number,
                settlement.workshop,
                settlement.month,
                settlement.beneficiary_kind,
                settlement.beneficiary,
                supplement,
                settlement.earned_yuan,
                settlement.adjustment_yuan,
                settlement.debt_before_yuan,
                settlement.recovered_yuan,
                settlement.debt_after_yuan,
                settlement.net_yuan,
                content_to_json(settlement),
                explanation_to_json(explanation),
            )
            for number, (settlement, explanation) in zip(numbers, settlements, strict=True)
        ],
    )
    return numbers


async def raise_incomes(connection: Connection, totals: Mapping[WorkerMonthKey, Decimal]) -> dict[WorkerMonthKey, int]:
    """Keep what each worker's month has come to so far; the revisions of those that changed."""
    rows = await connection.fetch(
        """
        INSERT INTO income AS held (worker, month, revision, amount_yuan)
        SELECT worker, month, 1, amount::numeric FROM unnest($1::text[], $2::text[], $3::text[])
               AS given (worker, month, amount)
        ON CONFLICT (worker, month) DO UPDATE SET revision = held.revision + 1, amount_yuan = excluded.amount_yuan
        WHERE held.amount_yuan <> excluded.amount_yuan
        RETURNING worker, month, revision
        """,
        [worker for worker, _ in totals],
        [month for _, month in totals],
        [str(amount) for amount in totals.values()],
    )
    return {(row["worker"], row["month"]): row["revision"] for row in rows}


@dataclass(frozen=True, slots=True)
class StoredSettlement:
    """A settlement as it was frozen, by its number; `supplement` is the one that settled it, None for a closing."""

    number: int
    supplement: int | None
    settled_at: datetime
    settlement: Settlement
    explanation: Explanation


_STORED = """
    SELECT settlement, supplement, settled_at, beneficiary_kind, beneficiary, workshop, month, content, explained
    FROM settlement
"""


def _stored(row: Record) -> StoredSettlement:
    number, supplement, settled_at, beneficiary_kind, beneficiary, workshop, month, content, explained = row
    settlement = content_from_json(beneficiary_kind, beneficiary, workshop, month, content)
    return StoredSettlement(number, supplement, settled_at, settlement, explanation_from_json(explained))


async def settlements_of_worker(connection: Connection, worker: str) -> list[StoredSettlement]:
    """All settlements of a worker, oldest first."""
    rows = await connection.fetch(
        f"{_STORED} WHERE beneficiary_kind = 'worker' AND beneficiary = $1 ORDER BY settlement", worker
    )
    return [_stored(row) for row in rows]


async def find_settlement(connection: Connection, settlement: int) -> StoredSettlement | None:
    """One settlement, or None."""
    row = await connection.fetchrow(f"{_STORED} WHERE settlement = $1", settlement)
    return None if row is None else _stored(row)


async def settlement_of_supplement(connection: Connection, supplement: int) -> StoredSettlement | None:
    """What an approved supplement settled, or None."""
    row = await connection.fetchrow(f"{_STORED} WHERE supplement = $1", supplement)
    return None if row is None else _stored(row)


async def settlements_of_month(connection: Connection, workshop: str, month: str) -> list[StoredSettlement]:
    """All settlements of a workshop's month, workers first, by beneficiary."""
    rows = await connection.fetch(
        f"{_STORED} WHERE workshop = $1 AND month = $2 ORDER BY beneficiary_kind DESC, beneficiary, settlement",
        workshop,
        month,
    )
    return [_stored(row) for row in rows]


@dataclass(frozen=True, slots=True)
class MonthTotals:
    """What a workshop's month was settled to, supplements with it: workers, and sums in yuan."""

    workers: int
    earned_yuan: Decimal
    adjustment_yuan: Decimal
    recovered_yuan: Decimal
    net_yuan: Decimal


async def totals_of_month(connection: Connection, workshop: str, month: str) -> MonthTotals:
    """The sums over all settlements of a workshop's month."""
    row = await connection.fetchrow(
        """
        SELECT count(DISTINCT beneficiary) FILTER (WHERE beneficiary_kind = 'worker'), coalesce(sum(earned_yuan), 0),
               coalesce(sum(adjustment_yuan), 0), coalesce(sum(recovered_yuan), 0), coalesce(sum(net_yuan), 0)
        FROM settlement WHERE workshop = $1 AND month = $2
        """,
        workshop,
        month,
    )
    assert row is not None
    return MonthTotals(*row)


class SettledAdjustment(NamedTuple):
    """An adjustment, and in which month, by which settlement and when it was settled."""

    adjustment: Adjustment
    settled_in: str
    settlement: int
    at: datetime


def adjustments_of(settled: Sequence[StoredSettlement], month: str) -> list[SettledAdjustment]:
    """What these settlements adjusted a month by, in their order."""
    return [
        SettledAdjustment(adjustment, stored.settlement.month, stored.number, stored.settled_at)
        for stored in settled
        for adjustment in stored.settlement.adjustments
        if adjustment.month == month
    ]
