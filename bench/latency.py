"""Speed of the whole way, and how long one fact takes at a steady rate."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from statistics import quantiles
from time import perf_counter, time
from typing import Any

import httpx
import orjson
from redis.asyncio import Redis
from rich.progress import Progress

from bench.loads import WORKERS, reports, spread_events
from cli.demo.catching_up import wait_until_caught_up
from cli.stack import Stack
from shared.messaging.signing import EntrySigner

EVENTS_PER_SECOND = 500
_EVENTS_PER_REQUEST = 50
_STATION = "station-st-01"
_ARRIVAL_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds up to the statement's entry in the payroll stream, which follows its commit."""

    p50_milliseconds: float
    p99_milliseconds: float
    events: int


async def one_hop(redis: "Redis", signer: EntrySigner, seconds: int) -> Latency:
    """From an attendance in the placement stream to its statement in the payroll stream."""
    sent_at: dict[str, float] = {}
    started = perf_counter()
    for number, (subject, event) in enumerate(spread_events(EVENTS_PER_SECOND * seconds)):
        await _pace(started, number)
        sent_at[subject] = time()
        await redis.xadd("placement", {"event": event, "signature": signer.sign("placement", event)})
    return await _arrivals(redis, sent_at)


async def whole_way(stack: Stack, redis: "Redis", seconds: int) -> Latency:
    """From an HTTP request to placement, of 50 events, to the statements in the payroll stream."""
    sent_at: dict[str, float] = {}
    events = list(_one_a_month(EVENTS_PER_SECOND * seconds))
    started = perf_counter()
    async with _station(stack) as client:
        for start in range(0, len(events), _EVENTS_PER_REQUEST):
            request = events[start : start + _EVENTS_PER_REQUEST]
            await _pace(started, start)
            now = time()
            sent_at.update({subject: now for subject, _ in request})
            await _post(client, [event for _, event in request])
    return await _arrivals(redis, sent_at)


async def whole_way_rate(stack: Stack, events: int, events_per_request: int) -> float:
    """Events per second from the first HTTP request to the last statement computed."""
    items = [event for _, event in reports(events, date(2023, 1, 1))]
    started = perf_counter()
    async with _station(stack) as client:
        for start in range(0, events, events_per_request):
            await _post(client, items[start : start + events_per_request])
    await asyncio.to_thread(wait_until_caught_up, stack, Progress(disable=True))
    return events / (perf_counter() - started)


async def register_workshop(stack: Stack) -> None:
    """The workshop of the load, without which nothing can be computed."""
    token = stack.keys.token("county-office", ["placement:write"])
    body = {
        "name": "Workshop 1",
        "policy_pack": "songtao",
        "township": "T-01",
        "village_collective": "V-01",
    }
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as client:
        (await client.put(f"{stack.url('placement')}/v1/workshops/WS-01", json=body)).raise_for_status()


def _station(stack: Stack) -> httpx.AsyncClient:
    token = stack.keys.token(_STATION, ["station:ST-01"])
    return httpx.AsyncClient(base_url=stack.url("placement"), headers={"Authorization": f"Bearer {token}"}, timeout=60)


async def _post(client: httpx.AsyncClient, events: list[dict[str, object]]) -> None:
    answer = await client.post("/v1/events", content=orjson.dumps(events), headers={"Content-Type": "application/json"})
    answer.raise_for_status()
    if answer.json()["accepted"] != len(events):
        raise RuntimeError(f"placement did not accept the whole batch: {answer.text[:500]}")


def _one_a_month(count: int) -> Iterator[tuple[str, dict[str, object]]]:
    for month in range(1, 13):
        wanted = min(WORKERS, count - (month - 1) * WORKERS)
        if wanted <= 0:
            return
        yield from reports(wanted, date(2024, month, 1))


async def _pace(started: float, number: int) -> None:
    ahead = started + number / EVENTS_PER_SECOND - perf_counter()
    if ahead > 0:
        await asyncio.sleep(ahead)


async def _arrivals(redis: "Redis", sent_at: dict[str, float]) -> Latency:
    """Match statements to facts by subject; the entry's id holds the server's clock in milliseconds."""
    milliseconds: dict[str, float] = {}
    after: Any = "-"
    deadline = perf_counter() + _ARRIVAL_SECONDS
    while len(milliseconds) < len(sent_at) and perf_counter() < deadline:
        entries: Any = await redis.xrange("payroll", min=after, count=1000)
        for entry_id, fields in entries:
            subject = orjson.loads(fields[b"event"]).get("subject", "")
            if subject in sent_at and subject not in milliseconds:
                milliseconds[subject] = int(entry_id.split(b"-")[0]) - sent_at[subject] * 1000
            after = b"(" + entry_id
        if not entries:
            await asyncio.sleep(0.1)
    if len(milliseconds) < len(sent_at):
        raise RuntimeError(f"{len(sent_at) - len(milliseconds)} statements did not arrive")
    steps = quantiles(milliseconds.values(), n=100)
    return Latency(steps[49], steps[98], len(milliseconds))
