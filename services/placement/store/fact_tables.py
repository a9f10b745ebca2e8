"""The tables of the facts placement is told."""

from shared.facts.tables import FactTable

ENROLMENT = FactTable(
    "enrolment",
    ("worker", "since"),
    {"worker": "text", "since": "date", "workshop": "text", "worker_group": "text", "first_day": "date"},
)
WORKSHOP = FactTable(
    "workshop",
    ("workshop",),
    {"workshop": "text", "name": "text", "policy_pack": "text", "township": "text", "village_collective": "text"},
)
STATION = FactTable("station", ("station",), {"station": "text", "name": "text", "workshops": "jsonb"})
CERTIFICATE = FactTable(
    "certificate",
    ("certificate",),
    {
        "certificate": "text",
        "worker": "text",
        "trade": "text",
        "grade": "text",
        "certified_on": "date",
        "revoked_on": "date",
    },
)
SHAREHOLDING = FactTable(
    "shareholding",
    ("workshop", "village", "effective_from"),
    {"workshop": "text", "village": "text", "effective_from": "date", "shares": "text"},
)
CLOCK_ENROLMENT = FactTable(
    "clock_enrolment",
    ("serial", "since"),
    {"serial": "text", "since": "date", "workshop": "text", "station": "text"},
)
PIN_ASSIGNMENT = FactTable(
    "pin_assignment",
    ("serial", "pin", "since"),
    {"serial": "text", "pin": "text", "since": "date", "worker": "text", "until": "date"},
)
PUNCH = FactTable(
    "punch",
    ("serial", "pin", "punched_at", "station"),
    {"serial": "text", "pin": "text", "punched_at": "timestamptz", "station": "text", "status": "smallint"},
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
)
ATTENDANCE_REPORT = FactTable(
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
)
