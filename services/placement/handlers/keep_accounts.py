"""Keeping the accounts workers' money goes to: the first at once, another in its place once a second person agrees."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from services.placement import marks
from services.placement.handlers.own_workshop import refuse_accounts_of_others
from services.placement.store import people
from services.placement.store.people import Person
from services.placement.store.sealed_details import GivenAccount, is_fresh_account, open_accounts, seal_accounts
from shared.audit import record_action
from shared.clock import shanghai_today
from shared.events.details import WorkerAccountDecided, WorkerAccountGiven
from shared.events.envelope import Event
from shared.facts.precedence import precedence_of
from shared.messaging.entries import EventRefused
from shared.messaging.reader import ProblemKind
from shared.messaging.transaction import Transaction
from shared.policy import available_packs, load_pack
from shared.refusals import Refused
from shared.rules.account_changes import GIVEN_BY_SAME, NO_PROPOSAL, OTHER_NUMBER, Accounts, refuse_own
from shared.rules.pack_check import ACCOUNT_WAITING_DAYS
from shared.sealing import Sealer
from shared.subjects import PART_SEPARATOR

_POINTERS = {NO_PROPOSAL.code: "/data/worker", OTHER_NUMBER.code: "/data/account_number", GIVEN_BY_SAME.code: "/source"}


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


async def keep_account_decisions(transaction: Transaction, events: Sequence[WorkerAccountDecided]) -> None:
    """Let a second person say whether the account given last takes the place of the one before."""
    for event in sorted(events, key=precedence_of):
        await _decide(transaction, transaction.sealer, event)


def _given(sealer: Sealer, person: Person, event: WorkerAccountGiven) -> Person:
    """The person after an account was given or taken back: another one than before is a proposal only."""
    was_erased = person.erased_at is not None and person.account_order and person.account_order[1] <= person.erased_at
    is_first = person.account_order is None or bool(was_erased)
    data, ordered = event.data, replace(person, account_order=precedence_of(event))
    if data.withdrawn:
        return seal_accounts(sealer, ordered, Accounts())
    account = GivenAccount(
        data.account_number, data.bank_name, data.bank_code, data.account_name, given_by=_sender(event)
    )
    accounts = open_accounts(sealer, person).given(account, shanghai_today(), is_first=is_first)
    return seal_accounts(sealer, ordered, accounts)


async def _decide(transaction: Transaction, sealer: Sealer, event: WorkerAccountDecided) -> None:
    data, connection, today = event.data, transaction.connection, shanghai_today()
    if data.withdrawn:
        raise EventRefused("/data/withdrawn", "a decision is not taken back", "give the account that is right")
    person = (await people.lock_people(connection, [data.worker], []))[data.worker]
    accounts = open_accounts(sealer, person)
    try:
        proposal = accounts.proposal(data.account_number, data.worker)
        if data.confirmed:
            refuse_own(proposal, _sender(event))
    except Refused as refused:
        refusal = refused.refusal
        kind: ProblemKind = "forbidden" if refusal.kind == "forbidden" else "conflict"
        raise EventRefused(_POINTERS[refusal.code], refusal.text.en, refusal.advice.en, kind) from refused
    if data.confirmed:
        account = replace(proposal, confirmed_by=_sender(event))
        accounts = accounts.confirmed(account, await _first_day(transaction, data.worker, today), today)
    else:
        accounts = accounts.refused(today)
    await people.save_accounts(connection, [seal_accounts(sealer, person, accounts)])
    action = "worker.account_confirmed" if data.confirmed else "worker.account_refused"
    detail = {"event": event.key, "reason": data.reason, "given_by": proposal.given_by}
    await record_action(connection, event.source, action, data.worker, detail)
    transaction.mark(marks.DETAILS, (data.worker,), event)


async def _first_day(transaction: Transaction, worker: str, today: date) -> date:
    """The day from which money goes to an account confirmed today, by the pack of the worker's workshop."""
    pack = await people.policy_pack_on(transaction.connection, worker, today)
    if pack is None or pack not in available_packs():
        raise EventRefused(
            "/data/worker",
            f"no policy pack says how many days an account of {worker} waits",
            "enrol the worker and register his workshop first",
            kind="conflict",
        )
    return today + timedelta(days=load_pack(pack).rules_on(today).integer(ACCOUNT_WAITING_DAYS))


def _sender(event: Event) -> str:
    """Who sent a fact, without the part of him that did."""
    return event.source.partition(PART_SEPARATOR)[0]
