"""The registers as lists; beside them clocks and their numbers, and rosters."""

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query

from services.placement.api.answers.registers import (
    Clock,
    ClocksPage,
    Holder,
    Pin,
    PinsPage,
    Place,
    RostersOfMonth,
    UnassignedPage,
    UnassignedPunches,
    roster_answer,
)
from services.placement.domain.roster import roster_in_force
from services.placement.registers import REGISTERS
from services.placement.store import clocks, rosters
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.answers import next_after
from shared.http.parameters import After, Limit, PathIdentifier, PathMonth
from shared.http.registers import register_router
from shared.http.titles import NOT_VALID
from shared.months import Month
from shared.refusals import Refusal, Refused
from shared.texts import Text
from shared.written_forms import PAGE_OF_PUNCHES_PATTERN

NO_NEXT_PAGE: Final = Refusal(
    Text("page.no_next", "`after` 不是某页的 `next`", "`after` is no `next` of a page"),
    kind="unusable",
    pointer="/after",
    title=NOT_VALID,
)

router = APIRouter(prefix="/v1", route_class=StrictRoute)
lists_router = register_router(REGISTERS, "placement:read", "placement:sensitive")
_context = Depends(context_of)
_reader = Depends(requires("placement:read"))
PunchesAfter = Annotated[
    str, Query(pattern=PAGE_OF_PUNCHES_PATTERN, max_length=140, description="The `next` of the page before")
]


@router.get("/workshops/{workshop}/rosters/{month}", tags=["rosters"], summary="Rosters of a workshop's month")
async def get_rosters(
    workshop: PathIdentifier, month: PathMonth, _: Client = _reader, context: ServiceContext = _context
) -> RostersOfMonth:
    """For the workshop (`group` null) and each group: the roster in force, and the versions that are not,
    since they came after the month began without reason and approval.
    """
    async with context.pool.acquire() as connection:
        found = await rosters.read_rosters_of(connection, workshop, month)
    shown = [
        roster_answer(group, roster_in_force(versions, Month.parse(month)))
        for (_workshop, group, _month), versions in sorted(found.items())
    ]
    return RostersOfMonth(workshop=workshop, month=month, rosters=shown)


@router.get("/clocks", tags=["clocks"], summary="Punch clocks, by serial")
async def list_clocks(
    after: After = "", limit: Limit = 100, _: Client = _reader, context: ServiceContext = _context
) -> ClocksPage:
    """A page of clocks with where they stand from which day on."""
    async with context.pool.acquire() as connection:
        serials = await clocks.list_clocks(connection, after, limit)
        places = await clocks.read_places(connection, serials)
    rows = [
        Clock(
            serial=serial, places=[Place.model_validate(place) for place in sorted(places.get(serial, []), key=_since)]
        )
        for serial in serials
    ]
    return ClocksPage(clocks=rows, next=next_after(rows, limit, lambda row: row.serial))


@router.get("/clocks/unassigned", tags=["clocks"], summary="Punches that count for nobody yet, and why")
async def list_unassigned(
    after: PunchesAfter = "", limit: Limit = 100, _: Client = _reader, context: ServiceContext = _context
) -> UnassignedPage:
    """By clock, number and calendar day. Nothing is dropped: once the clock is enrolled, the number assigned
    or the workshop registered, the punches count, and leave this list.
    """
    async with context.pool.acquire() as connection:
        rows = [UnassignedPunches(**row) for row in await clocks.list_unattributed(connection, _cursor(after), limit)]
    return UnassignedPage(
        unassigned=rows, next=next_after(rows, limit, lambda row: f"{row.serial}|{row.pin}|{row.day}")
    )


def _cursor(after: str) -> tuple[str, str, date]:
    if not after:
        return ("", "", date.min)
    try:
        serial, pin, day = after.split("|")
        return (serial, pin, date.fromisoformat(day))
    except ValueError as error:
        raise Refused(NO_NEXT_PAGE) from error


@router.get("/clocks/{serial}/pins", tags=["clocks"], summary="The numbers on a clock, and whom they mean")
async def list_pins(
    serial: PathIdentifier,
    after: After = "",
    limit: Limit = 100,
    _: Client = _reader,
    context: ServiceContext = _context,
) -> PinsPage:
    """A page of numbers with whom each means from which day on."""
    async with context.pool.acquire() as connection:
        pins = await clocks.list_pins(connection, serial, after, limit)
        holders = await clocks.read_holders(connection, pins)
    rows = [
        Pin(
            pin=pin,
            holders=[Holder.model_validate(holder) for holder in sorted(holders.get((serial, pin), []), key=_since)],
        )
        for serial, pin in pins
    ]
    return PinsPage(pins=rows, next=next_after(rows, limit, lambda row: row.pin))


def _since(entry: Any) -> date:
    day: date = entry.since
    return day
