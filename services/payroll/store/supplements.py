"""Supplements: one person's differences settled between two closings."""

from dataclasses import dataclass
from typing import Final, Literal

from asyncpg import Record

from shared.database import Connection
from shared.decisions.lifecycle import Standing

SupplementState = Literal["prepared", "approved", "refused"]


@dataclass(frozen=True, slots=True)
class SupplementRow:
    """A supplement as it stands."""

    supplement: int
    workshop: str
    month: str
    worker: str
    reason: str
    prepared_by: str
    prepared_hash: str
    state: SupplementState
    decided_by: str | None

    @property
    def standing(self) -> Standing:
        """Brought there by whoever decided on it."""
        return Standing(self.state, self.decided_by, {"prepared": self.prepared_by})


_ONE: Final = """
    SELECT supplement, workshop, month, worker, reason, prepared_by, prepared_hash, state, decided_by
    FROM supplement WHERE supplement = $1
"""


async def write_prepared(
    connection: Connection, key: tuple[str, str], worker: str, reason: str, actor: str, prepared_hash: str
) -> int | None:
    """Keep a proposal; its number, or None while another for the worker waits."""
    number: int | None = await connection.fetchval(
        """
        INSERT INTO supplement (workshop, month, worker, reason, prepared_by, prepared_hash)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (worker) WHERE state = 'prepared' DO NOTHING RETURNING supplement
        """,
        *key,
        worker,
        reason,
        actor,
        prepared_hash,
    )
    return number


async def month_of(connection: Connection, number: int) -> tuple[str, str] | None:
    """The workshop and month a supplement belongs to, which never change."""
    row = await connection.fetchrow("SELECT workshop, month FROM supplement WHERE supplement = $1", number)
    return None if row is None else (row["workshop"], row["month"])


async def lock_supplement(connection: Connection, number: int) -> SupplementRow | None:
    """The supplement, locked until this transaction ends."""
    row = await connection.fetchrow(f"{_ONE} FOR UPDATE", number)
    return None if row is None else SupplementRow(*tuple(row))


async def find_supplement(connection: Connection, number: int) -> SupplementRow | None:
    """The supplement as it stands."""
    row = await connection.fetchrow(_ONE, number)
    return None if row is None else SupplementRow(*tuple(row))


async def write_decided(connection: Connection, number: int, state: str, actor: str, refusal: str | None) -> None:
    """Approve or refuse."""
    await connection.execute(
        """
        UPDATE supplement SET state = $2, decided_by = $3, decided_at = clock_timestamp(), refusal = $4
        WHERE supplement = $1
        """,
        number,
        state,
        actor,
        refusal,
    )


async def list_supplements(connection: Connection, workshop: str, month: str) -> list[Record]:
    """A month's supplements, newest first, at most 500."""
    return await connection.fetch(
        """
        SELECT supplement, workshop, month, worker, reason, prepared_by, prepared_at, prepared_hash, state, decided_by,
               decided_at, refusal
        FROM supplement WHERE workshop = $1 AND month = $2 ORDER BY supplement DESC LIMIT 500
        """,
        workshop,
        month,
    )
