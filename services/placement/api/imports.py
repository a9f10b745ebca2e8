"""The files placement takes: tables of each kind of fact, and the export of a punch clock."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from services.placement.api.answers.files import PunchesTaken
from services.placement.api.authorize import WRITE_SCOPES
from services.placement.domain.attlog import Layout
from services.placement.files.punches import read_punches
from services.placement.registers import PAPERS, PEOPLE, PLACES, WORK
from shared.columns import columns_of
from shared.events import details, households, people
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.files import read_file_apart
from shared.http.import_routes import apply_file
from shared.http.registers import table_of
from shared.http.uploads import UPLOAD_BODY, read_upload
from shared.identifiers import Identifier
from shared.imports import TableImport, joined
from shared.tables.words import LEAVE_WORDS

TABLES = (
    TableImport(
        "workers",
        people.WorkerEnrolled,
        columns_of(people.WorkerEnrolled, kinds={"name": "name"}),
        "Workers, and the workshop each belongs to from a day on: one row a worker and first day there",
        key_columns=("worker", "since"),
    ),
    TableImport(
        "labourers",
        households.LabourerRegistered,
        columns_of(households.LabourerRegistered, kinds={"name": "name"}),
        "People of the villages, and where each lives from a day on: one row a person and first day there",
        key_columns=("person", "since"),
    ),
    TableImport(
        "accounts",
        details.WorkerAccountGiven,
        columns_of(details.WorkerAccountGiven, kinds={"account_name": "name"}),
        "Bank accounts: one row a worker; without account_name the worker himself holds it",
        key_columns=("worker",),
    ),
    *(table_of(register) for register in PLACES),
    TableImport(
        "clocks",
        people.ClockEnrolled,
        columns_of(people.ClockEnrolled),
        "Punch clocks by serial number, and where each stands from a day on",
        key_columns=("serial",),
    ),
    TableImport(
        "pins",
        people.PinAssigned,
        columns_of(people.PinAssigned),
        "Numbers on punch clocks and the worker each means from a day on",
        key_columns=("serial", "pin", "valid_from"),
    ),
    TableImport(
        "rosters",
        people.RosterPublished,
        columns_of(people.RosterPublished, kinds={"expected_days": "days"}),
        "Rosters: a row a workshop, or group, and month; days separated by semicolons, half ones as 2022-07-01=0.5",
        key_columns=("workshop", "month"),
    ),
    TableImport(
        "attendance",
        people.AttendanceReported,
        columns_of(people.AttendanceReported, kinds={"weight_days": "number"}, words={"leave": LEAVE_WORDS}),
        "Attendance as a station keeps it: 0, 0.5 or 1 a worker, workshop and day",
        key_columns=("worker", "workshop", "day"),
    ),
    *(table_of(register) for register in (*PAPERS, *WORK, *PEOPLE)),
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
    clock = (layout, serial, client.id, station)
    taken, *pieces = await read_file_apart(context, request, read_punches, content, *clock)
    return PunchesTaken(layout=taken, **await apply_file(context, client, joined(pieces)))
