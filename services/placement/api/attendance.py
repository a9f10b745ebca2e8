"""Attendance: what counts and on whose word, and the clerk's edit."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal
from uuid import uuid4

from asyncpg import Record
from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from services.placement.api.answers.attendance import DayAnswer, DayState, MonthOfDays, day_reports, day_state
from services.placement.decisions.attendance import AttendanceEdit, StaleEdit, edit_attendance
from services.placement.domain.presence import Report
from services.placement.store import attendance, registers
from services.placement.store.attendance import NOTHING_COMPUTED, DayKey, state_of
from shared.database import Connection
from shared.dates import ahead_of
from shared.events.people import NO_LEAVE_BESIDE_A_WHOLE_DAY, AttendanceReported
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.answers import waiting_subject
from shared.http.context import not_applied
from shared.http.deciding import decision
from shared.http.parameters import IdempotencyKey, PathDay, PathIdentifier, PathMonth
from shared.http.problems import not_valid
from shared.http.titles import CHANGED_MEANWHILE, NO_ATTENDANCE, NOT_APPLIED
from shared.identifiers import LARGEST_REVISION
from shared.messaging.waiting import Waiting, waiting_about
from shared.months import Month
from shared.refusals import Refusal, Refused
from shared.texts import Text

NOT_KNOWN: Final = Refusal(
    Text(
        "attendance.not_known",
        "没有 {worker} 在 {workshop} {day} 的记录",
        "nothing is known of {worker} in {workshop} on {day}",
    ),
    kind="unknown",
    title=NO_ATTENDANCE,
)
CHANGED: Final = Refusal(
    Text(
        "attendance.changed",
        "该日现在是第 {revision} 版，不是第 {seen} 版",
        "the day stands at revision {revision}, not {seen}",
    ),
    Text("attendance.look_again", "请查看现在的内容后再决定", "look at the current value and decide again"),
    "conflict",
    "/revision",
    CHANGED_MEANWHILE,
)
NO_CLERK: Final = Refusal(
    Text("attendance.no_clerk", "{client} 不是 {workshop} 的文员", "{client} is no clerk of {workshop}"),
    Text("attendance.ask_for_scope", "请申请权限 clerk:{workshop}", "ask for clerk:{workshop}"),
    "forbidden",
)

router = APIRouter(prefix="/v1/attendance", tags=["attendance"], route_class=StrictRoute)
_context = Depends(context_of)
_reader = Depends(requires("placement:read", "clerk:*"))
_clerk = Depends(requires("clerk:*"))


class EditBody(BaseModel):
    """A clerk's word on a day."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"not": NO_LEAVE_BESIDE_A_WHOLE_DAY})
    weight_days: Literal["0", "0.5", "1"]
    leave: Literal["paid", "unpaid"] | None = None
    withdrawn: bool = Field(default=False, description="True takes the clerk's word back: the station's counts again")
    revision: Annotated[
        int, Field(ge=0, le=LARGEST_REVISION, description="The revision the clerk saw; 0 where there was none")
    ]


@router.get("/{worker}/{month}", summary="A worker's month, day by day")
async def get_month(
    worker: PathIdentifier, month: PathMonth, client: Client = _reader, context: ServiceContext = _context
) -> MonthOfDays:
    """Each day with what counts, on whose word, its revision, and every report there is; `differs` marks a
    report that says otherwise than what counts. `waiting` lists what could not be computed: days are as they were
    before, or missing; reports are null where one cannot be read. A clerk's token sees his workshops only.
    """
    wanted = Month.parse(month)
    async with context.pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
        rows = await attendance.read_days_of_worker(connection, worker, wanted.first_day, wanted.last_day)
        rows = [row for row in rows if _may_see(client, row["workshop"])]
        keys = [_key(row) for row in rows]
        reports = await attendance.read_readable_reports(connection, keys) if keys else {}
        stations = await _stations_of(connection, reports)
        waiting = await _waiting(connection, client, worker, month)
    return MonthOfDays(
        worker=worker,
        month=month,
        days=[day_reports(_key(row), state_of(row), reports.get(_key(row), []), stations) for row in rows],
        waiting=[waiting_subject(part) for part in waiting],
    )


