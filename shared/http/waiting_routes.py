"""What waits because its computation failed, for operators."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from shared.events.waiting import DecisionAbout
from shared.http.answers import Answer, NextNumber, next_after
from shared.http.clients import Client, requires
from shared.http.context import ServiceContext, context_of
from shared.http.parameters import AfterNumber, Limit
from shared.http.routes import StrictRoute
from shared.messaging.waiting import list_waiting

waiting_router = APIRouter(tags=["waiting"], prefix="/v1/waiting", route_class=StrictRoute)
_operator = Depends(requires("operator"))
_context = Depends(context_of)


class WaitingConcern(Answer):
    """A decision that rests on what waits; null where it is not narrowed down."""

    about: DecisionAbout
    month: str | None
    worker: str | None
    workshop: str | None


class WaitingEntry(Answer):
    """A subject that waits, and how its computation is tried again."""

    number: int
    kind: str
    subject: list[str] = Field(description="What it is about, as its kind names it")
    since: datetime
    reason: str = Field(description="`overflow`, `invalid:<field>`, or the name of the fault")
    concerns: list[WaitingConcern]
    failures: Annotated[int, Field(ge=0, description="How often it was tried")]
    retry_at: datetime | None = Field(description="When it is tried again; null: at the next turn")


class WaitingPage(Answer):
    """A page of what waits, by number."""

    waiting: list[WaitingEntry]
    next: NextNumber


@waiting_router.get("", summary="Subjects whose computation failed")
async def get_waiting(
    after: AfterNumber = 0, limit: Limit = 100, _: Client = _operator, context: ServiceContext = _context
) -> WaitingPage:
    """Since when and why each waits, which decisions rest on it, how often it was tried, and when it is tried
    again. It leaves the list once it is computed. `next` is the value of `after` for the following page.
    """
    async with context.pool.acquire() as connection:
        found = await list_waiting(connection, after, limit)
    waiting = [WaitingEntry(**row) for row in found]
    return WaitingPage(waiting=waiting, next=next_after(waiting, limit, lambda entry: entry.number))
