"""Who people are, by whichever fact names them: sealed under a key of their own, one id for one person."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from services.placement import marks
from services.placement.handlers.check_identities import (
    checked_number,
    fingerprint_of,
    refuse_another_person,
    released_holders,
)
from services.placement.store import people
from services.placement.store.people import Person
from services.placement.store.sealed_details import Identity, is_fresh_identity, seal_identity
from shared.events.households import LabourerRegistered
from shared.events.people import WorkerEnrolled
from shared.facts.precedence import precedence_of
from shared.messaging.transaction import Transaction
from shared.sealing import Sealer

Naming = WorkerEnrolled | LabourerRegistered
"""The facts that name a person."""

_ID_FIELDS: Final = {WorkerEnrolled: "worker", LabourerRegistered: "person"}


async def keep_identities(transaction: Transaction, events: Sequence[Naming]) -> None:
    """Keep the latest details of each person, unless his were erased since. A withdrawal says nothing of them.

    Raises Refused for a number that is none, or another's.
    """
    numbers = {event.key: checked_number(event.data.identity_number, event.time) for event in events}
    standing = [event for event in events if not event.data.withdrawn]
    prints = {event.key: fingerprint_of(transaction.sealer, numbers[event.key]) for event in standing}
    newest = _newest(standing)
    fingerprints = {person: prints[event.key] for person, event in newest.items()}
    locked = await people.lock_people(transaction.connection, list(newest), list(fingerprints.values()))
    claims = ((id_of(event), prints[event.key], f"/data/{_ID_FIELDS[type(event)]}") for event in standing)
    refuse_another_person(transaction.sealer, locked, claims)
    changing = {person: event for person, event in newest.items() if is_fresh_identity(locked[person], event)}
    released = await released_holders(transaction, locked, {person: fingerprints[person] for person in changing})
    if changing:
        await people.release_fingerprints(transaction.connection, [*changing, *released])
        await people.save_people(
            transaction.connection,
            [
                _named(transaction.sealer, locked[person], event, numbers[event.key], fingerprints[person])
                for person, event in changing.items()
            ],
        )
    for person, event in changing.items():
        transaction.mark(marks.DETAILS, (person,), event)


def id_of(event: Naming) -> str:
    """The id of who is named."""
    return event.data.worker if isinstance(event, WorkerEnrolled) else event.data.person


def _newest(events: Iterable[Naming]) -> dict[str, Naming]:
    """The fact in force of each person, among these."""
    newest: dict[str, Naming] = {}
    for event in events:
        held = newest.get(id_of(event))
        if held is None or precedence_of(event) > precedence_of(held):
            newest[id_of(event)] = event
    return newest


def _named(sealer: Sealer, person: Person, event: Naming, number: str, fingerprint: bytes) -> Person:
    identity = Identity(event.data.name, number, event.data.phone)
    return replace(
        seal_identity(sealer, person, identity), identity_fingerprint=fingerprint, order=precedence_of(event)
    )
