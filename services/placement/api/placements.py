"""A labourer's placements, from all that stations report of them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from services.placement.api.answers.placements import PlacementsOfWorker, placements_of_worker
from services.placement.domain.placement_reports import join_reports
from services.placement.store.placements import read_told
from shared.database import snapshot
from shared.dates import Moment
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.parameters import PathIdentifier

router = APIRouter(prefix="/v1/workers", tags=["placements"], route_class=StrictRoute)
_context = Depends(context_of)
_reader = Depends(requires("placement:read"))


@router.get("/{worker}/placements", summary="A labourer's placements, with every report of each")
async def get_placements(
    worker: PathIdentifier,
    known_at: Annotated[Moment | None, Query(description="As it was known then: what came later is left out")] = None,
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
