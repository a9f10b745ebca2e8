"""Keeping the accounts workers' money goes to: the first at once, another in its place once a second person agrees."""

from collections.abc import Sequence
from dataclasses import replace

from services.placement import marks
from services.placement.handlers.own_workshop import refuse_accounts_of_others
from services.placement.store import people
from services.placement.store.people import Person
from services.placement.store.sealed_details import GivenAccount, is_fresh_account, open_accounts, seal_accounts
from shared.clock import shanghai_today
from shared.events.details import WorkerAccountGiven
from shared.events.envelope import Event
from shared.facts.precedence import precedence_of
from shared.messaging.transaction import Transaction
from shared.rules.account_changes import Accounts
from shared.sealing import Sealer
from shared.subjects import PART_SEPARATOR


async def keep_accounts(transaction: Transaction, events: Sequence[WorkerAccountGiven]) -> None:
    """Keep the latest account of each worker, unless he was erased since; also of those not enrolled yet."""
    await refuse_accounts_of_others(transaction, events)
    newest: dict[str, WorkerAccountGiven] = {}
    for event in events:
        held = newest.get(event.data.worker)
        if held is None or precedence_of(event) > precedence_of(held):
            newest[event.data.worker] = event
    locked = await people.lock_people(transaction.connection, list(newest), [])
    changing = {worker: event for worker, event in newest.items() if is_fresh_account(locked[worker], event)}
    kept = [_given(transaction.sealer, locked[worker], event) for worker, event in changing.items()]
    await people.save_accounts(transaction.connection, kept)
    for worker, event in changing.items():
        transaction.mark(marks.DETAILS, (worker,), event)


def _given(sealer: Sealer, person: Person, event: WorkerAccountGiven) -> Person:
    """The person after an account was given or taken back: another one than before is a proposal only."""
    was_erased = person.erased_at is not None and person.account_order and person.account_order[1] <= person.erased_at
    is_first = person.account_order is None or bool(was_erased)
    data, ordered = event.data, replace(person, account_order=precedence_of(event))
    if data.withdrawn:
        return seal_accounts(sealer, ordered, Accounts())
    account = GivenAccount(
        data.account_number, data.bank_name, data.bank_code, data.account_name, given_by=sender_of(event)
    )
    accounts = open_accounts(sealer, person).given(account, shanghai_today(), is_first=is_first)
    return seal_accounts(sealer, ordered, accounts)


def sender_of(event: Event) -> str:
    """Who sent a fact, without the part of him that did."""
    return event.source.partition(PART_SEPARATOR)[0]
