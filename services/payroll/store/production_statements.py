"""The monthly production-benefit statement of a workshop: figures of orders, wages and awards of payroll."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from asyncpg import Record

from shared.database import Connection


@dataclass(frozen=True, slots=True)
class ProductionSheet:
    """A workshop's month: what it made by company and product, wages by rule, awards by company, and its people."""

    name: str | None
    township: str | None
    products: Sequence[Record]
    wages: Sequence[Record]
    workers: int
    incomplete: int
    attendance_days: Decimal
    awards: Sequence[Record]


async def production_statement(connection: Connection, workshop: str, month: str) -> ProductionSheet:
    """Production, wages by rule, and awards of one workshop and month.

    Wages are the lines this workshop's work or presence led to, whoever bears them.
    """
    name = await connection.fetchrow("SELECT name, township FROM workshop WHERE workshop = $1", workshop)
    products = await connection.fetch(
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
        SELECT line ->> 'rule' AS rule, count(DISTINCT worker) AS workers,
               sum((line ->> 'amount')::numeric) AS amount_yuan
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
    return ProductionSheet(
        name=name["name"] if name else None,
        township=name["township"] if name else None,
        products=products,
        wages=wages,
        workers=people["workers"] if people else 0,
        incomplete=people["incomplete"] if people else 0,
        attendance_days=people["attendance_days"] if people else Decimal(0),
        awards=awards,
    )
