"""Whether a worker attended in full: against the rosters, or without one against a number of days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from services.payroll.domain.basis import Basis, workshop_and_group_on
from services.payroll.domain.facts import WorkerMonth
from shared.holidays import statutory_holidays
from shared.months import Month
from shared.policy import Policy
from shared.rules.lines import Fact
from shared.texts import Text

WITHOUT_ROSTER: Final = "full_attendance_award.without_roster"
WITHOUT_ROSTER_READINGS: Final = ("fixed:<number>", "calendar")
PAID_LEAVE_COUNTS: Final = "full_attendance_award.paid_leave_counts"
_SUNDAY: Final = 6
_NO_DAYS: Final = Decimal(0)
_DATES_SHOWN: Final = 5

MET_ROSTER: Final = Text(
    "met_roster",
    "排班 {rostered_dates} 个日期全部出勤",
    "all {rostered_dates} rostered dates attended",
)
MET_DAYS: Final = Text(
    "met_days",
    "出勤 {days} 天，达到 {required_days} 天",
    "{days} days attended, {required_days} required",
)
MISSED_DATES: Final = Text(
    "missed_rostered_dates",
    "排班日缺勤 {missed_dates} 个（{dates}），多出的天数不能抵补",
    "{missed_dates} rostered dates missed ({dates}); extra days do not make up for them",
)
TOO_FEW_DAYS: Final = Text(
    "too_few_days",
    "出勤 {days} 天，不足 {required_days} 天",
    "{days} days attended, fewer than the {required_days} required",
)
NOTHING_ROSTERED: Final = Text("nothing_rostered", "当月排班为空", "the roster of the month is empty")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether attendance was full, in words with numbers."""

    full: bool
    text: Text
    numbers: Mapping[str, object]
    rests_on: tuple[Fact, ...]


def judge_full_attendance(basis: Basis, policy: Policy) -> Verdict:
    """Compare the month with the rosters of the workshops the worker belonged to, day by day.

    The whole month's roster applies to joiners and leavers, and a transfer changes rosters on its day.
    Where a workshop of the month has no roster, the required number of days must be reached as well.
    """
    facts = basis.facts
    counted = basis.presence.counted(with_leave=policy.flag(PAID_LEAVE_COUNTS))
    expected, all_rostered = expected_days(facts)
    rests_on: tuple[Fact, ...] = (*facts.attendance, *facts.rosters)
    missed = [day for day, weight in expected.items() if counted.get(day, _NO_DAYS) < weight]
    if missed:
        shown = [*sorted(missed)[:_DATES_SHOWN], *(["…"] if len(missed) > _DATES_SHOWN else [])]
        return Verdict(False, MISSED_DATES, {"missed_dates": len(missed), "dates": shown}, rests_on)
    if all_rostered:
        if not expected:
            return Verdict(False, NOTHING_ROSTERED, {}, rests_on)
        return Verdict(True, MET_ROSTER, {"rostered_dates": len(expected)}, rests_on)
    return _judge_without_roster(counted, facts.month, policy, rests_on)


def expected_days(facts: WorkerMonth) -> tuple[Mapping[date, Decimal], bool]:
    """The weight expected on each rostered date, and whether a roster covers the whole month."""
    first, last = facts.month.first_day, facts.month.last_day
    rosters = {(roster.workshop, roster.group): roster for roster in facts.rosters}
    changes = {item.since for item in facts.assignments if first < item.since <= last}
    starts = [first, *sorted(changes)]
    ends = [*(start - timedelta(days=1) for start in starts[1:]), last]
    expected: dict[date, Decimal] = {}
    all_rostered = True
    for start, end in zip(starts, ends, strict=True):
        workshop, group = workshop_and_group_on(facts, start)
        roster = rosters.get((workshop, group)) or rosters.get((workshop, ""))
        if roster is None:
            all_rostered = False
            continue
        expected.update({day: weight for day, weight in roster.expected_days.items() if start <= day <= end and weight})
    return expected, all_rostered


def _judge_without_roster(
    counted: Mapping[date, Decimal], month: Month, policy: Policy, rests_on: tuple[Fact, ...]
) -> Verdict:
    reading = policy.numbered_choice(WITHOUT_ROSTER)
    required = Decimal(working_days(month)) if reading.number is None else reading.number
    days = sum(counted.values(), _NO_DAYS)
    full = days >= required
    numbers = {"days": days, "required_days": required}
    return Verdict(full, MET_DAYS if full else TOO_FEW_DAYS, numbers, rests_on)


def working_days(month: Month) -> int:
    """Days of the month less Sundays and statutory holidays: what the law says, whatever is announced for the year."""
    holidays = statutory_holidays(month.year)
    return sum(1 for day in month.days() if day.weekday() != _SUNDAY and day not in holidays)
