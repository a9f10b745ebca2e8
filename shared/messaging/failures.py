"""Telling an outage, which is waited out, from an error that would happen again every time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import asyncpg
from redis import exceptions as redis_errors

_TRANSIENT_SQLSTATE_CLASSES = ("08", "40", "53", "57", "58")
"""Connection lost, serialization or deadlock, out of resources, operator intervention, system error."""
_TRANSIENT_SQLSTATES = ("25006", "55P03", "25P03")
"""Read-only transaction (a standby), lock not available, idle-in-transaction timeout."""

PROBE_SECONDS = 2.0
"""How long a server may take to answer before it counts as away."""


def is_outage(error: BaseException) -> bool:
    """True when trying again later can succeed without anybody changing anything."""
    if isinstance(error, asyncpg.PostgresError):
        state = error.sqlstate or ""
        return state.startswith(_TRANSIENT_SQLSTATE_CLASSES) or state in _TRANSIENT_SQLSTATES
    if isinstance(error, asyncpg.InterfaceError):
        return any(word in str(error) for word in ("closed", "closing", "connection"))
    if isinstance(error, asyncpg.InternalClientError):
        # How asyncpg tells that a connection was lost just before the query was sent.
        return "cannot switch to state" in str(error)
    if isinstance(error, redis_errors.ResponseError):
        return str(error).startswith(("LOADING", "BUSY", "READONLY", "MASTERDOWN", "OOM", "TRYAGAIN", "MISCONF"))
    return isinstance(error, OSError | TimeoutError | redis_errors.ConnectionError | redis_errors.TimeoutError)


async def servers_away(probes: Mapping[str, Callable[[], Awaitable[object]]]) -> list[str]:
    """The names of the servers that do not answer their probe now, asked at the same time and never waited for long.

    Raises what a probe raises that is no outage.
    """
    tasks = {name: asyncio.ensure_future(probe()) for name, probe in probes.items()}
    if not tasks:
        return []
    await asyncio.wait(tasks.values(), timeout=PROBE_SECONDS)
    away = []
    for name, task in tasks.items():
        if not task.done():
            # Not awaited: a client may want the server's answer even to give up.
            task.cancel()
            task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
            away.append(name)
        elif (error := task.exception()) is not None:
            if not is_outage(error):
                raise error
            away.append(name)
    return away


async def backing_off(first_seconds: float = 0.1, longest_seconds: float = 5.0) -> AsyncIterator[int]:
    """Yield attempt numbers from 1 for ever, sleeping between them, each sleep twice the last."""
    attempt, delay_seconds = 1, first_seconds
    while True:
        yield attempt
        await asyncio.sleep(delay_seconds)
        attempt += 1
        delay_seconds = min(delay_seconds * 2, longest_seconds)
