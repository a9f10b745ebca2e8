"""What ours is measured against: reading only, a hand-written loop, and one message a transaction."""

from time import perf_counter
from typing import Any

import asyncpg
import orjson
from redis.asyncio import Redis

TABLES = """
CREATE TABLE inbox (source text, id text, content_hash bytea, received_at timestamptz DEFAULT now(),
                    PRIMARY KEY (source, id));
CREATE TABLE attendance (worker text, day date, workshop text, weight_days numeric(2, 1), revision integer,
                         event text, PRIMARY KEY (worker, day, workshop));
CREATE TABLE statement (worker text, month text, revision integer, attendance_days numeric, total_yuan numeric,
                        lines jsonb, PRIMARY KEY (worker, month));
CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream text, event bytea);
"""

_GROUP, _CONSUMER = "bench", "bench"


async def _read(redis: "Redis", stream: str, count: int) -> list[tuple[bytes, dict[bytes, bytes]]]:
    answer: Any = await redis.xreadgroup(_GROUP, _CONSUMER, {stream: ">"}, count=count)
    return list(answer[0][1]) if answer else []


async def reading_only(redis: "Redis", stream: str, batch: int) -> float:
    """Events per second of reading and acknowledging, doing nothing else."""
    await redis.xgroup_create(stream, _GROUP, id="0")
    started, total = perf_counter(), 0
    while entries := await _read(redis, stream, batch):
        await redis.xack(stream, _GROUP, *[entry_id for entry_id, _ in entries])
        total += len(entries)
    seconds = perf_counter() - started
    await redis.xgroup_destroy(stream, _GROUP)
    return total / seconds


async def hand_written(redis: "Redis", stream: str, database_url: str, batch: int, limit: int) -> float:
    """Events per second of a loop with the same effect on the database, written out by hand.

    Per batch one transaction: inbox, attendance, a recount of every month touched, its statement, and an
    outbox row for each. It validates nothing, knows no rules, explains nothing and recovers from nothing.
    With `batch` 1 this is one message, one transaction.
    """
    connection = await asyncpg.connect(database_url)
    await connection.execute(f"DROP TABLE IF EXISTS inbox, attendance, statement, outbox; {TABLES}")
    await redis.xgroup_create(stream, _GROUP, id="0")
    started, total = perf_counter(), 0
    while total < limit and (entries := await _read(redis, stream, batch)):
        events = [orjson.loads(fields[b"event"]) for _, fields in entries]
        async with connection.transaction():
            await _store(connection, events)
        await redis.xack(stream, _GROUP, *[entry_id for entry_id, _ in entries])
        total += len(entries)
    seconds = perf_counter() - started
    await redis.xgroup_destroy(stream, _GROUP)
    await connection.close()
    return total / seconds


async def _store(connection: "asyncpg.Connection[asyncpg.Record]", events: list[dict[str, Any]]) -> None:
    await connection.execute(
        """
        INSERT INTO inbox (source, id, content_hash)
        SELECT source, id, sha256(body::bytea) FROM unnest($1::text[], $2::text[], $3::text[]) AS e (source, id, body)
        ON CONFLICT DO NOTHING
        """,
        [event["source"] for event in events],
        [event["id"] for event in events],
        [orjson.dumps(event["data"]).decode() for event in events],
    )
    data = [event["data"] for event in events]
    await connection.execute(
        """
        INSERT INTO attendance (worker, day, workshop, weight_days, revision, event)
        SELECT worker, day::date, workshop, weight::numeric, revision, event
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::integer[], $6::text[])
             AS e (worker, day, workshop, weight, revision, event)
        ON CONFLICT (worker, day, workshop) DO UPDATE SET weight_days = excluded.weight_days,
            revision = excluded.revision, event = excluded.event
        WHERE excluded.revision > attendance.revision
        """,
        [fact["worker"] for fact in data],
        [fact["day"] for fact in data],
        [fact["workshop"] for fact in data],
        [fact["weight_days"] for fact in data],
        [fact["revision"] for fact in data],
        [event["id"] for event in events],
    )
    months = sorted({(fact["worker"], fact["day"][:7]) for fact in data})
    changed = await connection.fetch(
        """
        INSERT INTO statement AS s (worker, month, revision, attendance_days, total_yuan, lines)
        SELECT e.worker, e.month, 1, sum(a.weight_days), sum(a.weight_days) * 0, '[]'
        FROM unnest($1::text[], $2::text[]) AS e (worker, month)
        JOIN attendance AS a ON a.worker = e.worker AND a.day >= to_date(e.month, 'YYYY-MM')
             AND a.day < to_date(e.month, 'YYYY-MM') + interval '1 month'
        GROUP BY e.worker, e.month ORDER BY e.worker, e.month
        ON CONFLICT (worker, month) DO UPDATE SET attendance_days = excluded.attendance_days,
            revision = s.revision + 1, total_yuan = excluded.total_yuan
        RETURNING worker, month, revision, attendance_days
        """,
        [worker for worker, _ in months],
        [month for _, month in months],
    )
    await connection.execute(
        "INSERT INTO outbox (stream, event) SELECT 'payroll', unnest($1::bytea[])",
        [
            orjson.dumps({"worker": worker, "month": month, "revision": revision, "days": str(days)})
            for worker, month, revision, days in changed
        ],
    )
