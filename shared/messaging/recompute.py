"""The second transaction: marks become states, a bounded number at a time."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from time import monotonic

import structlog

from shared.database import Connection, Pool
from shared.faults import fault_of
from shared.logging import log_correlated
from shared.messaging.days import Days, ReadClocks, read_clocks
from shared.messaging.definition import ServiceDefinition
from shared.messaging.failures import is_outage
from shared.messaging.metrics import KernelMetrics
from shared.messaging.transaction import Mark, Transaction
from shared.messaging.waiting import begin_waiting, end_waiting, reason_of
from shared.sealing import Sealer
from shared.settings import Settings

log = structlog.get_logger()

RETRY_AFTER_MINUTES = 5
_WAIT_PER_PASS = 9
_LONGEST_WAIT_SECONDS = 30.0
_QUIET_SECONDS = 0.2
_LOOK_AGAIN_SECONDS = 0.05
_RATE_SECONDS = 1.0
_POLL_SECONDS = 1.0


class ComputationFailedError(Exception):
    """A computation or fan-out failed for good on these marks; the cause says why."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        super().__init__(f"failed on {len(marks)} marks")
        self.marks = marks


class Recomputer:
    """Takes marks, oldest first, and runs the service's fan-outs and computations on them.

    Several may run at once, in one process or many: a mark taken by one is skipped by the others.
    """

    def __init__(
        self,
        definition: ServiceDefinition,
        pool: Pool,
        sealer: Sealer,
        metrics: KernelMetrics,
        maximum_subjects: int,
        read: ReadClocks = read_clocks,
    ) -> None:
        self.days = Days(pool, definition.mark_kinds, metrics, read)
        self._day: date | None = None
        self._definition = definition
        self._pool = pool
        self._sealer = sealer
        self._metrics = metrics
        self._maximum_subjects = maximum_subjects

    async def run_pass(self) -> int:
        """Release the deadlines of the day, and compute everything marked before now. Returns the marks taken.

        Subjects marked again meanwhile wait for the next pass, so a pass ends even under load.
        """
        self._day = await self.days.turn()
        before, kinds = await self._due()
        taken = 0
        for kind, fan_out in self._definition.fan_outs.items():
            if kind in kinds:
                taken += await self._drain(kind, fan_out, before, marking_allowed=True)
        if taken:
            before, kinds = await self._due()
        for kind, computation in self._definition.computations.items():
            if kind in kinds:
                taken += await self._drain(kind, computation, before, marking_allowed=False)
        return taken

    async def _due(self) -> tuple[datetime, list[str]]:
        """The time now, and the kinds of which something is marked."""
        row = await self._pool.fetchrow(
            "SELECT clock_timestamp(), ARRAY(SELECT DISTINCT kind FROM recompute_due) FROM (VALUES (1)) AS one"
        )
        assert row is not None
        return row[0], row[1]

    async def _drain(
        self,
        kind: str,
        work: Callable[[Transaction, Sequence[Mark]], Awaitable[None]],
        before: datetime,
        *,
        marking_allowed: bool,
    ) -> int:
        total = single = 0
        while True:
            limit = 1 if single else self._maximum_subjects
            try:
                done = await self._work_on(kind, work, before, limit, marking_allowed=marking_allowed)
            except ComputationFailedError as failure:
                if len(failure.marks) > 1:
                    log.info("recompute_isolated", kind=kind, subjects=len(failure.marks))
                    single = len(failure.marks)
                    continue
                await self._set_aside(failure.marks[0], failure.__cause__)
                done = 1
            single = max(0, single - 1)
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
            name, kinds, sealer, day = self._definition.name, self._definition.mark_kinds, self._sealer, self._day
            transaction = Transaction(connection, name, marking_allowed, mark_kinds=kinds, sealing=sealer, day=day)
            try:
                await work(transaction, marks)
                await end_waiting(transaction, self._definition.delayed, kind, marks)
                await transaction.flush()
            except Exception as error:
                if is_outage(error):
                    raise
                raise ComputationFailedError(marks) from error
            published = len(transaction.publications)
        self._metrics.count_computed(kind, len(marks))
        correlation_ids = (mark.correlation_id for mark in marks)
        log_correlated("recomputed", correlation_ids, kind=kind, subjects=len(marks), published=published)
        for mark in marks:
            log.debug("recomputed_subject", kind=kind, subject=mark.subject, correlation_id=mark.correlation_id)
        return len(marks)

    async def _set_aside(self, mark: Mark, error: BaseException | None) -> None:
        """Put the mark whose computation fails for good off, with the reason, so the others go on, and say so.

        Not where it has gone or was left again since: then another worker has it, or it has a new cause.
        """
        log.error("recompute_failed", kind=mark.kind, subject=mark.subject, exc_info=error)
        self._metrics.count_failed(mark.kind)
        async with self._pool.acquire() as connection, connection.transaction():
            if not await _put_off(connection, mark, error):
                return
            transaction = Transaction(connection, self._definition.name, marking_allowed=False)
            concerning = self._definition.concerns.get(mark.kind)
            await begin_waiting(transaction, self._definition.delayed, concerning, mark, reason_of(error))
            await transaction.flush()


