"""What a worker does besides reading: reclaim, trim, forget, and measure."""

import asyncio
from collections.abc import Sequence

import structlog
from redis.asyncio import Redis

from shared.database import Pool
from shared.messaging import inbox
from shared.messaging.dead_letters import count_open
from shared.messaging.deadlines import undecided
from shared.messaging.definition import ServiceDefinition
from shared.messaging.failures import is_outage
from shared.messaging.metrics import KernelMetrics
from shared.messaging.streams import StreamReader
from shared.messaging.trimmer import trim
from shared.messaging.waiting import count_waiting
from shared.settings import Settings

log = structlog.get_logger()

_MEASURE_EVERY_SECONDS = 5.0
_MEASURE_TABLES_EVERY_SECONDS = 60.0
_FORGET_EVERY_SECONDS = 3600.0


class Housekeeping:
    """Periodic work beside the subscribers; none of it decides anything."""

    def __init__(
        self,
        pool: Pool,
        redis: "Redis",
        readers: Sequence[StreamReader],
        metrics: KernelMetrics,
        settings: Settings,
        definition: ServiceDefinition,
    ) -> None:
        self._pool = pool
        self._redis = redis
        self._readers = readers
        self._metrics = metrics
        self._settings = settings
        self._service = definition.name
        self._measures = [measure(metrics.registry) for measure in definition.measures]
        self._last_measures: float | None = None

    async def run(self) -> None:
        """Measure and reclaim until cancelled. An outage skips a turn."""
        loop = asyncio.get_running_loop()
        last_reclaim = loop.time()
        while True:
            try:
                await self._measure()
                await self._measure_tables(loop.time())
                for reader in self._readers:
                    await reader.drain_lost_answers()
                if loop.time() - last_reclaim >= self._settings.reclaim_interval_seconds:
                    last_reclaim = loop.time()
                    for reader in self._readers:
                        await reader.reclaim(self._settings.reclaim_idle_seconds)
            except Exception as error:
                if not is_outage(error):
                    raise
                log.warning("housekeeping_waiting", error=repr(error))
            await asyncio.sleep(min(_MEASURE_EVERY_SECONDS, self._settings.reclaim_interval_seconds))

    async def trim_forever(self, groups: Sequence[str]) -> None:
        """Trim this service's own stream and its inbound ones, and forget what is past its keeping."""
        loop = asyncio.get_running_loop()
        last_forget = loop.time() - _FORGET_EVERY_SECONDS
        while True:
            try:
                await trim(self._redis, self._service, groups)
                for reader in self._readers:
                    if reader.stream.startswith("inbound:"):
                        await trim(self._redis, reader.stream, [self._service])
                if loop.time() - last_forget >= _FORGET_EVERY_SECONDS:
                    last_forget = loop.time()
                    await self._forget()
            except Exception as error:
                if not is_outage(error):
                    raise
                log.warning("trim_waiting", error=repr(error))
            await asyncio.sleep(self._settings.trim_interval_seconds)

    async def _forget(self) -> None:
        async with self._pool.acquire() as connection:
            forgotten = await inbox.forget_older_than(connection, self._settings.inbox_retention_days)
            await connection.execute(
                """
                DELETE FROM sent WHERE sent_at < now() - make_interval(days => $1)
                AND EXISTS (SELECT 1 FROM sent AS newer
                            WHERE newer.subject = sent.subject AND newer.id > sent.id)
                """,
                self._settings.sent_retention_days,
            )
        log.info("inbox_forgotten", entries=forgotten)

    async def _measure_tables(self, now: float) -> None:
        if self._last_measures is not None and now - self._last_measures < _MEASURE_TABLES_EVERY_SECONDS:
            return
        self._last_measures = now
        for measure in self._measures:
            async with self._pool.acquire() as connection:
                await measure(connection)

    async def _measure(self) -> None:
        for reader in self._readers:
            await reader.observe()
        self._metrics.dead_letters_open.set(await count_open(self._pool))
        async with self._pool.acquire() as connection:
            self._metrics.observe_waiting(await count_waiting(connection))
            self._metrics.observe_undecided(*await undecided(connection))
        self._metrics.outbox_depth.set(await self._pool.fetchval("SELECT count(*) FROM outbox"))
        self._metrics.oldest_mark_seconds.set(
            await self._pool.fetchval(
                """
                SELECT coalesce(extract(epoch FROM clock_timestamp() - min(marked_at)), 0)::float8
                FROM recompute_due
                """
            )
        )
