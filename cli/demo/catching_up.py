"""Waiting until everything sent has been computed: no entry unread, no mark left, nothing to relay."""

import asyncio
from time import monotonic

import asyncpg
from redis.asyncio import Redis
from redis.exceptions import ResponseError
from rich.progress import Progress

from cli.demo.patience import through_outages
from cli.failing import CommandFailedError
from cli.stack import Stack
from shared.events.catalogue import SERVICES

_QUIET_CHECKS = 3
_CHECK_SECONDS = 0.1
LONGEST_SECONDS = 600.0


class NotCaughtUpError(CommandFailedError):
    """Work was still left after the longest wait; the message says where."""


def wait_until_caught_up(stack: Stack, progress: Progress | None = None) -> None:
    """Return once all three services have nothing left to do. Raises NotCaughtUpError after ten minutes."""
    through_outages(stack, lambda: asyncio.run(_wait(stack, progress)))


async def _wait(stack: Stack, progress: Progress | None) -> None:
    task = progress.add_task("computing", total=None) if progress else None
    deadline = monotonic() + LONGEST_SECONDS
    redis: Redis = Redis.from_url(stack.addresses.redis_url)
    connections = [await asyncpg.connect(stack.settings.service_database_url(service)) for service in SERVICES]
    try:
        quiet = 0
        while quiet < _QUIET_CHECKS:
            left: dict[str, int] = {
                service: await _left_in_database(connection)
                for service, connection in zip(SERVICES, connections, strict=True)
            }
            left["streams"] = await _left_in_streams(redis)
            total = sum(left.values())
            quiet = quiet + 1 if total == 0 else 0
            if progress and task is not None:
                progress.update(task, description=f"computing, {total} to go")
            if monotonic() > deadline:
                raise NotCaughtUpError(f"still to do after {LONGEST_SECONDS:.0f} s: {left}")
            stack.check()
            await asyncio.sleep(_CHECK_SECONDS)
        if progress and task is not None:
            progress.update(task, description="all computed", total=1, completed=1)
    finally:
        for connection in connections:
            await connection.close()
        await redis.aclose()


async def _left_in_database(connection: "asyncpg.Connection[asyncpg.Record]") -> int:
    return int(
        await connection.fetchval(
            """
            SELECT (SELECT count(*) FROM recompute_due WHERE retry_at IS NULL) + (SELECT count(*) FROM outbox)
            """
        )
    )


async def _left_in_streams(redis: "Redis") -> int:
    left = 0
    async for key in redis.scan_iter(_type="STREAM"):
        try:
            groups = await redis.xinfo_groups(key)
        except ResponseError:
            continue
        left += sum((group["lag"] or 0) + group["pending"] for group in groups)
    return left