async def _stations_of(
    connection: Connection, reports: Mapping[DayKey, Sequence[Report] | None]
) -> dict[str, frozenset[str]]:
    named = {report.station for of_day in reports.values() for report in of_day or () if report.station is not None}
    return await registers.workshops_of_stations(connection, sorted(named))


async def _waiting(
    connection: Connection, client: Client, worker: str, month: str, workshop: str | None = None
) -> list[Waiting]:
    """What waits of a worker's month, in one workshop or in those the client sees."""
    if workshop is not None or client.has("placement:read"):
        return await waiting_about(connection, worker=worker, workshop=workshop, month=month)
    found = {}
    for own in sorted(client.values("clerk")):
        for part in await waiting_about(connection, worker=worker, workshop=own, month=month):
            found[part.kind, *part.subject] = part
    return list(found.values())


@router.get("/{worker}/{workshop}/{day}", summary="One day")
async def get_day(
    worker: PathIdentifier,
    workshop: PathIdentifier,
    day: PathDay,
    client: Client = _reader,
    context: ServiceContext = _context,
) -> DayAnswer:
    """As in the month. A day that waits and never was computed is shown at revision 0."""
    _refuse_other_workshop(client, workshop)
    key = (worker, workshop, day)
    async with context.pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
        row = await attendance.read_day(connection, key)
        reports = await attendance.read_readable_reports(connection, [key])
        stations = await _stations_of(connection, reports)
        waiting = await _waiting(connection, client, worker, str(Month.of(day)), workshop)
    # Of the month's days that wait, this one; of what is behind many days, all of it.
    waiting = [part for part in waiting if part.kind != "attendance" or part.subject[2] == day.isoformat()]
    if row is None and not waiting:
        raise Refused(NOT_KNOWN.of(worker=worker, workshop=workshop, day=day))
    state = state_of(row) if row is not None else NOTHING_COMPUTED
    shown = day_reports(key, state, reports.get(key, []), stations)
    return DayAnswer(**dict(shown), waiting=[waiting_subject(part) for part in waiting])


@router.put("/{worker}/{workshop}/{day}", summary="A clerk's edit of a day")
async def put_day(
    worker: PathIdentifier,
    workshop: PathIdentifier,
    day: PathDay,
    body: EditBody,
    client: Client = _clerk,
    context: ServiceContext = _context,
    idempotency_key: IdempotencyKey = None,
) -> DayState:
    """It outranks clocks and stations, and names the revision it was decided on: where the day has changed
    since, the answer is 409 with the day as it stands. Recorded in the audit log.
    """
    if workshop not in client.values("clerk"):
        raise _no_clerk_of(client, workshop)
    data = AttendanceReported.Data(
        worker=worker,
        workshop=workshop,
        day=day,
        weight_days=body.weight_days,
        leave=body.leave,
        withdrawn=body.withdrawn,
    )
    _refuse_ahead(data, context.settings.allowed_clock_skew_seconds)
    edit = AttendanceEdit(data, body.revision, client.id, idempotency_key or str(uuid4()))
    try:
        async with decision(context) as transaction:
            state = await edit_attendance(transaction, edit)
    except StaleEdit as stale:
        refusal = CHANGED.of(revision=stale.current.revision, seen=body.revision)
        raise Refused(refusal, {"current": day_state(edit.key, stale.current).model_dump(mode="json")}) from stale
    except Refused as refused:
        raise not_applied(refused.refusal.at(refused.refusal.pointer.removeprefix("/data"))) from refused
    return day_state(edit.key, state)


def _refuse_ahead(data: AttendanceReported.Data, allowed_clock_skew_seconds: float) -> None:
    ahead = ahead_of(data, datetime.now(UTC) + timedelta(seconds=allowed_clock_skew_seconds))
    if ahead is not None and not data.withdrawn:
        raise not_valid(NOT_APPLIED, [ahead])


def _may_see(client: Client, workshop: str) -> bool:
    return client.has("placement:read") or workshop in client.values("clerk")


def _refuse_other_workshop(client: Client, workshop: str) -> None:
    if not _may_see(client, workshop):
        raise _no_clerk_of(client, workshop)


def _no_clerk_of(client: Client, workshop: str) -> Refused:
    return Refused(NO_CLERK.of(client=client.id, workshop=workshop))


def _key(row: Record) -> DayKey:
    return (row["worker"], row["workshop"], row["day"])