async def _put_off(connection: Connection, mark: Mark, error: BaseException | None) -> bool:
    """Keep why a mark failed, and when to try it again; False where it has gone or has a new cause."""
    return bool(
        await connection.fetchval(
            """
            UPDATE recompute_due
            SET failures = failures + 1, failure = $4, retry_at = now() + make_interval(mins => $5)
            WHERE kind = $1 AND key = $2 AND causation_id = $3 RETURNING true
            """,
            mark.kind,
            list(mark.subject),
            mark.causation_id,
            fault_of(error)[:500],
            RETRY_AFTER_MINUTES,
        )
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
    """Runs passes as soon as there is work; under a backlog, at most a tenth of the time.

    While as many entries come in a second as are read at once, most subjects will be touched again by the next batch:
    waiting computes each once instead of every time. The wait is that of the settings, or nine times what the last pass
    took, whichever is longer, up to half a minute; it ends as soon as the streams are drained.
    """

    def __init__(self, recomputer: Recomputer, settings: Settings, after_pass: Callable[[], None]) -> None:
        self._recomputer = recomputer
        self._deferral_seconds = settings.recompute_deferral_seconds
        self._backlog_entries = settings.batch_maximum_entries
        self._after_pass = after_pass
        self._work = asyncio.Event()
        self._batches_in_work = 0
        self._came: deque[tuple[float, int]] = deque()
        self._last_batch_ended = 0.0
        self._last_pass_seconds = 0.0

    def wake(self) -> None:
        """Tell the loop that marks were left."""
        self._work.set()

    @contextmanager
    def batch(self, entries: int) -> Iterator[None]:
        """Around the work on a batch of so many entries from a stream."""
        self._batches_in_work += 1
        self._came.append((monotonic(), entries))
        try:
            yield
        finally:
            self._batches_in_work -= 1
            self._last_batch_ended = monotonic()
            self._work.set()

    async def run(self) -> None:
        """Compute until cancelled. An outage is waited out."""
        while True:
            # Not wait_for: on Python 3.11 it swallows a cancellation that meets the work it waited for.
            with suppress(TimeoutError):
                async with asyncio.timeout(_POLL_SECONDS):
                    await self._work.wait()
            await self._wait_out_backlog()
            self._work.clear()
            started = monotonic()
            try:
                while await self._recomputer.run_pass():
                    self._after_pass()
                    if self.is_backlogged():
                        break
            except Exception as error:
                if not is_outage(error):
                    raise
                log.warning("recompute_waiting_for_database", error=repr(error))
                await asyncio.sleep(0.5)
                self._work.set()
            self._last_pass_seconds = monotonic() - started

    async def _wait_out_backlog(self) -> None:
        wait_seconds = max(self._deferral_seconds, _WAIT_PER_PASS * self._last_pass_seconds)
        deadline = monotonic() + min(wait_seconds, _LONGEST_WAIT_SECONDS)
        while self.is_backlogged() and monotonic() < deadline:  # noqa: ASYNC110 - time itself is waited for
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)

    def is_backlogged(self) -> bool:
        """The last batch, with those of the second now past, is a full one or more, and none of them long ago."""
        now = monotonic()
        while len(self._came) > 1 and self._came[0][0] < now - _RATE_SECONDS:
            self._came.popleft()
        is_quiet = not self._batches_in_work and now - self._last_batch_ended > _QUIET_SECONDS
        return not is_quiet and sum(entries for _, entries in self._came) >= self._backlog_entries
