"""The second transaction: marks become states, a bounded number at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime

import structlog

from shared.database import Connection, Pool
from shared.messaging.definition import ServiceDefinition
from shared.messaging.failures import is_outage
from shared.messaging.metrics import KernelMetrics
from shared.messaging.transaction import Mark, Transaction

log = structlog.get_logger()

RETRY_AFTER_MINUTES = 5


class Recomputer:
    """Takes marks, oldest first, and runs the service's fan-outs and computations on them.

    Several may run at once, in one process or many: a mark taken by one is skipped by the others.
    """

    def __init__(
        self, definition: ServiceDefinition, pool: Pool, metrics: KernelMetrics, maximum_subjects: int
    ) -> None:
        self._definition = definition
        self._pool = pool
        self._metrics = metrics
        self._maximum_subjects = maximum_subjects

    async def run_pass(self) -> int:
        """Compute everything marked before now. Returns the number of marks taken.

        Subjects marked again meanwhile wait for the next pass, so a pass ends even under load.
        """
        before: datetime = await self._pool.fetchval("SELECT clock_timestamp()")
        taken = 0
        for kind, fan_out in self._definition.fan_outs.items():
            taken += await self._drain(kind, fan_out, before, marking_allowed=True)
        if taken:
            before = await self._pool.fetchval("SELECT clock_timestamp()")
        for kind, computation in self._definition.computations.items():
            taken += await self._drain(kind, computation, before, marking_allowed=False)
        return taken

    async def _drain(
        self,
        kind: str,
        work: Callable[[Transaction, Sequence[Mark]], Awaitable[None]],
        before: datetime,
        *,
        marking_allowed: bool,
    ) -> int:
        total = 0
        limit = self._maximum_subjects
        while True:
            try:
                done = await self._work_on(kind, work, before, limit, marking_allowed=marking_allowed)
            except Exception as error:
                if is_outage(error):
                    raise
                if limit > 1:
                    log.info("recompute_isolated", kind=kind)
                    limit = 1
                    continue
                await self._set_aside(kind, before, error)
                done = 1
            total += done
            if done < limit:
                return total

    async def _work_on(
        self,
        kind: str,
        work: Callable[[Transaction, Sequence[Mark]], Awaitable[None]],
        before: datetime,
        limit: int,
        *,
        marking_allowed: bool,
    ) -> int:
        async with self._pool.acquire() as connection, connection.transaction():
            marks = await _take(connection, kind, before, limit)
            if not marks:
                return 0
            transaction = Transaction(connection, self._definition.name, marking_allowed)
            await work(transaction, marks)
            await transaction.flush()
            published = len(transaction.publications)
        self._metrics.count_computed(kind, len(marks))
        log.info("recomputed", kind=kind, subjects=len(marks), published=published)
        for mark in marks:
            log.debug("recomputed_subject", kind=kind, subject=mark.subject, correlation_id=mark.correlation_id)
        return len(marks)

    async def _set_aside(self, kind: str, before: datetime, error: Exception) -> None:
        """Put the mark whose computation fails for good off, with the reason, so the others go on."""
        async with self._pool.acquire() as connection, connection.transaction():
            marks = await _take(connection, kind, before, 1)
            for mark in marks:
                log.error("recompute_failed", kind=kind, subject=mark.subject, error=repr(error), exc_info=error)
                self._metrics.count_failed(kind)
                await connection.execute(
                    """
                    INSERT INTO recompute_due
                        (kind, key, correlation_id, causation_id, failures, failure, retry_at)
                    VALUES ($1, $2, $3, $4, 1, $5, now() + make_interval(mins => $6))
                    ON CONFLICT (kind, key) DO NOTHING
                    """,
                    mark.kind,
                    list(mark.subject),
                    mark.correlation_id,
                    mark.causation_id,
                    repr(error)[:500],
                    RETRY_AFTER_MINUTES,
                )


async def _take(connection: Connection, kind: str, before: datetime, limit: int) -> list[Mark]:
    rows = await connection.fetch(
        """
        DELETE FROM recompute_due
        WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM recompute_due
            WHERE kind = $1 AND marked_at <= $2 AND (retry_at IS NULL OR retry_at <= now())
            ORDER BY marked_at LIMIT $3 FOR UPDATE SKIP LOCKED))
        RETURNING key, causation_id, correlation_id
        """,
        kind,
        before,
        limit,
    )
    return sorted(
        (Mark(kind, tuple(row["key"]), row["causation_id"], row["correlation_id"]) for row in rows),
        key=lambda mark: mark.subject,
    )


class RecomputeLoop:
    """Runs passes as soon as there is work; under a backlog, at most once a deferral.

    While full batches arrive, most subjects will be touched again by the next batch: waiting up to
    `deferral_seconds` computes each once instead of every time. Once the stream is drained it starts
    at once.
    """

    def __init__(self, recomputer: Recomputer, deferral_seconds: float, after_pass: Callable[[], None]) -> None:
        self._recomputer = recomputer
        self._deferral_seconds = deferral_seconds
        self._after_pass = after_pass
        self._work = asyncio.Event()
        self._caught_up = asyncio.Event()
        self._caught_up.set()

    def wake(self, *, backlog: bool = False) -> None:
        """Tell the loop that marks were left; `backlog` says that more entries are already waiting."""
        self._work.set()
        if backlog:
            self._caught_up.clear()
        else:
            self._caught_up.set()

    async def run(self) -> None:
        """Compute until cancelled. An outage is waited out."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._work.wait(), timeout=1.0)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._caught_up.wait(), timeout=self._deferral_seconds)
            self._work.clear()
            try:
                while await self._recomputer.run_pass():
                    self._after_pass()
                    if not self._caught_up.is_set():
                        break
            except Exception as error:
                if not is_outage(error):
                    raise
                log.warning("recompute_waiting_for_database", error=repr(error))
                await asyncio.sleep(0.5)
                self._work.set()
