"""Workers and both servers are killed over and over while events arrive; what comes out is as if nothing happened."""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from time import monotonic

import orjson
import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from cli.embedded import EmbeddedServers
from services.payroll.definition import DEFINITION
from shared.events.envelope import Event
from shared.messaging.relay import ENTRY_FIELD
from shared.messaging.signing import SIGNATURE_FIELD
from tests.conftest import LONG_TESTS
from tests.support.harness import SIGNER, ServiceUnderTest, WorkerProcess, entries_of, eventually, service_on
from tests.support.payroll.logs import LogWriter, assert_equals_recount
from tests.support.servers import with_path

STREAMS = ("orders", "placement")


@dataclass(frozen=True)
class Plan:
    """How many events, and how often what is killed."""

    events: int
    workers: int
    worker_kills: int
    server_kills: int
    seed: int


SHORT = Plan(events=3_000, workers=2, worker_kills=3, server_kills=2, seed=11)
LONG = Plan(events=20_000, workers=2, worker_kills=20, server_kills=8, seed=int(os.environ.get("GONGFANG_SEED", "12")))


@pytest.fixture(scope="module")
def own_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServers]:
    """Servers of this test's own, since it kills them."""
    binary = os.environ.get("GONGFANG_TEST_REDIS_SERVER")
    folder = Path(tempfile.mkdtemp(dir=tmp_path_factory.getbasetemp())) / "data"
    with EmbeddedServers(folder, redis_server_binary=Path(binary) if binary else None) as running:
        yield running


def county(plan: Plan) -> list[Event]:
    """A log with months of much and months of little, corrections, late registrations and transfers."""
    writer = LogWriter(Random(plan.seed))
    kinds = ["attendance"] * 12 + ["piecework"] * 8 + ["registration", "certificate", "production", "roster", "profit"]
    while len(writer.events) < plan.events:
        dense = writer.random.random() < 0.5
        worker = (
            f"W-{writer.random.randrange(30):04d}" if dense else f"S-{writer.random.randrange(plan.events // 4):05d}"
        )
        writer.write(writer.random.choice(kinds), worker)
    for kind in ("workshop", "workshop", "workshop", "workshop", "shares", "shares", "shares"):
        writer.write(kind, "")
    return writer.events


