"""What the summary shows, read from the services as any client would, and counted from their databases."""

import asyncio
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import asyncpg
import httpx

from cli.stack import Stack
from shared.events.catalogue import SERVICES

_PAGE = 500
_PROBATION_MONTHS = 3
SHOWN_WORKERS = 6


@dataclass(frozen=True, slots=True)
class County:
    """One month of a county, as its services tell it."""

    month: str
    production: list[dict[str, Any]]
    awards: list[dict[str, Any]]
    divisions: list[dict[str, Any]]
    statements: list[dict[str, Any]]
    explained: list[dict[str, Any]]
    dead_letters: dict[str, list[dict[str, Any]]]
    set_aside: dict[str, int]
    inbox_entries: dict[str, int]
    sent_events: dict[str, int]

    @property
    def largest(self) -> list[dict[str, Any]]:
        """The largest statements."""
        return sorted(self.statements, key=lambda row: (-Decimal(row["total"]), row["worker"]))[:SHOWN_WORKERS]

    @property
    def probation(self) -> list[dict[str, Any]]:
        """Workers in their first three months, those with a guaranteed floor first."""
        rows = [row for row in self.statements if row["month_index"] and row["month_index"] <= _PROBATION_MONTHS]
        return sorted(rows, key=lambda row: (amount_of(row, "guaranteed_floor") == 0, row["worker"]))[:SHOWN_WORKERS]

    @property
    def incomplete(self) -> list[dict[str, Any]]:
        """Statements that wait for something."""
        return [row for row in self.statements if row["incomplete"]]


def amount_of(statement: dict[str, Any], rule: str) -> Decimal:
    """What a rule comes to on a statement, in yuan."""
    return sum((Decimal(line["amount"]) for line in statement["lines"] if line["rule"] == rule), Decimal(0))


def read_county(stack: Stack, month: str) -> County:
    """Ask payroll for the month, and each service for its dead letters."""
    headers = {"Authorization": f"Bearer {stack.keys.token('demo', ['payroll:read', 'operator'])}"}
    with httpx.Client(base_url=stack.url("payroll"), headers=headers, timeout=60) as payroll:
        statements = _all(payroll, "/v1/statements", "statements", month=month)
        awards = _get(payroll, "/v1/awards", month=month, limit=_PAGE)["awards"]
        divisions = _get(payroll, "/v1/profit-divisions", period=month[:4], limit=_PAGE)["profit_divisions"]
        workshops = sorted({row["workshop"] for row in statements if row["workshop"]})
        production = [_get(payroll, f"/v1/production-statements/{name}/{month}") for name in workshops]
        largest = max(statements, key=lambda row: Decimal(row["total"]), default=None)
        floors = [row for row in statements if amount_of(row, "guaranteed_floor")]
        explained = [
            _get(payroll, f"/v1/statements/{row['worker']}/{month}", explain="true")
            for row in [*floors[:1], *([largest] if largest else [])]
        ]
    letters: dict[str, list[dict[str, Any]]] = {}
    for service in SERVICES:
        with httpx.Client(base_url=stack.url(service), headers=headers, timeout=60) as http:
            letters[service] = _all(http, "/v1/dead-letters", "dead_letters")
    counts = asyncio.run(_counts(stack))
    return County(
        month,
        production,
        awards,
        divisions,
        statements,
        explained,
        letters,
        {service: counts[service][2] for service in SERVICES if counts[service][2]},
        {service: counts[service][0] for service in SERVICES},
        {service: counts[service][1] for service in SERVICES},
    )


def _all(http: httpx.Client, path: str, name: str, **query: Any) -> list[dict[str, Any]]:
    """Every page of a list."""
    found: list[dict[str, Any]] = []
    while True:
        page = _get(http, path, limit=_PAGE, **query)
        found += page[name]
        if page["next"] is None:
            return found
        query["after"] = page["next"]


def _get(http: httpx.Client, path: str, **query: Any) -> Any:
    answer = http.get(path, params=query)
    answer.raise_for_status()
    return answer.json()


async def _counts(stack: Stack) -> dict[str, tuple[int, int, int]]:
    """Per service: entries applied, events published, subjects whose computation failed."""
    counts: dict[str, tuple[int, int, int]] = {}
    for service in SERVICES:
        connection = await asyncpg.connect(stack.settings.service_database_url(service))
        row = await connection.fetchrow(
            """
            SELECT (SELECT count(*) FROM inbox), (SELECT count(*) FROM sent),
                   (SELECT count(*) FROM recompute_due WHERE failures > 0)
            """
        )
        counts[service] = (row[0], row[1], row[2]) if row else (0, 0, 0)
        await connection.close()
    return counts
