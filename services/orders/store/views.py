"""What people and companies ask for: order lines, a workshop's month, an entry of piecework."""

from collections.abc import Sequence
from typing import Any

import asyncpg

from services.orders.domain.orders import LineKey, ProductionGroup
from services.orders.domain.piecework import Flag
from services.orders.domain.routing import Routing
from services.orders.store.fact_tables import REPORT_PRECEDENCE
from shared.database import Connection
from shared.facts.rows import columns_of

MAXIMUM_FLAGS = 200
OrderFilter = dict[str, str | None]


async def list_order_lines(
    connection: Connection, companies: Sequence[str] | None, wanted: OrderFilter, after: LineKey | None, limit: int
) -> list[asyncpg.Record]:
    """A page of order lines by company, order and line; `companies` None means all."""
    return await connection.fetch(
        """
        SELECT * FROM order_line
        WHERE status <> '' AND ($1::text[] IS NULL OR company = ANY($1))
          AND ($2::text IS NULL OR company = $2) AND ($3::text IS NULL OR workshop = $3)
          AND ($4::text IS NULL OR product = $4) AND ($5::text IS NULL OR month = $5)
          AND ($6::text IS NULL OR status = $6)
          AND ($7::text IS NULL OR (company, order_number, line) > ($7, $8::text, $9::integer))
        ORDER BY company, order_number, line LIMIT $10
        """,
        companies,
        wanted["company"],
        wanted["workshop"],
        wanted["product"],
        wanted["month"],
        wanted["status"],
        *(after or (None, None, None)),
        limit,
    )


async def read_order_lines(connection: Connection, company: str, order: str) -> list[asyncpg.Record]:
    """An order's lines as decided."""
    return await connection.fetch(
        "SELECT * FROM order_line WHERE company = $1 AND order_number = $2 AND status <> '' ORDER BY line",
        company,
        order,
    )


async def numbers_of_lines(connection: Connection, company: str, order: str) -> list[int]:
    """The numbers of an order's lines, of which none is left out however little can be made of it."""
    rows = await connection.fetch(
        "SELECT DISTINCT line FROM order_report WHERE company = $1 AND order_number = $2 ORDER BY line", company, order
    )
    return [row["line"] for row in rows]


async def read_order_reports(connection: Connection, company: str, order: str) -> list[asyncpg.Record] | None:
    """Every report of an order's lines, oldest first; None where one cannot be read."""
    return await _if_readable(
        connection,
        f"""
        SELECT * FROM order_report WHERE company = $1 AND order_number = $2
        ORDER BY line, {REPORT_PRECEDENCE.oldest_first("order_report")}
        """,  # noqa: S608 - names of this service's own columns
        company,
        order,
    )


async def _if_readable(connection: Connection, query: str, *arguments: Any) -> list[asyncpg.Record] | None:
    """Rows, or None where one holds a value beyond what Python knows: then what rests on it waits."""
    try:
        return await connection.fetch(query, *arguments)
    except (OverflowError, ValueError):
        return None


async def groups_of_month(connection: Connection, workshop: str, month: str) -> list[ProductionGroup]:
    """The groups of a workshop's month that were ever ordered for or delivered."""
    rows = await connection.fetch(
        """
        SELECT company, product FROM order_report WHERE workshop = $1 AND month = $2
        UNION SELECT company, product FROM delivery_report WHERE workshop = $1 AND month = $2
        ORDER BY company, product
        """,
        workshop,
        month,
    )
    return [ProductionGroup(workshop, row["company"], row["product"], month) for row in rows]


async def production_of_month(connection: Connection, workshop: str, month: str) -> list[asyncpg.Record]:
    """The figures published for a workshop's month."""
    return await connection.fetch(
        """
        SELECT company, product, revision, content, correlation_id FROM production
        WHERE workshop = $1 AND month = $2 AND content IS NOT NULL AND NOT (content ->> 'withdrawn')::boolean
        ORDER BY company, product
        """,
        workshop,
        month,
    )


