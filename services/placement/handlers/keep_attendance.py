"""Recording what stations say of attendance, and the rosters workshops publish."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from services.placement import marks
from services.placement.domain.presence import Rank
from services.placement.domain.shifts import ShiftHours, ShiftHoursError
from services.placement.store.fact_tables import ATTENDANCE_REPORTS, ROSTER_VERSION
from shared.events.people import AttendanceReported, RosterPublished
from shared.messaging.transaction import Transaction
from shared.months import Month
from shared.refusals import Refusal, Refused
from shared.texts import Text

PLAUSIBLE_DAYS: Final = (date(2000, 1, 1), date(2099, 12, 31))
IMPLAUSIBLE_DAY: Final = Refusal(
    Text(
        "attendance.implausible_day",
        "{day} 不在 {first} 至 {last} 之间",
        "{day} does not lie between {first} and {last}",
    ),
    Text("attendance.correct_day", "请更正日期", "correct the date"),
    "unusable",
    "/data/day",
)
LEAVE_BESIDE_WHOLE_DAY: Final = Refusal(
    Text(
        "attendance.leave_beside_whole_day",
        "全天出勤就没有请假的余地",
        "a whole day of presence leaves no room for leave",
    ),
    Text("attendance.leave_one_out", "两者请去掉一个", "leave out one of the two"),
    "unusable",
    "/data/leave",
)
CORRECT_HOURS: Final = Text("roster.correct_hours", "请更正时间，或留空", "correct the hours, or leave them out")
DAY_OUTSIDE_MONTH: Final = Refusal(
    Text("roster.day_outside_month", "{day} 不在 {month} 之内", "{day} does not lie in {month}"),
    Text(
        "roster.list_days_of_month",
        "只列本月的日期；下月另有排班",
        "list the days of this month only; the next month has a roster of its own",
    ),
    "unusable",
)


def refuse_contradiction(data: AttendanceReported.Data) -> None:
    """Raise Refused for a day nobody can have worked, and for leave beside a whole day of presence."""
    first, last = PLAUSIBLE_DAYS
    if not first <= data.day <= last:
        raise Refused(IMPLAUSIBLE_DAY.of(day=data.day, first=first, last=last))
    if data.leave is not None and data.weight_days == "1":
        raise Refused(LEAVE_BESIDE_WHOLE_DAY)


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
    except ShiftHoursError as error:
        raise Refused(Refusal(error.text, CORRECT_HOURS, "unusable", "/data/shift_hours")) from error


async def keep_rosters(transaction: Transaction, events: Sequence[RosterPublished]) -> None:
    """Keep every version of a roster. Raises Refused for a date outside the month and a shift without length."""
    for event in events:
        month = Month.parse(event.data.month)
        outside = [day for day in event.data.expected_days if day not in month]
        if outside:
            refusal = DAY_OUTSIDE_MONTH.of(day=outside[0], month=month)
            raise Refused(refusal.at(f"/data/expected_days/{outside[0]}"))
        _refuse_shift_without_length(event.data.shift_hours)
    await ROSTER_VERSION.keep_all(transaction.connection, events)
    for event in events:
        data = event.data
        transaction.mark(marks.ROSTER, (data.workshop, data.group or "", data.month), event)
        transaction.mark(marks.SHIFT_HOURS, (data.workshop, data.month), event)
