"""Days worked, to know how old somebody was on them, and who decided that he is paid all the same."""

from collections.abc import Collection, Mapping
from datetime import date

from services.payroll.store.worker_months import WorkerMonthKey
from shared.database import Connection


async def days_worked(
    connection: Connection, keys: Collection[WorkerMonthKey]
) -> dict[WorkerMonthKey, tuple[date, date]]:
    """The first and the last day attended, or with an accepted piece, of each worker's month that has any."""
    rows = await connection.fetch(
        """
        SELECT worker, month, min(day) AS first, max(day) AS last FROM (
            SELECT worker, day FROM attendance WHERE weight_days > 0 AND NOT withdrawn
            UNION ALL SELECT worker, worked_on FROM piecework WHERE accepted_quantity > 0 AND NOT withdrawn) AS worked
        JOIN unnest($1::text[], $2::text[]) AS wanted (worker, month) USING (worker)
        WHERE day >= to_date(month, 'YYYY-MM') AND day < to_date(month, 'YYYY-MM') + interval '1 month'
        GROUP BY worker, month
        """,
        [worker for worker, _ in keys],
        [month for _, month in keys],
    )
    return {(row["worker"], row["month"]): (row["first"], row["last"]) for row in rows}


async def decided_ages(connection: Connection, keys: Collection[WorkerMonthKey]) -> set[WorkerMonthKey]:
    """The worker-months for which somebody has decided that they are paid."""
    rows = await connection.fetch(
        """
        SELECT worker, month FROM age_decision
        JOIN unnest($1::text[], $2::text[]) AS wanted (worker, month) USING (worker, month)
        """,
        [worker for worker, _ in keys],
        [month for _, month in keys],
    )
    return {(row["worker"], row["month"]) for row in rows}


async def write_age_decisions(
    connection: Connection, keys: Collection[WorkerMonthKey], reasons: Mapping[str, str], actor: str
) -> None:
    """Keep who decided that these are paid, and why."""
    await connection.executemany(
        """
        INSERT INTO age_decision (worker, month, reason, decided_by) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
        """,
        [(worker, month, reasons[worker], actor) for worker, month in sorted(keys)],
    )
