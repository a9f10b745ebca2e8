"""Accounts of payees that are no workers, such as a collective: sealed, as they stand and as they were given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from asyncpg import Record

from shared.database import Connection

PayeeKey = tuple[str, str]
"""What kind of beneficiary, and which."""


@dataclass(frozen=True, slots=True)
class PayeeRow:
    """A payee's sealed accounts: in force, the one that takes its place on a day, and the one nobody decided on."""

    key: PayeeKey
    sealed_account: bytes | None = None
    sealed_next_account: bytes | None = None
    next_account_from: date | None = None
    sealed_proposal: bytes | None = None

    def sealed_on(self, day: date) -> bytes | None:
        """The account in force on a day."""
        follows = self.next_account_from is not None and self.next_account_from <= day
        return self.sealed_next_account if follows else self.sealed_account


_COLUMNS = """
    beneficiary_kind, beneficiary, sealed_account, sealed_next_account, next_account_from, sealed_proposal
"""


async def write_given(connection: Connection, key: PayeeKey, sealed_details: bytes, actor: str) -> None:
    """Keep for ever that an account was given, in force or not."""
    await connection.execute(
        """
        INSERT INTO payee_account (beneficiary_kind, beneficiary, sealed_details, given_by) VALUES ($1, $2, $3, $4)
        """,
        *key,
        sealed_details,
        actor,
    )


async def was_given(connection: Connection, key: PayeeKey) -> bool:
    """Whether the payee ever had an account."""
    found: bool = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM payee_account WHERE beneficiary_kind = $1 AND beneficiary = $2)", *key
    )
    return found


async def lock_payee(connection: Connection, key: PayeeKey) -> PayeeRow:
    """A payee's accounts as they stand, locked; without any where none was given yet."""
    await connection.execute(
        "INSERT INTO payee (beneficiary_kind, beneficiary) VALUES ($1, $2) ON CONFLICT DO NOTHING", *key
    )
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM payee WHERE beneficiary_kind = $1 AND beneficiary = $2 FOR UPDATE",  # noqa: S608
        *key,
    )
    assert row is not None
    return _row(row)


async def save_payee(connection: Connection, row: PayeeRow) -> None:
    """Write the accounts of a locked payee."""
    await connection.execute(
        """
        UPDATE payee SET sealed_account = $3, sealed_next_account = $4, next_account_from = $5, sealed_proposal = $6
        WHERE beneficiary_kind = $1 AND beneficiary = $2
        """,
        *row.key,
        row.sealed_account,
        row.sealed_next_account,
        row.next_account_from,
        row.sealed_proposal,
    )


async def list_payees(
    connection: Connection, *, proposed: bool, after: PayeeKey = ("", ""), limit: int | None = None
) -> list[PayeeRow]:
    """A page of payees by kind and name: of all, or of those whose changed account nobody has decided on."""
    rows = await connection.fetch(
        f"""
        SELECT {_COLUMNS} FROM payee
        WHERE (beneficiary_kind, beneficiary) > ($1, $2) AND (sealed_proposal IS NOT NULL OR NOT $3)
        ORDER BY beneficiary_kind, beneficiary LIMIT $4
        """,  # noqa: S608 - a constant
        *after,
        proposed,
        limit,
    )
    return [_row(row) for row in rows]


async def every_payee(connection: Connection) -> list[PayeeKey]:
    """Every worker whose details are known, and every other payee with an account."""
    rows = await connection.fetch(
        """
        SELECT 'worker' AS kind, worker AS payee FROM person WHERE NOT withdrawn
        UNION SELECT beneficiary_kind, beneficiary FROM payee
        """
    )
    return [(row["kind"], row["payee"]) for row in rows]


async def load_payees(connection: Connection, keys: Sequence[PayeeKey]) -> dict[PayeeKey, PayeeRow]:
    """The accounts of each of these payees that has any."""
    rows = await connection.fetch(
        f"""
        SELECT {_COLUMNS} FROM payee JOIN unnest($1::text[], $2::text[]) AS wanted (beneficiary_kind, beneficiary)
             USING (beneficiary_kind, beneficiary)
        """,  # noqa: S608 - a constant
        [kind for kind, _ in keys],
        [beneficiary for _, beneficiary in keys],
    )
    return {(row["beneficiary_kind"], row["beneficiary"]): _row(row) for row in rows}


def _row(row: Record) -> PayeeRow:
    kind, beneficiary, *accounts = tuple(row)
    return PayeeRow((kind, beneficiary), *accounts)
