"""Erasing a person: his key is destroyed here, and everybody who was told his details is told to drop them."""

from services.placement import marks
from services.placement.computations.details import publish_details
from services.placement.store import people
from services.placement.store.published_states import forget_published
from shared.audit import record_action
from shared.messaging.transaction import Mark, Transaction


async def erase_details(transaction: Transaction, worker: str, actor: str) -> bool:
    """Destroy a worker's key, publish that his details are gone, and record who did it. False: no such worker.

    With the key go name, identity number, phone and account. The sealed key was also in what was published:
    what waits to be sent and what was sent is deleted, so no replay brings it back, and readers drop theirs
    with the withdrawal. What remains, and can be read by whoever has the installation's key: entries of the
    stream until they are trimmed and Redis has rewritten its file, and backups until they are given up. Rows
    of refused files that named him stay among the dead letters until an operator settles them, sealed under
    the installation's key.
    """
    connection = transaction.connection
    if not await people.erase_person(connection, worker):
        return False
    cause = f"{actor}#erase:{worker}"
    # Erased twice, the first withdrawal may still wait to be sent: it stays.
    for subject in await publish_details(transaction, {worker: Mark(marks.DETAILS, (worker,), cause, cause)}):
        await forget_published(connection, subject)
    await record_action(connection, actor, "worker.details_erased", worker, {})
    return True
