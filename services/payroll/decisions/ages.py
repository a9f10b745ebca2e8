"""Nobody is paid unseen for days on which he was too young to work, or older than the pack expects."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from services.payroll.decisions.refusals.ages import NOTHING_TO_DECIDE
from services.payroll.domain.ages import age_concern
from services.payroll.domain.rule_book import MAXIMUM_AGE_YEARS
from services.payroll.store import ages as store
from services.payroll.store.people import load_people
from services.payroll.store.worker_months import WorkerMonthKey
from services.payroll.store.workshops import load_workshop
from shared.audit import record_action
from shared.database import Connection
from shared.details import open_person
from shared.messaging.transaction import Transaction
from shared.months import Month
from shared.refusals import Refusal, Refused
from shared.sealing import SealBrokenError, Sealer
from shared.texts import listed

NOT_READABLE: Final = "not_readable"
"""Nobody can say how old somebody was whose details were sealed by another installation."""


class Age(NamedTuple):
    """What of somebody's age is to be looked at, and whether somebody has decided that he is paid."""

    concern: str
    accepted: bool


async def undecided_ages(
    connection: Connection, sealer: Sealer, workshop: str, keys: Collection[WorkerMonthKey]
) -> dict[WorkerMonthKey, str]:
    """Of these months of workers those in which somebody's age is to be decided on and nobody has, with the reason."""
    concerns = await age_concerns(connection, sealer, workshop, keys)
    decided = await store.decided_ages(connection, concerns.keys())
    return {key: concern for key, concern in concerns.items() if key not in decided}


async def age_concerns(
    connection: Connection, sealer: Sealer, workshop: str, keys: Collection[WorkerMonthKey]
) -> dict[WorkerMonthKey, str]:
    """Of these months of workers those in which somebody was too young or older than the workshop's pack expects."""
    pack = (registered := await load_workshop(connection, workshop)).pack
    if not keys or pack is None:
        return {}
    days = await store.days_worked(connection, keys)
    people = await load_people(connection, sorted({worker for worker, _ in keys}))
    numbers = {name: person.identity_number for name, part in people.items() if (person := open_person(sealer, part))}
    found: dict[WorkerMonthKey, str] = {}
    for (worker, month), (first, last) in sorted(days.items()):
        if worker in numbers:
            policy = pack.rules_on(Month.parse(month).first_day, scope=registered.scope)
            if concern := age_concern(numbers[worker], first, last, policy.integer(MAXIMUM_AGE_YEARS)):
                found[worker, month] = concern
    return found


async def age_of(connection: Connection, sealer: Sealer, workshop: str, key: WorkerMonthKey) -> Age | None:
    """What of a worker's age is to be looked at in a month, and whether somebody has decided; None with nothing."""
    try:
        concern = (await age_concerns(connection, sealer, workshop, [key])).get(key)
    except SealBrokenError:
        concern = NOT_READABLE
    if concern is None:
        return None
    return Age(concern, accepted=bool(await store.decided_ages(connection, [key])))


async def accept_ages(
    transaction: Transaction,
    workshop: str,
    keys: Collection[WorkerMonthKey],
    reasons: Mapping[str, str],
    actor: str,
    undecided: Refusal,
) -> None:
    """Record who is paid all the same, and why. Raises Refused where anybody else's age is still to be decided on."""
    ages = await undecided_ages(transaction.connection, transaction.sealer, workshop, keys)
    strangers = sorted(set(reasons) - {worker for worker, _ in ages})
    if strangers:
        raise Refused(NOTHING_TO_DECIDE.of(names=listed(strangers)).at(undecided.pointer))
    accepted = [key for key in ages if key[0] in reasons]
    await store.write_age_decisions(transaction.connection, accepted, reasons, actor)
    for worker, month in accepted:
        detail = {"reason": reasons[worker], "concern": ages[worker, month]}
        await record_action(transaction.connection, actor, "worker_age.accepted", f"{worker}/{month}", detail)
    _refuse({key: concern for key, concern in ages.items() if key[0] not in reasons}, undecided)


async def refuse_undecided(
    transaction: Transaction, workshop: str, keys: Collection[WorkerMonthKey], undecided: Refusal
) -> None:
    """Raise Refused, naming them, where somebody's age is still to be decided on."""
    _refuse(await undecided_ages(transaction.connection, transaction.sealer, workshop, keys), undecided)


def _refuse(ages: Mapping[WorkerMonthKey, str], undecided: Refusal) -> None:
    if ages:
        names = sorted({worker for worker, _ in ages})
        raise Refused(undecided.of(names=listed(names)), {"ages": ages_as_json(ages)})


def ages_as_json(ages: Mapping[WorkerMonthKey, str]) -> list[dict[str, str]]:
    """Whose age is to be decided on, as a refusal says it."""
    return [{"worker": worker, "month": month, "concern": concern} for (worker, month), concern in sorted(ages.items())]
