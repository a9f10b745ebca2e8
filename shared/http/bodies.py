"""Reading request bodies within their limits, and taking event batches apart."""

import codecs
from dataclasses import replace
from typing import Any, Final

from fastapi import Request

from shared.http.titles import NOT_JSON, TOO_MANY_EVENTS
from shared.refusals import Refusal, Refused
from shared.strict_json import SEND_IN_SEVERAL, JsonError, read_json, split_list
from shared.texts import Text

MAXIMUM_BODY_BYTES = 8 * 1024 * 1024
MAXIMUM_EVENTS = 5_000

SEND_EVENTS: Final = Text(
    "body.send_events",
    "请发送 CloudEvents 对象、其数组或 NDJSON",
    "send a CloudEvents object, an array of them, or NDJSON as application/x-ndjson",
)
BODY_TOO_LARGE: Final = Refusal(
    Text("body.too_large", "上限为 {most} 字节", "the limit is {most} bytes"), SEND_IN_SEVERAL, "large"
)
EVENTS_TOO_MANY: Final = Refusal(
    Text("body.too_many_events", "上限为 {most} 个事件", "the limit is {most} events"),
    Text("body.send_smaller_batches", "请分小批发送", "send smaller batches"),
    "large",
    title=TOO_MANY_EVENTS,
)


async def read_body(request: Request, maximum_bytes: int = MAXIMUM_BODY_BYTES) -> bytes:
    """The whole body. Raises Refused, large, as soon as it says, or proves, that it is over the limit."""
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


def _too_large(maximum_bytes: int) -> Refused:
    return Refused(BODY_TOO_LARGE.of(most=maximum_bytes))


def split_events(body: bytes, content_type: str) -> list[bytes]:
    """The single events of a body, as bytes each: NDJSON lines, the items of a JSON array, or one object.

    What is no event is left for the reader to refuse, so that it takes none of the others with it. Raises
    Refused, unreadable for a list that does not end, large for more than 5 000 events.
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
            raise Refused(replace(error.refusal, advice=SEND_EVENTS, kind="unreadable", title=NOT_JSON)) from error
    if len(events) > MAXIMUM_EVENTS:
        raise Refused(EVENTS_TOO_MANY.of(most=MAXIMUM_EVENTS))
    return events


def parse_body(body: bytes) -> Any:
    """The value of a JSON body. Raises Refused, unreadable, naming the place at fault."""
    try:
        return read_json(body)
    except JsonError as error:
        raise Refused(replace(error.refusal, kind="unreadable", title=NOT_JSON)) from error
