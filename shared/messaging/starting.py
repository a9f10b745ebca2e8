"""What a service does once when a worker of it starts, before anything is read or computed."""

import structlog

from shared.database import Pool
from shared.messaging.deadlines import unknown_kinds
from shared.messaging.definition import ServiceDefinition
from shared.messaging.failures import backing_off, is_outage
from shared.messaging.transaction import Transaction
from shared.messaging.waiting import try_all_again

log = structlog.get_logger()

_START_CLASS = 7473


async def tell_unknown_kinds(transaction: Transaction) -> None:
    """Warn of deadlines that this version of the service cannot act on; they stay for one that can."""
    for kind, deadlines in (await unknown_kinds(transaction.connection, transaction.mark_kinds)).items():
        log.warning("deadlines_of_unknown_kind", kind=kind, deadlines=deadlines)


async def run_at_start(definition: ServiceDefinition, pool: Pool) -> None:
    """Have everything that failed tried again, and run the definition's `at_start`, in one transaction.

    An outage is waited out; other errors are raised. Workers that start together take turns, so each finds
    what the one before it committed.
    """
    async for attempt in backing_off(0.2):
        try:
            async with pool.acquire() as connection, connection.transaction():
                await connection.execute("SELECT pg_advisory_xact_lock($1, 1)", _START_CLASS)
                transaction = Transaction(connection, definition.name, mark_kinds=definition.mark_kinds)
                for step in (try_all_again, tell_unknown_kinds, *definition.at_start):
                    await step(transaction)
                await transaction.flush()
            return
        except Exception as error:
            if not is_outage(error):
                raise
            log.warning("start_waiting_for_database", attempt=attempt, error=repr(error)[:300])
