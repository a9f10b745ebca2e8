"""What a clerk may touch of people and clocks: those of his own workshop, as the registers have them now."""

from collections.abc import Sequence

from services.placement.domain.dated import in_force_on
from services.placement.store import clocks, people
from shared.events.details import WorkerAccountGiven
from shared.events.people import PinAssigned, PunchRecorded, WorkerEnrolled
from shared.messaging.entries import EventRefused
from shared.messaging.transaction import Transaction
from shared.months import shanghai_date


async def refuse_enrolments_of_others(transaction: Transaction, events: Sequence[WorkerEnrolled]) -> None:
    """Raise EventRefused where a sender bound to workshops would move, or take back, who belongs to another.

    Nor does he register anew whose details were erased: only the county can see that it is the same person.
    """
    if transaction.workshops is None:
        return
    workers = [event.data.worker for event in events]
    known = await people.lock_people(transaction.connection, workers, [])
    rows = await people.read_enrolments(transaction.connection, workers)
    own = {(row["worker"], row["since"]) for row in rows if row["workshop"] in transaction.workshops}
    elsewhere = {row["worker"] for row in rows if row["workshop"] not in transaction.workshops}
    for event in events:
        data = event.data
        if data.worker in elsewhere and (data.worker, data.since) not in own:
            raise EventRefused(
                "/data/worker",
                "this worker is registered in another workshop",
                "have the county move him; where he is somebody else, give him an id of his own",
                kind="forbidden",
            )
        if known[data.worker].erased_at is not None and known[data.worker].sealed_details is None:
            raise EventRefused(
                "/data/worker",
                "this worker's details were erased",
                "have the county register him anew",
                kind="forbidden",
            )


async def refuse_accounts_of_others(transaction: Transaction, events: Sequence[WorkerAccountGiven]) -> None:
    """Raise EventRefused where a sender bound to workshops gives an account for who does not belong there now."""
    if transaction.workshops is None:
        return
    workers = [event.data.worker for event in events]
    rows = await people.read_enrolments(transaction.connection, workers)
    workshop_now = {row["worker"]: row["workshop"] for row in rows}
    for event in events:
        if workshop_now.get(event.data.worker) not in transaction.workshops:
            raise EventRefused(
                "/data/worker",
                "this worker is not registered in your workshop",
                "register him first; where he belongs to another workshop, its clerk or the county sends his account",
                kind="forbidden",
            )


async def refuse_clocks_of_others(transaction: Transaction, events: Sequence[PinAssigned | PunchRecorded]) -> None:
    """Raise EventRefused where a sender bound to workshops speaks of a clock that stands, or will stand, elsewhere.

    What a station sends of its own clock is judged where it counts: it names the station.
    """
    if transaction.workshops is None:
        return
    places = await clocks.read_places(transaction.connection, [event.data.serial for event in events])
    for event in events:
        if isinstance(event, PunchRecorded) and event.data.station is not None:
            continue
        known = places.get(event.data.serial, [])
        day = event.data.valid_from if isinstance(event, PinAssigned) else shanghai_date(event.data.punched_at)
        # A number holds from its day on, a punch on its day alone.
        later = [place for place in known if place.since > day] if isinstance(event, PinAssigned) else []
        touched = [place for place in (in_force_on(known, day), *later) if place is not None]
        if not touched or any(place.workshop not in transaction.workshops for place in touched):
            raise EventRefused(
                "/data/serial",
                f"this clock does not stand in your workshop from {day} on",
                "have the county enrol the clock there first, or have it send this",
                kind="forbidden",
            )
