"""Wages that have not arrived: closed and not confirmed, not closed at all, or differences nobody has settled."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from asyncpg import Record

from shared.database import Connection

Stage = Literal["unpaid", "unclosed", "difference"]


@dataclass(frozen=True, slots=True)
class WagesNotArrived:
    """Wages of a workshop's month that wait at one stage, in yuan; `due_on` only where they are owed already.

    Stages: `unpaid` is closed and not confirmed by the bank, `unclosed` no closing has taken, `difference`
    came after the closing or was held and waits to be settled.
    """

    workshop: str
    month: str
    stage: Stage
    due_on: date | None
    workers: int
    amount_yuan: Decimal


async def wages_not_arrived(connection: Connection) -> list[WagesNotArrived]:
    """All of them, due or not, by workshop and month."""
    rows = await connection.fetch(
        """
        SELECT workshop, month, 'unpaid' AS stage, due_on, count(DISTINCT beneficiary) AS workers,
               sum(amount_yuan) AS amount_yuan
        FROM obligation AS o WHERE kind = 'wage'
          AND NOT EXISTS (SELECT FROM payment_item AS i WHERE i.obligation = o.obligation AND i.state = 'settled')
          AND NOT EXISTS (SELECT FROM obligation_cancelled AS c WHERE c.obligation = o.obligation)
        GROUP BY workshop, month, due_on
        UNION ALL
        SELECT workshop, month, 'unclosed', NULL, count(*), sum(total_yuan) FROM statement_settlement
        WHERE workshop <> '' AND total_yuan > 0 AND NOT closed
        GROUP BY workshop, month
        UNION ALL
        SELECT workshop, month, 'difference', NULL, count(*), sum(amount_yuan) FROM adjustment_due
        WHERE workshop <> '' AND amount_yuan > 0 GROUP BY workshop, month
        ORDER BY 1, 2, 3
        """
    )
    return [WagesNotArrived(*tuple(row)) for row in rows]


async def delays_of_wages(connection: Connection) -> list[Record]:
    """How many wages the bank confirmed how many days after the end of their month."""
    return await connection.fetch(
        """
        SELECT delay_days, count(*) AS wages FROM payment_item JOIN obligation USING (obligation)
        WHERE state = 'settled' AND kind = 'wage' AND delay_days IS NOT NULL GROUP BY delay_days ORDER BY delay_days
        """
    )
