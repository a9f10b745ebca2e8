"""The stream process of a service: subscribers, relay, recompute loop, reclaim, trim, health."""

import asyncio
import gc
import logging
import signal
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from typing import Any

import asyncpg
import structlog
import uvicorn
from faststream.redis import RedisBroker
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from shared.database import Pool, ensure_database, migrate, open_pool
from shared.events.catalogue import expected_groups
from shared.logging import configure_logging
from shared.messaging.days import Days
from shared.messaging.definition import ServiceDefinition
from shared.messaging.doors import sealer_from, signer_from, stream_doors
from shared.messaging.durability import require_durable
from shared.messaging.failures import backing_off, is_outage
from shared.messaging.housekeeping import Housekeeping
from shared.messaging.kernel import WORK_CHANNEL, Kernel
from shared.messaging.metrics import KernelMetrics
from shared.messaging.recompute import RecomputeLoop, Recomputer
from shared.messaging.relay import Relay
from shared.messaging.slots import Slot, lost_connection
from shared.messaging.starting import run_at_start
from shared.messaging.streams import BatchContext, StreamReader
from shared.messaging.worker_http import WorkerHealth, worker_http
from shared.settings import Settings, load_settings

log = structlog.get_logger()

_GARBAGE_THRESHOLD = 50_000

_CANCEL_AGAIN_SECONDS = 2.5


