"""Which states a changed fact touches: also those of what it said before it was corrected."""

from collections.abc import Collection, Sequence
from datetime import date

import asyncpg

from services.orders.domain.orders import LineKey, ProductionGroup
from services.orders.domain.piecework import LONGEST_REWORK_CHAIN
from services.orders.store.groups import GROUP_TYPES, LINE_TYPES
from shared.database import Connection
from shared.facts.rows import columns_of, texts, unnest

_GROUP_COLUMNS = ", ".join(GROUP_TYPES)


def _group(row: asyncpg.Record) -> ProductionGroup:
    return ProductionGroup(row["workshop"], row["company"], row["product"], row["month"])


async def groups_of_lines(connection: Connection, keys: Sequence[LineKey]) -> list[tuple[LineKey, ProductionGroup]]:
    """Every group each order line was ever in."""
    rows = await connection.fetch(
        f"""
        SELECT DISTINCT order_number, line, {_GROUP_COLUMNS} FROM order_report
        JOIN {unnest(LINE_TYPES, "wanted")} USING (company, order_number, line)
        """,  # noqa: S608 - names of this service's own tables and columns
        *texts(LINE_TYPES, keys),
    )
    return [(LineKey(row["company"], row["order_number"], row["line"]), _group(row)) for row in rows]


async def groups_of_deliveries(
    connection: Connection, keys: Sequence[tuple[str, str, int]]
) -> list[tuple[tuple[str, str, int], ProductionGroup]]:
    """Every group each delivery's line was ever in."""
    rows = await connection.fetch(
        f"""
        SELECT DISTINCT delivery, line, {_GROUP_COLUMNS} FROM delivery_report
        JOIN unnest($1::text[], $2::text[], $3::integer[]) AS wanted (company, delivery, line)
             USING (company, delivery, line)
        """,  # noqa: S608 - names of this service's own columns
        *columns_of(keys, 3),
    )
    return [((row["company"], row["delivery"], row["line"]), _group(row)) for row in rows]


async def lines_in_groups(
    connection: Connection, groups: Collection[ProductionGroup]
) -> list[tuple[ProductionGroup, LineKey]]:
    """Every order line that was ever in a group."""
    rows = await connection.fetch(
        f"""
        SELECT DISTINCT order_number, line, {_GROUP_COLUMNS} FROM order_report
        JOIN {unnest(GROUP_TYPES, "wanted")} USING ({_GROUP_COLUMNS})
        """,  # noqa: S608 - names of this service's own tables and columns
        *texts(GROUP_TYPES, sorted(groups)),
    )
    return [(_group(row), LineKey(row["company"], row["order_number"], row["line"])) for row in rows]


async def lines_under_agreements(
    connection: Connection, agreements: Sequence[str]
) -> list[tuple[str, ProductionGroup, LineKey]]:
    """Every order line between any company and workshop an agreement was ever between."""
    rows = await connection.fetch(
        f"""
        SELECT DISTINCT agreement, order_number, line, {_GROUP_COLUMNS} FROM (
            SELECT DISTINCT agreement, company, workshop FROM agreement_report WHERE agreement = ANY($1)
        ) AS parties JOIN order_report USING (company, workshop)
        """,  # noqa: S608 - names of this service's own columns
        agreements,
    )
    return [(row["agreement"], _group(row), LineKey(row["company"], row["order_number"], row["line"])) for row in rows]


async def entries_priced_by(
    connection: Connection, rates: Sequence[tuple[str, str, str, str, date]]
) -> list[tuple[int, str]]:
    """Every entry of piecework that a rate could price, with the rate's position.

    A rate is company, workshop (empty: all), product, operation and first day.
    """
    rows = await connection.fetch(
        """
        SELECT DISTINCT position, entry
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[])
             WITH ORDINALITY AS rate (company, rate_workshop, product, operation, effective_from, position)
        JOIN piecework_report USING (company, product, operation)
        WHERE worked_on >= effective_from AND rate_workshop IN ('', workshop)
        """,
        *columns_of(rates, 5),
    )
    return [(row["position"] - 1, row["entry"]) for row in rows]


async def entries_touched_by(connection: Connection, entries: Sequence[str]) -> list[tuple[str, str]]:
    """Every entry whose pay depends on one of the given, with the given one.

    That is what reworks it, and rework of that; and what reworks the same original.
    """
    rows = await connection.fetch(
        """
        WITH RECURSIVE below AS (
            SELECT entry AS changed, entry AS touched, 0 AS links FROM unnest($1::text[]) AS wanted (entry)
            UNION
            SELECT changed, rework.entry, links + 1 FROM below
            JOIN piecework_report AS rework ON rework.rework_of = below.touched WHERE links < $2
        )
        SELECT DISTINCT changed, touched FROM below WHERE links > 0
        UNION
        SELECT own.entry, sibling.entry
        FROM piecework_report AS own JOIN piecework_report AS sibling USING (rework_of)
        WHERE own.entry = ANY($1)
        """,
        entries,
        LONGEST_REWORK_CHAIN,
    )
    return [(row["changed"], row["touched"]) for row in rows]
