"""What waits because its computation failed, for operators."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from shared.http.clients import Client, requires
from shared.http.context import ServiceContext, context_of
from shared.http.routes import StrictRoute
from shared.messaging.waiting import list_waiting

waiting_router = APIRouter(tags=["waiting"], prefix="/v1/waiting", route_class=StrictRoute)
_operator = Depends(requires("operator"))
_context = Depends(context_of)


@waiting_router.get("", summary="Subjects whose computation failed")
async def get_waiting(
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    _: Client = _operator,
    context: ServiceContext = _context,
) -> dict[str, Any]:
    """Since when and why each waits, which decisions rest on it, how often it was tried, and when it is tried
    again. It leaves the list once it is computed. `next` is the value of `after` for the following page.
    """
    async with context.pool.acquire() as connection:
        found = await list_waiting(connection, after, limit)
    return {"waiting": found, "next": found[-1]["number"] if len(found) == limit else None}
