"""A labourer's placements, from all that stations report of them."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from services.placement.api.answers.placements import PlacementsOfWorker, placements_of_worker
from services.placement.api.answers.stretches import StretchesOfWorker, missing_answer, stretch_answer
from services.placement.domain.placement_history import first_owner, history_of
from services.placement.domain.placement_reports import join_reports
from services.placement.store.placements import read_told
from services.placement.store.registers import packs_of_stations
from shared.clock import shanghai_today
from shared.database import snapshot
from shared.dates import Day, Moment
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.parameters import PathIdentifier
from shared.policy import Policy, available_packs, load_pack

router = APIRouter(prefix="/v1/workers", tags=["placements"], route_class=StrictRoute)
_context = Depends(context_of)
_reader = Depends(requires("placement:read"))


KnownAt = Annotated[Moment | None, Query(description="As it was known then: what came later is left out")]
AsOf = Annotated[Day | None, Query(description="At the end of this Shanghai day; left out: of today")]


@router.get("/{worker}/placements", summary="A labourer's placements, with every report of each")
async def get_placements(
    worker: PathIdentifier,
    known_at: KnownAt = None,
    _: Client = _reader,
    context: ServiceContext = _context,
) -> PlacementsOfWorker:
    """Reports of one employer whose starts lie within seven days are one placement; it belongs to whoever
    registered it first, and his facts hold.
    """
    async with snapshot(context.pool) as connection:
        told = (await read_told(connection, [worker], known_at)).get(worker, [])
    joined = join_reports(each.report for each in told)
    return placements_of_worker(worker, known_at, joined, {each.report.number: each for each in told})


@router.get("/{worker}/stretches", summary="A labourer's stretches of work, and when he is asked after")
async def get_stretches(
    worker: PathIdentifier,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    _: Client = _reader,
    context: ServiceContext = _context,
) -> StretchesOfWorker:
    """Computed from all placements as the pack of his first placement's station reads them, for any day, from what
    was known at any moment. Of a placement reported twice the owner's facts hold.
    """
    async with snapshot(context.pool) as connection:
        told = (await read_told(connection, [worker], known_at)).get(worker, [])
        first = first_owner(each.report for each in told)
        packs = await packs_of_stations(connection, [first.number[0]]) if first else {}
    pack = packs.get(first.number[0]) if first else None
    as_of = as_of or shanghai_today()
    history = history_of(told, policy_of(pack, as_of), as_of)
    return StretchesOfWorker(
        worker=worker,
        as_of=as_of,
        known_at=known_at,
        policy_pack=pack,
        max_gap_days=history.max_gap_days,
        missing=missing_answer(history.missing) if history.missing else None,
        stretches=[stretch_answer(each, as_of) for each in history.stretches],
    )


def policy_of(pack: str | None, day: date) -> Policy | None:
    """A county's policy of a day; None where no such pack is known."""
    return load_pack(pack).rules_on(day) if pack in available_packs() else None
