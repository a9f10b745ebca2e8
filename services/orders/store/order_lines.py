"""Order lines as decided: status, reason, and what was last published about each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.orders.domain.orders import LineKey, ProductionGroup
from services.orders.domain.production import LineDecision
from services.orders.store.fact_tables import REPORT_PRECEDENCE
from services.orders.store.groups import LINE_TYPES
from shared.database import Connection
from shared.facts.rows import lock, texts, unnest, write
from shared.facts.states import Published

_VALUE_TYPES = {
    "workshop": "text",
    "product": "text",
    "month": "text",
    "kind": "text",
    "status": "text",
    "reason": "text",
    "note": "text",
    "agreement": "text",
    "quantity": "bigint",
    "amount_yuan": "numeric",
    "agreed_on": "date",
    "due_on": "date",
    "allocated_quantity": "bigint",
    "accepted_revision": "integer",
    "accepted_content": "jsonb",
    "completed_revision": "integer",
    "completed_content": "jsonb",
    "correlation_id": "text",
}


@dataclass(frozen=True, slots=True)
class LinePublications:
    """What was last published about a line: that it stands, and that it is completed."""

    accepted: Published
    completed: Published


async def lock_lines(connection: Connection, keys: Sequence[LineKey]) -> dict[LineKey, LinePublications]:
    """Lock the lines in order; what was last published about each."""
    rows = await lock(connection, "order_line", LINE_TYPES, keys)
    return {
        LineKey(row["company"], row["order_number"], row["line"]): LinePublications(
            Published.of(row["accepted_revision"], row["accepted_content"]),
            Published.of(row["completed_revision"], row["completed_content"]),
        )
        for row in rows
    }


async def current_groups(connection: Connection, keys: Sequence[LineKey]) -> set[ProductionGroup]:
    """The groups that lines belong to by their latest revisions."""
    rows = await connection.fetch(
        f"""
        SELECT DISTINCT ON (company, order_number, line) workshop, company, product, month
        FROM order_report JOIN {unnest(LINE_TYPES, "wanted")} USING (company, order_number, line)
        ORDER BY company, order_number, line, {REPORT_PRECEDENCE.latest_first("order_report")}
        """,  # noqa: S608 - names of this service's own columns
        *texts(LINE_TYPES, keys),
    )
    return {ProductionGroup(row["workshop"], row["company"], row["product"], row["month"]) for row in rows}


async def write_lines(connection: Connection, lines: Sequence[tuple[LineDecision, LinePublications, str]]) -> None:
    """Write decisions on locked lines, with what is now published and the correlation it came from."""
    rows: list[tuple[Any, ...]] = [
        (
            *decision.current.key,
            decision.current.group.workshop,
            decision.current.group.product,
            decision.current.group.month,
            decision.current.kind,
            decision.status,
            decision.reason,
            decision.note,
            decision.agreement,
            decision.current.quantity,
            decision.current.amount_yuan,
            decision.current.agreed_on,
            decision.current.due_on,
            decision.allocated_quantity,
            publications.accepted.revision,
            publications.accepted.kept,
            publications.completed.revision,
            publications.completed.kept,
            correlation_id,
        )
        for decision, publications, correlation_id in lines
    ]
    await write(connection, "order_line", LINE_TYPES, _VALUE_TYPES, rows)
