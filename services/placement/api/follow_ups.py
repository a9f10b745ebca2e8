"""Whom a station, or an organiser, has to ask after: what is due and overdue at the end of a day."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from services.placement.api.answers.follow_ups import DueFollowUp, FollowUpsDue, NotTold
from services.placement.api.answers.stretches import missing_answer
from services.placement.api.placements import AsOf, KnownAt, policy_of
from services.placement.domain.follow_ups import PointState
from services.placement.domain.placement_history import History, first_owner, history_of
from services.placement.store.placements import read_told, workers_placed_by
from services.placement.store.registers import packs_of_stations
from shared.clock import shanghai_today
from shared.database import snapshot
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.parameters import After, Limit
from shared.identifiers import Identifier
from shared.refusals import Refusal, Refused
from shared.texts import Text, listed

NEITHER_NAMED: Final = Refusal(
    Text("follow_ups.neither_named", "没有写劳务站或组织单位", "neither a station nor an organiser is named"),
    Text("follow_ups.name_one", "请写 station 或 organiser", "name `station` or `organiser`"),
    "unusable",
    "/station",
)
OTHER_STATION: Final = Refusal(
    Text(
        "follow_ups.other_station",
        "{client} 只能查看 {bound} 的回访",
        "{client} may see the follow-ups of {bound} only",
    ),
    Text("follow_ups.name_own", "请写 station={own}", "write station={own}"),
    "forbidden",
)
_OPEN: Final = (PointState.DUE, PointState.OVERDUE)

router = APIRouter(prefix="/v1/follow-ups", tags=["placements"], route_class=StrictRoute)
_context = Depends(context_of)
_reader = Depends(requires("placement:read", "station:*"))


@router.get("/due", summary="Follow-ups that are due or overdue, by station or organiser")
async def get_due(
    station: Annotated[Identifier | None, Query(description="Of labourers whose placement is its word")] = None,
    organiser: Annotated[Identifier | None, Query(description="Of labourers whom it organised")] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    after: After = "",
    limit: Limit = 100,
    client: Client = _reader,
    context: ServiceContext = _context,
) -> FollowUpsDue:
    """A page looks at up to `limit` labourers, so it may hold fewer entries, or none; `next` says where to go on. Those
    of whom nothing can be told stand in `not_told`, with what has to be known first.
    """
    _refuse_others(client, station)
    if station is None and organiser is None:
        raise Refused(NEITHER_NAMED)
    day = as_of or shanghai_today()
    async with snapshot(context.pool) as connection:
        workers = await workers_placed_by(connection, station, organiser, after, limit)
        told = await read_told(connection, workers, known_at)
        firsts = {worker: first_owner(each.report for each in of_him) for worker, of_him in told.items()}
        packs = await packs_of_stations(connection, sorted({first.number[0] for first in firsts.values() if first}))
    page = FollowUpsDue(as_of=day, known_at=known_at, due=[], not_told=[], next=None)
    for worker in workers:
        first = firsts.get(worker)
        if first is None:  # what was reported of him is taken back, or was not yet known
            continue
        history = history_of(told[worker], policy_of(packs.get(first.number[0]), day), day)
        if history.missing is not None:
            page.not_told.append(NotTold(worker=worker, missing=missing_answer(history.missing)))
        page.due.extend(_due(worker, history, station, organiser))
    return page.model_copy(update={"next": workers[-1] if len(workers) == limit else None})


def _refuse_others(client: Client, station: str | None) -> None:
    """Raise Refused for another station's list."""
    own = client.values("station")
    if not own and client.has("placement:read"):
        return
    if station not in own:
        bound = sorted(own)
        raise Refused(OTHER_STATION.of(client=client.id, bound=listed(bound), own=bound[0]))


def _due(worker: str, history: History, station: str | None, organiser: str | None) -> list[DueFollowUp]:
    """What is open of the stretches that are this station's word, and this organiser's work."""
    return [
        DueFollowUp(
            worker=worker,
            station=known.owner.number[0],
            placement=known.owner.number[1],
            employer=known.owner.employer,
            organiser=known.owner.organiser,
            leader=known.owner.leader,
            contested=known.is_contested,
            starts_on=known.stretch.start,
            months=point.months,
            due_on=point.due_on,
            state=point.state,
        )
        for known in history.stretches
        if station in (None, known.owner.number[0]) and organiser in (None, known.owner.organiser)
        for point in known.points
        if point.state in _OPEN
    ]
