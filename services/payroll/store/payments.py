"""Payments: one obligation each, through one batch, and what the bank said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from shared.database import Connection

PaymentState = Literal["instructed", "settled", "returned", "cancelled"]


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment with what it pays. `sealed_details` are the payee's as they were when its batch was made."""

    item: int
    batch: int
    obligation: int
    amount_yuan: Decimal
    sealed_details: bytes
    state: PaymentState
    confirmed_on: date | None
    delay_days: int | None
    reason: str | None
    revision: int
    kind: str
    beneficiary_kind: str
    beneficiary: str
    account: str
    workshop: str | None
    month: str | None
    claim: str | None
    settlement: int | None
    division: str | None
    day: date
    """The day its batch was made: its account is the one of that day."""
    notes: Sequence[str]
    """What was to be looked at before it was paid."""

    @property
    def reference(self) -> str:
        """What the bank's file and its return call the payment."""
        return payment_reference(self.batch, self.item)


@dataclass(frozen=True, slots=True)
class Answer:
    """What becomes of a payment: confirmed on a day, or returned for a reason."""

    item: int
    state: PaymentState
    confirmed_on: date | None = None
    delay_days: int | None = None
    reason: str | None = None


def payment_reference(batch: int, item: int) -> str:
    """The reference of a payment."""
    return f"GF-{batch}-{item}"


_COLUMNS = """
    i.item, i.batch, i.obligation, i.amount_yuan, i.sealed_details, i.state, i.confirmed_on, i.delay_days, i.reason,
    i.revision, o.kind, o.beneficiary_kind, o.beneficiary, o.account, o.workshop, o.month, o.claim,
    o.settlement, o.division, b.day, i.notes
"""


async def next_items(connection: Connection, count: int) -> list[int]:
    """Numbers for payments about to be written."""
    rows = await connection.fetch(
        "SELECT nextval(pg_get_serial_sequence('payment_item', 'item')) AS item FROM generate_series(1, $1)", count
    )
    return [row["item"] for row in rows]


async def write_items(
    connection: Connection, batch: int, rows: Sequence[tuple[int, int, Decimal, bytes, Sequence[str]]]
) -> None:
    """Instruct payments: each its number, obligation, amount in yuan, sealed details, and what to look at.

    Raises asyncpg.UniqueViolationError (constraint `paid_once`) for an obligation that is on its way or paid.
    """
    await connection.execute(
        """
        INSERT INTO payment_item (item, batch, obligation, amount_yuan, sealed_details, notes) OVERRIDING SYSTEM VALUE
        SELECT item::bigint, $1, obligation::bigint, amount::numeric, details, string_to_array(notes, ' ')
        FROM unnest($2::text[], $3::text[], $4::text[], $5::bytea[], $6::text[])
             AS given (item, obligation, amount, details, notes)
        """,
        batch,
        [str(item) for item, *_ in rows],
        [str(obligation) for _, obligation, *_ in rows],
        [str(amount_yuan) for _, _, amount_yuan, *_ in rows],
        [details for _, _, _, details, _ in rows],
        [" ".join(notes) for *_, notes in rows],
    )


async def payments_of(
    connection: Connection, batch: int, state: PaymentState | None = None, after: int = 0, limit: int | None = None
) -> list[PaymentRow]:
    """A batch's payments in the order of its file; a page of them, or all."""
    rows = await connection.fetch(
        f"""
        SELECT {_COLUMNS} FROM payment_item AS i JOIN obligation AS o USING (obligation)
             JOIN payment_batch AS b USING (batch)
        WHERE batch = $1 AND ($2::text IS NULL OR state = $2) AND item > $3 ORDER BY item LIMIT $4
        """,  # noqa: S608 - a constant
        batch,
        state,
        after,
        limit,
    )
    return [PaymentRow(*tuple(row)) for row in rows]


async def last_payments(connection: Connection, payees: Sequence[tuple[str, str]]) -> list[PaymentRow]:
    """The latest payment of each of these payees, by kind and name, that was not taken back."""
    rows = await connection.fetch(
        f"""
        SELECT DISTINCT ON (o.beneficiary_kind, o.beneficiary) {_COLUMNS}
        FROM obligation AS o JOIN unnest($1::text[], $2::text[]) AS wanted (beneficiary_kind, beneficiary)
             USING (beneficiary_kind, beneficiary)
             JOIN payment_item AS i USING (obligation) JOIN payment_batch AS b USING (batch)
        WHERE i.state <> 'cancelled' ORDER BY o.beneficiary_kind, o.beneficiary, i.item DESC
        """,  # noqa: S608 - a constant
        [kind for kind, _ in payees],
        [name for _, name in payees],
    )
    return [PaymentRow(*tuple(row)) for row in rows]


async def batches_of_items(connection: Connection, items: Sequence[int]) -> dict[int, int]:
    """The batch of each payment that exists."""
    rows = await connection.fetch("SELECT item, batch FROM payment_item WHERE item = ANY($1::bigint[])", items)
    return {row["item"]: row["batch"] for row in rows}


async def write_answers(connection: Connection, answers: Sequence[Answer]) -> dict[int, int]:
    """Keep what the bank said of payments; their new revisions. A later return keeps the day once confirmed."""
    rows = await connection.fetch(
        """
        UPDATE payment_item AS i
        SET state = given.state, confirmed_on = coalesce(given.confirmed_on::date, i.confirmed_on),
            delay_days = coalesce(given.delay_days::integer, i.delay_days), reason = given.reason,
            revision = revision + 1, answered_at = clock_timestamp()
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
             AS given (item, state, confirmed_on, delay_days, reason)
        WHERE i.item = given.item::bigint RETURNING i.item, i.revision
        """,
        [str(answer.item) for answer in answers],
        [answer.state for answer in answers],
        [answer.confirmed_on and answer.confirmed_on.isoformat() for answer in answers],
        [None if answer.delay_days is None else str(answer.delay_days) for answer in answers],
        [answer.reason for answer in answers],
    )
    return {row["item"]: row["revision"] for row in rows}
