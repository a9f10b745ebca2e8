"""Keeping the bank accounts workers' money goes to, sealed like whatever names them."""

from collections.abc import Sequence
from dataclasses import replace

from services.placement.handlers.own_workshop import refuse_accounts_of_others
from services.placement.handlers.seal_details import GivenAccount, is_fresh_account, seal_account
from services.placement.store import people
from services.placement.store.fact_tables import order_of
from shared.events.details import WorkerAccountGiven
from shared.messaging.definition import Handler
from shared.messaging.transaction import Transaction
from shared.sealing import Sealer


def keeping_accounts_with(sealer: Sealer) -> Handler:
    """The handler of WorkerAccountGiven, which seals with the service's key."""

    async def keep_accounts(transaction: Transaction, events: Sequence[WorkerAccountGiven]) -> None:
        """Keep the latest account of each worker, unless he was erased since; also of those not enrolled yet."""
        await refuse_accounts_of_others(transaction, events)
        newest: dict[str, WorkerAccountGiven] = {}
        for event in events:
            held = newest.get(event.data.worker)
            if held is None or order_of(event) > order_of(held):
                newest[event.data.worker] = event
        locked = await people.lock_people(transaction.connection, list(newest), [])
        changing = {worker: event for worker, event in newest.items() if is_fresh_account(locked[worker], event)}
        await people.save_accounts(
            transaction.connection,
            [
                replace(seal_account(sealer, locked[worker], _account(event)), account_order=order_of(event))
                for worker, event in changing.items()
            ],
        )
        for worker, event in changing.items():
            transaction.mark("details", (worker,), event)

    return keep_accounts


def _account(event: WorkerAccountGiven) -> GivenAccount | None:
    data = event.data
    if data.withdrawn:
        return None
    return GivenAccount(data.account_number, data.bank_name, data.bank_code, data.account_name)