@dataclass
class Storm:
    """The sender, the workers and the hand that kills; `keep_workers_running` is what starts again."""

    plan: Plan
    servers: EmbeddedServers
    processes: list[WorkerProcess]
    random: Random
    sent: int = 0
    killed: list[str] = field(default_factory=list)

    async def send(self, log: list[Event], redis: "Redis") -> None:
        """Write the log in disorder and a part of it twice; what is not acknowledged is written again."""
        events = [*log, *self.random.sample(log, k=len(log) // 20)]
        self.random.shuffle(events)
        for start in range(0, len(events), 50):
            batch = events[start : start + 50]
            await eventually(partial(self._written, batch, redis), 60, "a batch written")
            self.sent = min(len(log), start + 50)
            await asyncio.sleep(0.005)

    def _has_sent(self, events: int) -> bool:
        return self.sent >= events

    @staticmethod
    async def _written(batch: list[Event], redis: "Redis") -> bool:
        try:
            pipeline = redis.pipeline(transaction=False)
            for event in batch:
                body = event.to_json()
                signature = SIGNER.sign(event.owner, body)
                pipeline.xadd(event.owner, {ENTRY_FIELD: body, SIGNATURE_FIELD: signature})
            await pipeline.execute()
        except (RedisError, OSError):
            return False
        return True

    async def kill_things(self) -> None:
        """Kill workers and servers at random moments spread over the sending; servers are started again."""
        victims = ["worker"] * self.plan.worker_kills + ["valkey", "postgres"] * (self.plan.server_kills // 2)
        self.random.shuffle(victims)
        moments = sorted(self.random.randrange(self.plan.events) for _ in victims)
        for victim, moment in zip(victims, moments, strict=True):
            await eventually(partial(self._has_sent, moment), 300, f"{moment} events sent")
            await asyncio.sleep(self.random.random())
            await getattr(self, f"_kill_{victim}")()
            self.killed.append(victim)

    async def _kill_worker(self) -> None:
        self.random.choice(self.processes).kill()

    async def _kill_valkey(self) -> None:
        self.servers.valkey.kill()
        await asyncio.sleep(self.random.random() * 2)
        await asyncio.to_thread(self.servers.valkey.start)

    async def _kill_postgres(self) -> None:
        self.servers.postgres.kill()
        await asyncio.sleep(self.random.random() * 2)
        await asyncio.to_thread(self.servers.postgres.start)

    async def keep_workers_running(self) -> None:
        """Start again whatever ended by itself, as a supervisor would."""
        while True:
            for process in self.processes:
                if not process.is_running():
                    process.start()
            await asyncio.sleep(0.5)


async def through_the_storm(plan: Plan, servers: EmbeddedServers, folder: Path) -> tuple[list[Event], ServiceUnderTest]:
    """Send everything, kill as planned, wait until all is settled; the log, and payroll to be looked at."""
    log = county(plan)
    redis_url, database_url = servers.addresses.redis_url, with_path(servers.addresses.database_url, "payroll_storm")
    processes = [
        WorkerProcess(
            "payroll",
            database_url,
            redis_url,
            folder / f"worker-{number}.log",
            reclaim_idle_seconds=3,
            reclaim_interval_seconds=1,
            trim_interval_seconds=2,
            batch_maximum_entries=100,
        ).start()
        for number in range(plan.workers)
    ]
    storm = Storm(plan, servers, processes, Random(plan.seed))
    redis = Redis.from_url(redis_url, protocol=2)
    supervising = asyncio.create_task(storm.keep_workers_running())
    try:
        for process in processes:
            await process.until_ready()
        await asyncio.gather(storm.send(log, redis), storm.kill_things())
        assert len(storm.killed) == plan.worker_kills + plan.server_kills // 2 * 2
        async with service_on(DEFINITION, database_url, redis_url) as payroll:
            await eventually(lambda: settled(payroll, redis, processes), 240, "every entry applied and relayed")
            supervising.cancel()
            for process in processes:
                assert process.stop() == 0
            await check(payroll, redis, log)
        return log, payroll
    finally:
        supervising.cancel()
        for process in processes:
            process.kill()
        await redis.aclose()


async def settled(payroll: ServiceUnderTest, redis: "Redis", processes: list[WorkerProcess]) -> bool:
    """All workers ready, groups drained, nothing marked, nothing to relay."""
    if not all([await process.is_ready() for process in processes]):
        return False
    for stream in STREAMS:
        (group,) = await redis.xinfo_groups(stream)
        if group["pending"] or group["lag"] or await unread(redis, stream, group["last-delivered-id"]):
            return False
    return not await payroll.pool.fetchval(
        "SELECT (SELECT count(*) FROM recompute_due) + (SELECT count(*) FROM outbox)"
    )


async def unread(redis: "Redis", stream: str, last_delivered: bytes) -> bool:
    """Whether the stream goes on after what the group was given; the lag alone may be unknown after a trim."""
    return bool(await redis.xrange(stream, min=f"({last_delivered.decode()}", count=1))


async def check(payroll: ServiceUnderTest, redis: "Redis", log: list[Event]) -> None:
    """Nothing lost, nothing doubled, and the stream says what the tables say."""
    assert await payroll.pool.fetch("SELECT reason FROM dead_letter") == []
    assert await payroll.pool.fetchval("SELECT count(*) FROM inbox") == len({event.key for event in log})
    assert await payroll.pool.fetchval("SELECT count(*) FROM delivery_attempt") == 0
    assert_equals_recount(await payroll.latest_states(), log)
    await check_stream_against_tables(payroll, redis)


async def check_stream_against_tables(payroll: ServiceUnderTest, redis: "Redis") -> None:
    """The highest revision of each subject on payroll's own stream is the one its table holds."""
    on_stream: dict[str, dict[str, object]] = {}
    for _, body in await entries_of(redis, "payroll"):
        event = orjson.loads(body)
        known = on_stream.get(event["subject"])
        if known is None or event["data"]["revision"] > known["revision"]:
            on_stream[event["subject"]] = event["data"]
    statements = await payroll.pool.fetch("SELECT worker, month, revision, total_yuan FROM statement")
    assert {
        subject: (state["revision"], state["total_yuan"])
        for subject, state in on_stream.items()
        if subject.startswith("statement/")
    } == {
        f"statement/{row['worker']}/{row['month']}": (row["revision"], f"{row['total_yuan']:.2f}") for row in statements
    }
    awards = await payroll.pool.fetch("SELECT workshop, company, month, revision, amount_yuan FROM award")
    assert {
        subject: (state["revision"], state["amount_yuan"])
        for subject, state in on_stream.items()
        if subject.startswith("award/")
    } == {
        f"award/{row['workshop']}/{row['company']}/{row['month']}": (row["revision"], f"{row['amount_yuan']:.2f}")
        for row in awards
    }


@pytest.mark.timeout(600)
async def test_nothing_is_lost_or_doubled_when_workers_and_servers_are_killed(
    own_servers: EmbeddedServers, tmp_path: Path
) -> None:
    started = monotonic()
    log, _ = await through_the_storm(LONG if LONG_TESTS else SHORT, own_servers, tmp_path)
    print(f"{len(log)} events through the storm in {monotonic() - started:.0f} s")
