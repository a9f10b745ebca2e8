"""The relay: moves the outbox to the service's stream, in order, and keeps what it sent for replay."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress

import structlog
from redis.asyncio import Redis

from shared.database import Pool
from shared.messaging.failures import is_outage
from shared.messaging.metrics import KernelMetrics
from shared.messaging.signing import SIGNATURE_FIELD, EntrySigner

log = structlog.get_logger()

ENTRY_FIELD = "event"
"""The field of a stream entry that holds the event's JSON, so that any client in any language can XADD it."""


class Relay:
    """One runs per service at a time (the caller holds the advisory lock)."""

    def __init__(
        self, pool: Pool, redis: "Redis", signer: EntrySigner, metrics: KernelMetrics, batch_rows: int
    ) -> None:
        self._pool = pool
        self._redis = redis
        self._signer = signer
        self._metrics = metrics
        self._batch_rows = batch_rows
        self._work = asyncio.Event()

    def wake(self) -> None:
        """Tell the relay that the outbox has grown."""
        self._work.set()

    async def run(self) -> None:
        """Relay until cancelled. An outage of either server is waited out; nothing is ever dropped."""
        while True:
            # Not wait_for: on Python 3.11 it swallows a cancellation that meets the work it waited for.
            with suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._work.wait()
            self._work.clear()
            try:
                while await self.relay_batch() == self._batch_rows:
                    pass
            except Exception as error:
                if not is_outage(error):
                    raise
                log.warning("relay_waiting", error=repr(error))
                await asyncio.sleep(0.5)
                self._work.set()

    async def relay_batch(self) -> int:
        """Send one batch in one pipeline, then move it to `sent`. Returns the rows sent.

        A crash between the two sends the batch again under the same ids, which the readers' inboxes drop.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            rows = await connection.fetch(
                "SELECT id, stream, event FROM outbox ORDER BY id LIMIT $1 FOR UPDATE", self._batch_rows
            )
            if not rows:
                return 0
            pipeline = self._redis.pipeline(transaction=False)
            for row in rows:
                signature = self._signer.sign(row["stream"], row["event"])
                pipeline.xadd(row["stream"], {ENTRY_FIELD: row["event"], SIGNATURE_FIELD: signature})
            answer: Awaitable[list[object]] = pipeline.execute()
            await answer
            await connection.execute(
                """
                WITH moved AS (DELETE FROM outbox WHERE id = ANY($1::bigint[]) RETURNING *)
                INSERT INTO sent (id, stream, subject, event, created_at)
                SELECT id, stream, subject, event, created_at FROM moved
                """,
                [row["id"] for row in rows],
            )
        self._metrics.relayed.inc(len(rows))
        log.info("relayed", events=len(rows), stream=rows[0]["stream"])
        return len(rows)


async def replay_latest(pool: Pool, stream: str, subject_prefix: str = "") -> int:
    """Put the latest state of every subject back into the outbox, to fill a new projection.

    Ids stay the same, so readers that have them drop them. Returns the number of events queued.
    """
    status = await pool.execute(
        """
        INSERT INTO outbox (stream, subject, event)
        SELECT stream, subject, event FROM (
            SELECT DISTINCT ON (subject) id, stream, subject, event FROM sent
            WHERE stream = $1 AND starts_with(subject, $2)
            ORDER BY subject, id DESC
        ) AS latest ORDER BY id
        """,
        stream,
        subject_prefix,
    )
    return int(status.split()[-1])
