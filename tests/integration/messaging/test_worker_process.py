"""The stream process as it runs in production: ready when it reads, ended when a part of it is, gone on request."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from redis.asyncio import Redis

from cli.embedded import EmbeddedServers, ServerAddresses
from cli.embedded.spawning import ProcessRecord
from tests.support.harness import ServiceUnderTest, WorkerProcess, entries_of, eventually, free_port, send_by_stream
from tests.support.payroll.facts import attended, registered, workshop


@pytest.fixture
def worker(
    payroll: ServiceUnderTest, redis: "Redis", servers: ServerAddresses, tmp_path: Path
) -> Iterator[WorkerProcess]:
    """A payroll worker on the test's database and an empty stream store; not started yet."""
    url = payroll.settings.payroll_database_url
    assert url is not None
    process = WorkerProcess("payroll", url, servers.redis_url, tmp_path / "worker.log", reclaim_interval_seconds=1)
    yield process
    process.kill()


async def test_facts_on_the_streams_become_states_on_payrolls_own(
    worker: WorkerProcess, payroll: ServiceUnderTest, redis: "Redis"
) -> None:
    await send_by_stream(redis, "placement", [workshop(), registered("W-1"), attended("W-1", "2022-07-01")])
    await worker.start().until_ready()

    async def relayed() -> bool:
        return (
            len(await entries_of(redis, "payroll")) >= 1
            and not (await redis.xpending("placement", "payroll"))["pending"]
        )

    await eventually(relayed)
    assert await payroll.pool.fetchval("SELECT count(*) FROM statement") == 1
    status, metrics = await worker.answers("/metrics")
    assert status == 200
    assert 'gongfang_events_total{door="placement",service="payroll",status="accepted"} 3.0' in metrics
    assert worker.stop() == 0


async def test_it_is_alive_before_it_is_ready(worker: WorkerProcess, payroll: ServiceUnderTest, redis: "Redis") -> None:
    """Its own pending entries come first, and readiness waits for the subscribers behind them."""
    reader = payroll.reader("placement", redis)
    await reader.create_group()
    await send_by_stream(redis, "placement", [attended("W-1", "2022-07-01")])
    await redis.xreadgroup("payroll", "worker-1", {"placement": ">"})
    async with payroll.pool.acquire() as holder:
        async with holder.transaction():
            await holder.execute("LOCK TABLE attendance IN ACCESS EXCLUSIVE MODE")
            worker.start()

            async def alive() -> bool:
                return (await worker.answers("/health/live"))[0] == 200

            await eventually(alive)
            await asyncio.sleep(0.5)
            assert (await worker.answers("/health/ready"))[0] == 503
        await worker.until_ready()
    assert await payroll.pool.fetchval("SELECT count(*) FROM attendance") == 1


@pytest.mark.parametrize("away", ["valkey", "postgres"])
async def test_it_is_not_ready_while_a_server_it_needs_is_away_and_ready_when_it_is_back(
    worker: WorkerProcess, embedded_servers: EmbeddedServers, away: str
) -> None:
    server = embedded_servers.valkey if away == "valkey" else embedded_servers.postgres
    await worker.start().until_ready()
    server.kill()
    try:
        for _ in range(3):
            status, body = await worker.answers("/health/ready")
            assert status == 503
            assert {"valkey": "redis", "postgres": "database"}[away] in body
        assert (await worker.answers("/health/live"))[0] == 200
    finally:
        server.start()
    await worker.until_ready()


@pytest.mark.parametrize("hanging", ["valkey", "postgres"])
async def test_it_is_not_ready_while_a_server_it_needs_does_not_answer(
    worker: WorkerProcess, embedded_servers: EmbeddedServers, hanging: str
) -> None:
    record = ProcessRecord.read(embedded_servers.folder.path / "run" / f"{hanging}.json")
    assert record is not None
    await worker.start().until_ready()
    server = psutil.Process(record.pid)
    stopped = [server, *server.children(recursive=True)]
    for process in stopped:
        process.suspend()
    try:
        assert (await worker.answers("/health/ready"))[0] == 503
    finally:
        for process in stopped:
            process.resume()
    await worker.until_ready()


@pytest.mark.parametrize("stream", ["placement", "orders"])
async def test_it_ends_with_an_error_when_its_group_is_destroyed(
    worker: WorkerProcess, redis: "Redis", stream: str
) -> None:
    await worker.start().until_ready()
    await redis.xgroup_destroy(stream, "payroll")
    assert await asyncio.to_thread(worker.wait) != 0
    await worker.start().until_ready()
    assert [group["name"] for group in await redis.xinfo_groups(stream)] == [b"payroll"]


