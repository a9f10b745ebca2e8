"""What a closing settles: statements no closing has taken, statements that differ now, and awards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.payroll.domain.frozen_settlement import flags_from_json, lines_from_json
from services.payroll.domain.settlement import LineKey, SettledStatement, StoredLine, sum_by_line
from services.payroll.store.worker_months import WorkerMonthKey
from shared.database import Connection


@dataclass(frozen=True, slots=True)
class CurrentStatement:
    """What of a statement a difference is taken from: its lines added up, in yuan, and the days attended."""

    amounts: Mapping[LineKey, Decimal]
    revision: int
    attendance_days: Decimal


async def current_statements(
    connection: Connection, keys: Sequence[WorkerMonthKey]
) -> dict[WorkerMonthKey, CurrentStatement]:
    """Worker-months as they are computed now."""
    rows = await connection.fetch(
        """
        SELECT worker, month, lines, revision, attendance_days FROM statement
        JOIN unnest($1::text[], $2::text[]) AS wanted (worker, month) USING (worker, month)
        """,
        [worker for worker, _ in keys],
        [month for _, month in keys],
    )
    return {
        (worker, month): CurrentStatement(sum_by_line(lines_from_json(lines)), revision, attendance_days)
        for worker, month, lines, revision, attendance_days in rows
    }


@dataclass(frozen=True, slots=True)
class StoredAward:
    """A company's award of a month, as computed last."""

    month: str
    beneficiary: str
    lines: tuple[StoredLine, ...]
    incomplete: list[str]


async def awards_through(connection: Connection, workshop: str, month: str) -> list[StoredAward]:
    """A workshop's awards of this month and the ones before."""
    rows = await connection.fetch(
        """
        SELECT month, beneficiary, lines, incomplete FROM award
        WHERE workshop = $1 AND month <= $2 ORDER BY month, company
        """,
        workshop,
        month,
    )
    return [
        StoredAward(of_month, beneficiary, lines_from_json(lines), incomplete)
        for of_month, beneficiary, lines, incomplete in rows
    ]


async def posted_award_months(connection: Connection, workshop: str) -> list[tuple[str, str]]:
    """Collectives and months for which a workshop's awards were ever posted."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT beneficiary, month FROM posting
        WHERE workshop = $1 AND month IS NOT NULL
          AND 'payable:collective:' || beneficiary IN (debit_account, credit_account)
        """,
        workshop,
    )
    return [(row["beneficiary"], row["month"]) for row in rows]


async def closable_statements(connection: Connection, workshop: str, month: str) -> dict[str, SettledStatement]:
    """The statements of a workshop's month that no closing has taken and nothing was posted for, by worker."""
    rows = await connection.fetch(
        """
        SELECT worker, revision, policy_pack, lines, total_yuan, piecework_yuan, attendance_days, month_index, flags,
               incomplete
        FROM statement_settlement WHERE workshop = $1 AND month = $2 AND NOT settled ORDER BY worker
        """,
        workshop,
        month,
    )
    return {
        row["worker"]: SettledStatement(
            row["revision"],
            row["policy_pack"],
            lines_from_json(row["lines"]),
            row["total_yuan"],
            row["piecework_yuan"],
            row["attendance_days"],
            row["month_index"],
            flags_from_json(row["flags"]),
            tuple(row["incomplete"]),
        )
        for row in rows
    }
