"""Attendance as it is answered: what counts of a day and on whose word, and every report of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from pydantic import Field

from services.placement.domain.presence import Presence, Rank, Report, counts
from services.placement.store.attendance import AttendanceState, DayKey
from shared.events.people import Basis, ClockDoubt, Leave
from shared.http.answers import Answer, MomentText, WaitingSubject
from shared.identifiers import Identifier, WeightText
from shared.months import MonthText


class DayState(Answer):
    """What counts of a worker's day in a workshop; nulls where nothing does."""

    worker: Identifier
    workshop: Identifier
    day: date
    revision: int = Field(description="What an edit names that was decided on it; 0: nothing was ever published")
    weight_days: WeightText | None
    leave: Leave | None
    basis: Basis | None = Field(description="On whose word")


class ClockDayAnswer(Answer):
    """What a day's punches prove."""

    weight_days: WeightText
    worked_seconds: int
    punches: int
    flags: list[ClockDoubt] = Field(description="What looks wrong")
    differs: bool = Field(description="It says otherwise than what counts")


class DayReport(Answer):
    """What a station or a clerk said of the day."""

    basis: Literal["station", "clerk"]
    time: MomentText
    source: str
    id: str
    station: Identifier | None
    weight_days: WeightText
    leave: Leave | None
    withdrawn: bool
    station_reports_for_workshop: bool = Field(description="False: its word does not count here")
    differs: bool = Field(description="It says otherwise than what counts")


class DayReports(DayState):
    """A day with every report of it."""

    clock: ClockDayAnswer | None
    reports: list[DayReport] | None = Field(
        description="The clerk's first, then the latest; null where one cannot be read"
    )


class DayAnswer(DayReports):
    """One day."""

    waiting: list[WaitingSubject] = Field(description="Why it could not be computed, where it could not")


class MonthOfDays(Answer):
    """A worker's month, day by day."""

    worker: Identifier
    month: MonthText
    days: list[DayReports]
    waiting: list[WaitingSubject] = Field(description="What could not be computed: days are as before, or missing")


def day_state(key: DayKey, state: AttendanceState) -> DayState:
    """What counts of a day."""
    worker, workshop, day = key
    in_force = state.in_force
    return DayState(
        worker=worker,
        workshop=workshop,
        day=day,
        revision=state.revision,
        weight_days=in_force.weight_days if in_force else None,
        leave=in_force.leave if in_force else None,
        basis=in_force.basis if in_force else None,
    )


def day_reports(
    key: DayKey,
    state: AttendanceState,
    reports: Sequence[Report] | None,
    workshops_of_station: Mapping[str, frozenset[str]],
) -> DayReports:
    """A day with its reports, None where one cannot be read."""
    said = None
    if reports is not None:
        ordered = sorted(reports, key=lambda report: (report.rank, report.precedence), reverse=True)
        said = [
            _report(report, state.in_force, is_counted=counts(report, key[1], workshops_of_station))
            for report in ordered
        ]
    return DayReports(**dict(day_state(key, state)), clock=_clock(state), reports=said)


def _report(report: Report, in_force: Presence | None, *, is_counted: bool) -> DayReport:
    stated = (report.weight_days, report.leave)
    return DayReport(
        basis="clerk" if report.rank is Rank.CLERK else "station",
        time=report.time.isoformat(),
        source=report.source,
        id=report.event_id,
        station=report.station,
        weight_days=report.weight_days,
        leave=report.leave,
        withdrawn=report.withdrawn,
        station_reports_for_workshop=is_counted,
        differs=not report.withdrawn and (in_force is None or stated != (in_force.weight_days, in_force.leave)),
    )


def _clock(state: AttendanceState) -> ClockDayAnswer | None:
    shown = state.clock_day
    if shown is None:
        return None
    return ClockDayAnswer(
        weight_days=shown.weight_days,
        worked_seconds=shown.worked_seconds,
        punches=shown.punches,
        flags=list(shown.flags),
        differs=state.in_force is None or shown.weight_days != state.in_force.weight_days,
    )
