"""Accounts of payees that are no workers, such as a village collective: sealed, the last one given is in force."""

from collections.abc import Sequence

from shared.database import Connection

PayeeKey = tuple[str, str]
"""What kind of beneficiary, and which."""


async def write_payee_account(connection: Connection, key: PayeeKey, sealed_details: bytes, actor: str) -> None:
    """Keep an account; the ones before it stay in the history."""
    await connection.execute(
        """
        INSERT INTO payee_account (beneficiary_kind, beneficiary, sealed_details, given_by) VALUES ($1, $2, $3, $4)
        """,
        *key,
        sealed_details,
        actor,
    )


async def every_payee(connection: Connection) -> list[PayeeKey]:
    """Every worker whose details are known, and every other payee with an account."""
    rows = await connection.fetch(
        """
        SELECT 'worker' AS kind, worker AS payee FROM person WHERE NOT withdrawn
        UNION SELECT beneficiary_kind, beneficiary FROM payee_account
        """
    )
    return [(row["kind"], row["payee"]) for row in rows]


async def load_payee_accounts(connection: Connection, keys: Sequence[PayeeKey]) -> dict[PayeeKey, bytes]:
    """The sealed account in force of each of these payees that has one."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT ON (beneficiary_kind, beneficiary) beneficiary_kind, beneficiary, sealed_details
        FROM payee_account
        JOIN unnest($1::text[], $2::text[]) AS wanted (beneficiary_kind, beneficiary)
             USING (beneficiary_kind, beneficiary)
        ORDER BY beneficiary_kind, beneficiary, payee_account DESC
        """,
        [kind for kind, _ in keys],
        [beneficiary for _, beneficiary in keys],
    )
    return {(row["beneficiary_kind"], row["beneficiary"]): row["sealed_details"] for row in rows}
