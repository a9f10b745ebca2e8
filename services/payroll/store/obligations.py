"""Obligations: what is owed to somebody and is to be paid through the bank, each once; nothing of one ever changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from services.payroll.domain.accounts import Account
from services.payroll.domain.claims import WITHDRAWN_TOO_LATE
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


@dataclass(frozen=True, slots=True)
class UnpaidObligation:
    """An obligation no payment is on its way for. `account` is the name of the account it is owed from."""

    obligation: int
    kind: str
    beneficiary_kind: str
    beneficiary: str
    account: str
    amount_yuan: Decimal
    workshop: str | None
    month: str | None
    claim: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which obligations a batch is to pay; None means any."""

    month: str | None = None
    workshops: tuple[str, ...] | None = None
    kind: str | None = None


async def write_obligations(connection: Connection, obligations: Sequence[Obligation]) -> list[int]:
    """Keep what is owed from now on; their numbers, in the given order.

    To be called in the transaction that posts the amounts to the accounts they are owed from. Raises
    asyncpg.UniqueViolationError for a cause that has arisen before.
    """
    await open_accounts(connection, [obligation.owed_from for obligation in obligations])
    rows = await connection.fetch(
        """
        INSERT INTO obligation (cause, kind, beneficiary_kind, beneficiary, account, amount_yuan, workshop, month,
                                settlement, claim, division, due_on)
        SELECT cause, kind, beneficiary_kind, beneficiary, account, amount::numeric, workshop, month,
               settlement::bigint, claim, division, due_on::date
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                    $9::text[], $10::text[], $11::text[], $12::text[]) WITH ORDINALITY
             AS given (cause, kind, beneficiary_kind, beneficiary, account, amount, workshop, month, settlement, claim,
                       division, due_on, position)
        ORDER BY position RETURNING obligation, cause
        """,
        [obligation.cause for obligation in obligations],
        [obligation.kind for obligation in obligations],
        [obligation.beneficiary_kind for obligation in obligations],
        [obligation.beneficiary for obligation in obligations],
        [obligation.owed_from.name for obligation in obligations],
        [str(obligation.amount_yuan) for obligation in obligations],
        [obligation.workshop for obligation in obligations],
        [obligation.month for obligation in obligations],
        [None if obligation.settlement is None else str(obligation.settlement) for obligation in obligations],
        [obligation.claim for obligation in obligations],
        [obligation.division for obligation in obligations],
        [obligation.due_on and obligation.due_on.isoformat() for obligation in obligations],
    )
    numbers = {row["cause"]: row["obligation"] for row in rows}
    return [numbers[obligation.cause] for obligation in obligations]


_WANTED = """
    ($1::text IS NULL OR o.month = $1) AND ($2::text[] IS NULL OR o.workshop = ANY($2))
    AND ($3::text IS NULL OR o.kind = $3)
"""
_UNPAID = f"""
    NOT EXISTS (SELECT FROM payment_item AS i
                WHERE i.obligation = o.obligation AND i.state IN ('instructed', 'settled'))
    AND NOT EXISTS (SELECT FROM obligation_cancelled AS c WHERE c.obligation = o.obligation)
    AND NOT EXISTS (SELECT FROM claim AS w WHERE w.claim = o.claim AND w.reason = '{WITHDRAWN_TOO_LATE}')
"""  # noqa: S608 - a constant
_COLUMNS = """
    obligation, kind, beneficiary_kind, beneficiary, account, o.amount_yuan, workshop, month, claim
"""


async def unpaid_obligations(connection: Connection, wanted: Wanted) -> list[UnpaidObligation]:
    """The wanted obligations that are owed and not on their way, in the order a file lists them.

    They are locked, so that none is taken back until this transaction ends.
    """
    query = f"""
        SELECT {_COLUMNS} FROM obligation AS o WHERE {_WANTED} AND {_UNPAID}
        ORDER BY workshop, month, beneficiary_kind DESC, beneficiary, obligation
    """  # noqa: S608 - constants
    return await _locked(connection, query, wanted.month, wanted.workshops, wanted.kind)


async def returned_obligations(connection: Connection, batch: int) -> list[UnpaidObligation]:
    """What a batch's returned payments owe again, as far as no later batch pays it; locked."""
    query = f"""
        SELECT {_COLUMNS} FROM obligation AS o JOIN payment_item AS returned USING (obligation)
        WHERE returned.batch = $1 AND returned.state = 'returned' AND {_UNPAID} ORDER BY returned.item
    """  # noqa: S608 - constants
    return await _locked(connection, query, batch)


async def _locked(connection: Connection, query: str, *arguments: object) -> list[UnpaidObligation]:
    numbers = [row["obligation"] for row in await connection.fetch(query, *arguments)]
    await connection.execute(
        "SELECT FROM obligation WHERE obligation = ANY($1::bigint[]) ORDER BY obligation FOR UPDATE", numbers
    )
    # Again, because what was waited for may have taken some back.
    return [UnpaidObligation(*tuple(row)) for row in await connection.fetch(query, *arguments)]


async def batches_paying(connection: Connection, wanted: Wanted) -> list[tuple[int, str]]:
    """The batches that pay, or have paid, some of the wanted obligations, and by whom each was made."""
    rows = await connection.fetch(
        f"""
        SELECT DISTINCT b.batch, b.created_by FROM obligation AS o JOIN payment_item AS i USING (obligation)
        JOIN payment_batch AS b USING (batch)
        WHERE {_WANTED} AND i.state IN ('instructed', 'settled') ORDER BY b.batch
        """,  # noqa: S608 - a constant
        wanted.month,
        wanted.workshops,
        wanted.kind,
    )
    return [(row["batch"], row["created_by"]) for row in rows]


async def months_with_unpaid(connection: Connection, keys: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the workshops' months of which some payment has not been confirmed."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT workshop, month FROM obligation AS o
        JOIN unnest($1::text[], $2::text[]) AS wanted (workshop, month) USING (workshop, month)
        WHERE NOT EXISTS (SELECT FROM payment_item AS i WHERE i.obligation = o.obligation AND i.state = 'settled')
          AND NOT EXISTS (SELECT FROM obligation_cancelled AS c WHERE c.obligation = o.obligation)
        """,
        [workshop for workshop, _ in keys],
        [month for _, month in keys],
    )
    return {(row["workshop"], row["month"]) for row in rows}
