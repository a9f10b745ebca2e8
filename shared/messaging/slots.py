"""Advisory locks: which worker has which consumer name, and which one relays."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

_SLOT_CLASS = 7471
_LEADER_CLASS = 7472
_MAXIMUM_WORKERS = 64


class Slot:
    """A worker's number, kept while its connection lives: consumer names survive restarts.

    The first free number is taken, so a restarted worker finds the entries its predecessor left pending.
    """

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]", number: int) -> None:
        self._connection = connection
        self.number = number

    @classmethod
    async def take(cls, database_url: str, service: str) -> "Slot":
        """Take the lowest free number from 1. Raises RuntimeError when 64 workers run already."""
        connection = await asyncpg.connect(database_url, server_settings={"application_name": f"{service}-slot"})
        for number in range(1, _MAXIMUM_WORKERS + 1):
            if await connection.fetchval("SELECT pg_try_advisory_lock($1, $2)", _SLOT_CLASS, number):
                return cls(connection, number)
        await connection.close()
        raise RuntimeError(f"{_MAXIMUM_WORKERS} workers of {service} run already")

    async def keep(self) -> None:
        """Return never. A lost lock is harmless: at worst two workers share a name, and the inbox decides."""
        await asyncio.Event().wait()

    async def release(self) -> None:
        """Give the number back."""
        if not self._connection.is_closed():
            await self._connection.close(timeout=2)

    @staticmethod
    @asynccontextmanager
    async def leading(database_url: str, service: str) -> AsyncIterator[Coroutine[Any, Any, None]]:
        """Wait for the relay lock; yield a coroutine that ends when the lock's connection is lost."""
        connection = await asyncpg.connect(database_url, server_settings={"application_name": f"{service}-relay"})
        try:
            await connection.execute("SELECT pg_advisory_lock($1, 1)", _LEADER_CLASS)
            yield lost_connection(connection)
        finally:
            if not connection.is_closed():
                await connection.close(timeout=2)


async def lost_connection(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Return when the connection is lost."""
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _: lost.set())
    await lost.wait()
