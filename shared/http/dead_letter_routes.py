"""Dead letters over HTTP, for operators: list, read, mend and retry, discard. Every step is recorded."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from shared.http.clients import Client, requires
from shared.http.context import ServiceContext, context_of
from shared.http.event_routes import describe
from shared.http.problems import ProblemError
from shared.http.routes import StrictRoute
from shared.identifiers import Readable
from shared.messaging import dead_letters
from shared.messaging.doors import retry_door
from shared.messaging.entries import Entry
from shared.strict_json import write_json


class Mended(BaseModel):
    """A retry, with the event as mended where it must change."""

    model_config = ConfigDict(extra="forbid")
    event: dict[str, Any] | None = Field(default=None, description="The mended event; absent: as it came")


class Discarded(BaseModel):
    """Why a dead letter is given up."""

    model_config = ConfigDict(extra="forbid")
    reason: Annotated[Readable, Field(min_length=3, max_length=500)]


dead_letter_router = APIRouter(tags=["dead letters"], prefix="/v1/dead-letters", route_class=StrictRoute)
_operator = Depends(requires("operator"))
_context = Depends(context_of)
LetterId = Annotated[int, Path(ge=1, le=2**62, description="The dead letter's number")]


@dead_letter_router.get("", summary="Dead letters, oldest first")
async def list_letters(
    state: Literal["open", "retried", "discarded"] = "open",
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    _: Client = _operator,
    context: ServiceContext = _context,
) -> dict[str, Any]:
    """A page of letters; `next` is the value of `after` for the following page."""
    letters = await dead_letters.list_dead_letters(context.pool, state, after, limit)
    return {"dead_letters": letters, "next": letters[-1].id if len(letters) == limit else None}


@dead_letter_router.get("/{letter_id}/content", summary="What came, as it came")
async def read_letter(
    letter_id: LetterId, client: Client = _operator, context: ServiceContext = _context
) -> dict[str, str]:
    """The sealed bytes, opened; that they were read is recorded."""
    try:
        body = await dead_letters.read_body(context.pool, context.sealer, letter_id, client.id)
    except dead_letters.DeadLetterGone as error:
        raise ProblemError(404, "No such dead letter", str(error)) from error
    return {"content": body.decode(errors="replace")}


@dead_letter_router.post("/{letter_id}/retry", summary="Apply it again, as it came or mended")
async def retry_letter(
    letter_id: LetterId,
    mended: Annotated[Mended, Body()],
    client: Client = _operator,
    context: ServiceContext = _context,
) -> dict[str, Any]:
    """Applied through the same kernel. It stays open, with the reason in the answer, if refused again.

    What was found unsigned on a service's stream cannot be retried as it came: the service itself sends it again.
    """
    if mended.event is None and await dead_letters.is_unproved(context.pool, letter_id):
        raise ProblemError(
            422,
            "Not proved",
            "nobody knows who wrote this entry: it carries no valid signature",
            advice="replay the service whose stream it stood on, then discard the letter",
        )
    try:
        body = await dead_letters.read_body(context.pool, context.sealer, letter_id, client.id, only_open=True)
        if mended.event is not None:
            body = write_json(mended.event)
        door = retry_door(context.kernel.definition, context.settings)
        (outcome,) = await context.kernel.apply([Entry("retry", str(letter_id), body)], door)
        if outcome.status in ("accepted", "duplicate", "ignored"):
            detail = {"outcome": outcome.status, "mended": str(mended.event is not None).lower()}
            async with context.pool.acquire() as connection, connection.transaction():
                await dead_letters.settle(connection, letter_id, "retried", client.id, detail)
    except dead_letters.DeadLetterGone as error:
        raise ProblemError(404, "No such dead letter", str(error)) from error
    return describe(0, outcome)


@dead_letter_router.post("/{letter_id}/discard", summary="Give it up, with a reason")
async def discard_letter(
    letter_id: LetterId, discarded: Discarded, client: Client = _operator, context: ServiceContext = _context
) -> dict[str, str]:
    """The bytes stay sealed in the record; the letter no longer waits."""
    try:
        async with context.pool.acquire() as connection, connection.transaction():
            await dead_letters.settle(connection, letter_id, "discarded", client.id, {"reason": discarded.reason})
    except dead_letters.DeadLetterGone as error:
        raise ProblemError(404, "No such dead letter", str(error)) from error
    return {"state": "discarded"}
