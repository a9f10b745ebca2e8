"""What the benchmark sends: attendance of many workers, as stream entries and as HTTP batches."""

from collections.abc import Iterator
from datetime import date, timedelta

import orjson
from redis.asyncio import Redis

from shared.messaging.signing import EntrySigner

WORKERS = 2_700
FIRST_DAY = date(2022, 1, 1)
_PIPELINE = 2_000


def attendance_events(count: int, workers: int = WORKERS) -> Iterator[bytes]:
    """attendance.recorded events: every worker attends the first day, then every worker the next, and so on."""
    for number in range(count):
        worker, day = number % workers, FIRST_DAY + timedelta(days=number // workers)
        yield orjson.dumps(
            {
                "specversion": "1.0",
                "id": f"attendance/W-{worker:05d}/WS-01/{day}@1",
                "source": "gongfang:placement",
                "type": "attendance.recorded.v1",
                "subject": f"attendance/W-{worker:05d}/WS-01/{day}",
                "time": "2022-12-31T00:00:00Z",
                "correlationid": f"station:ST-01#{number}",
                "causationid": f"station:ST-01#{number}",
                "data": {
                    "worker": f"W-{worker:05d}",
                    "workshop": "WS-01",
                    "day": day.isoformat(),
                    "weight_days": "1",
                    "basis": "station",
                    "revision": 1,
                },
            }
        )


def spread_events(count: int, workers: int = WORKERS) -> Iterator[tuple[str, bytes]]:
    """attendance.recorded events of one worker-month each, with the subject of the statement each leads to."""
    for number in range(count):
        worker, month = f"W-{number % workers:05d}", number // workers + 1
        day = date(2022, month, 1)
        event = {
            "specversion": "1.0",
            "id": f"attendance/{worker}/WS-01/{day}@1",
            "source": "gongfang:placement",
            "type": "attendance.recorded.v1",
            "time": "2022-12-31T00:00:00Z",
            "data": {
                "worker": worker,
                "workshop": "WS-01",
                "day": day.isoformat(),
                "weight_days": "1",
                "basis": "station",
                "revision": 1,
            },
        }
        yield f"statement/{worker}/{day:%Y-%m}", orjson.dumps(event)


def reports(count: int, first_day: date, workers: int = WORKERS) -> Iterator[tuple[str, dict[str, object]]]:
    """attendance.reported events as a station sends them, with the subject of the statement each leads to."""
    for number in range(count):
        worker, day = f"W-{number % workers:05d}", first_day + timedelta(days=number // workers)
        event: dict[str, object] = {
            "specversion": "1.0",
            "id": f"{worker}/{day}",
            "source": "station-st-01",
            "type": "attendance.reported.v1",
            "time": "2022-12-31T00:00:00Z",
            "data": {
                "worker": worker,
                "workshop": "WS-01",
                "day": day.isoformat(),
                "weight_days": "1",
                "station": "ST-01",
            },
        }
        yield f"statement/{worker}/{day:%Y-%m}", event


def registrations(workers: int = WORKERS) -> Iterator[bytes]:
    """The workshop and its workers, so that every statement is complete."""
    envelope = {"specversion": "1.0", "source": "gongfang:placement", "time": "2022-01-01T00:00:00Z"}
    workshop = {
        "workshop": "WS-01",
        "name": "Workshop 1",
        "policy_pack": "songtao",
        "township": "T-01",
        "village_collective": "V-01",
        "revision": 1,
    }
    yield orjson.dumps({**envelope, "id": "workshop/WS-01@1", "type": "workshop.changed.v1", "data": workshop})
    for number in range(workers):
        worker = f"W-{number:05d}"
        data = {
            "worker": worker,
            "first_day": FIRST_DAY.isoformat(),
            "assignments": [{"workshop": "WS-01", "since": FIRST_DAY.isoformat()}],
            "revision": 1,
        }
        yield orjson.dumps({**envelope, "id": f"worker/{worker}@1", "type": "worker.registered.v1", "data": data})


async def fill_stream(redis: "Redis", signer: EntrySigner, stream: str, events: Iterator[bytes]) -> int:
    """XADD all events in pipelines, signed as the relay does. Returns how many."""
    total = 0
    pipeline = redis.pipeline(transaction=False)
    for event in events:
        pipeline.xadd(stream, {"event": event, "signature": signer.sign(stream, event)})
        total += 1
        if total % _PIPELINE == 0:
            await pipeline.execute()
    await pipeline.execute()
    return total
