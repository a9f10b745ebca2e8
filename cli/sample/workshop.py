"""The files of one workshop's clerk: people, numbers on the clock, rosters and the piecework book."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from cli.sample.clients import SHOP_FLOOR, workshop_clerk
from cli.sample.folder import Phase, Refusal, SampleFile, SampleFolder, SampleTable
from cli.sample.moments import local_moment, moment
from cli.sample.people import Person, Role
from cli.sample.plan import AttendanceDoor, Enrolment, WorkshopPlan
from cli.sample.production import PieceworkEntry
from cli.sample.products import COMPANY
from cli.sample.request import SampleRequest
from cli.sample.sending import Sending

RESENT_PERMILLE: Final = 10
"""How many lines in a thousand are sent twice."""

WORKER_COLUMNS: Final = "worker workshop since group first_day name identity_number phone recorded_at"
_PIN_COLUMNS: Final = "serial pin worker valid_from valid_until"
_ROSTER_COLUMNS: Final = "workshop month expected_days closure_reason approved_by recorded_at"
_PIECEWORK_COLUMNS: Final = (
    "entry workshop company product operation worked_on worker accepted_quantity rejected_quantity rework_of "
    "revision withdrawn recorded_at"
)


def folder_of(plan: WorkshopPlan) -> str:
    """The sample's folder for a workshop's files."""
    return plan.code.lower()


def write_people(folder: SampleFolder, request: SampleRequest, plan: WorkshopPlan) -> None:
    """Who belongs to the workshop; with faults, one mistyped number, and one worker registered too late."""
    sending = Sending.table("placement", "workers", workshop_clerk(plan.code))
    late = [enrolment for enrolment in plan.taken_on if is_registered_late(request, plan, enrolment.person)]
    name = f"{folder_of(plan)}/workers.csv"
    with folder.table(name, Phase.REGISTERS, sending, "workers taken on", WORKER_COLUMNS) as table:
        for enrolment in plan.taken_on:
            if enrolment not in late:
                table.row(**enrolment_row(plan, enrolment))
            elif enrolment.person.role is not Role.REGISTERED_LATE:
                table.row(**enrolment_row(plan, enrolment) | {"identity_number": _mistyped(enrolment)})
                refusal = Refusal("rejected", "/data/identity_number", "service")
                leads_to = "refused, the check digit does not fit; workers-late.csv has the right number"
                table.note("a mistyped identity number", leads_to, refusal)
    if late:
        _write_late_people(folder, plan, late)


def is_registered_late(request: SampleRequest, plan: WorkshopPlan, person: Person) -> bool:
    """With faults: one whom the clerk forgot, and one whose number he mistyped first."""
    mistyped = plan.door is AttendanceDoor.SHEET and person.role is Role.CERTIFIED_THIS_MONTH
    return request.faults and (mistyped or person.role is Role.REGISTERED_LATE)


def _write_late_people(folder: SampleFolder, plan: WorkshopPlan, late: Sequence[Enrolment]) -> None:
    sending = Sending.table("placement", "workers", workshop_clerk(plan.code))
    about = "workers registered after their attendance and piecework had come in"
    with folder.table(f"{folder_of(plan)}/workers-late.csv", Phase.LATE, sending, about, WORKER_COLUMNS) as table:
        for enrolment in late:
            recorded_at = local_moment(plan.calendar.of_next_month(3), "10:40")
            table.row(**enrolment_row(plan, enrolment) | {"recorded_at": recorded_at})
            if enrolment.person.role is Role.REGISTERED_LATE:
                leads_to = "the statement is incomplete until this row comes, then complete"
                table.note("a worker registered after his attendance", leads_to)


def enrolment_row(plan: WorkshopPlan, enrolment: Enrolment) -> dict[str, Any]:
    """A worker's row, as whoever takes him on or moves him writes it."""
    person = enrolment.person
    return {
        "worker": person.worker,
        "workshop": plan.code,
        "since": enrolment.since.isoformat(),
        "group": f"G{int(person.worker[2:]) % 3 + 1}",
        "first_day": person.first_day.isoformat(),
        "name": person.name,
        "identity_number": person.identity_number,
        "phone": person.phone,
        "recorded_at": local_moment(enrolment.since, "08:00"),
    }


def _mistyped(enrolment: Enrolment) -> str:
    """The number with its last two digits before the check digit swapped, or changed where they are equal."""
    number = enrolment.person.identity_number
    tens, units = number[15], number[16]
    swapped = units + tens if units != tens else tens + str((int(units) + 1) % 10)
    return f"{number[:15]}{swapped}{number[17]}"


