"""The people of the villages: where they live, and who they are."""

from collections.abc import Sequence

from services.placement.handlers.keep_identities import keep_identities
from services.placement.store import fact_tables
from shared.events.households import LabourerRegistered
from shared.messaging.transaction import Transaction


async def keep_labourers(transaction: Transaction, events: Sequence[LabourerRegistered]) -> None:
    """Keep where people live, and who they are. Raises Refused for a number that is none, or another's."""
    await keep_identities(transaction, events)
    await fact_tables.LABOURER.keep_newest(transaction.connection, events)
