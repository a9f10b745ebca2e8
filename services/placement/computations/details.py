"""Publishing who workers are, sealed, whenever it changed; and that it is gone, once it was erased."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from services.placement.store import people
from services.placement.store.people import Person
from services.placement.store.published_states import PUBLISHED, forget_sent
from services.placement.store.sealed_details import open_details
from shared.details import own_sealer, seal_person
from shared.events.details import WorkerDetailsChanged
from shared.facts.states import Published
from shared.messaging.transaction import Cause, Mark, Transaction
from shared.sealing import Sealer


async def recompute_details(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """Publish the marked workers' details where they changed."""
    await publish_details(transaction, {mark.subject[0]: mark for mark in marks})


async def publish_details(transaction: Transaction, causes: Mapping[str, Cause]) -> list[str]:
    """Publish the details of workers whose content changed, withdrawn where there are none any more.

    Returns the subjects published.

    Sealing gives other bytes every time, so a fingerprint under the person's own key says what changed: it
    tells nobody anything once that key is gone. Copies sent before are deleted; the one in force replaces them.
    """
    connection = transaction.connection
    subjects = {worker: f"details/{worker}" for worker in sorted(causes)}
    held = await PUBLISHED.lock(connection, [(subject,) for subject in subjects.values()])
    known = await people.read_people(connection, list(causes))
    changed: dict[str, Published] = {}
    for worker, subject in subjects.items():
        before = held[subject,]
        fields, content = _sealed(transaction.sealer, known.get(worker))
        unpublished = before.revision == 0 or before.withdrawn
        if (content is None and unpublished) or (content == before.content and not before.withdrawn):
            continue
        after = changed[worker] = Published(before.revision + 1, content is None, content)
        data = WorkerDetailsChanged.Data(worker=worker, revision=after.revision, withdrawn=after.withdrawn, **fields)
        transaction.publish(WorkerDetailsChanged, subject, data, causes[worker])
    await forget_sent(connection, [subjects[worker] for worker in changed])
    states = [((subjects[worker],), state, causes[worker].correlation) for worker, state in changed.items()]
    await PUBLISHED.write(connection, states)
    return [subjects[worker] for worker in changed]


def _sealed(sealer: Sealer, person: Person | None) -> tuple[dict[str, str], dict[str, Any] | None]:
    """The sealed fields, and what tells them from others; empty and None where there is nothing to tell."""
    details = open_details(sealer, person) if person is not None else None
    if person is None or person.sealed_key is None or details is None:
        return {"sealed_key": "", "sealed_details": ""}, None
    sealed = seal_person(sealer, person.worker, person.sealed_key, details)
    own = own_sealer(sealer, person.worker, person.sealed_key)
    fields = {
        "sealed_key": base64.b64encode(person.sealed_key).decode(),
        "sealed_details": base64.b64encode(sealed).decode(),
    }
    return fields, {"fingerprint": own.fingerprint(orjson.dumps(details), "published-details").hex()}
