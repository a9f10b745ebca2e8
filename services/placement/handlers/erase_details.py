"""Erasing a person: his key is destroyed here, and everybody who was told his details is told to drop them."""

from services.placement.computations.details import publish_details
from services.placement.store import people
from services.placement.store.published_states import forget_published
from shared.audit import record_action
from shared.database import Pool
from shared.messaging.kernel import WORK_CHANNEL
from shared.messaging.transaction import Mark, Transaction
from shared.sealing import Sealer


async def erase_details(pool: Pool, sealer: Sealer, worker: str, actor: str) -> bool:
    """Destroy a worker's key, publish that his details are gone, and record who did it. False: no such worker.

    With the key go name, identity number, phone and account. The sealed key was also in what was published:
    what waits to be sent and what was sent is deleted, so no replay brings it back, and readers drop theirs
    with the withdrawal. What remains, and can be read by whoever has the installation's key: entries of the
    stream until they are trimmed and Redis has rewritten its file, and backups until they are given up. Rows
    of refused files that named him stay among the dead letters until an operator settles them, sealed under
    the installation's key.
    """
    async with pool.acquire() as connection, connection.transaction():
        if not await people.erase_person(connection, worker):
            return False
        cause = f"{actor}#erase:{worker}"
        transaction = Transaction(connection, "placement", marking_allowed=False)
        # Erased twice, the first withdrawal may still wait to be sent: it stays.
        for subject in await publish_details(transaction, sealer, {worker: Mark("details", (worker,), cause, cause)}):
            await forget_published(connection, subject)
        await record_action(connection, actor, "worker.details_erased", worker, {})
        await transaction.flush()
        await connection.execute(f"NOTIFY {WORK_CHANNEL}")
    return True
