"""Piecework: entries with their reports, the rates that price them, and each worker's published pieces."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Final

import asyncpg

from services.orders.domain.piecework import LONGEST_REWORK_CHAIN, Flag, PieceworkEntry
from services.orders.domain.rates import Rate
from services.orders.store.fact_tables import REPORT_PRECEDENCE
from shared.database import Connection
from shared.facts.rows import columns_of, write
from shared.facts.states import Published, StateTable

_ENTRY_TYPES = {"entry": "text"}
PIECEWORK: Final = StateTable("piecework", {"entry": "text", "worker": "text"})
"""What is published of each entry and worker."""
OperationKey = tuple[str, str, str]
"""Company, product, operation."""


async def load_reports(connection: Connection, entries: Collection[str]) -> dict[str, list[PieceworkEntry]]:
    """All reports of entries, of what they rework up to an original, and of all rework of the same."""
    rows = await connection.fetch(
        """
        WITH RECURSIVE chain AS (
            SELECT rework_of, 1 AS links FROM piecework_report WHERE entry = ANY($1) AND rework_of IS NOT NULL
            UNION
            SELECT above.rework_of, links + 1 FROM chain JOIN piecework_report AS above ON above.entry = chain.rework_of
            WHERE above.rework_of IS NOT NULL AND links < $2
        ), original AS (SELECT DISTINCT rework_of FROM chain WHERE links = 1), wanted AS (
            SELECT unnest($1::text[]) AS entry
            UNION SELECT rework_of FROM chain
            UNION SELECT rework.entry FROM piecework_report AS rework JOIN original USING (rework_of)
        )
        SELECT * FROM piecework_report JOIN wanted USING (entry)
        """,
        sorted(entries),
        LONGEST_REWORK_CHAIN,
    )
    reports: dict[str, list[PieceworkEntry]] = defaultdict(list)
    for row in rows:
        reports[row["entry"]].append(_entry(row))
    return reports


def _entry(row: asyncpg.Record) -> PieceworkEntry:
    return PieceworkEntry(
        entry=row["entry"],
        workshop=row["workshop"],
        company=row["company"],
        product=row["product"],
        operation=row["operation"],
        worked_on=row["worked_on"],
        shares=tuple((worker, Decimal(share)) for worker, share in row["shares"]),
        accepted_quantity=row["accepted_quantity"],
        rejected_quantity=row["rejected_quantity"],
        rework_of=row["rework_of"],
        withdrawn=row["withdrawn"],
        precedence=REPORT_PRECEDENCE.read(row),
    )


async def load_rates(connection: Connection, operations: Collection[OperationKey]) -> Mapping[OperationKey, list[Rate]]:
    """All reports of the rates of some companies' operations."""
    rows = await connection.fetch(
        """
        SELECT * FROM rate_report
        JOIN unnest($1::text[], $2::text[], $3::text[]) AS wanted (company, product, operation)
             USING (company, product, operation)
        """,
        *columns_of(sorted(operations), 3),
    )
    rates: dict[OperationKey, list[Rate]] = defaultdict(list)
    for row in rows:
        rates[row["company"], row["product"], row["operation"]].append(
            Rate(
                company=row["company"],
                workshop=row["workshop"],
                product=row["product"],
                operation=row["operation"],
                effective_from=row["effective_from"],
                unit_rate_yuan=row["unit_rate_yuan"],
                withdrawn=row["withdrawn"],
                precedence=REPORT_PRECEDENCE.read(row),
            )
        )
    return rates


async def load_published(connection: Connection, entries: Sequence[str]) -> dict[str, dict[str, Published]]:
    """What was last published of each locked entry, by worker."""
    rows = await connection.fetch(
        "SELECT entry, worker, revision, content FROM piecework WHERE entry = ANY($1)", entries
    )
    published: dict[str, dict[str, Published]] = defaultdict(dict)
    for row in rows:
        published[row["entry"]][row["worker"]] = Published.of(row["revision"], row["content"])
    return published


async def write_entries(connection: Connection, entries: Sequence[tuple[PieceworkEntry, Sequence[Flag]]]) -> None:
    """Write what is to be looked at of each locked entry."""
    rows = [
        (entry.entry, entry.company, entry.workshop, str(entry.worked_on)[:7], [asdict(flag) for flag in flags])
        for entry, flags in entries
    ]
    value_types = {"company": "text", "workshop": "text", "month": "text", "flags": "jsonb"}
    await write(connection, "piecework_entry", _ENTRY_TYPES, value_types, rows)
