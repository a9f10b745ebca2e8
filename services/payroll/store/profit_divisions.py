"""The facts and results of profit divisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from asyncpg import Record

from services.payroll.domain.facts import ProfitPeriod
from shared.database import Connection, Pool


async def load_profit_periods(connection: Connection, workshop: str) -> list[ProfitPeriod]:
    """A workshop's years in order, each with the losses before it and the shares on its last day.

    A loss is carried until later profits have made it up. A withdrawn profit counts as zero, so that
    what was divided of it is taken back.
    """
    profits = await connection.fetch(
        """
        SELECT period, CASE WHEN withdrawn THEN 0 ELSE net_profit_yuan END AS net_profit_yuan, event
        FROM profit WHERE workshop = $1 ORDER BY period
        """,
        workshop,
    )
    holdings = await connection.fetch(
        """
        SELECT village, effective_from, shares, event FROM shareholding
        WHERE workshop = $1 AND NOT withdrawn ORDER BY village, effective_from
        """,
        workshop,
    )
    periods: list[ProfitPeriod] = []
    loss_yuan = Decimal(0)
    for row in profits:
        last_day = date(int(row["period"]), 12, 31)
        held: dict[str, Record] = {
            holding["village"]: holding for holding in holdings if holding["effective_from"] <= last_day
        }
        periods.append(
            ProfitPeriod(
                workshop=workshop,
                period=row["period"],
                net_profit_yuan=row["net_profit_yuan"],
                loss_brought_forward_yuan=loss_yuan,
                shares={village: holding["shares"] for village, holding in held.items() if holding["shares"]},
                event=row["event"],
                share_events=tuple(holding["event"] for holding in held.values()),
            )
        )
        loss_yuan = max(Decimal(0), loss_yuan - row["net_profit_yuan"])
    return periods


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """A profit division to write."""

    workshop: str
    period: str
    revision: int
    net_profit_yuan: Decimal
    loss_brought_forward_yuan: Decimal
    lines: list[dict[str, str]]
    incomplete: list[str]
    correlation_id: str
    causation_id: str

    @property
    def content(self) -> tuple[Any, ...]:
        """What is compared with what was stored before."""
        return (self.net_profit_yuan, self.loss_brought_forward_yuan, self.lines, self.incomplete)


async def stored_divisions(connection: Connection, workshop: str) -> dict[str, tuple[int, tuple[Any, ...]]]:
    """Revision and content of a workshop's divisions, by period."""
    rows = await connection.fetch(
        """
        SELECT period, revision, net_profit_yuan, loss_brought_forward_yuan, lines, incomplete
        FROM profit_division WHERE workshop = $1
        """,
        workshop,
    )
    return {row["period"]: (row["revision"], tuple(row)[2:]) for row in rows}


async def write_divisions(connection: Connection, rows: Sequence[DivisionRow]) -> None:
    """Insert or replace profit divisions."""
    await connection.executemany(
        """
        INSERT INTO profit_division (workshop, period, revision, net_profit_yuan, loss_brought_forward_yuan, lines,
                                     incomplete, correlation_id, causation_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (workshop, period) DO UPDATE SET revision = excluded.revision,
            net_profit_yuan = excluded.net_profit_yuan,
            loss_brought_forward_yuan = excluded.loss_brought_forward_yuan, lines = excluded.lines,
            incomplete = excluded.incomplete, correlation_id = excluded.correlation_id,
            causation_id = excluded.causation_id, computed_at = clock_timestamp()
        """,
        [(row.workshop, row.period, row.revision, *row.content, row.correlation_id, row.causation_id) for row in rows],
    )


async def list_divisions(pool: Pool, workshop: str | None, period: str | None, limit: int) -> list[Record]:
    """Profit divisions by workshop and period, newest first, at most `limit`."""
    return await pool.fetch(
        """
        SELECT * FROM profit_division
        WHERE ($1::text IS NULL OR workshop = $1) AND ($2::text IS NULL OR period = $2)
        ORDER BY period DESC, workshop LIMIT $3
        """,
        workshop,
        period,
        limit,
    )


async def find_division(connection: Connection, workshop: str, period: str) -> Record | None:
    """One division, or None."""
    return await connection.fetchrow(
        "SELECT * FROM profit_division WHERE workshop = $1 AND period = $2", workshop, period
    )


async def correlations_of_division(connection: Connection, workshop: str, period: str) -> list[str]:
    """The correlation ids of the profits and shareholdings a division came from."""
    ids = await connection.fetch(
        """
        SELECT correlation_id FROM profit WHERE workshop = $1 AND period <= $2
        UNION SELECT correlation_id FROM shareholding WHERE workshop = $1
        ORDER BY correlation_id
        """,
        workshop,
        period,
    )
    return [part["correlation_id"] for part in ids]
