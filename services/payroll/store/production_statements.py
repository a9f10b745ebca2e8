"""The monthly production-benefit statement of a workshop: figures of orders, wages and awards of payroll."""

from decimal import Decimal
from typing import Any

from services.payroll.store.waiting import sheet_waiting, shown
from shared.database import Connection
from shared.money import format_amount


async def production_statement(connection: Connection, workshop: str, month: str) -> dict[str, Any]:
    """Production, wages by rule, and awards of one workshop and month; amounts are strings in yuan.

    Wages are the lines this workshop's work or presence led to, whoever bears them. `waiting` says what of the
    production figures, and of the wages of who belongs here, could not be computed.
    """
    name = await connection.fetchrow("SELECT name, township FROM workshop WHERE workshop = $1", workshop)
    figures = await connection.fetch(
        """
        SELECT company, product, fixed_quantity, fixed_amount_yuan, excess_quantity, excess_amount_yuan,
               accepted_quantity, rejected_quantity, complete
        FROM production WHERE workshop = $1 AND month = $2 AND NOT withdrawn ORDER BY company, product
        """,
        workshop,
        month,
    )
    wages = await connection.fetch(
        """
        SELECT line ->> 'rule' AS rule, count(DISTINCT worker) AS workers, sum((line ->> 'amount')::numeric) AS amount
        FROM statement, jsonb_array_elements(lines) AS line
        WHERE month = $2 AND line ->> 'workshop' = $1
        GROUP BY line ->> 'rule' ORDER BY line ->> 'rule'
        """,
        workshop,
        month,
    )
    people = await connection.fetchrow(
        """
        SELECT count(*) AS workers, count(*) FILTER (WHERE cardinality(incomplete) > 0) AS incomplete,
               coalesce(sum(attendance_days), 0) AS attendance_days
        FROM statement WHERE workshop = $1 AND month = $2
        """,
        workshop,
        month,
    )
    awards = await connection.fetch(
        "SELECT company, beneficiary, amount_yuan FROM award WHERE workshop = $1 AND month = $2 ORDER BY company",
        workshop,
        month,
    )
    totals = {
        "order_amount": sum((row["fixed_amount_yuan"] + row["excess_amount_yuan"] for row in figures), Decimal(0)),
        "wages": sum((row["amount"] for row in wages), Decimal(0)),
        "awards": sum((row["amount_yuan"] for row in awards), Decimal(0)),
    }
    return {
        "workshop": workshop,
        "name": name["name"] if name else None,
        "township": name["township"] if name else None,
        "month": month,
        "products": [_as_json(dict(row)) for row in figures],
        "wages": [
            {"rule": row["rule"], "workers": row["workers"], "amount": format_amount(row["amount"])} for row in wages
        ],
        "workers": people["workers"] if people else 0,
        "incomplete_statements": people["incomplete"] if people else 0,
        "attendance_days": str(people["attendance_days"]) if people else "0",
        "awards": [_as_json(dict(row)) for row in awards],
        "waiting": shown(await sheet_waiting(connection, workshop, month)),
        "totals": {name: format_amount(amount) for name, amount in totals.items()},
    }


def _as_json(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name.removesuffix("_yuan"): format_amount(value) if isinstance(value, Decimal) else value
        for name, value in row.items()
    }
