"""Attendance files: a row a day, or a month sheet (考勤表) whose marks are shown before they count."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from services.placement.api.answers.files import AttendanceTaken, RowsPreviewed, RowsTaken, SheetTaken, sheet_preview
from services.placement.api.authorize import WRITE_SCOPES
from services.placement.api.imports import TABLES
from services.placement.files.attendance import read_attendance, read_days
from services.placement.files.month_sheet import MonthSheet, SheetFault
from services.placement.files.month_sheet_faults import NOBODY_ENROLLED, OTHER_NAME
from services.placement.store import people
from services.placement.store.sealed_details import open_identity
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.files import read_apart, read_file_apart
from shared.http.import_routes import LIST_COLUMNS, apply_file
from shared.http.uploads import UPLOAD_BODY, read_upload
from shared.identifiers import Identifier
from shared.imports import joined
from shared.months import Month, MonthText
from shared.texts import Text

router = APIRouter(prefix="/v1", tags=["imports"], route_class=StrictRoute)
_sender = Depends(requires(*WRITE_SCOPES))
_context = Depends(context_of)
_ATTENDANCE = next(table for table in TABLES if table.kind == "attendance")


@router.post(
    "/imports/attendance", summary="Import attendance: a row a day, or a month sheet", openapi_extra=UPLOAD_BODY
)
async def import_attendance(
    request: Request,
    workshop: Annotated[Identifier | None, Query(description="Of a month sheet that does not name its own")] = None,
    month: Annotated[MonthText | None, Query(description="Of a month sheet that does not name its own")] = None,
    preview: Annotated[
        bool,
        Query(description="Take nothing: show how a month sheet's marks are read"),
    ] = False,
    client: Client = _sender,
    context: ServiceContext = _context,
) -> AttendanceTaken:
    """A month sheet has a row a worker and a column a day; √ is a whole day, 半 or 0.5 half a day, × none, 假 unpaid
    and 带薪假 paid leave, and an empty cell says nothing. A name beside an id must be the one enrolled under it. The
    days of a sheet are the same facts as in a file with a row a day, so either can be sent again or corrected by the
    other. `layout` in the answer says which of the two was read.
    """
    content = await read_upload(request)
    how = (_ATTENDANCE, client.id, datetime.now(UTC), context.sealer.fingerprints)
    sheet_of = (workshop, Month.parse(month) if month else None)
    pieces = await read_file_apart(
        context, request, read_attendance, content, *how, sheet_of, preview, advice=LIST_COLUMNS
    )
    if not pieces:
        return RowsPreviewed(layout="row_a_day")
    sheet = pieces[0]
    if not isinstance(sheet, MonthSheet):
        return RowsTaken(layout="row_a_day", **await apply_file(context, client, joined(pieces)))
    sheet = await _checked_names(context, sheet)
    if preview:
        return sheet_preview(sheet)
    days = joined(await read_apart(context, request, read_days, b"", sheet, *how))
    taken = await apply_file(context, client, days)
    return SheetTaken(layout="month_sheet", workshop=sheet.workshop, month=str(sheet.month), **taken)


async def _checked_names(context: ServiceContext, sheet: MonthSheet) -> MonthSheet:
    """The sheet without the lines whose id is nobody's, or somebody's of another name."""
    async with context.pool.acquire() as connection:
        known = await people.read_people(connection, [row.worker for row in sheet.rows])
    wrong: dict[int, Text] = {}
    for row in sheet.rows:
        person = known.get(row.worker)
        identity = open_identity(context.sealer, person) if person else None
        if person is None or not person.enrolled:
            wrong[row.line] = NOBODY_ENROLLED.of(worker=row.worker)
        elif row.name and identity and identity.name != row.name:
            wrong[row.line] = OTHER_NAME.of(worker=row.worker)
    faults = [SheetFault(row.line, (row.worker,), wrong[row.line]) for row in sheet.rows if row.line in wrong]
    rows = tuple(row for row in sheet.rows if row.line not in wrong)
    return replace(sheet, rows=rows, faults=(*sheet.faults, *faults))
