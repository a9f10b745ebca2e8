"""Rows as the JSON that is answered: amounts as strings, dates in ISO form."""

from collections.abc import Sequence
from typing import Any

import asyncpg

from shared.money import format_amount


def order_line(row: asyncpg.Record) -> dict[str, Any]:
    """An order line as decided: state, reason, and what of its quantity has been delivered and accepted."""
    return {
        "company": row["company"],
        "order": row["order_number"],
        "line": row["line"],
        "status": row["status"],
        "reason": row["reason"],
        "note": row["note"],
        "agreement": row["agreement"],
        "allocated_quantity": row["allocated_quantity"],
        "correlation_id": row["correlation_id"],
        **_ordered(row),
    }


def order_report(row: asyncpg.Record) -> dict[str, Any]:
    """One report of an order line: the order as placed, or an amendment."""
    return {"withdrawn": row["withdrawn"], **_reported(row), **_ordered(row)}


def reports_of_line(reports: Sequence[asyncpg.Record] | None, number: int) -> list[dict[str, Any]] | None:
    """The reports of one line of an order; None where they cannot be read."""
    if reports is None:
        return None
    return [order_report(row) for row in reports if row["line"] == number]


def piecework_entry(
    entry: str,
    flags: asyncpg.Record | None,
    workers: Sequence[asyncpg.Record],
    reports: Sequence[asyncpg.Record] | None,
) -> dict[str, Any]:
    """An entry of piecework: what was published for each worker, and every report of it."""
    fields = ("workshop", "company", "product", "operation", "shares", "accepted_quantity", "rejected_quantity")
    return {
        "entry": entry,
        "flags": flags["flags"] if flags else [],
        "workers": [
            {**row["content"], "revision": row["revision"], "correlation_id": row["correlation_id"]} for row in workers
        ],
        "reports": None
        if reports is None
        else [
            {name: row[name] for name in fields}
            | {"worked_on": row["worked_on"].isoformat(), "rework_of": row["rework_of"], "withdrawn": row["withdrawn"]}
            | _reported(row)
            for row in reports
        ],
    }


def _reported(row: asyncpg.Record) -> dict[str, Any]:
    return {"event": f"{row['source']}#{row['id']}", "reported_at": row["reported_at"].isoformat()}


def _ordered(row: asyncpg.Record) -> dict[str, Any]:
    return {
        "workshop": row["workshop"],
        "product": row["product"],
        "month": row["month"],
        "kind": row["kind"],
        "quantity": row["quantity"],
        "amount_yuan": format_amount(row["amount_yuan"]),
        "agreed_on": row["agreed_on"].isoformat() if row["agreed_on"] else None,
        "due_on": row["due_on"].isoformat() if row["due_on"] else None,
    }
