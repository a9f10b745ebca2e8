"""What waits because its computation failed: kept, told to the other services, and ended once it is computed."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime
from decimal import InvalidOperation
from typing import Final, NamedTuple

import asyncpg
import structlog
from pydantic import ValidationError

from shared.database import Connection
from shared.events.envelope import Event
from shared.events.waiting import MAXIMUM_CONCERNS, Concern, DecisionAbout, DelayedData
from shared.messaging.failures import is_outage
from shared.messaging.transaction import Mark, Transaction
from shared.months import is_month

log = structlog.get_logger()

Concerning = Callable[[Connection, Sequence[str]], Awaitable[Collection[Concern]]]
"""Which decisions rest on the subject of a mark, as far as they can be narrowed down."""

EVERYTHING: Final[tuple[Concern, ...]] = tuple(
    Concern(about=about) for about in ("wages", "awards", "profit", "accounts")
)
"""Where nobody can say what rests on a subject: nothing is decided before somebody has looked."""


def concern(
    about: DecisionAbout, worker: str | None = None, workshop: str | None = None, month: str | None = None
) -> Concern:
    """A concern out of stored facts; a month that is none narrows nothing down."""
    known_month = month if month is not None and is_month(month) else None
    return Concern(about=about, worker=worker or None, workshop=workshop or None, month=known_month)


def few(concerns: Collection[Concern]) -> list[Concern]:
    """No more concerns than an event holds: of too many, workshops' months, then workshops, then everything."""
    found = set(concerns)
    for left_out in ("worker",), ("worker", "month"):
        if len(found) > MAXIMUM_CONCERNS:
            found = {_widened(known, left_out) if known.workshop else known for known in found}
    if len(found) > MAXIMUM_CONCERNS:
        found = {Concern(about=known.about) for known in found}
    return sorted(found, key=lambda known: [part or "" for part in known.model_dump().values()])


def _widened(known: Concern, left_out: Sequence[str]) -> Concern:
    return known.model_copy(update=dict.fromkeys(left_out))


def reason_of(error: BaseException | None) -> str:
    """Why a computation failed, as a code that tells no value: `overflow`, `invalid:<field>` or the fault's name."""
    if isinstance(error, OverflowError | InvalidOperation | asyncpg.NumericValueOutOfRangeError):
        return "overflow"
    if isinstance(error, ValidationError):
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        field = str(first["loc"][0]) if first["loc"] else ""
        # Amounts are written in their own form, so one that does not match has too many digits.
        too_large = first["type"] == "less_than_equal" or field.endswith("_yuan")
        return f"{'overflow' if too_large else 'invalid'}:{field}"[:200]
    return type(error).__name__


async def begin_waiting(
    transaction: Transaction, event: type[Event], concerning: Concerning | None, mark: Mark, reason: str
) -> None:
    """Keep that the subject of a mark waits, and publish it unless the same was said before."""
    connection = transaction.connection
    concerns = await _concerns_of(connection, concerning, mark)
    row = await connection.fetchrow(
        """
        INSERT INTO waiting AS kept (kind, key, reason, concerns, revision) VALUES ($1, $2, $3, $4, 1)
        ON CONFLICT (kind, key) DO UPDATE
        SET reason = excluded.reason, concerns = excluded.concerns, revision = kept.revision + 1, withdrawn = false,
            since = CASE WHEN kept.withdrawn THEN excluded.since ELSE kept.since END
        WHERE kept.withdrawn OR (kept.reason, kept.concerns) <> (excluded.reason, excluded.concerns)
        RETURNING *
        """,
        mark.kind,
        list(mark.subject),
        reason,
        [known.model_dump() for known in concerns],
    )
    if row is not None:
        _publish(transaction, event, row, mark)


async def _concerns_of(connection: Connection, concerning: Concerning | None, mark: Mark) -> Sequence[Concern]:
    if concerning is None:
        return EVERYTHING
    try:
        async with connection.transaction():
            return few(await concerning(connection, mark.subject))
    except Exception as error:
        if is_outage(error):
            raise
        log.error("waiting_not_narrowed", kind=mark.kind, subject=mark.subject, exc_info=error)
        return EVERYTHING


