"""The facts and results of over-fulfilment awards."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from asyncpg import Record

from services.payroll.domain.facts import ProductFigures, WorkshopMonth
from shared.database import Connection, Pool
from shared.months import Month

AwardKey = tuple[str, str, str]
"""Workshop, company and month."""


async def load_workshop_months(
    connection: Connection, keys: Sequence[AwardKey], collectives: dict[str, str]
) -> list[WorkshopMonth]:
    """The production figures of each workshop, company and month, in the order of the keys."""
    rows = await connection.fetch(
        """
        SELECT workshop, company, month, product, fixed_quantity, fixed_amount_yuan, excess_quantity,
               excess_amount_yuan, accepted_quantity, event
        FROM production
        JOIN unnest($1::text[], $2::text[], $3::text[]) AS wanted (workshop, company, month)
             USING (workshop, company, month)
        WHERE NOT withdrawn ORDER BY product
        """,
        *[list(column) for column in zip(*keys, strict=True)],
    )
    figures: defaultdict[AwardKey, list[ProductFigures]] = defaultdict(list)
    for workshop, company, month, *values in rows:
        figures[workshop, company, month].append(ProductFigures(*values))
    return [
        WorkshopMonth(
            workshop=workshop,
            company=company,
            month=Month.parse(month),
            village_collective=collectives.get(workshop, workshop),
            products=tuple(figures[workshop, company, month]),
        )
        for workshop, company, month in keys
    ]


@dataclass(frozen=True, slots=True)
class AwardRow:
    """An award to write."""

    key: AwardKey
    revision: int
    beneficiary: str
    payer: str
    amount_yuan: Decimal
    lines: list[dict[str, str]]
    incomplete: list[str]
    correlation_id: str
    causation_id: str

    @property
    def content(self) -> tuple[Any, ...]:
        """What is compared with what was stored before."""
        return (self.beneficiary, self.payer, self.amount_yuan, self.lines, self.incomplete)


async def stored_awards(
    connection: Connection, keys: Sequence[AwardKey]
) -> dict[AwardKey, tuple[int, tuple[Any, ...]]]:
    """Revision and content of the awards that exist."""
    rows = await connection.fetch(
        """
        SELECT workshop, company, month, revision, beneficiary, payer, amount_yuan, lines, incomplete
        FROM award JOIN unnest($1::text[], $2::text[], $3::text[]) AS wanted (workshop, company, month)
        USING (workshop, company, month)
        """,
        *[list(column) for column in zip(*keys, strict=True)],
    )
    return {tuple(row)[:3]: (row["revision"], tuple(row)[4:]) for row in rows}


async def write_awards(connection: Connection, rows: Sequence[AwardRow]) -> None:
    """Insert or replace awards."""
    await connection.executemany(
        """
        INSERT INTO award (workshop, company, month, revision, beneficiary, payer, amount_yuan, lines, incomplete,
                           correlation_id, causation_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (workshop, company, month) DO UPDATE SET revision = excluded.revision,
            beneficiary = excluded.beneficiary, payer = excluded.payer, amount_yuan = excluded.amount_yuan,
            lines = excluded.lines, incomplete = excluded.incomplete, correlation_id = excluded.correlation_id,
            causation_id = excluded.causation_id, computed_at = clock_timestamp()
        """,
        [(*row.key, row.revision, *row.content, row.correlation_id, row.causation_id) for row in rows],
    )


async def award_keys_of_workshops(connection: Connection, names: Sequence[str]) -> list[AwardKey]:
    """Every company and month for which these workshops have production figures."""
    rows = await connection.fetch(
        "SELECT DISTINCT workshop, company, month FROM production WHERE workshop = ANY($1::text[])", names
    )
    return [(row["workshop"], row["company"], row["month"]) for row in rows]


async def companies_of(connection: Connection, workshop: str, month: str) -> list[str]:
    """The companies a workshop produced for in a month."""
    rows = await connection.fetch(
        "SELECT company FROM award WHERE workshop = $1 AND month = $2 ORDER BY company", workshop, month
    )
    return [row["company"] for row in rows]


async def list_awards(pool: Pool, workshop: str | None, month: str | None, limit: int) -> list[Record]:
    """Awards by workshop, company and month, newest months first, at most `limit`."""
    return await pool.fetch(
        """
        SELECT * FROM award WHERE ($1::text IS NULL OR workshop = $1) AND ($2::text IS NULL OR month = $2)
        ORDER BY month DESC, workshop, company LIMIT $3
        """,
        workshop,
        month,
        limit,
    )


async def find_award(connection: Connection, key: AwardKey) -> Record | None:
    """One award, or None."""
    return await connection.fetchrow("SELECT * FROM award WHERE workshop = $1 AND company = $2 AND month = $3", *key)


async def correlations_of_award(connection: Connection, key: AwardKey) -> list[str]:
    """The correlation ids of the figures an award came from."""
    ids = await connection.fetch(
        """
        SELECT DISTINCT correlation_id FROM production WHERE workshop = $1 AND company = $2 AND month = $3
        ORDER BY correlation_id
        """,
        *key,
    )
    return [part["correlation_id"] for part in ids]