def clock_pins(plan: WorkshopPlan) -> dict[str, str]:
    """The number on the workshop's clock of each of its workers."""
    return {enrolment.person.worker: f"{position}" for position, enrolment in enumerate(plan.enrolments, start=1)}


def write_pins(folder: SampleFolder, plan: WorkshopPlan) -> None:
    """The numbers on the workshop's clock; that of a worker who moves on ends the day before."""
    sending = Sending.table("placement", "pins", workshop_clerk(plan.code))
    about = "numbers on the punch clock and whom each means"
    pins = clock_pins(plan)
    with folder.table(f"{folder_of(plan)}/pins.csv", Phase.REGISTERS, sending, about, _PIN_COLUMNS) as table:
        for enrolment in plan.enrolments:
            moves = plan.leaving is not None and enrolment.person == plan.leaving.person
            table.row(
                serial=plan.clock_serial,
                pin=pins[enrolment.person.worker],
                worker=enrolment.person.worker,
                valid_from=enrolment.since.isoformat(),
                valid_until=(plan.calendar.middle - timedelta(days=1)).isoformat() if moves else None,
            )


def write_rosters(folder: SampleFolder, plan: WorkshopPlan) -> None:
    """The month's roster, and the closure that changed it."""
    sending = Sending.table("placement", "rosters", workshop_clerk(plan.code))
    about = "the days expected of everybody" + (", and a day the company closed" if plan.closed_on else "")
    days = list(plan.calendar.workdays)
    published_on = plan.calendar.month.first_day - timedelta(days=3)
    with folder.table(f"{folder_of(plan)}/rosters.csv", Phase.REGISTERS, sending, about, _ROSTER_COLUMNS) as table:
        row = {"workshop": plan.code, "month": str(plan.calendar.month)}
        table.row(**row, expected_days=_days(days), recorded_at=local_moment(published_on, "17:00"))
        if plan.closed_on is not None:
            days.remove(plan.closed_on)
            table.row(
                **row,
                expected_days=_days(days),
                closure_reason="material did not arrive, the company closed the workshop for the day",
                approved_by="TW-01-office",
                recorded_at=local_moment(plan.closed_on - timedelta(days=1), "19:30"),
            )


def _days(days: Sequence[date]) -> str:
    return ";".join(day.isoformat() for day in days)


def write_piecework(folder: SampleFolder, request: SampleRequest, plan: WorkshopPlan) -> None:
    """The piecework book: a CSV file of the clerk, or events a shop-floor system adds to its stream."""
    random = request.random_for("piecework", plan.number)
    entries = list(plan.piecework)
    if request.faults:
        entries += _taken_back(plan)
    if plan.door is AttendanceDoor.SHEET:
        about = "piecework, written to the stream by the shop-floor system"
        sending = Sending.stream("orders", SHOP_FLOOR)
        with folder.lines(f"{folder_of(plan)}/piecework.ndjson", Phase.MONTH, sending, about) as lines:
            for position, entry in enumerate(entries):
                _write_piecework_event(lines, plan, entry, request.faults, random, position)
        return
    _write_piecework_book(folder, plan, [entry for entry in entries if entry.worker], request.faults, random)
    _write_team_entries(folder, plan, [entry for entry in entries if not entry.worker])


def _write_piecework_book(
    folder: SampleFolder, plan: WorkshopPlan, entries: Sequence[PieceworkEntry], faults: bool, random: Random
) -> None:
    sending = Sending.table("orders", "piecework", workshop_clerk(plan.code))
    about = "the piecework book: an entry is a worker's week; rework is paid once"
    file = f"{folder_of(plan)}/piecework.csv"
    with folder.table(file, Phase.MONTH, sending, about, _PIECEWORK_COLUMNS) as table:
        for position, entry in enumerate(entries):
            row = _piecework_row(plan, entry)
            if faults and position == 8:
                _malformed_row(table, row)
            table.row(**row)
            if entry.withdrawn:
                table.note("a reversal", "the entry booked above counts as nothing")
            if faults and position == 5:
                _conflicting_row(table, row)
            if faults and (position == 3 or random.randrange(1000) < RESENT_PERMILLE):
                table.row(**row)
                table.note("the same row again", "a duplicate: the entry is paid once")


