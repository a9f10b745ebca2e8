"""Following one reported day by its correlation id."""

from collections.abc import Iterator
from datetime import UTC, datetime
from time import monotonic, sleep
from typing import Any

import httpx
import orjson
from redis import Redis

from cli.stack import Stack
from shared.messaging.relay import ENTRY_FIELD

CORRELATION = "clerks-call-4711"
WORKER, WORKSHOP, MONTH = "W-00001", "WS-01", "2022-08"
"""A month for which the sample says nothing."""


def report_a_day(placement: httpx.Client, payroll: httpx.Client) -> dict[str, Any]:
    """Report a day over HTTP; the statement it leads to."""
    fact = {
        "specversion": "1.0",
        "id": "day-1",
        "source": "county-office",
        "type": "attendance.reported.v1",
        "time": datetime.now(UTC).isoformat(),
        "correlationid": CORRELATION,
        "data": {"worker": WORKER, "workshop": WORKSHOP, "day": f"{MONTH}-01", "weight_days": "1"},
    }
    answer = placement.post("/v1/events", json=fact).json()
    assert answer["accepted"] + answer["duplicate"] == 1, answer
    deadline = monotonic() + 30
    while (found := payroll.get(f"/v1/statements/{WORKER}/{MONTH}")).status_code != 200:
        assert monotonic() < deadline, found.text
        sleep(0.05)
    computed: dict[str, Any] = found.json()
    return computed


def events_of(stack: Stack, stream: str) -> list[dict[str, Any]]:
    """The events of a stream that carry the correlation id, as soon as there is one."""
    deadline = monotonic() + 20
    while not (found := list(_events_now(stack, stream))):
        assert monotonic() < deadline, f"nothing on {stream}"
        sleep(0.05)
    return found


def _events_now(stack: Stack, stream: str) -> Iterator[dict[str, Any]]:
    with Redis.from_url(stack.addresses.redis_url) as redis:
        entries: Any = redis.xrange(stream)
    for _, fields in entries:
        event = orjson.loads(fields[ENTRY_FIELD.encode()])
        if event["correlationid"] == CORRELATION:
            yield event
