"""Attendance by a clerk's sheet: one table for the month, filled in by hand."""

from datetime import date, timedelta
from typing import Any, Final

from cli.sample.clients import workshop_clerk
from cli.sample.folder import Phase, Refusal, SampleFolder, SampleTable
from cli.sample.moments import local_moment
from cli.sample.people import Role
from cli.sample.plan import WorkshopPlan
from cli.sample.presence import Presence
from cli.sample.request import SampleRequest
from cli.sample.sending import Sending
from cli.sample.workshop import RESENT_PERMILLE, folder_of

_COLUMNS: Final = "worker workshop day weight_days leave withdrawn recorded_at"


def write_sheet_attendance(folder: SampleFolder, request: SampleRequest, plan: WorkshopPlan) -> None:
    """The month's sheet, day by day; with faults, a mistyped worker and date, rows twice, and a day taken back."""
    random = request.random_for("sheet", plan.number)
    sending = Sending.table("placement", "attendance", workshop_clerk(plan.code))
    about = "attendance as the workshop's clerk keeps it in a sheet"
    days = sorted({day for presence in plan.presences for day in presence.weights})
    position = 0
    with folder.table(f"{folder_of(plan)}/attendance.csv", Phase.MONTH, sending, about, _COLUMNS) as table:
        for day in days:
            for presence in plan.presences:
                if day not in presence.weights:
                    continue
                row = _row(plan, presence, day)
                if request.faults:
                    _write_before(table, row, position)
                table.row(**row)
                if request.faults and (position == 9 or random.randrange(1000) < RESENT_PERMILLE):
                    table.row(**row)
                    table.note("the same row again", "the day counts once")
                position += 1
        if request.faults:
            _write_mistyped_worker(folder, table, plan)
            _write_mistake_taken_back(table, plan)


def _row(plan: WorkshopPlan, presence: Presence, day: date) -> dict[str, Any]:
    return {
        "worker": presence.person.worker,
        "workshop": plan.code,
        "day": day.isoformat(),
        "weight_days": presence.weights[day],
        "leave": "paid" if day in presence.paid_leave else None,
        "recorded_at": local_moment(day, "18:00"),
    }


def _write_before(table: SampleTable, row: dict[str, Any], position: int) -> None:
    if position == 18:
        table.row(**row | {"day": row["day"][:8] + "32"})
        leads_to = "refused; the row with the right date follows and counts"
        table.note("a date that does not exist", leads_to, Refusal("rejected", "/data/day"))
    if position == 33:
        table.row(**row | {"weight_days": "1.5"})
        leads_to = "refused: a day is 0, 0.5 or 1; the right row follows and counts"
        table.note("more than a whole day", leads_to, Refusal("rejected", "/data/weight_days"))


def _write_mistyped_worker(folder: SampleFolder, table: SampleTable, plan: WorkshopPlan) -> None:
    """A day of somebody nobody ever registers: the letter O was typed for the first zero."""
    presence = next(p for p in plan.presences if p.person.role is Role.PART_TIME)
    worker = f"W-O{presence.person.worker[3:]}"
    day = plan.calendar.workdays[5]
    table.row(**_row(plan, presence, day) | {"worker": worker})
    leads_to = "the statement of this number stays incomplete: nobody is registered under it"
    table.note("a mistyped worker", leads_to)
    folder.incomplete.append((worker, str(plan.calendar.month), "worker_not_registered"))


def _write_mistake_taken_back(table: SampleTable, plan: WorkshopPlan) -> None:
    sunday = plan.calendar.sundays[1]
    row = _row(plan, Presence(plan.presences[-1].person, {sunday: "1"}), sunday)
    table.row(**row)
    table.row(**row | {"withdrawn": "yes", "recorded_at": local_moment(sunday + timedelta(days=1), "09:15")})
    table.note("a reversal", "the day on the line before counts as nothing")
