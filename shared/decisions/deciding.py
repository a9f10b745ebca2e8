"""The transaction of a decision: what a person decides over HTTP, once, with the events that follow from it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from shared.database import Pool
from shared.messaging.definition import ServiceDefinition
from shared.messaging.kernel import WORK_CHANNEL
from shared.messaging.transaction import Transaction
from shared.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided what; the cause of the events a decision publishes."""

    actor: str
    subject: str

    @property
    def key(self) -> str:
        return f"decision:{self.actor}#{self.subject}"

    @property
    def correlation(self) -> str:
        return self.key


@asynccontextmanager
async def deciding(pool: Pool, definition: ServiceDefinition, sealer: Sealer) -> AsyncIterator[Transaction]:
    """A transaction in which a decision locks, reads, writes and publishes; the worker is told to relay."""
    async with pool.acquire() as connection, connection.transaction():
        transaction = Transaction(connection, definition.name, mark_kinds=definition.mark_kinds, sealing=sealer)
        yield transaction
        await transaction.flush()
        await connection.execute(f"NOTIFY {WORK_CHANNEL}")
