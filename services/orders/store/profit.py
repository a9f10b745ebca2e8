"""Declared profits: the latest declaration of each workshop and year."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from services.orders.store.fact_tables import REPORT_PRECEDENCE
from shared.database import Connection
from shared.facts.rows import texts, unnest
from shared.facts.states import StateTable

PROFIT: Final = StateTable("profit", {"workshop": "text", "period": "text"})
"""What is published of each workshop and year."""


async def latest_profits(connection: Connection, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Decimal]:
    """Net profit in yuan by workshop and period; nothing where the latest declaration is withdrawn."""
    rows = await connection.fetch(
        f"""
        SELECT DISTINCT ON (workshop, period) workshop, period, withdrawn, net_profit_yuan
        FROM profit_report JOIN {unnest(PROFIT.key, "wanted")} USING (workshop, period)
        ORDER BY workshop, period, {REPORT_PRECEDENCE.latest_first("profit_report")}
        """,  # noqa: S608 - names of this service's own columns
        *texts(PROFIT.key, keys),
    )
    return {(row["workshop"], row["period"]): row["net_profit_yuan"] for row in rows if not row["withdrawn"]}