async def end_waiting(transaction: Transaction, event: type[Event], kind: str, marks: Sequence[Mark]) -> None:
    """What of these marks of one kind has waited was computed in this transaction: say so."""
    rows = await transaction.connection.fetch(
        """
        UPDATE waiting SET withdrawn = true, revision = revision + 1
        WHERE kind = $1 AND NOT withdrawn
          AND to_jsonb(key) IN (SELECT jsonb_array_elements($2::jsonb)) RETURNING *
        """,
        kind,
        [list(mark.subject) for mark in marks],
    )
    causes = {mark.subject: mark for mark in marks}
    for row in rows:
        log.info("waiting_ended", kind=kind, subject=row["key"])
        _publish(transaction, event, row, causes[tuple(row["key"])])


def _publish(transaction: Transaction, event: type[Event], row: asyncpg.Record, cause: Mark) -> None:
    data_class: type[DelayedData] = event.model_fields["data"].annotation  # type: ignore[assignment]
    data = data_class(
        revision=row["revision"],
        withdrawn=row["withdrawn"],
        number=row["number"],
        kind=row["kind"],
        waiting=row["key"],
        since=row["since"],
        reason=row["reason"],
        concerns=tuple(Concern.model_validate(known) for known in row["concerns"]),
    )
    transaction.publish(event, f"waiting/{row['kind']}/{row['number']}", data, cause)


class Waiting(NamedTuple):
    """A subject that waits: since when, and why as `reason_of` writes it."""

    kind: str
    subject: list[str]
    since: datetime
    reason: str


async def list_waiting(connection: Connection, after: int, limit: int) -> list[asyncpg.Record]:
    """What of the service waits, by number, with how often it was tried and when it is tried again."""
    return await connection.fetch(
        """
        SELECT w.number, w.kind, w.key AS subject, w.since, w.reason, w.concerns,
               coalesce(d.failures, 0) AS failures, d.retry_at
        FROM waiting AS w LEFT JOIN recompute_due AS d USING (kind, key)
        WHERE NOT w.withdrawn AND w.number > $1 ORDER BY w.number LIMIT $2
        """,
        after,
        limit,
    )


async def find_waiting(
    connection: Connection, kinds: Collection[str], keys: Collection[Sequence[str]]
) -> list[Waiting]:
    """Since when and why these subjects of these kinds wait, oldest first; those that do not are left out."""
    rows = await connection.fetch(
        """
        SELECT kind, key, since, reason FROM waiting
        WHERE NOT withdrawn AND kind = ANY($1::text[]) AND to_jsonb(key) IN (SELECT jsonb_array_elements($2::jsonb))
        ORDER BY since, number
        """,
        sorted(kinds),
        [list(key) for key in keys],
    )
    return [Waiting(*row) for row in rows]


async def waiting_about(
    connection: Connection, *, worker: str | None = None, workshop: str | None = None, month: str | None = None
) -> list[Waiting]:
    """What waits of the service that touches a worker's or workshop's month, oldest first; None asks for any."""
    rows = await connection.fetch(
        """
        SELECT kind, key, since, reason FROM waiting WHERE NOT withdrawn AND EXISTS (
            SELECT FROM jsonb_to_recordset(concerns) AS c (worker text, workshop text, month text)
            WHERE ($1::text IS NULL OR coalesce(c.worker, $1) = $1)
              AND ($2::text IS NULL OR coalesce(c.workshop, $2) = $2)
              AND ($3::text IS NULL OR coalesce(c.month, $3) = $3))
        ORDER BY since, number LIMIT 500
        """,
        worker,
        workshop,
        month,
    )
    return [Waiting(*row) for row in rows]


async def count_waiting(connection: Connection) -> dict[str, int]:
    """How many subjects wait, by kind."""
    rows = await connection.fetch("SELECT kind, count(*) AS subjects FROM waiting WHERE NOT withdrawn GROUP BY kind")
    return {row["kind"]: row["subjects"] for row in rows}


async def try_all_again(transaction: Transaction) -> None:
    """At a start: whatever was set aside is tried at once, since the program may be another."""
    await transaction.connection.execute("UPDATE recompute_due SET retry_at = NULL WHERE retry_at IS NOT NULL")
