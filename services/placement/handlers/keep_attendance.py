"""Recording what stations say of attendance, and the rosters workshops publish."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from services.placement import marks
from services.placement.domain.presence import Rank
from services.placement.domain.shifts import ShiftHours
from services.placement.store.fact_tables import ATTENDANCE_REPORTS, ROSTER_VERSION
from shared.events.people import AttendanceReported, RosterPublished
from shared.messaging.entries import EventRefused
from shared.messaging.transaction import Transaction
from shared.months import Month

PLAUSIBLE_DAYS: Final = (date(2000, 1, 1), date(2099, 12, 31))


def refuse_contradiction(data: AttendanceReported.Data) -> None:
    """Raise EventRefused for a day nobody can have worked, and for leave beside a whole day of presence."""
    first, last = PLAUSIBLE_DAYS
    if not first <= data.day <= last:
        raise EventRefused("/data/day", f"{data.day} does not lie between {first} and {last}", "correct the date")
    if data.leave is not None and data.weight_days == "1":
        raise EventRefused(
            "/data/leave", "a whole day of presence leaves no room for leave", "leave out one of the two"
        )


async def keep_attendance(transaction: Transaction, events: Sequence[AttendanceReported]) -> None:
    """Keep reports, all of the stations' rank: only a clerk's edit, which comes another way, ranks higher."""
    for event in events:
        refuse_contradiction(event.data)
    await ATTENDANCE_REPORTS[Rank.STATION].keep_all(transaction.connection, events)
    for event in events:
        transaction.mark(marks.ATTENDANCE, (event.data.worker, event.data.workshop, event.data.day.isoformat()), event)


def _refuse_shift_without_length(shift_hours: str | None) -> None:
    try:
        if shift_hours is not None:
            ShiftHours.parse(shift_hours)
    except ValueError as error:
        raise EventRefused("/data/shift_hours", str(error), "correct the hours, or leave them out") from error


async def keep_rosters(transaction: Transaction, events: Sequence[RosterPublished]) -> None:
    """Keep every version of a roster. Raises EventRefused for a date outside the month and a shift without length."""
    for event in events:
        month = Month.parse(event.data.month)
        outside = [day for day in event.data.expected_days if day not in month]
        if outside:
            raise EventRefused(
                f"/data/expected_days/{outside[0]}",
                f"{outside[0]} does not lie in {month}",
                "list the days of this month only; the next month has a roster of its own",
            )
        _refuse_shift_without_length(event.data.shift_hours)
    await ROSTER_VERSION.keep_all(transaction.connection, events)
    for event in events:
        data = event.data
        transaction.mark(marks.ROSTER, (data.workshop, data.group or "", data.month), event)
        transaction.mark(marks.SHIFT_HOURS, (data.workshop, data.month), event)