def _write_team_entries(folder: SampleFolder, plan: WorkshopPlan, entries: Sequence[PieceworkEntry]) -> None:
    """A table has one worker a row, so what a team made together goes as events."""
    client = workshop_clerk(plan.code)
    about = "what a team made together, with each member's share"
    sending = Sending.events("orders", client)
    with folder.lines(f"{folder_of(plan)}/piecework-team.ndjson", Phase.MONTH, sending, about) as lines:
        for entry in entries:
            lines.event(piecework_event(plan, entry) | {"source": client.id})


def _taken_back(plan: WorkshopPlan) -> Iterator[PieceworkEntry]:
    """Pieces booked for the wrong worker, and the revision that takes them back."""
    right = next(entry for entry in plan.piecework if entry.worker)
    other = plan.presences[-1].person.worker
    wrong = PieceworkEntry(
        f"PW-{plan.number:02d}-X0001", right.product, right.operation, right.worked_on, other, 400, 0
    )
    yield wrong
    yield PieceworkEntry(
        wrong.entry, wrong.product, wrong.operation, wrong.worked_on, other, 400, 0, revision=2, withdrawn=True
    )


def _recorded_on(entry: PieceworkEntry) -> date:
    return entry.worked_on + timedelta(days=2) if entry.withdrawn else entry.worked_on


def _piecework_row(plan: WorkshopPlan, entry: PieceworkEntry) -> dict[str, Any]:
    return {
        "entry": entry.entry,
        "workshop": plan.code,
        "company": COMPANY,
        "product": entry.product,
        "operation": entry.operation,
        "worked_on": entry.worked_on.isoformat(),
        "worker": entry.worker,
        "accepted_quantity": entry.accepted_quantity,
        "rejected_quantity": entry.rejected_quantity,
        "rework_of": entry.rework_of,
        "revision": entry.revision,
        "withdrawn": "yes" if entry.withdrawn else None,
        "recorded_at": local_moment(_recorded_on(entry), "18:30"),
    }


def _malformed_row(table: SampleTable, row: dict[str, Any]) -> None:
    table.row(**row | {"accepted_quantity": f"{row['accepted_quantity']}o"})
    refusal = Refusal("rejected", f"/line {table.line}")
    table.note("a letter in a quantity", "refused; the right row follows and counts", refusal)


def _conflicting_row(table: SampleTable, row: dict[str, Any]) -> None:
    table.row(**row | {"accepted_quantity": row["accepted_quantity"] + 100})
    leads_to = "a conflict: the quantity that came first stays in force"
    table.note("the same entry number with another quantity", leads_to, Refusal("conflict", "/id"))


def _write_piecework_event(
    lines: SampleFile, plan: WorkshopPlan, entry: PieceworkEntry, faults: bool, random: Random, position: int
) -> None:
    event = piecework_event(plan, entry)
    if faults and position == 6:
        lines.event(event | {"id": f"{event['id']}-count", "type": "piecework.counted.v1"})
        lines.note("an unknown event type", "a dead letter naming the types taken here", Refusal("rejected", "/type"))
    if faults and position == 9:
        lines.event(event | {"source": "mes-hongyun"})
        leads_to = "a dead letter: a stream's client speaks for itself only; the right event follows"
        lines.note("another system's source", leads_to, Refusal("rejected", "/source"))
    lines.event(event)
    if entry.withdrawn:
        lines.note("a reversal", "the entry booked above counts as nothing")
    if faults and (position == 4 or random.randrange(1000) < RESENT_PERMILLE):
        lines.event(event)
        lines.note("the same event again", "a duplicate: the entry is paid once")


def piecework_event(plan: WorkshopPlan, entry: PieceworkEntry) -> dict[str, Any]:
    """An entry as the shop-floor system's event."""
    row = _piecework_row(plan, entry)
    data = {name: row[name] for name in _PIECEWORK_COLUMNS.split()[:6]}
    data |= {"worker": entry.worker} if entry.worker else {}
    if entry.shares:
        data["group_shares"] = [{"worker": worker, "share": share} for worker, share in entry.shares]
    data["accepted_quantity"] = entry.accepted_quantity
    data |= {"rejected_quantity": entry.rejected_quantity} if entry.rejected_quantity else {}
    data |= {"rework_of": entry.rework_of} if entry.rework_of else {}
    data |= {"withdrawn": True} if entry.withdrawn else {}
    return {
        "specversion": "1.0",
        "id": entry.entry + (f".r{entry.revision}" if entry.revision else ""),
        "source": SHOP_FLOOR.id,
        "type": "piecework.reported.v1",
        "time": moment(_recorded_on(entry), "18:30"),
        "data": data,
    }
