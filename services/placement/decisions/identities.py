"""The county's word on who a worker is: over whatever enrolments say, with the reason."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from services.placement import marks
from services.placement.handlers.check_identities import checked_number, fingerprint_of, released_holders
from services.placement.store import people
from services.placement.store.sealed_details import Identity, seal_identity
from shared.audit import record_action
from shared.events.details import WorkerIdentityDecided
from shared.facts.precedence import precedence_of
from shared.messaging.transaction import Transaction
from shared.refusals import Refusal, Refused
from shared.texts import Text

NOT_TAKEN_BACK: Final = Refusal(
    Text("identity.not_taken_back", "身份认定不能撤回", "who somebody is cannot be taken back"),
    Text("identity.decide_again", "请写明理由，重新认定", "decide again, with the reason"),
    "unusable",
    "/data/withdrawn",
)


async def decide_identities(transaction: Transaction, events: Sequence[WorkerIdentityDecided]) -> None:
    """Take the latest decision of each worker, over whatever enrolments say, and record who decided it why."""
    for event in sorted(events, key=precedence_of):
        await _decide(transaction, event)


async def _decide(transaction: Transaction, event: WorkerIdentityDecided) -> None:
    data = event.data
    if data.withdrawn:
        raise Refused(NOT_TAKEN_BACK)
    number = checked_number(data.identity_number, event.time)
    fingerprint = fingerprint_of(transaction.sealer, number)
    locked = await people.lock_people(transaction.connection, [data.worker], [fingerprint])
    person = locked[data.worker]
    released = await released_holders(transaction, locked, {data.worker: fingerprint})
    detail = {"event": event.key, "reason": data.reason}
    await record_action(transaction.connection, event.source, "worker.identity_decided", data.worker, detail)
    later = [moment for moment in (person.identity_decided_at, person.erased_at) if moment is not None]
    if any(event.time <= moment for moment in later):
        return
    await people.release_fingerprints(transaction.connection, [data.worker, *released])
    decided = replace(
        seal_identity(transaction.sealer, person, Identity(data.name, number, data.phone)),
        identity_fingerprint=fingerprint,
        identity_decided_at=event.time,
    )
    await people.save_people(transaction.connection, [decided])
    transaction.mark(marks.DETAILS, (data.worker,), event)
