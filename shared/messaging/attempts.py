"""Attempts at redelivered entries, kept so that one which ends its reader every time is found."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from shared.database import Pool
from shared.messaging.entries import Entry
from shared.messaging.failures import backing_off, is_outage

Result = TypeVar("Result")


async def begin_together(pool: Pool, entries: Sequence[Entry]) -> set[str]:
    """Note that entries of one origin are about to be applied together again.

    Returns the positions of those noted for the first time; the others were being applied when a reader
    ended, and must now be applied singly. An outage is waited out.
    """
    rows = await _through_outages(
        lambda: pool.fetch(
            """
            INSERT INTO delivery_attempt (origin, position, attempts)
            SELECT $1, position, 0 FROM unnest($2::text[]) AS given (position) ORDER BY position
            ON CONFLICT DO NOTHING RETURNING position
            """,
            entries[0].origin,
            [entry.position for entry in entries],
        )
    )
    return {row["position"] for row in rows}


async def count_attempt(pool: Pool, entry: Entry) -> int:
    """Count, before it is tried, that an entry is tried singly. An outage is waited out, and counts nothing."""
    return int(
        await _through_outages(
            lambda: pool.fetchval(
                """
                INSERT INTO delivery_attempt (origin, position, attempts) VALUES ($1, $2, 1)
                ON CONFLICT (origin, position) DO UPDATE SET attempts = delivery_attempt.attempts + 1
                RETURNING attempts
                """,
                entry.origin,
                entry.position,
            )
        )
    )


async def forget_attempts(pool: Pool, entries: Sequence[Entry]) -> None:
    """Entries of one origin were applied, or refused for good: their attempts no longer matter."""
    await _through_outages(
        lambda: pool.execute(
            "DELETE FROM delivery_attempt WHERE origin = $1 AND position = ANY($2::text[])",
            entries[0].origin,
            [entry.position for entry in entries],
        )
    )


async def _through_outages(work: Callable[[], Awaitable[Result]]) -> Result:
    async for _ in backing_off():
        try:
            return await work()
        except Exception as error:
            if not is_outage(error):
                raise
    raise AssertionError("backing_off never ends")