async def awards_of_month(connection: Connection, workshop: str, month: str) -> list[asyncpg.Record]:
    """The awards payroll granted for a workshop's month."""
    return await connection.fetch(
        "SELECT * FROM award WHERE workshop = $1 AND month = $2 AND NOT withdrawn ORDER BY company", workshop, month
    )


async def output_of_month(connection: Connection, workshop: str, month: str) -> dict[tuple[str, str], dict[str, int]]:
    """Good pieces by operation, by company and product."""
    rows = await connection.fetch(
        """
        SELECT company, product, operation, sum(accepted_quantity)::bigint AS pieces FROM piecework
        WHERE workshop = $1 AND month = $2 AND NOT withdrawn
        GROUP BY company, product, operation ORDER BY company, product, operation
        """,
        workshop,
        month,
    )
    output: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows:
        output.setdefault((row["company"], row["product"]), {})[row["operation"]] = row["pieces"]
    return output


async def routings_of(
    connection: Connection, products: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], list[Routing]]:
    """All reports of the routings of some companies' products."""
    rows = await connection.fetch(
        """
        SELECT * FROM routing_report JOIN unnest($1::text[], $2::text[]) AS wanted (company, product)
             USING (company, product)
        """,
        *columns_of(products, 2),
    )
    routings: dict[tuple[str, str], list[Routing]] = {}
    for row in rows:
        routings.setdefault((row["company"], row["product"]), []).append(
            Routing(
                company=row["company"],
                product=row["product"],
                effective_from=row["effective_from"],
                operations=tuple(row["operations"]),
                withdrawn=row["withdrawn"],
                precedence=REPORT_PRECEDENCE.read(row),
            )
        )
    return routings


async def flagged_entries(
    connection: Connection, workshop: str, month: str, companies: Sequence[str] | None
) -> tuple[int, list[tuple[str, Flag]]]:
    """How many entries of a workshop's month want looking at, and what of the first ones by number."""
    rows = await connection.fetch(
        """
        SELECT entry, flags, count(*) OVER () AS total FROM piecework_entry
        WHERE workshop = $1 AND month = $2 AND flags <> '[]'::jsonb
          AND ($3::text[] IS NULL OR company = ANY($3))
        ORDER BY entry LIMIT $4
        """,
        workshop,
        month,
        companies,
        MAXIMUM_FLAGS,
    )
    return (rows[0]["total"] if rows else 0), [(row["entry"], Flag(**flag)) for row in rows for flag in row["flags"]]


async def company_of_entry(connection: Connection, entry: str) -> str | None:
    """The company an entry is for by its latest report; None where nothing was ever reported."""
    company: str | None = await connection.fetchval(
        f"""
        SELECT company FROM piecework_report WHERE entry = $1
        ORDER BY {REPORT_PRECEDENCE.latest_first("piecework_report")} LIMIT 1
        """,  # noqa: S608 - names of this service's own columns
        entry,
    )
    return company


async def read_entry(
    connection: Connection, entry: str
) -> tuple[asyncpg.Record | None, list[asyncpg.Record], list[asyncpg.Record] | None]:
    """An entry's flags, each worker's published pieces, and every report of it, oldest first.

    The reports are None where one cannot be read.
    """
    flags = await connection.fetchrow("SELECT * FROM piecework_entry WHERE entry = $1", entry)
    workers = await connection.fetch(
        "SELECT worker, revision, content, correlation_id FROM piecework WHERE entry = $1 ORDER BY worker", entry
    )
    reports = await _if_readable(
        connection,
        f"""
        SELECT * FROM piecework_report WHERE entry = $1
        ORDER BY {REPORT_PRECEDENCE.oldest_first("piecework_report")}
        """,  # noqa: S608 - names of this service's own columns
        entry,
    )
    return flags, workers, reports
