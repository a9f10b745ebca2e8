"""Keeping the accounts workers' money goes to: the first at once, another in its place once a second person agrees."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from services.placement.handlers.own_workshop import refuse_accounts_of_others
from services.placement.handlers.seal_details import (
    GivenAccount,
    is_fresh_account,
    open_account,
    open_next_account,
    open_proposal,
    seal_account,
)
from services.placement.store import people
from services.placement.store.fact_tables import order_of
from services.placement.store.people import Person
from shared.audit import record_action
from shared.clock import shanghai_today
from shared.events.details import WorkerAccountDecided, WorkerAccountGiven
from shared.events.envelope import Event
from shared.messaging.definition import Handler
from shared.messaging.entries import EventRefused
from shared.messaging.transaction import Transaction
from shared.policy import available_packs, load_pack
from shared.sealing import Sealer
from shared.subjects import PART_SEPARATOR, same_subject

WAITING_DAYS = "payments.account_waiting_days"


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
        kept = [_given(sealer, locked[worker], event) for worker, event in changing.items()]
        await people.save_accounts(transaction.connection, kept)
        for worker, event in changing.items():
            transaction.mark("details", (worker,), event)

    return keep_accounts


def deciding_accounts_with(sealer: Sealer) -> Handler:
    """The handler of WorkerAccountDecided, which opens and seals with the service's key."""

    async def decide_accounts(transaction: Transaction, events: Sequence[WorkerAccountDecided]) -> None:
        """Let a second person say whether the account given last takes the place of the one before."""
        for event in sorted(events, key=order_of):
            await _decide(transaction, sealer, event)

    return decide_accounts


def _given(sealer: Sealer, person: Person, event: WorkerAccountGiven) -> Person:
    """The person after an account was given or taken back: another one than before is a proposal only."""
    was_erased = person.erased_at is not None and person.account_order and person.account_order[1] <= person.erased_at
    is_first = person.account_order is None or was_erased
    person = replace(_as_of(person, shanghai_today()), account_order=order_of(event), sealed_proposal=None)
    data = event.data
    if data.withdrawn:
        return replace(person, sealed_account=None, sealed_next_account=None, next_account_from=None)
    account = GivenAccount(
        data.account_number, data.bank_name, data.bank_code, data.account_name, given_by=_sender(event)
    )
    standing = (open_account(sealer, person), open_next_account(sealer, person))
    if any(known and known.destination == account.destination for known in standing):
        return person
    person, sealed = seal_account(sealer, person, account)
    return replace(person, sealed_account=sealed) if is_first else replace(person, sealed_proposal=sealed)


async def _decide(transaction: Transaction, sealer: Sealer, event: WorkerAccountDecided) -> None:
    data, connection = event.data, transaction.connection
    if data.withdrawn:
        raise EventRefused("/data/withdrawn", "a decision is not taken back", "give the account that is right")
    person = (await people.lock_people(connection, [data.worker], []))[data.worker]
    proposal = open_proposal(sealer, person)
    if proposal is None:
        raise EventRefused(
            "/data/worker",
            f"no changed account of {data.worker} waits for a decision",
            "look at GET /v1/account-proposals",
        )
    if proposal.account_number != data.account_number:
        raise EventRefused(
            "/data/account_number", "this is not the number that was given", "compare it with the card, digit by digit"
        )
    person = replace(_as_of(person, shanghai_today()), sealed_proposal=None)
    if data.confirmed:
        if same_subject(proposal.given_by, _sender(event)):
            raise EventRefused(
                "/source", f"{_sender(event)} gave this account and cannot confirm it", "another person confirms it"
            )
        person = await _confirmed(transaction, sealer, person, replace(proposal, confirmed_by=_sender(event)))
    await people.save_accounts(connection, [person])
    action = "worker.account_confirmed" if data.confirmed else "worker.account_refused"
    detail = {"event": event.key, "reason": data.reason, "given_by": proposal.given_by}
    await record_action(connection, event.source, action, data.worker, detail)
    transaction.mark("details", (data.worker,), event)


async def _confirmed(transaction: Transaction, sealer: Sealer, person: Person, account: GivenAccount) -> Person:
    """The person with an account that takes the place of his after the pack's days."""
    today = shanghai_today()
    pack = await people.policy_pack_on(transaction.connection, person.worker, today)
    if pack is None or pack not in available_packs():
        raise EventRefused(
            "/data/worker",
            f"no policy pack says how many days an account of {person.worker} waits",
            "enrol the worker and register his workshop first",
        )
    first_day = today + timedelta(days=load_pack(pack).rules_on(today).integer(WAITING_DAYS))
    person, sealed = seal_account(sealer, person, account)
    return _as_of(replace(person, sealed_next_account=sealed, next_account_from=first_day), today)


def _as_of(person: Person, today: date) -> Person:
    """The person with the account that stands today: one whose day has come has taken the other's place."""
    if person.next_account_from is None or today < person.next_account_from:
        return person
    return replace(person, sealed_account=person.sealed_next_account, sealed_next_account=None, next_account_from=None)


def _sender(event: Event) -> str:
    """Who sent a fact, without the part of him that did."""
    return event.source.partition(PART_SEPARATOR)[0]
