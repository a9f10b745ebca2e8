"""Nobody is paid unseen for days on which he was too young to work, or older than the pack expects."""

from __future__ import annotations

from collections.abc import Mapping

from services.payroll.decisions.month_draft import MonthDraft, registered_workshop
from services.payroll.decisions.refusals import Refused
from services.payroll.domain.ages import age_concern
from services.payroll.domain.pack_check import MAXIMUM_AGE_YEARS
from services.payroll.store import ages as store
from services.payroll.store.people import load_people
from services.payroll.store.worker_months import WorkerMonthKey
from shared.audit import record_action
from shared.database import Connection
from shared.details import open_person
from shared.messaging.transaction import Transaction
from shared.months import Month
from shared.policy import Scope, available_packs, load_pack
from shared.sealing import Sealer


async def ages_of_month(connection: Connection, sealer: Sealer, draft: MonthDraft) -> dict[WorkerMonthKey, str]:
    """Whose age somebody decides on before this closing settles him, by worker and month worked, with the reason."""
    keys = _settled_months(draft)
    workshop = await registered_workshop(connection, draft.workshop)
    if not keys or workshop.policy_pack not in available_packs():
        return {}
    days = await store.days_worked(connection, keys)
    decided = await store.decided_ages(connection, keys)
    people = await load_people(connection, sorted({worker for worker, _ in keys}))
    numbers = {name: person.identity_number for name, part in people.items() if (person := open_person(sealer, part))}
    pack, scope = load_pack(workshop.policy_pack), Scope(workshop.township, draft.workshop)
    found: dict[WorkerMonthKey, str] = {}
    for (worker, month), (first, last) in sorted(days.items()):
        if worker in numbers and (worker, month) not in decided:
            policy = pack.rules_on(Month.parse(month).first_day, scope=scope)
            if concern := age_concern(numbers[worker], first, last, policy.integer(MAXIMUM_AGE_YEARS)):
                found[worker, month] = concern
    return found


def _settled_months(draft: MonthDraft) -> set[WorkerMonthKey]:
    """The months of workers that a closing settles: this one, and those whose differences it takes along."""
    keys = set()
    for part in draft.settlements:
        if part.settlement.beneficiary_kind == "worker":
            worker = part.settlement.beneficiary
            keys.add((worker, draft.month))
            keys.update((worker, adjustment.month) for adjustment in part.settlement.adjustments)
    return keys


def refuse_ages(ages: Mapping[WorkerMonthKey, str]) -> None:
    """Raise Refused, naming them, where somebody's age is not decided on and he is not held."""
    if ages:
        names = sorted({worker for worker, _ in ages})
        raise Refused(
            f"the age of {', '.join(names)} by their identity numbers needs a decision",
            pointer="/accept_ages",
            advice="correct a wrong number; else hold them with a reason, or say in accept_ages why they are paid",
            told={"ages": ages_as_json(ages)},
        )


async def decide_ages(
    transaction: Transaction, ages: Mapping[WorkerMonthKey, str], reasons: Mapping[str, str], actor: str
) -> None:
    """Record that these are paid all the same, and why. Raises Refused for somebody whose age nobody asks about."""
    strangers = sorted(set(reasons) - {worker for worker, _ in ages})
    if strangers:
        raise Refused(
            f"the age of {', '.join(strangers)} needs no decision",
            pointer="/accept_ages",
            advice="name only those the month names",
        )
    keys = [key for key in ages if key[0] in reasons]
    await store.write_age_decisions(transaction.connection, keys, reasons, actor)
    for worker, month in keys:
        detail = {"reason": reasons[worker], "concern": ages[worker, month]}
        await record_action(transaction.connection, actor, "worker_age.accepted", f"{worker}/{month}", detail)


def ages_as_json(ages: Mapping[WorkerMonthKey, str]) -> list[dict[str, str]]:
    """Whose age is to be decided on, as an answer says it."""
    return [{"worker": worker, "month": month, "concern": concern} for (worker, month), concern in sorted(ages.items())]
