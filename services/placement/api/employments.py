"""When a worker belonged to which workshop, and why he left."""

from fastapi import APIRouter, Depends

from services.placement.api.answers.employments import EmploymentsOfWorker, employments_of_worker
from services.placement.domain.employments import employments_of, ends_of_nothing
from services.placement.store.employments import read_employments
from shared.database import snapshot
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.parameters import PathIdentifier

router = APIRouter(prefix="/v1/workers", tags=["workers"], route_class=StrictRoute)
_context = Depends(context_of)
_reader = Depends(requires("placement:read"))


@router.get("/{worker}/employments", summary="A worker's employments at workshops, each with its last day")
async def get_employments(
    worker: PathIdentifier, _: Client = _reader, context: ServiceContext = _context
) -> EmploymentsOfWorker:
    """By first day. An end that names an enrolment nobody registered is kept, and shown as waiting for it."""
    async with snapshot(context.pool) as connection:
        enrolments, ends = await read_employments(connection, worker)
    return employments_of_worker(worker, employments_of(enrolments, ends), ends_of_nothing(enrolments, ends))
