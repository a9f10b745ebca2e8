"""Obligations: what is owed to somebody and is to be paid through the bank, each once; nothing of one ever changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from services.payroll.domain.accounts import Account
from services.payroll.store.ledger import open_accounts
from shared.database import Connection

ObligationKind = Literal["wage", "award", "claim", "dividend"]


@dataclass(frozen=True, slots=True)
class Obligation:
    """An amount in yuan owed from an account. `cause` names what it arises from, and arises once for ever.

    A wage or an award has its settlement, workshop and month; a claim its claim, a dividend its division.
    """

    cause: str
    kind: ObligationKind
    beneficiary_kind: str
    beneficiary: str
    owed_from: Account
    amount_yuan: Decimal
    workshop: str | None = None
    month: str | None = None
    settlement: int | None = None
    claim: str | None = None
    division: str | None = None
    due_on: date | None = None


async def write_obligations(connection: Connection, obligations: Sequence[Obligation]) -> list[int]:
    """Keep what is owed from now on; their numbers, in the given order.

    To be called in the transaction that posts the amounts to the accounts they are owed from. Raises
    asyncpg.UniqueViolationError for a cause that has arisen before.
    """
    await open_accounts(connection, [obligation.owed_from for obligation in obligations])
    numbers = []
    for obligation in obligations:
        number = await connection.fetchval(
            """
            INSERT INTO obligation (cause, kind, beneficiary_kind, beneficiary, account, amount_yuan, workshop, month,
                                    settlement, claim, division, due_on)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING obligation
            """,
            obligation.cause,
            obligation.kind,
            obligation.beneficiary_kind,
            obligation.beneficiary,
            obligation.owed_from.name,
            obligation.amount_yuan,
            obligation.workshop,
            obligation.month,
            obligation.settlement,
            obligation.claim,
            obligation.division,
            obligation.due_on,
        )
        numbers.append(number)
    return numbers
