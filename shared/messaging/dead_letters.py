"""Dead letters: entries that can never be applied, kept sealed for an operator to mend, retry or discard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from shared.audit import record_action
from shared.database import Connection, Pool
from shared.messaging.entries import UNPROVED, Entry, Outcome
from shared.sealing import Sealer

_PURPOSE = "dead-letter"


class WhyDead(NamedTuple):
    """Why an entry was refused, in English, as it is kept: the wording then, whatever its refusal says today."""

    pointer: str
    reason: str
    advice: str
    kind: Literal["unusable"] = "unusable"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A dead letter as an operator sees it in a list: without its content."""

    id: int
    origin: str
    position: str
    state: str
    problem: WhyDead
    event_type: str | None
    event_source: str | None
    event_id: str | None
    correlation_id: str | None
    received_at: datetime


class DeadLetterGone(LookupError):  # noqa: N818 - what is missing is the letter
    """There is no such dead letter, or it is no longer open."""


async def bury(connection: Connection, sealer: Sealer, buried: Sequence[tuple[Entry, Outcome]]) -> None:
    """Keep entries with the reason each was refused for. The same entry again changes nothing."""
    if not buried:
        return
    rows = [
        (
            entry.origin,
            entry.position,
            outcome.problem.text.en if outcome.problem else outcome.status,
            outcome.problem.pointer if outcome.problem else "",
            outcome.problem.advice.en if outcome.problem else "",
            outcome.event_type,
            outcome.event_source,
            outcome.event_id,
            outcome.correlation_id,
            sealer.seal(entry.body, _PURPOSE),
        )
        for entry, outcome in sorted(buried, key=lambda pair: (pair[0].origin, pair[0].position))
    ]
    await connection.executemany(
        """
        INSERT INTO dead_letter (origin, position, reason, pointer, advice, event_type, event_source,
                                 event_id, correlation_id, sealed_body)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (origin, position) DO NOTHING
        """,
        [tuple(_storable(value) for value in row) for row in rows],
    )


def _storable(value: str | bytes | None) -> str | bytes | None:
    # PostgreSQL's text takes no NUL character, which JSON may hold.
    return value.replace("\x00", "�") if isinstance(value, str) else value


async def list_dead_letters(pool: Pool, state: str, after_id: int, limit: int) -> list[DeadLetter]:
    """Dead letters in one state, oldest first, beginning after an id."""
    rows = await pool.fetch(
        """
        SELECT id, origin, position, state, reason, pointer, advice, event_type, event_source, event_id,
               correlation_id, received_at
        FROM dead_letter WHERE state = $1 AND id > $2 ORDER BY id LIMIT $3
        """,
        state,
        after_id,
        limit,
    )
    return [
        DeadLetter(
            row["id"],
            row["origin"],
            row["position"],
            row["state"],
            WhyDead(row["pointer"], row["reason"], row["advice"]),
            row["event_type"],
            row["event_source"],
            row["event_id"],
            row["correlation_id"],
            row["received_at"],
        )
        for row in rows
    ]


async def read_body(pool: Pool, sealer: Sealer, letter_id: int, actor: str, *, only_open: bool = False) -> bytes:
    """Open a dead letter's content; that it was read is recorded.

    Raises DeadLetterGone where there is no such letter, or with `only_open`, where it is closed.
    """
    async with pool.acquire() as connection, connection.transaction():
        sealed = await connection.fetchval(
            "SELECT sealed_body FROM dead_letter WHERE id = $1 AND (state = 'open' OR NOT $2)", letter_id, only_open
        )
        if sealed is None:
            raise DeadLetterGone(f"dead letter {letter_id} does not exist or is no longer open")
        await record_action(connection, actor, "dead_letter.read", str(letter_id), {})
    return sealer.open(sealed, _PURPOSE)


async def is_unproved(pool: Pool, letter_id: int) -> bool:
    """True for an entry that did not prove to be of the service on whose stream it stood."""
    pointer: str | None = await pool.fetchval("SELECT pointer FROM dead_letter WHERE id = $1", letter_id)
    return pointer == UNPROVED


async def close(connection: Connection, letter_id: int, state: str, actor: str, detail: dict[str, str]) -> None:
    """Mark an open dead letter retried or discarded, and record who did it. Raises DeadLetterGone."""
    settled = await connection.fetchval(
        "UPDATE dead_letter SET state = $2 WHERE id = $1 AND state = 'open' RETURNING id", letter_id, state
    )
    if settled is None:
        raise DeadLetterGone(f"dead letter {letter_id} does not exist or is no longer open")
    await record_action(connection, actor, f"dead_letter.{state}", str(letter_id), detail)


async def count_open(pool: Pool) -> int:
    """How many dead letters wait for an operator."""
    return int(await pool.fetchval("SELECT count(*) FROM dead_letter WHERE state = 'open'"))