class Worker:
    """Everything the stream process runs. `run` returns on a signal and raises when a part of it dies."""

    def __init__(self, definition: ServiceDefinition, settings: Settings) -> None:
        self.definition = definition
        self.settings = settings
        self.metrics = KernelMetrics(definition.name)
        self.health = WorkerHealth()
        self._stopping = asyncio.Event()
        self._part_ended = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        # No retries inside the client: a relayed batch would be added twice, and outages are waited out here.
        self._redis = Redis.from_url(settings.redis_url, protocol=2, retry=Retry(NoBackoff(), 0))
        self._readers: list[StreamReader] = []

    def stop(self) -> None:
        """Ask for a graceful stop: batches in work are finished and acknowledged."""
        self._stopping.set()

    async def run(self) -> None:
        """Start, work until stopped, stop gracefully. Raises whatever ended a part that must not end.

        A stop is heard while starting too, which can take long: a server may be away, much may be pending.
        """
        async with AsyncExitStack() as resources:
            starting = asyncio.create_task(self._start(resources))
            ends = [asyncio.create_task(event.wait()) for event in (self._stopping, self._part_ended)]
            try:
                await asyncio.wait([starting, *ends], return_when=asyncio.FIRST_COMPLETED)
                if starting.done():
                    starting.result()
                    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            finally:
                await _end([starting, *ends])
            self._raise_where_a_part_ended()

    async def _start(self, resources: AsyncExitStack) -> None:
        """Open everything and start every part; `resources` undoes it in the opposite order."""
        name, settings, sealer = self.definition.name, self.settings, sealer_from(self.settings)
        resources.push_async_callback(self._redis.aclose)
        pool = await self._open_pool()
        resources.push_async_callback(_close_pool, pool)
        await require_durable(self._redis, settings)
        await run_at_start(self.definition, pool)
        slot = await Slot.take(settings.service_database_url(name), name)
        resources.push_async_callback(slot.release)
        resources.push_async_callback(self._cancel_parts)
        recomputer = Recomputer(self.definition, pool, sealer, self.metrics, settings.recompute_maximum_subjects)
        relay = Relay(pool, self._redis, signer_from(settings), self.metrics, settings.relay_batch_rows)
        loop = RecomputeLoop(recomputer, settings, relay.wake)

        def wake() -> None:
            loop.wake()
            relay.wake()

        @contextmanager
        def batch(entries: int) -> Iterator[None]:
            with loop.batch(entries):
                yield
            relay.wake()

        broker = await self._subscribe(pool, f"worker-{slot.number}", batch)
        housekeeping = Housekeeping(pool, self._redis, self._readers, self.metrics, settings, self.definition)
        self._spawn("http", self._serve_http(pool, recomputer.days))
        self._spawn("recompute", loop.run())
        self._spawn("relay", self._relay_while_leading(relay, housekeeping))
        self._spawn("listen", self._listen(wake))
        self._spawn("slot", slot.keep())
        for reader in self._readers:
            drained = await reader.drain_own_pending()
            log.info("own_pending_drained", stream=reader.stream, consumer=reader.consumer, entries=drained)
        wake()
        resources.push_async_callback(self._stop_reading, broker)
        await broker.start()
        self._spawn("housekeeping", housekeeping.run())
        self._spawn("subscribers", _watch_subscribers(broker))
        self.health.ready = True
        log.info("worker_started", consumer=f"worker-{slot.number}", streams=[r.stream for r in self._readers])

    async def _subscribe(self, pool: Pool, consumer: str, batch: BatchContext) -> RedisBroker:
        """A broker, not started yet, with a subscriber for each stream; their groups exist then."""
        settings = self.settings
        kernel = Kernel(self.definition, pool, sealer_from(settings), self.metrics, announces=False)
        broker = RedisBroker(settings.redis_url, apply_types=False, logger=logging.getLogger("faststream"))
        signer = signer_from(settings)
        for stream, door in stream_doors(self.definition, settings):
            reader = StreamReader(stream, consumer, kernel, door, signer, self._redis, settings)
            await reader.create_group()
            reader.subscribe(broker, batch)
            self._readers.append(reader)
        return broker

    async def _open_pool(self) -> Pool:
        url = self.settings.service_database_url(self.definition.name)
        async for attempt in backing_off(0.2):
            try:
                await ensure_database(url)
                await asyncio.to_thread(migrate, url, self.definition.migrations)
                return await open_pool(url, self.settings.database_pool_size, f"{self.definition.name}-worker")
            except Exception as error:
                if not is_outage(error) and "OperationalError" not in type(error).__name__:
                    raise
                log.warning("start_waiting_for_database", attempt=attempt, error=repr(error)[:300])
        raise AssertionError("backing_off never ends")

    def _spawn(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(lambda _: self._part_ended.set())
        self._tasks.append(task)

    def _raise_where_a_part_ended(self) -> None:
        for task in self._tasks:
            if task.done():
                error = task.exception() if not task.cancelled() else None
                log.error("worker_part_ended", part=task.get_name(), exc_info=error)
                raise RuntimeError(f"the {task.get_name()} part of the worker ended") from error

    async def _stop_reading(self, broker: RedisBroker) -> None:
        """Take no more entries; finish and acknowledge those in work."""
        log.info("worker_stopping")
        self.health.ready = False
        try:
            async with asyncio.timeout(self.settings.graceful_stop_seconds):
                await broker.stop()
                for reader in self._readers:
                    await reader.settle()
        except TimeoutError:
            log.warning(
                "worker_stop_timed_out",
                advice="entries in work stay pending and are applied at the next start",
            )

    async def _cancel_parts(self) -> None:
        await _end(self._tasks)

    async def _relay_while_leading(self, relay: Relay, housekeeping: Housekeeping) -> None:
        """Only the holder of the service's relay lock relays and trims; the others wait for the lock."""
        url = self.settings.service_database_url(self.definition.name)
        async for _ in backing_off(0.5):
            try:
                async with Slot.leading(url, self.definition.name) as lost:
                    log.info("relay_leading")
                    await _first_of(relay.run(), lost, housekeeping.trim_forever(expected_groups(self.definition.name)))
            except Exception as error:
                if not is_outage(error):
                    raise
                log.warning("relay_lock_lost", error=repr(error))

    async def _listen(self, wake: Callable[[], None]) -> None:
        """Wake up when an API process has committed work. Polling covers what a lost connection misses."""
        url = self.settings.service_database_url(self.definition.name)
        async for _ in backing_off(0.5):
            try:
                connection = await asyncpg.connect(url)
                await connection.add_listener(WORK_CHANNEL, lambda *_: wake())
                await lost_connection(connection)
            except Exception as error:
                if not is_outage(error):
                    raise

    async def _serve_http(self, pool: Pool, days: Days) -> None:
        self.health.doubt = lambda: days.doubt
        self.health.servers = {"database": lambda: pool.fetchval("SELECT 1"), "redis": self._redis.ping}
        config = uvicorn.Config(
            worker_http(self.health, self.metrics),
            host=self.settings.bind_host,
            port=self.settings.worker_port(self.definition.name),
            log_config=None,
            access_log=False,
            lifespan="off",
        )
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        try:
            await server._serve()
        except SystemExit as error:  # it would end the process with batches in work
            raise RuntimeError(f"port {config.port} cannot be served") from error


async def _close_pool(pool: Pool) -> None:
    try:
        async with asyncio.timeout(5):
            await pool.close()
    except TimeoutError:
        pool.terminate()


async def _first_of(*works: Coroutine[Any, Any, Any]) -> None:
    """Run works until the first ends; cancel the rest; raise its error."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        await _end(tasks)


async def _end(tasks: Sequence["asyncio.Future[Any]"]) -> None:
    """Cancel tasks until all have ended: a library may swallow a cancellation that meets what it waited for."""
    running = {task for task in tasks if not task.done()}
    while running:
        for task in running:
            task.cancel()
        _, running = await asyncio.wait(running, timeout=_CANCEL_AGAIN_SECONDS)
    await asyncio.gather(*tasks, return_exceptions=True)


async def _watch_subscribers(broker: RedisBroker) -> None:
    """End, and with it the process, when any subscriber no longer reads: a ping would still say healthy."""
    while True:
        await asyncio.sleep(1.0)
        for subscriber in broker.subscribers:
            tasks = getattr(subscriber, "tasks", [])
            if not subscriber.running or not tasks or all(task.done() for task in tasks):
                raise RuntimeError(f"subscriber {subscriber} has stopped reading")


def run_worker(definition: ServiceDefinition) -> None:
    """Run a service's worker until SIGTERM or SIGINT. The exit code is not 0 when a part of it died."""
    settings = load_settings()
    configure_logging(definition.name, "worker", settings.log_level)

    # A batch makes tens of thousands of objects and no cycles: looking for those a hundred times a second
    # costs a tenth of the worker's time.
    gc.freeze()
    gc.set_threshold(_GARBAGE_THRESHOLD, 20, 20)

    async def main() -> None:
        worker = Worker(definition, settings)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, worker.stop)
        await worker.run()

    import uvloop

    uvloop.run(main())
