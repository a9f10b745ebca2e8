"""Taking workers on: where they belong, and who they are, sealed under a key of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.placement.handlers.seal_details import Identity, is_news, seal_identity
from services.placement.store import fact_tables, people
from services.placement.store.people import Person
from shared.events.people import WorkerEnrolled
from shared.identity import IdentityError, check_identity_number
from shared.messaging.definition import Handler
from shared.messaging.entries import EventRefused
from shared.messaging.transaction import Transaction
from shared.months import shanghai_date
from shared.sealing import Sealer


def enrolling_with(sealer: Sealer) -> Handler:
    """The handler of WorkerEnrolled, which seals with the service's key."""

    async def enrol_workers(transaction: Transaction, events: Sequence[WorkerEnrolled]) -> None:
        numbers = {event.key: _checked_number(event) for event in events}
        await _keep_details(transaction, sealer, events, numbers)
        await fact_tables.ENROLMENT.keep_newest(
            transaction.connection,
            events,
            [
                (data.worker, data.since, data.workshop, data.group, data.first_day)
                for data in (event.data for event in events)
            ],
        )
        for event in events:
            transaction.mark("worker", (event.data.worker,), event)
            transaction.mark("worker_clocks", (event.data.worker,), event)

    return enrol_workers


def _checked_number(event: WorkerEnrolled) -> str:
    """The identity number in its one form: full-width digits would else make a second person of one."""
    try:
        return check_identity_number(event.data.identity_number, shanghai_date(event.time))
    except IdentityError as error:
        raise EventRefused(
            "/data/identity_number", str(error), "compare it with the identity card and send it again"
        ) from error


async def _keep_details(
    transaction: Transaction, sealer: Sealer, events: Sequence[WorkerEnrolled], numbers: Mapping[str, str]
) -> None:
    """Keep the latest details of each worker, unless his were erased since. A withdrawal says nothing of them."""
    newest: dict[str, WorkerEnrolled] = {}
    for event in events:
        if event.data.withdrawn:
            continue
        held = newest.get(event.data.worker)
        if held is None or fact_tables.order_of(event) > fact_tables.order_of(held):
            newest[event.data.worker] = event
    fingerprints = {
        worker: sealer.fingerprint(numbers[event.key].encode(), "identity-number") for worker, event in newest.items()
    }
    locked = await people.lock_people(transaction.connection, list(newest), list(fingerprints.values()))
    changing = {
        worker: event for worker, event in newest.items() if is_news(locked[worker], locked[worker].order, event)
    }
    released = _released_holders(locked, {worker: fingerprints[worker] for worker in changing})
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
                    order=fact_tables.order_of(event),
                )
                for worker, event in changing.items()
            ],
        )
    for worker, event in changing.items():
        transaction.mark("details", (worker,), event)


def _released_holders(locked: Mapping[str, Person], claims: Mapping[str, bytes]) -> list[str]:
    """Who gives up a number now claimed: those taken back as workers, and those getting another number now.

    Raises EventRefused where a worker who stands, or another of this batch, has the same number.
    """
    claimant: dict[bytes, str] = {}
    for worker, fingerprint in claims.items():
        if fingerprint in claimant:
            raise _same_number(worker, claimant[fingerprint])
        claimant[fingerprint] = worker
    released = []
    for worker, person in locked.items():
        if person.identity_fingerprint is None or worker in claims:
            continue
        other = claimant.get(person.identity_fingerprint)
        if other is not None and person.enrolled:
            raise _same_number(other, worker)
        if other is not None:
            released.append(worker)
    return released


def _same_number(worker: str, holder: str) -> EventRefused:
    return EventRefused(
        "/data/identity_number",
        f"worker {holder} has the same identity number as {worker}: one person is one worker",
        f"use the id {holder}, or withdraw the enrolments of {holder} first",
    )
