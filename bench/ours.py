"""Our worker, as the real process it is, over a backlog and at a steady rate."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter

import asyncpg
import httpx
import psutil
from redis.asyncio import Redis

from bench.loads import attendance_events, fill_stream, registrations
from cli.stack import PROJECT_FOLDER, environment_of, free_port
from shared.database import ensure_database, migrate
from shared.messaging.doors import signer_from
from shared.sealing import new_key_base64
from shared.settings import Settings

_READY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class RunningWorker:
    """A payroll worker with its servers."""

    process: subprocess.Popen[bytes]
    settings: Settings
    redis: "Redis"

    def resident_mib(self) -> float:
        """Its resident memory in MiB."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 2**20


def payroll_settings(redis_url: str, database_url: str, name: str) -> Settings:
    """Settings of a payroll worker on a database of its own on the server.

    It tells errors only: that no other service reads its streams, which it would warn of, is meant here.
    """
    return Settings(
        redis_url=redis_url,
        database_url=database_url,
        payroll_database_url=database_url.rsplit("/", 1)[0] + f"/{name}",
        payroll_worker_port=free_port(),
        sealing_key=new_key_base64(),
        log_level="error",
    )


async def prepare_payroll(settings: Settings) -> None:
    """Create payroll's database and have the workshop and its workers registered in it."""
    url = settings.service_database_url("payroll")
    await ensure_database(url)
    await asyncio.to_thread(migrate, url, PROJECT_FOLDER / "services" / "payroll" / "migrations")
    async with running_worker(settings) as worker:
        await fill_stream(worker.redis, signer_from(settings), "placement", registrations())
        await until_drained(worker)


@asynccontextmanager
async def running_worker(settings: Settings, *, until_ready: bool = True) -> AsyncIterator[RunningWorker]:
    """A payroll worker process, ended with the context."""
    redis: Redis = Redis.from_url(settings.redis_url)
    process = subprocess.Popen(
        [sys.executable, "-m", "services.payroll.worker"],
        cwd=PROJECT_FOLDER,
        env={**environment_of(settings), "PATH": "/usr/bin:/bin"},
    )
    try:
        if until_ready:
            await _until_ready(settings)
        yield RunningWorker(process, settings, redis)
    finally:
        process.terminate()
        process.wait(20)
        await redis.aclose()


async def _until_ready(settings: Settings) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(_READY_SECONDS * 10):
            try:
                answer = await client.get(f"http://127.0.0.1:{settings.worker_port('payroll')}/health/ready")
                if answer.status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.1)
    raise RuntimeError(f"the worker was not ready after {_READY_SECONDS} s")


async def until_drained(worker: RunningWorker) -> None:
    """Wait until the stream is acknowledged and no mark is left: every statement is committed."""
    connection = await asyncpg.connect(worker.settings.service_database_url("payroll"))
    try:
        while True:
            groups = await worker.redis.xinfo_groups("placement")
            group = next(group for group in groups if group["name"] == b"payroll")
            read = not group["lag"] and not group["pending"]
            if read and not await connection.fetchval("SELECT EXISTS (SELECT FROM recompute_due)"):
                return
            await asyncio.sleep(0.02)
            if worker.process.poll() is not None:
                raise RuntimeError("the worker ended")
    finally:
        await connection.close()


@dataclass(frozen=True, slots=True)
class Backlog:
    """What a worker did with a backlog; memory is resident, early at a tenth of the way."""

    events_per_second: float
    early_mib: float
    peak_mib: float


async def over_backlog(settings: Settings, events: int) -> Backlog:
    """Work off a backlog, entry in the stream to statement committed.

    Timed from the first batch delivered to the last statement committed: the process's start is left out.
    """
    redis: Redis = Redis.from_url(settings.redis_url)
    await fill_stream(redis, signer_from(settings), "placement", attendance_events(events))
    before = await _last_delivered(redis)
    async with running_worker(settings, until_ready=False) as worker:
        while await _last_delivered(redis) == before:
            await asyncio.sleep(0.005)
        started = perf_counter()
        memory_mib = [worker.resident_mib()]
        draining = asyncio.create_task(until_drained(worker))
        while not draining.done():
            await asyncio.wait([draining], timeout=0.25)
            memory_mib.append(worker.resident_mib())
        await draining
        rate = events / (perf_counter() - started)
    await redis.aclose()
    return Backlog(rate, memory_mib[len(memory_mib) // 10], max(memory_mib))


async def _last_delivered(redis: "Redis") -> bytes:
    groups = await redis.xinfo_groups("placement")
    return next(bytes(group["last-delivered-id"]) for group in groups if group["name"] == b"payroll")
