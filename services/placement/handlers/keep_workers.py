"""Taking workers on: where they belong, and who they are, sealed under a key of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.placement import marks
from services.placement.handlers.check_identities import (
    checked_number,
    fingerprint_of,
    refuse_another_person,
    released_holders,
)
from services.placement.handlers.own_workshop import refuse_enrolments_of_others
from services.placement.store import fact_tables, people
from services.placement.store.sealed_details import Identity, is_fresh_identity, seal_identity
from shared.events.people import WorkerEnrolled
from shared.facts.precedence import precedence_of
from shared.messaging.transaction import Transaction
from shared.sealing import Sealer


async def keep_workers(transaction: Transaction, events: Sequence[WorkerEnrolled]) -> None:
    """Keep where workers belong, and who they are. Raises Refused for a number that is none, or another's."""
    numbers = {event.key: checked_number(event.data.identity_number, event.time) for event in events}
    await refuse_enrolments_of_others(transaction, events)
    await _keep_details(transaction, transaction.sealer, events, numbers)
    await fact_tables.ENROLMENT.keep_newest(transaction.connection, events)
    for event in events:
        transaction.mark(marks.WORKER, (event.data.worker,), event)
        transaction.mark(marks.WORKER_CLOCKS, (event.data.worker,), event)


async def _keep_details(
    transaction: Transaction, sealer: Sealer, events: Sequence[WorkerEnrolled], numbers: Mapping[str, str]
) -> None:
    """Keep the latest details of each worker, unless his were erased since. A withdrawal says nothing of them."""
    newest: dict[str, WorkerEnrolled] = {}
    standing = [event for event in events if not event.data.withdrawn]
    prints = {event.key: fingerprint_of(sealer, numbers[event.key]) for event in standing}
    for event in standing:
        held = newest.get(event.data.worker)
        if held is None or precedence_of(event) > precedence_of(held):
            newest[event.data.worker] = event
    fingerprints = {worker: prints[event.key] for worker, event in newest.items()}
    locked = await people.lock_people(transaction.connection, list(newest), list(fingerprints.values()))
    refuse_another_person(sealer, locked, ((event.data.worker, prints[event.key]) for event in standing))
    changing = {worker: event for worker, event in newest.items() if is_fresh_identity(locked[worker], event)}
    released = await released_holders(transaction, locked, {worker: fingerprints[worker] for worker in changing})
    if changing:
        await people.release_fingerprints(transaction.connection, [*changing, *released])
        await people.save_people(
            transaction.connection,
            [
                replace(
                    seal_identity(
                        sealer, locked[worker], Identity(event.data.name, numbers[event.key], event.data.phone)
                    ),
                    identity_fingerprint=fingerprints[worker],
                    order=precedence_of(event),
                )
                for worker, event in changing.items()
            ],
        )
    for worker, event in changing.items():
        transaction.mark(marks.DETAILS, (worker,), event)
