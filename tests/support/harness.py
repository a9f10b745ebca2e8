"""A service on real servers, driven directly or as the processes that run in production."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import orjson
from redis.asyncio import Redis

from shared.database import Pool, ensure_database, migrate, open_pool
from shared.decisions.deciding import deciding
from shared.events.envelope import Event
from shared.messaging.days import ReadClocks, read_clocks
from shared.messaging.definition import ServiceDefinition
from shared.messaging.doors import signer_from, stream_doors
from shared.messaging.entries import Entry, Outcome
from shared.messaging.judging import Door
from shared.messaging.kernel import Kernel
from shared.messaging.metrics import KernelMetrics
from shared.messaging.recompute import Recomputer
from shared.messaging.relay import ENTRY_FIELD
from shared.messaging.signing import SIGNATURE_FIELD, EntrySigner
from shared.messaging.streams import StreamReader
from shared.messaging.transaction import Transaction
from shared.sealing import Sealer, key_from_base64, new_key_base64
from shared.settings import Settings

REPOSITORY = Path(__file__).resolve().parents[2]
SEALING_KEY = new_key_base64()
SIGNER = EntrySigner(key_from_base64(SEALING_KEY))


def settings_for(service: str, database_url: str, redis_url: str = "redis://127.0.0.1:1/0", **more: Any) -> Settings:
    """Settings of one service on a database and a stream store of its own."""
    own: dict[str, Any] = {f"{service}_database_url": database_url}
    return Settings(**(own | {"redis_url": redis_url, "sealing_key": SEALING_KEY} | more))


class ServiceUnderTest:
    """A service's kernel and recomputers on its own database."""

    def __init__(self, definition: ServiceDefinition, pool: Pool, settings: Settings) -> None:
        self.definition = definition
        self.pool = pool
        self.settings = settings
        self.metrics = KernelMetrics(definition.name)
        self.sealer = Sealer.from_base64(SEALING_KEY)
        self.kernel = Kernel(definition, pool, self.sealer, self.metrics)
        self.doors = dict(stream_doors(definition, settings))

    def with_definition(self, definition: ServiceDefinition) -> "ServiceUnderTest":
        """The same database under another definition."""
        return ServiceUnderTest(definition, self.pool, self.settings)

    def deciding(self) -> AbstractAsyncContextManager[Transaction]:
        """A transaction in which somebody decides."""
        return deciding(self.pool, self.definition, self.sealer)

    async def send(self, *events: Event) -> list[Outcome]:
        """Apply events as they would come by the streams of their owners, each stream's as one batch."""
        outcomes: dict[int, Outcome] = {}
        for stream in dict.fromkeys(event.owner for event in events):
            indexes = [index for index, event in enumerate(events) if event.owner == stream]
            entries = [Entry(stream, unique_position(), events[index].to_json()) for index in indexes]
            applied = await self.kernel.apply(entries, self.doors[stream])
            outcomes |= dict(zip(indexes, applied, strict=True))
        return [outcomes[index] for index in range(len(events))]

    async def compute(self, workers: int = 1, maximum_subjects: int = 500) -> None:
        """Compute until nothing is due, with one worker or several at once."""

        async def work() -> None:
            recomputer = self.recomputer(maximum_subjects)
            while await recomputer.run_pass():
                pass

        while await self.pool.fetchval("SELECT count(*) FROM recompute_due WHERE retry_at IS NULL"):
            await asyncio.gather(*(work() for _ in range(workers)))

    async def until_waiting(self, connections: int = 1) -> None:
        """Return once so many connections to this database wait for a lock of another."""
        while True:
            waiting = await self.pool.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if waiting >= connections:
                return
            await asyncio.sleep(0.01)

    def recomputer(self, maximum_subjects: int = 500, read: ReadClocks = read_clocks) -> Recomputer:
        """One more recomputer on this database, with the host's clocks or others."""
        return Recomputer(self.definition, self.pool, self.kernel.sealer, self.metrics, maximum_subjects, read)

    def reader(self, stream: str, redis: "Redis", consumer: str = "worker-1", door: Door | None = None) -> StreamReader:
        """A reader of one of the service's streams."""
        signer = signer_from(self.settings)
        return StreamReader(stream, consumer, self.kernel, door or self.doors[stream], signer, redis, self.settings)

    async def record(self, *events: Event) -> None:
        """Send as one batch, each accepted, and compute."""
        outcomes = await self.send(*events)
        assert [outcome.status for outcome in outcomes] == ["accepted"] * len(events), outcomes
        await self.compute()

    async def published(self, subject_prefix: str = "") -> list[dict[str, Any]]:
        """Every state published so far whose subject begins so, oldest first: `subject` and its data."""
        rows = await self.pool.fetch(
            "SELECT id, subject, event FROM outbox UNION ALL SELECT id, subject, event FROM sent ORDER BY id"
        )
        return [
            {"subject": row["subject"], **orjson.loads(row["event"])["data"]}
            for row in rows
            if row["subject"].startswith(subject_prefix)
        ]

    async def latest_states(self, subject_prefix: str = "") -> dict[str, dict[str, Any]]:
        """The content of each subject's highest revision, without the revision. Revisions must be gapless."""
        revisions: dict[str, int] = {}
        latest: dict[str, dict[str, Any]] = {}
        for state in await self.published(subject_prefix):
            subject, revision = state.pop("subject"), state.pop("revision")
            assert revision == revisions.get(subject, 0) + 1, f"{subject} skips a revision"
            revisions[subject], latest[subject] = revision, state
        return latest

    async def forget_everything(self) -> None:
        """Empty every table but the audit log's, for another run on the same database; the guards stand aside."""
        rows = await self.pool.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
            "AND tablename NOT IN ('audit_log', 'alembic_version')"
        )
        names = ", ".join(row["tablename"] for row in rows)
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.execute("SET LOCAL session_replication_role = replica")
            await connection.execute(f"TRUNCATE {names} RESTART IDENTITY")


