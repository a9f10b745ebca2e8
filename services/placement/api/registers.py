"""The registers as lists: workshops, stations, clocks and their numbers, rosters, certificates, shares."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from services.placement.domain.roster import RosterVersion, roster_in_force
from services.placement.store import clocks, registers, rosters
from shared.http import Client, ProblemError, ServiceContext, StrictRoute, context_of, requires
from shared.identifiers import Identifier, Readable
from shared.months import Month, MonthText
from shared.written_forms import PAGE_OF_PUNCHES_PATTERN

router = APIRouter(prefix="/v1", route_class=StrictRoute)
_context = Depends(context_of)
_reader = Depends(requires("placement:read"))
PathIdentifier = Annotated[Identifier, Path()]
PathMonth = Annotated[MonthText, Path()]
Limit = Annotated[int, Query(ge=1, le=500)]
PunchesAfter = Annotated[
    str, Query(pattern=PAGE_OF_PUNCHES_PATTERN, max_length=140, description="The `next` of the page before")
]
After = Annotated[Readable, Query(max_length=200, description="The `next` of the page before")]


def _page(name: str, rows: list[dict[str, Any]], cursor: str, limit: int) -> dict[str, Any]:
    return {name: rows, "next": rows[-1][cursor] if len(rows) == limit else None}


@router.get("/workshops", tags=["workshops"], summary="Workshops, by id")
async def list_workshops(
    after: After = "", limit: Limit = 100, _: Client = _reader, context: ServiceContext = _context
) -> dict[str, Any]:
    """A page of workshops; `next` is the value of `after` for the following page."""
    async with context.pool.acquire() as connection:
        rows = [dict(row) for row in await registers.list_workshops(connection, after, limit)]
    return _page("workshops", rows, "workshop", limit)


@router.get("/workshops/{workshop}/shareholdings", tags=["workshops"], summary="A workshop's shareholders")
async def list_shareholdings(
    workshop: PathIdentifier, _: Client = _reader, context: ServiceContext = _context
) -> dict[str, Any]:
    """Each village's shares, since when; a village's later entry replaces its earlier one."""
    async with context.pool.acquire() as connection:
        rows = await registers.read_shareholdings(connection, [workshop])
    return {"workshop": workshop, "shareholdings": [dict(row) for row in rows]}


@router.get("/workshops/{workshop}/rosters/{month}", tags=["rosters"], summary="Rosters of a workshop's month")
async def get_rosters(
    workshop: PathIdentifier, month: PathMonth, _: Client = _reader, context: ServiceContext = _context
) -> dict[str, Any]:
    """For the workshop (`group` null) and each group: the roster in force, and the versions that are not,
    since they came after the month began without reason and approval.
    """
    async with context.pool.acquire() as connection:
        found = await rosters.read_rosters_of(connection, workshop, month)
    shown = []
    for (_workshop, group, _month), versions in sorted(found.items()):
        decision = roster_in_force(versions, Month.parse(month))
        shown.append(
            {
                "group": group or None,
                "in_force": _version(decision.in_force),
                "unapproved": [_version(version) for version in decision.unapproved],
            }
        )
    return {"workshop": workshop, "month": month, "rosters": shown}


def _version(version: RosterVersion | None) -> dict[str, Any] | None:
    if version is None:
        return None
    expected = {day.isoformat(): weight for day, weight in version.expected_days.items()}
    return {
        "time": version.time.isoformat(),
        "source": version.source,
        "id": version.event_id,
        "expected_days": expected if not version.withdrawn else None,
        "closure_reason": version.closure_reason,
        "approved_by": version.approved_by,
        "withdrawn": version.withdrawn,
    }


@router.get("/stations", tags=["stations"], summary="Labour stations, by id")
async def list_stations(
    after: After = "", limit: Limit = 100, _: Client = _reader, context: ServiceContext = _context
) -> dict[str, Any]:
    """A page of stations with the workshops they report for."""
    async with context.pool.acquire() as connection:
        rows = [dict(row) for row in await registers.list_stations(connection, after, limit)]
    return _page("stations", rows, "station", limit)


@router.get("/certificates", tags=["certificates"], summary="Certificates of skill, by number")
async def list_certificates(
    worker: Identifier | None = None,
    after: After = "",
    limit: Limit = 100,
    _: Client = _reader,
    context: ServiceContext = _context,
) -> dict[str, Any]:
    """A page of certificates, those of one worker if given."""
    async with context.pool.acquire() as connection:
        rows = [dict(row) for row in await registers.list_certificates(connection, worker, after, limit)]
    return _page("certificates", rows, "certificate", limit)


@router.get("/clocks", tags=["clocks"], summary="Punch clocks, by serial")
async def list_clocks(
    after: After = "", limit: Limit = 100, _: Client = _reader, context: ServiceContext = _context
) -> dict[str, Any]:
    """A page of clocks with where they stand from which day on."""
    async with context.pool.acquire() as connection:
        serials = await clocks.list_clocks(connection, after, limit)
        places = await clocks.read_places(connection, serials)
    rows = [
        {"serial": serial, "places": [asdict(place) for place in sorted(places.get(serial, []), key=_since)]}
        for serial in serials
    ]
    return _page("clocks", rows, "serial", limit)


@router.get("/clocks/unassigned", tags=["clocks"], summary="Punches that count for nobody yet, and why")
async def list_unassigned(
    after: PunchesAfter = "", limit: Limit = 100, _: Client = _reader, context: ServiceContext = _context
) -> dict[str, Any]:
    """By clock, number and calendar day. Nothing is dropped: once the clock is enrolled, the number assigned
    or the workshop registered, the punches count, and leave this list.
    """
    async with context.pool.acquire() as connection:
        rows = await clocks.list_unattributed(connection, _cursor(after), limit)
    last = rows[-1] if len(rows) == limit else None
    return {
        "unassigned": [dict(row) for row in rows],
        "next": f"{last['serial']}|{last['pin']}|{last['day']}" if last is not None else None,
    }


def _cursor(after: str) -> tuple[str, str, date]:
    if not after:
        return ("", "", date.min)
    try:
        serial, pin, day = after.split("|")
        return (serial, pin, date.fromisoformat(day))
    except ValueError as error:
        raise ProblemError(422, "Not valid", "`after` is no `next` of a page", pointer="/after") from error


@router.get("/clocks/{serial}/pins", tags=["clocks"], summary="The numbers on a clock, and whom they mean")
async def list_pins(
    serial: PathIdentifier,
    after: After = "",
    limit: Limit = 100,
    _: Client = _reader,
    context: ServiceContext = _context,
) -> dict[str, Any]:
    """A page of numbers with whom each means from which day on."""
    async with context.pool.acquire() as connection:
        pins = await clocks.list_pins(connection, serial, after, limit)
        holders = await clocks.read_holders(connection, pins)
    rows = [
        {"pin": pin[1], "holders": [asdict(holder) for holder in sorted(holders.get(pin, []), key=_since)]}
        for pin in pins
    ]
    return _page("pins", rows, "pin", limit)


def _since(entry: Any) -> date:
    day: date = entry.since
    return day