async def test_it_ends_with_an_error_when_its_stream_is_deleted(worker: WorkerProcess, redis: "Redis") -> None:
    await worker.start().until_ready()
    await redis.delete("orders")
    assert await asyncio.to_thread(worker.wait) != 0


async def test_it_ends_with_an_error_when_its_port_is_taken(worker: WorkerProcess) -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", worker.port)
    async with server:
        worker.start()
        assert await asyncio.to_thread(worker.wait) != 0
    assert f"port {worker.port} cannot be served" in worker.log.read_text()


async def test_it_refuses_a_server_that_may_lose_entries(worker: WorkerProcess, redis: "Redis") -> None:
    await redis.config_set("appendfsync", "everysec")
    try:
        worker.start()
        assert await asyncio.to_thread(worker.wait) != 0
        assert "appendfsync is everysec" in worker.log.read_text()
    finally:
        await redis.config_set("appendfsync", "always")


async def test_a_graceful_stop_finishes_and_acknowledges_the_batch_in_work(
    worker: WorkerProcess, payroll: ServiceUnderTest, redis: "Redis"
) -> None:
    await worker.start().until_ready()
    async with payroll.pool.acquire() as holder:
        async with holder.transaction():
            await holder.execute("LOCK TABLE attendance IN ACCESS EXCLUSIVE MODE")
            await send_by_stream(redis, "placement", [attended("W-1", "2022-07-01")])

            async def in_work() -> bool:
                return bool((await redis.xpending("placement", "payroll"))["pending"] == 1)

            await eventually(in_work)
            worker.interrupt()
            await asyncio.sleep(1.0)
            assert worker.is_running(), "the batch in work is waited for"
        assert await asyncio.to_thread(worker.wait) == 0
    assert await payroll.pool.fetchval("SELECT count(*) FROM attendance") == 1
    assert (await redis.xpending("placement", "payroll"))["pending"] == 0


async def test_a_stop_while_it_waits_for_its_database_is_heard(servers: ServerAddresses, tmp_path: Path) -> None:
    nobody = f"postgresql://gongfang@127.0.0.1:{free_port()}/gongfang_payroll"
    waiting = WorkerProcess("payroll", nobody, servers.redis_url, tmp_path / "worker.log").start()
    try:

        async def waits() -> bool:
            return "start_waiting_for_database" in waiting.log.read_text()

        await eventually(waits)
        waiting.interrupt()
        assert await asyncio.to_thread(waiting.wait, 10) == 0
    finally:
        waiting.kill()


async def test_a_stop_while_it_drains_what_it_left_pending_is_heard(
    worker: WorkerProcess, payroll: ServiceUnderTest, redis: "Redis"
) -> None:
    await payroll.reader("placement", redis).create_group()
    await send_by_stream(redis, "placement", [attended("W-1", "2022-07-01")])
    await redis.xreadgroup("payroll", "worker-1", {"placement": ">"})
    async with payroll.pool.acquire() as holder, holder.transaction():
        await holder.execute("LOCK TABLE attendance IN ACCESS EXCLUSIVE MODE")
        worker.start()

        async def alive() -> bool:
            return (await worker.answers("/health/live"))[0] == 200

        await eventually(alive)
        await asyncio.sleep(0.5)
        worker.interrupt()
        assert await asyncio.to_thread(worker.wait, 20) == 0
    assert (await redis.xpending("placement", "payroll"))["pending"] == 1, "what was not applied stays pending"


async def test_after_a_kill_the_next_worker_takes_the_same_name_and_what_was_left(
    worker: WorkerProcess, payroll: ServiceUnderTest, redis: "Redis"
) -> None:
    await worker.start().until_ready()
    async with payroll.pool.acquire() as holder, holder.transaction():
        await holder.execute("LOCK TABLE attendance IN ACCESS EXCLUSIVE MODE")
        await send_by_stream(redis, "placement", [attended("W-1", "2022-07-01")])

        async def in_work() -> bool:
            return bool((await redis.xpending("placement", "payroll"))["pending"] == 1)

        await eventually(in_work)
        worker.kill()
    await worker.start().until_ready()
    consumers = await redis.xinfo_consumers("placement", "payroll")
    assert [(consumer["name"], consumer["pending"]) for consumer in consumers] == [(b"worker-1", 0)]
    assert await payroll.pool.fetchval("SELECT count(*) FROM attendance") == 1


async def test_work_committed_by_another_process_is_computed_at_once(
    worker: WorkerProcess, payroll: ServiceUnderTest
) -> None:
    await worker.start().until_ready()
    await payroll.send(workshop(), registered("W-1"), attended("W-1", "2022-07-01"))

    async def computed() -> bool:
        return bool(await payroll.pool.fetchval("SELECT count(*) FROM statement") == 1)

    await eventually(computed, 5)
