"""A second person's word on a changed account: whether money goes to it, and from which day on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from services.placement import marks
from services.placement.handlers.keep_accounts import sender_of
from services.placement.store import people
from services.placement.store.sealed_details import open_accounts, seal_accounts
from shared.audit import record_action
from shared.clock import shanghai_today
from shared.events.details import WorkerAccountDecided
from shared.facts.precedence import precedence_of
from shared.messaging.entries import EventRefused
from shared.messaging.reader import ProblemKind
from shared.messaging.transaction import Transaction
from shared.policy import available_packs, load_pack
from shared.refusals import Refused
from shared.rules.account_changes import GIVEN_BY_SAME, NO_PROPOSAL, OTHER_NUMBER, refuse_own
from shared.rules.pack_check import ACCOUNT_WAITING_DAYS

_POINTERS = {NO_PROPOSAL.code: "/data/worker", OTHER_NUMBER.code: "/data/account_number", GIVEN_BY_SAME.code: "/source"}


async def decide_accounts(transaction: Transaction, events: Sequence[WorkerAccountDecided]) -> None:
    """Let a second person say whether the account given last takes the place of the one before."""
    for event in sorted(events, key=precedence_of):
        await _decide(transaction, event)


async def _decide(transaction: Transaction, event: WorkerAccountDecided) -> None:
    data, connection, today = event.data, transaction.connection, shanghai_today()
    if data.withdrawn:
        raise EventRefused("/data/withdrawn", "a decision is not taken back", "give the account that is right")
    person = (await people.lock_people(connection, [data.worker], []))[data.worker]
    accounts = open_accounts(transaction.sealer, person)
    try:
        proposal = accounts.proposal(data.account_number, data.worker)
        if data.confirmed:
            refuse_own(proposal, sender_of(event))
    except Refused as refused:
        refusal = refused.refusal
        kind: ProblemKind = "forbidden" if refusal.kind == "forbidden" else "conflict"
        raise EventRefused(_POINTERS[refusal.code], refusal.text.en, refusal.advice.en, kind) from refused
    if data.confirmed:
        account = replace(proposal, confirmed_by=sender_of(event))
        accounts = accounts.confirmed(account, await _first_day(transaction, data.worker, today), today)
    else:
        accounts = accounts.refused(today)
    await people.save_accounts(connection, [seal_accounts(transaction.sealer, person, accounts)])
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
