"""Payment batches: what each was to pay, when its file was fetched or why it was cancelled, and what banks answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from asyncpg import Record

from services.payroll.store.payments import PaymentState
from shared.database import Connection


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch as it stands; its template as it was when the batch was made."""

    batch: int
    template: str
    template_content: Mapping[str, Any]
    day: date
    wanted: Mapping[str, Any]
    retry_of: int | None
    item_count: int
    total_yuan: Decimal
    created_by: str
    created_at: datetime
    file_hash: str | None
    file_name: str | None
    fetched_by: str | None
    fetched_at: datetime | None
    cancelled_by: str | None
    cancelled_at: datetime | None
    cancel_reason: str | None


_COLUMNS = ", ".join(BatchRow.__slots__)


async def next_batch(connection: Connection) -> int:
    """The number of a batch about to be made: the next one, under the lock on the books, so that none is left out."""
    number: int = await connection.fetchval("SELECT coalesce(max(batch), 0) + 1 FROM payment_batch")
    return number


async def write_batch(
    connection: Connection,
    batch: int,
    template: tuple[str, Mapping[str, Any]],
    day: date,
    wanted: Mapping[str, Any],
    retry_of: int | None,
    totals: tuple[int, Decimal],
    actor: str,
) -> None:
    """Keep a batch with its template's name and content and its control totals: how many, how many yuan."""
    await connection.execute(
        """
        INSERT INTO payment_batch (batch, template, template_content, day, wanted, retry_of, item_count, total_yuan,
                                   created_by)
        OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        batch,
        *template,
        day,
        wanted,
        retry_of,
        *totals,
        actor,
    )


async def write_blocked(connection: Connection, batch: int, blocked: Mapping[int, str]) -> None:
    """Keep why obligations were left out of a batch."""
    await connection.execute(
        """
        INSERT INTO payment_blocked (batch, obligation, reason)
        SELECT $1, obligation::bigint, reason FROM unnest($2::text[], $3::text[]) AS given (obligation, reason)
        """,
        batch,
        [str(obligation) for obligation in blocked],
        list(blocked.values()),
    )


async def find_batch(connection: Connection, batch: int, *, lock: bool = False) -> BatchRow | None:
    """The batch, locked until this transaction ends if wanted; None where there is none."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM payment_batch WHERE batch = $1 {'FOR UPDATE' if lock else ''}",  # noqa: S608
        batch,
    )
    return None if row is None else BatchRow(*tuple(row))


async def list_batches(connection: Connection, month: str | None, before: int | None, limit: int) -> list[BatchRow]:
    """A page of batches, newest first: of one month, or all."""
    rows = await connection.fetch(
        f"""
        SELECT {_COLUMNS} FROM payment_batch AS b WHERE ($2::bigint IS NULL OR batch < $2)
          AND ($1::text IS NULL OR EXISTS (SELECT FROM payment_item AS i JOIN obligation AS o USING (obligation)
                                           WHERE i.batch = b.batch AND o.month = $1))
        ORDER BY batch DESC LIMIT $3
        """,  # noqa: S608 - a constant
        month,
        before,
        limit,
    )
    return [BatchRow(*tuple(row)) for row in rows]


async def write_fetched(connection: Connection, batch: int, file_hash: str, file_name: str, actor: str) -> None:
    """The file was made and handed over for the first time."""
    await connection.execute(
        """
        UPDATE payment_batch SET file_hash = $2, file_name = $3, fetched_by = $4, fetched_at = clock_timestamp()
        WHERE batch = $1
        """,
        batch,
        file_hash,
        file_name,
        actor,
    )


async def write_cancelled(connection: Connection, batch: int, actor: str, reason: str) -> None:
    """Cancel a batch and its payments."""
    await connection.execute(
        """
        UPDATE payment_batch SET cancelled_by = $2, cancelled_at = clock_timestamp(), cancel_reason = $3
        WHERE batch = $1
        """,
        batch,
        actor,
        reason,
    )
    await connection.execute("UPDATE payment_item SET state = 'cancelled' WHERE batch = $1", batch)


async def write_return(
    connection: Connection,
    batch: int,
    file_hash: str,
    counts: tuple[int, int, int, int],
    problems: Sequence[Mapping[str, Any]],
    actor: str,
) -> None:
    """Keep that a bank's return was taken: rows, newly settled, newly returned, unchanged, and the problems."""
    await connection.execute(
        """
        INSERT INTO bank_return (batch, file_hash, row_count, settled_count, returned_count, unchanged_count, problems,
                                 taken_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        batch,
        file_hash,
        *counts,
        list(problems),
        actor,
    )


async def was_taken(connection: Connection, batch: int, file_hash: str) -> bool:
    """Whether the same return was taken before."""
    found = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM bank_return WHERE batch = $1 AND file_hash = $2)", batch, file_hash
    )
    return bool(found)


async def returns_of(connection: Connection, batch: int) -> list[Record]:
    """The returns taken for a batch, oldest first."""
    return await connection.fetch(
        """
        SELECT file_hash, row_count AS rows, settled_count AS settled, returned_count AS returned,
               unchanged_count AS unchanged, problems, taken_by, taken_at
        FROM bank_return WHERE batch = $1 ORDER BY bank_return
        """,
        batch,
    )


async def blocked_of(connection: Connection, batch: int) -> list[Record]:
    """Who was left out of a batch when it was made, and why."""
    return await connection.fetch(
        """
        SELECT kind, beneficiary_kind, beneficiary, workshop, month, claim, amount_yuan, reason
        FROM payment_blocked JOIN obligation USING (obligation) WHERE batch = $1 ORDER BY obligation
        """,
        batch,
    )


async def notes_of(connection: Connection, batch: int) -> list[Record]:
    """Whose account is to be looked at in a batch, and why; who is only paid for the first time is not listed."""
    return await connection.fetch(
        """
        SELECT beneficiary_kind, beneficiary, notes FROM payment_item JOIN obligation USING (obligation)
        WHERE batch = $1 AND notes <> '{}' AND notes <> '{first_payment}' ORDER BY item
        """,
        batch,
    )


async def first_payments_of(connection: Connection, batch: int) -> int:
    """How many payments of a batch are the first to their payee."""
    found: int = await connection.fetchval(
        "SELECT count(*) FROM payment_item WHERE batch = $1 AND 'first_payment' = ANY(notes)", batch
    )
    return found


@dataclass(frozen=True, slots=True)
class Counted:
    """How many payments, and what they come to in yuan."""

    count: int
    amount_yuan: Decimal


async def counts_by_state(connection: Connection, batches: Sequence[int]) -> dict[int, dict[PaymentState, Counted]]:
    """How many payments of each batch are in each state, and what they come to."""
    rows = await connection.fetch(
        """
        SELECT batch, state, count(*) AS count, sum(amount_yuan) AS amount_yuan FROM payment_item
        WHERE batch = ANY($1::bigint[]) GROUP BY batch, state ORDER BY batch, state
        """,
        batches,
    )
    found: dict[int, dict[PaymentState, Counted]] = {batch: {} for batch in batches}
    for batch, state, *counted in rows:
        found[batch][state] = Counted(*counted)
    return found
