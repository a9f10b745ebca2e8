"""Taking workers on: where they belong, and who they are."""

from collections.abc import Sequence

from services.placement import marks
from services.placement.handlers.keep_identities import keep_identities
from services.placement.handlers.own_workshop import refuse_enrolments_of_others
from services.placement.store import fact_tables
from shared.events.people import WorkerEnrolled
from shared.messaging.transaction import Transaction


async def keep_workers(transaction: Transaction, events: Sequence[WorkerEnrolled]) -> None:
    """Keep where workers belong, and who they are. Raises Refused for a number that is none, or another's."""
    await refuse_enrolments_of_others(transaction, events)
    await keep_identities(transaction, events)
    await fact_tables.ENROLMENT.keep_newest(transaction.connection, events)
    for event in events:
        transaction.mark(marks.WORKER, (event.data.worker,), event)
        transaction.mark(marks.WORKER_CLOCKS, (event.data.worker,), event)
