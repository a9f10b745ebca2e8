"""Reading request bodies within their limits, and taking event batches apart."""

import codecs
from typing import Any

from fastapi import Request

from shared.http.problems import ProblemError
from shared.strict_json import JsonError, read_json, split_list

MAXIMUM_BODY_BYTES = 8 * 1024 * 1024
MAXIMUM_EVENTS = 5_000


async def read_body(request: Request, maximum_bytes: int = MAXIMUM_BODY_BYTES) -> bytes:
    """The whole body. Raises ProblemError 413 as soon as it says, or proves, that it is over the limit."""
    announced = request.headers.get("Content-Length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > maximum_bytes:
        raise _too_large(maximum_bytes)
    parts: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > maximum_bytes:
            raise _too_large(maximum_bytes)
        parts.append(chunk)
    return b"".join(parts)


def _too_large(maximum_bytes: int) -> ProblemError:
    return ProblemError(413, "Too large", f"the limit is {maximum_bytes} bytes", advice="send it in several requests")


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
