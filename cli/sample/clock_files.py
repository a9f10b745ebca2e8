"""Attendance by punch clock: the clock's exports, and what the station adds where nobody punched."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from cli.sample.clients import labour_station
from cli.sample.folder import Phase, Refusal, SampleFile, SampleFolder
from cli.sample.moments import local_moment
from cli.sample.people import Role
from cli.sample.plan import WorkshopPlan
from cli.sample.presence import Presence
from cli.sample.request import SampleRequest
from cli.sample.sending import Sending
from cli.sample.workshop import clock_pins, folder_of

VISITOR_PIN: Final = "977"
"""A number nobody was given."""
_IN: Final = 0
_OUT: Final = 1
_SHEET_COLUMNS: Final = "worker workshop day weight_days leave station withdrawn recorded_at"

PunchLine = tuple[datetime, str, int]
"""Moment, number on the clock, direction."""


def write_clock_attendance(folder: SampleFolder, request: SampleRequest, plan: WorkshopPlan) -> None:
    """Two exports of the clock that overlap, and a sheet for leave and a forgotten punch."""
    random = request.random_for("punches", plan.number)
    pins = clock_pins(plan)
    punches: list[PunchLine] = []
    forgotten = _forgetful(plan) if request.faults else None
    for presence in plan.presences:
        for day in presence.attended():
            punches += _punches(presence, day, pins[presence.person.worker], forgotten, random, plan)
    punches.sort()
    # The first export ends three working days before the month does; the second repeats two days of it.
    ends_on, repeats_from = plan.calendar.workdays[-4], plan.calendar.workdays[-5]
    sending = Sending.attlog(plan.clock_serial, labour_station(plan.station))
    name = f"{plan.clock_serial}_attlog.dat"
    about = "the punch clock's export: number, time, direction"
    with folder.lines(f"{folder_of(plan)}/{name}", Phase.MONTH, sending, about) as lines:
        first = [punch for punch in punches if punch[0].date() <= ends_on]
        _write_export(lines, first, request.faults, random)
    about = "the clock's second export, which repeats the last days of the first"
    with folder.lines(f"{folder_of(plan)}/second-export/{name}", Phase.LATE, sending, about) as lines:
        for punch in punches:
            if punch[0].date() >= repeats_from:
                lines.write(_line(punch))
                if request.faults and lines.line == 1:
                    lines.note("punches exported twice", f"from here to {ends_on} duplicates, which count once")
    _write_sheet(folder, plan, forgotten)


def _forgetful(plan: WorkshopPlan) -> tuple[str, date]:
    """Who forgot to punch when going home, and when."""
    presence = next(p for p in plan.presences if p.person.role is Role.FIRST_MONTH_QUICK)
    return presence.person.worker, presence.attended()[4]


def _punches(
    presence: Presence,
    day: date,
    pin: str,
    forgotten: tuple[str, date] | None,
    random: Random,
    plan: WorkshopPlan,
) -> list[PunchLine]:
    came = datetime.combine(day, time(7, 40)) + timedelta(seconds=random.randrange(20 * 60))
    if presence.weights[day] == "0.5":
        left = datetime.combine(day, time(12, 0)) + timedelta(seconds=random.randrange(15 * 60))
    else:
        left = datetime.combine(day, time(17, 30)) + timedelta(seconds=random.randrange(40 * 60))
    if presence.person.role is Role.CERTIFIED and day in plan.calendar.workdays[6:9]:
        came, left = came + timedelta(hours=10), left + timedelta(hours=7, minutes=30)
    if forgotten == (presence.person.worker, day):
        return [(came, pin, _IN)]
    # One worker never presses the key for going: then the day's first and last punch count.
    leaving = _IN if presence.person.role is Role.ON_PAID_LEAVE else _OUT
    return [(came, pin, _IN), (left, pin, leaving)]


def _line(punch: PunchLine) -> str:
    at, pin, direction = punch
    return f"{pin:>9}\t{at:%Y-%m-%d %H:%M:%S}\t{direction}\t1\t0"


def _write_export(lines: SampleFile, punches: list[PunchLine], faults: bool, random: Random) -> None:
    for position, punch in enumerate(punches):
        lines.write(_line(punch))
        if not faults:
            continue
        at, pin, direction = punch
        if position % 400 == 30:
            lines.write(_line((at + timedelta(seconds=4), pin, direction)))
            lines.note("two punches within seconds", "one coming or going: the day's weight stays the same")
        if position == 50:
            lines.write(_line((at + timedelta(seconds=random.randrange(60, 90)), VISITOR_PIN, _IN)))
            lines.note("an unknown number on the clock", "kept as unattributed; counts for nobody until it is assigned")
        if position == 77:
            lines.write(f"{pin:>9}\t{at:%Y-%m}")
            refusal = Refusal("rejected", f"/line {lines.line}")
            lines.note("a line that breaks off", "a dead letter; the other lines are taken", refusal)
        if position == 120:
            lines.write(_line((datetime(2000, 1, 1, 0, 0, 12), pin, _IN)))  # noqa: DTZ001 - the clock knows no zone
            refusal = Refusal("rejected", "/data/punched_at", "service")
            lines.note("a punch after the clock lost its time", "a dead letter: no such day was worked", refusal)


def _write_sheet(folder: SampleFolder, plan: WorkshopPlan, forgotten: tuple[str, date] | None) -> None:
    station = labour_station(plan.station)
    sending = Sending.table("placement", "attendance", station)
    about = "what the clock cannot know: paid leave, and a day on which somebody forgot to punch"
    with folder.table(f"{folder_of(plan)}/attendance.csv", Phase.LATE, sending, about, _SHEET_COLUMNS) as table:
        row: dict[str, Any] = {"workshop": plan.code, "station": plan.station}
        for presence in plan.presences:
            for day in sorted(presence.paid_leave):
                table.row(
                    **row,
                    worker=presence.person.worker,
                    day=day.isoformat(),
                    weight_days="0",
                    leave="paid",
                    recorded_at=local_moment(day, "09:00"),
                )
        if forgotten is not None:
            worker, day = forgotten
            recorded_at = local_moment(day + timedelta(days=1), "08:30")
            table.row(**row, worker=worker, day=day.isoformat(), weight_days="1", recorded_at=recorded_at)
            table.note("a forgotten punch", "a single punch counts 0 days; the station's word makes it 1")
