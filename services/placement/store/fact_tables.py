"""The tables of the facts placement is told."""

from datetime import date
from functools import partial
from typing import Final

from services.placement.domain.presence import Rank
from shared.events.households import LabourerRegistered
from shared.events.people import (
    AttendanceReported,
    ClockEnrolled,
    PinAssigned,
    PunchRecorded,
    RosterPublished,
    WorkerEnrolled,
)
from shared.facts.rows import Row
from shared.facts.tables import FactTable

FROM_THE_BEGINNING: Final = date(2000, 1, 1)
"""Since when a clock stands that was enrolled without a first day."""


def _enrolled(event: WorkerEnrolled) -> Row:
    data = event.data
    return (data.worker, data.since, data.workshop, data.group, data.first_day)


def _living(event: LabourerRegistered) -> Row:
    data = event.data
    return (data.person, data.since, data.village, data.township)


def _placed(event: ClockEnrolled) -> Row:
    data = event.data
    return (data.serial, data.since or FROM_THE_BEGINNING, data.workshop, data.station)


def _assigned(event: PinAssigned) -> Row:
    data = event.data
    return (data.serial, data.pin, data.valid_from, data.worker, data.valid_until)


def _punched(event: PunchRecorded) -> Row:
    """To the second. Each station's are kept apart, so that none pushes out what another sent of its own clock."""
    data = event.data
    return (data.serial, data.pin, data.punched_at.replace(microsecond=0), data.station or "", data.status)


def _expected(event: RosterPublished) -> Row:
    data = event.data
    return (
        data.workshop,
        data.group or "",
        data.month,
        data.expected_days,
        data.closure_reason,
        data.approved_by,
        data.shift_hours,
    )


def _attended(rank: Rank, event: AttendanceReported) -> Row:
    data = event.data
    return (data.worker, data.workshop, data.day, int(rank), data.weight_days, data.leave, data.station)


ENROLMENT = FactTable(
    "enrolment",
    ("worker", "since"),
    {"worker": "text", "since": "date", "workshop": "text", "worker_group": "text", "first_day": "date"},
    _enrolled,
)
LABOURER = FactTable(
    "labourer",
    ("person", "since"),
    {"person": "text", "since": "date", "village": "text", "township": "text"},
    _living,
)
CLOCK_ENROLMENT = FactTable(
    "clock_enrolment",
    ("serial", "since"),
    {"serial": "text", "since": "date", "workshop": "text", "station": "text"},
    _placed,
)
PIN_ASSIGNMENT = FactTable(
    "pin_assignment",
    ("serial", "pin", "since"),
    {"serial": "text", "pin": "text", "since": "date", "worker": "text", "until": "date"},
    _assigned,
)
PUNCH = FactTable(
    "punch",
    ("serial", "pin", "punched_at", "station"),
    {"serial": "text", "pin": "text", "punched_at": "timestamptz", "station": "text", "status": "smallint"},
    _punched,
)
ROSTER_VERSION = FactTable(
    "roster_version",
    ("workshop", "worker_group", "month"),
    {
        "workshop": "text",
        "worker_group": "text",
        "month": "text",
        "expected_days": "jsonb",
        "closure_reason": "text",
        "approved_by": "text",
        "shift_hours": "text",
    },
    _expected,
)
ATTENDANCE_REPORTS = {
    rank: FactTable(
        "attendance_report",
        ("worker", "workshop", "day", "rank"),
        {
            "worker": "text",
            "workshop": "text",
            "day": "date",
            "rank": "smallint",
            "weight_days": "text",
            "leave": "text",
            "station": "text",
        },
        partial(_attended, rank),
    )
    for rank in Rank
}
"""One table; by whose word a report is."""
