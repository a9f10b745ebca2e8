"""What a clerk may touch of people and clocks: those of his own workshop, as the registers have them now."""

from collections.abc import Sequence
from typing import Final

from services.placement.domain.dated import in_force_on
from services.placement.store import clocks, people
from shared.events.details import WorkerAccountGiven
from shared.events.people import PinAssigned, PunchRecorded, WorkerEnrolled
from shared.messaging.transaction import Transaction
from shared.months import shanghai_date
from shared.refusals import Refusal, Refused
from shared.texts import Text

IN_ANOTHER_WORKSHOP: Final = Refusal(
    Text("worker.in_another_workshop", "这名工人登记在另一工坊", "this worker is registered in another workshop"),
    Text(
        "worker.have_him_moved",
        "请由县里调转；若不是同一人，请另用编号",
        "have the county move him; where he is somebody else, give him an id of his own",
    ),
    "forbidden",
    "/data/worker",
)
DETAILS_ERASED: Final = Refusal(
    Text("worker.details_erased", "这名工人的个人信息已删除", "this worker's details were erased"),
    Text("worker.have_him_registered", "请由县里重新登记", "have the county register him anew"),
    "forbidden",
    "/data/worker",
)
NOT_IN_YOUR_WORKSHOP: Final = Refusal(
    Text(
        "worker.not_in_your_workshop",
        "这名工人不在本工坊登记",
        "this worker is not registered in your workshop",
    ),
    Text(
        "worker.register_first",
        "请先登记；若属于另一工坊，账号由该工坊文员或县里发送",
        "register him first; where he belongs to another workshop, its clerk or the county sends his account",
    ),
    "forbidden",
    "/data/worker",
)
CLOCK_ELSEWHERE: Final = Refusal(
    Text(
        "clock.elsewhere",
        "自 {day} 起这台考勤机不在本工坊",
        "this clock does not stand in your workshop from {day} on",
    ),
    Text(
        "clock.have_it_enrolled",
        "请由县里先把考勤机登记到本工坊，或由县里发送",
        "have the county enrol the clock there first, or have it send this",
    ),
    "forbidden",
    "/data/serial",
)


async def refuse_enrolments_of_others(transaction: Transaction, events: Sequence[WorkerEnrolled]) -> None:
    """Raise Refused where a sender bound to workshops would move, or take back, who belongs to another.

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
            raise Refused(IN_ANOTHER_WORKSHOP)
        if known[data.worker].erased_at is not None and known[data.worker].sealed_details is None:
            raise Refused(DETAILS_ERASED)


async def refuse_accounts_of_others(transaction: Transaction, events: Sequence[WorkerAccountGiven]) -> None:
    """Raise Refused where a sender bound to workshops gives an account for who does not belong there now."""
    if transaction.workshops is None:
        return
    workers = [event.data.worker for event in events]
    rows = await people.read_enrolments(transaction.connection, workers)
    workshop_now = {row["worker"]: row["workshop"] for row in rows}
    for event in events:
        if workshop_now.get(event.data.worker) not in transaction.workshops:
            raise Refused(NOT_IN_YOUR_WORKSHOP)


async def refuse_clocks_of_others(transaction: Transaction, events: Sequence[PinAssigned | PunchRecorded]) -> None:
    """Raise Refused where a sender bound to workshops speaks of a clock that stands, or will stand, elsewhere.

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
            raise Refused(CLOCK_ELSEWHERE.of(day=day))
