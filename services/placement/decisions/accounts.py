"""A second person's word on a changed account: whether money goes to it, and from which day on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from services.placement import marks
from services.placement.handlers.keep_accounts import sender_of
from services.placement.store import people
from services.placement.store.sealed_details import open_accounts, seal_accounts
from shared.audit import record_action
from shared.clock import shanghai_today
from shared.events.details import WorkerAccountDecided
from shared.facts.precedence import precedence_of
from shared.messaging.transaction import Transaction
from shared.policy import available_packs, load_pack
from shared.refusals import Refusal, Refused
from shared.rules.account_changes import GIVEN_BY_SAME, NO_PROPOSAL, OTHER_NUMBER, refuse_own
from shared.rules.pack_check import ACCOUNT_WAITING_DAYS
from shared.texts import Text

DECISION_STANDS: Final = Refusal(
    Text("account.decision_stands", "决定不能撤回", "a decision is not taken back"),
    Text("account.give_right_one", "请登记正确的账号", "give the account that is right"),
    "unusable",
    "/data/withdrawn",
)
NO_WAITING_DAYS: Final = Refusal(
    Text(
        "account.workers_waiting_days_unknown",
        "没有政策包规定 {worker} 的账号变更等待几天",
        "no policy pack says how many days an account of {worker} waits",
    ),
    Text(
        "account.enrol_first",
        "请先登记该工人和他的工坊",
        "enrol the worker and register his workshop first",
    ),
    "conflict",
    "/data/worker",
)

_POINTERS = {NO_PROPOSAL.code: "/data/worker", OTHER_NUMBER.code: "/data/account_number", GIVEN_BY_SAME.code: "/source"}


async def decide_accounts(transaction: Transaction, events: Sequence[WorkerAccountDecided]) -> None:
    """Let a second person say whether the account given last takes the place of the one before."""
    for event in sorted(events, key=precedence_of):
        await _decide(transaction, event)


async def _decide(transaction: Transaction, event: WorkerAccountDecided) -> None:
    data, connection, today = event.data, transaction.connection, shanghai_today()
    if data.withdrawn:
        raise Refused(DECISION_STANDS)
    person = (await people.lock_people(connection, [data.worker], []))[data.worker]
    accounts = open_accounts(transaction.sealer, person)
    try:
        proposal = accounts.proposal(data.account_number, data.worker)
        if data.confirmed:
            refuse_own(proposal, sender_of(event))
    except Refused as refused:
        raise Refused(refused.refusal.at(_POINTERS[refused.refusal.code])) from refused
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
        raise Refused(NO_WAITING_DAYS.of(worker=worker))
    return today + timedelta(days=load_pack(pack).rules_on(today).integer(ACCOUNT_WAITING_DAYS))