_positions = iter(range(1, 1 << 62))


def unique_position() -> str:
    """A position no entry had before, in the form of a stream's."""
    return f"{next(_positions)}-0"


@asynccontextmanager
async def service_on(
    definition: ServiceDefinition, database_url: str, redis_url: str = "redis://127.0.0.1:1/0", **more: Any
) -> AsyncIterator[ServiceUnderTest]:
    """The service on a database, which is migrated first if it is not yet."""
    await ensure_database(database_url)
    await asyncio.to_thread(migrate, database_url, definition.migrations)
    pool = await open_pool(database_url, 8, f"{definition.name}-test")
    try:
        yield ServiceUnderTest(
            definition,
            pool,
            settings_for(definition.name, database_url, redis_url, require_durable_redis=False, **more),
        )
    finally:
        pool.terminate()


async def send_by_stream(redis: "Redis", stream: str, bodies: Sequence[bytes | Event]) -> list[bytes]:
    """XADD bodies as a relay would, signed; the ids they got."""
    pipeline = redis.pipeline(transaction=False)
    for body in bodies:
        event = body.to_json() if isinstance(body, Event) else body
        pipeline.xadd(stream, {ENTRY_FIELD: event, SIGNATURE_FIELD: SIGNER.sign(stream, event)})
    ids: list[bytes] = await pipeline.execute()
    return ids


async def read_new(redis: "Redis", reader: StreamReader, count: int = 10_000) -> list[Any]:
    """Read new entries as the subscriber does, without acting on them."""
    answer: Any = await redis.xreadgroup(reader.group, reader.consumer, {reader.stream: ">"}, count=count)
    return list(answer[0][1]) if answer else []


async def entries_of(redis: "Redis", stream: str) -> list[tuple[bytes, bytes]]:
    """Every entry of a stream: its id and the JSON of its event."""
    answer: Any = await redis.xrange(stream)
    return [(entry_id, fields[ENTRY_FIELD.encode()]) for entry_id, fields in answer]


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class WorkerProcess:
    """A service's worker as it runs in production: a process of its own."""

    def __init__(
        self, service: str, database_url: str, redis_url: str, log: Path, zone: str | None = None, **settings: Any
    ) -> None:
        self.port = free_port()
        self.log = log
        own = {
            "redis_url": redis_url,
            f"{service}_database_url": database_url,
            f"{service}_worker_port": self.port,
            "sealing_key": SEALING_KEY,
        }
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GONGFANG_")},
            **{f"GONGFANG_{name.upper()}": str(value) for name, value in (own | settings).items()},
            **({"TZ": zone} if zone else {}),
        }
        self._command = [sys.executable, "-m", f"services.{service}.worker"]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start it, without waiting until it is ready. It must not be running."""
        assert not self.is_running()
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self._command, cwd=REPOSITORY, env=self._environment, stdout=output, stderr=output
            )
        return self

    def is_running(self) -> bool:
        """Whether the process lives."""
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """End it as a crash would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def interrupt(self) -> None:
        """Ask for a graceful stop, without waiting."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)

    def wait(self, seconds: float = 30.0) -> int:
        """Wait for its end; the exit code."""
        assert self.process is not None
        return self.process.wait(timeout=seconds)

    def stop(self) -> int:
        """Stop it gracefully; the exit code."""
        self.interrupt()
        return self.wait()

    async def answers(self, path: str) -> tuple[int, str]:
        """Status and body of a path of its own small HTTP application; (0, "") while nobody listens."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return 0, ""
        try:
            writer.write(f"GET {path} HTTP/1.1\r\nHost: worker\r\nConnection: close\r\n\r\n".encode())
            head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
            return int(head.split(" ")[1]) if head else 0, body
        except OSError:
            return 0, ""
        finally:
            writer.close()

    async def is_ready(self) -> bool:
        """Whether it says that every subscriber reads."""
        return (await self.answers("/health/ready"))[0] == 200

    async def until_ready(self, seconds: float = 30.0) -> Self:
        """Wait until it is ready. Fails with its log when it ends instead."""
        deadline = time.monotonic() + seconds
        while not await self.is_ready():
            assert self.is_running(), f"the worker ended:\n{self.log.read_text()[-4000:]}"
            assert time.monotonic() < deadline, f"the worker is not ready:\n{self.log.read_text()[-4000:]}"
            await asyncio.sleep(0.05)
        return self


async def eventually(condition: Callable[[], Any], seconds: float = 20.0, what: str = "") -> None:
    """Wait until an async or plain condition holds; fail after a bound."""
    deadline = time.monotonic() + seconds
    while True:
        result = condition()
        if asyncio.iscoroutine(result):
            result = await result
        if result:
            return
        assert time.monotonic() < deadline, f"did not come true within {seconds} s: {what or condition}"
        await asyncio.sleep(0.05)


def database_name(url: str) -> str:
    """The database a URL names."""
    return urlsplit(url).path.lstrip("/")
