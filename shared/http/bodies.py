"""Reading request bodies within their limits, and taking event batches apart."""

import orjson
from fastapi import Request

from shared.http.problems import ProblemError

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

    Raises ProblemError 400 for a body that is no such thing, 413 for more than 5 000 events.
    """
    if "ndjson" in content_type or "jsonl" in content_type:
        events = [line for line in body.splitlines() if line.strip()]
    else:
        try:
            parsed = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ProblemError(
                400,
                "Not JSON",
                f"the body is not valid JSON in UTF-8: {error}",
                advice="send a CloudEvents object, an array of them, or NDJSON as application/x-ndjson",
            ) from error
        events = [orjson.dumps(item) for item in (parsed if isinstance(parsed, list) else [parsed])]
    if len(events) > MAXIMUM_EVENTS:
        raise ProblemError(
            413,
            "Too many events",
            f"{len(events)} events, the limit is {MAXIMUM_EVENTS}",
            advice="send smaller batches",
        )
    return events
