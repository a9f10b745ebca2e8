"""POST /v1/events: CloudEvents from outside, answered item by item once they are committed."""

import asyncio
from typing import Any, Final

import orjson
from fastapi import APIRouter, Depends, Request, Response

from shared.http.bodies import read_body, split_events
from shared.http.clients import Client, requires
from shared.http.context import ServiceContext, context_of
from shared.http.event_answers import EventsAnswer, batch_fields
from shared.http.routes import StrictRoute
from shared.messaging.entries import Entry

_EVENT: Final = {"type": "object", "description": "A CloudEvents 1.0 envelope; the event reference has the types"}
_ITEMS: Final = {"description": "CloudEvents 1.0 envelopes; what is none is rejected by itself, whatever it is"}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"anyOf": [_EVENT, {"type": "array", "items": _ITEMS}]}},
            "application/x-ndjson": {"schema": {"type": "string", "description": "An envelope a line"}},
        },
    }
}


def event_router(scopes: tuple[str, ...]) -> APIRouter:
    """The route, open to callers with one of the scopes."""
    router = APIRouter(tags=["events"], route_class=StrictRoute)
    who = Depends(requires(*scopes))
    context_dependency = Depends(context_of)

    @router.post(
        "/v1/events",
        summary="Send events: one, an array, or NDJSON",
        openapi_extra=_BODY,
        responses={200: {"model": EventsAnswer}},
    )
    async def post_events(
        request: Request, client: Client = who, context: ServiceContext = context_dependency
    ) -> Response:
        """Each item is `accepted` (committed), `duplicate`, `conflict` or `rejected`, with a pointer to
        what is wrong and what to do; one bad item never fails the others. An item is `superseded` that was taken,
        now or before, and is not in force, because another word on the same thing stands above it. At most
        5 000 events or 8 MiB.
        """
        bodies = await asyncio.to_thread(
            split_events, await read_body(request), request.headers.get("Content-Type", "")
        )
        entries = [Entry(f"http:{client.id}", str(index), body) for index, body in enumerate(bodies)]
        outcomes = await context.kernel.apply(entries, context.door_for(context.http_door, client))
        # Written as it is: to build a model of each event takes three times as long.
        return Response(orjson.dumps(batch_fields(outcomes)), media_type="application/json")

    return router
