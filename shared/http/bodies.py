"""Reading request bodies within their limits, and taking event batches apart."""

import codecs
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from shared.http.problems import ProblemError
from shared.strict_json import JsonError, read_json, split_list

MAXIMUM_BODY_BYTES = 8 * 1024 * 1024
MAXIMUM_EVENTS = 5_000


async def read_body(request: Request, maximum_bytes: int = MAXIMUM_BODY_BYTES) -> bytes:
    """The whole body. Raises ProblemError 413 as soon as it grows over the limit."""
    parts: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > maximum_bytes:
            raise ProblemError(
                413, "Too large", f"the limit is {maximum_bytes} bytes", advice="send it in several requests"
            )
        parts.append(chunk)
    return b"".join(parts)


def split_events(body: bytes, content_type: str) -> list[bytes]:
    """The single events of a body, as bytes each: NDJSON lines, the items of a JSON array, or one object.

    What is no event is left for the reader to refuse, so that it takes none of the others with it. Raises
    ProblemError 400 for a list that does not end, 413 for more than 5 000 events.
    """
    content = body.removeprefix(codecs.BOM_UTF8).strip()
    if "ndjson" in content_type or "jsonl" in content_type:
        events = [line for line in content.splitlines() if line.strip()]
    elif content.startswith(b"{"):
        events = [content]
    else:
        try:
            events = split_list(content, MAXIMUM_EVENTS)
        except JsonError as error:
            advice = "send a CloudEvents object, an array of them, or NDJSON as application/x-ndjson"
            raise ProblemError(400, "Not JSON", error.reason, advice=advice) from error
    if len(events) > MAXIMUM_EVENTS:
        raise ProblemError(
            413, "Too many events", f"the limit is {MAXIMUM_EVENTS} events", advice="send smaller batches"
        )
    return events


def parse_body(body: bytes) -> Any:
    """The value of a JSON body. Raises ProblemError 400 naming the place at fault."""
    try:
        return read_json(body)
    except JsonError as error:
        raise ProblemError(400, "Not JSON", error.reason, pointer=error.pointer, advice=error.advice) from error


class _StrictRequest(Request):
    async def json(self) -> Any:
        return parse_body(await self.body())


class StrictRoute(APIRoute):
    """A route whose JSON body is read by the rules of all doors before its model sees it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_strictly(request: Request) -> Response:
            return await handle(_StrictRequest(request.scope, request.receive))

        return handle_strictly
