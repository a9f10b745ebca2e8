"""The files placement takes: tables of each kind of fact, and the export of a punch clock."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from services.placement.api.answers.files import PunchesTaken
from services.placement.api.authorize import WRITE_SCOPES
from services.placement.domain.attlog import Layout, UnknownLayoutError
from services.placement.files.punches import read_punches
from shared.events import details, people
from shared.http import Client, ProblemError, ServiceContext, StrictRoute, context_of, requires
from shared.http.files import read_apart
from shared.http.import_routes import apply_file
from shared.http.uploads import UPLOAD_BODY, read_upload
from shared.identifiers import Identifier
from shared.imports import Column, TableImport, joined
from shared.tables import UnreadableFileError
from shared.tables.words import GRADE_WORDS, LEAVE_WORDS

TABLES = (
    TableImport(
        "workers",
        people.WorkerEnrolled,
        {
            "worker": Column("worker"),
            "workshop": Column("workshop"),
            "since": Column("since", "day"),
            "group": Column("group", required=False),
            "first_day": Column("first_day", "day", required=False),
            "name": Column("name", "name"),
            "identity_number": Column("identity_number", "identity"),
            "phone": Column("phone", "digits", required=False),
        },
        "Workers, and the workshop each belongs to from a day on: one row a worker and first day there",
        key_columns=("worker", "since"),
    ),
    TableImport(
        "accounts",
        details.WorkerAccountGiven,
        {
            "worker": Column("worker"),
            "account_number": Column("account_number", "digits"),
            "bank_name": Column("bank_name", "label"),
            "bank_code": Column("bank_code", "digits", required=False),
            "account_name": Column("account_name", "name", required=False),
        },
        "Bank accounts: one row a worker; without account_name the worker himself holds it",
        key_columns=("worker",),
    ),
    TableImport(
        "workshops",
        people.WorkshopRegistered,
        {
            "workshop": Column("workshop"),
            "name": Column("name", "label"),
            **{name: Column(name) for name in ("policy_pack", "township", "village_collective")},
        },
        "Workshops, each with its county's policy pack and the village collective behind it",
        key_columns=("workshop",),
    ),
    TableImport(
        "stations",
        people.StationRegistered,
        {"station": Column("station"), "name": Column("name", "label"), "workshops": Column("workshops", "list")},
        "Labour stations and the workshops they report for",
        key_columns=("station",),
    ),
    TableImport(
        "clocks",
        people.ClockEnrolled,
        {
            "serial": Column("serial"),
            "station": Column("station"),
            "workshop": Column("workshop"),
            "since": Column("since", "day", required=False),
        },
        "Punch clocks by serial number, and where each stands from a day on",
        key_columns=("serial",),
    ),
    TableImport(
        "pins",
        people.PinAssigned,
        {
            "serial": Column("serial"),
            "pin": Column("pin"),
            "worker": Column("worker"),
            "valid_from": Column("valid_from", "day"),
            "valid_until": Column("valid_until", "day", required=False),
        },
        "Numbers on punch clocks and the worker each means from a day on",
        key_columns=("serial", "pin", "valid_from"),
    ),
    TableImport(
        "rosters",
        people.RosterPublished,
        {
            "workshop": Column("workshop"),
            "group": Column("group", required=False),
            "month": Column("month", "month"),
            "expected_days": Column("expected_days", "days"),
            "closure_reason": Column("closure_reason", "label", required=False),
            "approved_by": Column("approved_by", required=False),
            "shift_hours": Column("shift_hours", required=False),
        },
        "Rosters: a row a workshop, or group, and month; days separated by semicolons, half ones as 2022-07-01=0.5",
        key_columns=("workshop", "month"),
    ),
    TableImport(
        "attendance",
        people.AttendanceReported,
        {
            "worker": Column("worker"),
            "workshop": Column("workshop"),
            "day": Column("day", "day"),
            "weight_days": Column("weight_days", "number"),
            "leave": Column("leave", required=False, words=LEAVE_WORDS),
            "station": Column("station", required=False),
        },
        "Attendance as a station keeps it: 0, 0.5 or 1 a worker, workshop and day",
        key_columns=("worker", "workshop", "day"),
    ),
    TableImport(
        "certificates",
        people.SkillAssessed,
        {
            "certificate": Column("certificate"),
            "worker": Column("worker"),
            "trade": Column("trade"),
            "grade": Column("grade", words=GRADE_WORDS),
            "certified_on": Column("certified_on", "day"),
            "revoked_on": Column("revoked_on", "day", required=False),
        },
        "Certificates of skill",
        key_columns=("certificate",),
    ),
    TableImport(
        "shareholdings",
        people.ShareholdingRegistered,
        {
            "workshop": Column("workshop"),
            "village": Column("village"),
            "effective_from": Column("effective_from", "day"),
            "shares": Column("shares", "number"),
        },
        "Villages' shares in workshops",
        key_columns=("workshop", "village", "effective_from"),
    ),
)

router = APIRouter(prefix="/v1", tags=["imports"], route_class=StrictRoute)
_sender = Depends(requires(*WRITE_SCOPES))
_context = Depends(context_of)


@router.post(
    "/imports/punches",
    summary="Import a punch clock's export (*_attlog.dat), at most 32 MiB",
    openapi_extra=UPLOAD_BODY,
)
async def import_punches(
    request: Request,
    serial: Annotated[Identifier, Query(description="The clock's serial number")],
    station: Annotated[
        Identifier | None, Query(description="The station that sends it; needed where a token has several")
    ] = None,
    layout: Annotated[
        Layout | None,
        Query(description="`push`: the status is the third column; `usb`: the fourth, after the device number"),
    ] = None,
    client: Client = _sender,
    context: ServiceContext = _context,
) -> PunchesTaken:
    """Lines of PIN, time, device number (as written to USB only) and status, tab-separated, in UTF-8 or GB18030;
    the name that old clocks write after the PIN is passed over. The answer says which `layout` was taken; a file
    whose values do not show it is refused until `layout` says it. The same file again, or a longer one, changes
    nothing twice. Lines that are no punch are named in the answer and kept; the others are taken.
    """
    stations = sorted(client.values("station"))
    if station is None and len(stations) == 1 and not client.has("clerk:*"):
        station = stations[0]
    content = await read_upload(request)
    try:
        refusals = (UnreadableFileError, UnknownLayoutError)
        clock = (layout, serial, client.id, station)
        taken, *pieces = await read_apart(context, request, read_punches, content, *clock, refusals=refusals)
    except (UnreadableFileError, UnknownLayoutError) as error:
        raise ProblemError(422, "The file cannot be read", str(error)) from error
    return PunchesTaken(layout=taken, **await apply_file(context, client, joined(pieces)))
