"""People of the villages, masked, with where each lives."""

from fastapi import APIRouter, Depends

from services.placement.api.answers.labourers import LabourerRow, LabourersPage, Residence, labourer_row
from services.placement.store import people
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.answers import next_after
from shared.http.parameters import After, Limit
from shared.identifiers import Identifier

router = APIRouter(prefix="/v1/labourers", tags=["labourers"], route_class=StrictRoute)
_context = Depends(context_of)
_reader = Depends(requires("placement:read"))


@router.get("", summary="People of the villages, by id, masked")
async def list_labourers(
    village: Identifier | None = None,
    after: After = "",
    limit: Limit = 100,
    _: Client = _reader,
    context: ServiceContext = _context,
) -> LabourersPage:
    """A page of those who live, or lived, in a village; of all without one. One person in clear is shown by
    `GET /v1/workers/{worker}/details` under the same id.
    """
    async with context.pool.acquire() as connection:
        found = await people.list_labourers(connection, village, after, limit)
        rows = await people.read_residences(connection, [person.worker for person in found])
    residences: dict[str, list[Residence]] = {}
    for row in rows:
        lived = Residence(village=row["village"], township=row["township"], since=row["since"])
        residences.setdefault(row["person"], []).append(lived)
    shown: list[LabourerRow] = [
        labourer_row(context.sealer, person, residences.get(person.worker, [])) for person in found
    ]
    return LabourersPage(labourers=shown, next=next_after(shown, limit, lambda row: row.person))
