"""Obligations taken back before they were paid, and what of a claim or a division is still owed and unpaid."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from shared.database import Connection

_STANDS = (
    "NOT EXISTS (SELECT FROM obligation_cancelled AS taken_back WHERE taken_back.obligation = obligation.obligation)"
)


PaymentProgress = Literal["unpaid", "instructed", "settled"]


class Owed(NamedTuple):
    """An obligation that stands, in yuan; `paying` once a payment has taken it, unless the bank returned it."""

    obligation: int
    amount_yuan: Decimal
    paying: bool


async def owed_for_claim(connection: Connection, claim: str) -> Owed | None:
    """What is owed for a claim, locked against being paid meanwhile; None where nothing is."""
    numbers = await connection.fetch(
        f"SELECT obligation FROM obligation WHERE claim = $1 AND {_STANDS} FOR UPDATE",  # noqa: S608 - a constant
        claim,
    )
    return next(iter(await _looked_at(connection, [row["obligation"] for row in numbers])), None)


async def owed_for_division(connection: Connection, division: str, beneficiary: str) -> list[Owed]:
    """What is owed to a village for a division, newest first, locked against being paid meanwhile."""
    numbers = await connection.fetch(
        f"""
        SELECT obligation FROM obligation WHERE division = $1 AND beneficiary = $2 AND {_STANDS}
        ORDER BY obligation FOR UPDATE
        """,  # noqa: S608 - a constant
        division,
        beneficiary,
    )
    return await _looked_at(connection, [row["obligation"] for row in numbers])


async def cancel_obligations(connection: Connection, obligations: Sequence[int], reason: str, actor: str) -> None:
    """Take obligations back. Raises asyncpg.CheckViolationError (`paid_or_cancelled`) for one being paid."""
    await connection.executemany(
        "INSERT INTO obligation_cancelled (obligation, reason, actor) VALUES ($1, $2, $3)",
        [(obligation, reason, actor) for obligation in sorted(obligations)],
    )


async def payment_state(connection: Connection, claim: str) -> PaymentProgress | None:
    """How far the payment of a claim is; None where nothing is owed for it."""
    state: PaymentProgress | None = await connection.fetchval(
        f"""
        SELECT coalesce((SELECT state FROM payment_item AS item
                         WHERE item.obligation = obligation.obligation AND state IN ('instructed', 'settled')),
                        'unpaid')
        FROM obligation WHERE claim = $1 AND {_STANDS}
        """,  # noqa: S608 - a constant
        claim,
    )
    return state


async def _looked_at(connection: Connection, numbers: Sequence[int]) -> list[Owed]:
    # A statement of its own: after the lock it sees the payment that the lock waited for.
    rows = await connection.fetch(
        """
        SELECT obligation, amount_yuan,
               EXISTS (SELECT FROM payment_item AS item
                       WHERE item.obligation = o.obligation AND state IN ('instructed', 'settled')) AS paying
        FROM obligation AS o WHERE obligation = ANY($1::bigint[]) ORDER BY obligation DESC
        """,
        numbers,
    )
    return [Owed(*row) for row in rows]
