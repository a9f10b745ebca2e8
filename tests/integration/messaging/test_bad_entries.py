"""Anybody may write anything into a stream: bad entries become dead letters, and the good ones beside them count."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from redis.asyncio import Redis

from shared.messaging.dead_letters import list_dead_letters, read_body
from tests.support.harness import SIGNER, ServiceUnderTest, read_new, send_by_stream
from tests.support.payroll.facts import attended, pieces


def changed(**more: Any) -> bytes:
    """A good attendance with something changed in its envelope."""
    return orjson.dumps(orjson.loads(attended("W-9", "2022-07-09").to_json()) | more)


def changed_data(**more: Any) -> bytes:
    """A good attendance with something changed in its data."""
    body = orjson.loads(attended("W-9", "2022-07-09").to_json())
    return orjson.dumps(body | {"data": body["data"] | more})


def without(*names: str) -> bytes:
    """A good attendance that lacks fields of its envelope."""
    body = orjson.loads(attended("W-9", "2022-07-09").to_json())
    return orjson.dumps({name: value for name, value in body.items() if name not in names})


BAD: dict[str, tuple[bytes, str]] = {
    "malformed JSON": (b'{"id": "1", ', ""),
    "no text at all": (b"", ""),
    "not UTF-8": (changed().replace(b"W-9", b"W-\xff9"), ""),
    "GB18030 text": (changed(subject="x").replace(b'"x"', '"工坊"'.encode("gb18030")), ""),
    "a list": (b"[" + changed() + b"]", ""),
    "a number": (b"42", ""),
    "null": (b"null", ""),
    "nested without end": (b"[" * 30_000 + b"]" * 30_000, ""),
    "over 64 KiB": (changed(subject="x" * 70_000), ""),
    "a number as text": (changed_data(revision="1"), "/data/revision"),
    "a fraction as revision": (changed_data(revision=1.5), "/data/revision"),
    "revision zero": (changed_data(revision=0), "/data/revision"),
    "a revision out of range": (changed_data(revision=2**31), "/data/revision"),
    "a weight as number": (changed_data(weight_days=1), "/data/weight_days"),
    "an impossible weight": (changed_data(weight_days="0.7"), "/data/weight_days"),
    "an impossible date": (changed_data(day="2022-02-30"), "/data/day"),
    "a worker with spaces": (changed_data(worker="Zhang San"), "/data/worker"),
    "a misspelt field": (changed_data(basiss="clock"), "/data/basiss"),
    "data missing": (without("data"), "/data"),
    "id missing": (without("id"), "/id"),
    "id empty": (changed(id=""), "/id"),
    "source missing": (without("source"), "/source"),
    "time missing": (without("time"), "/time"),
    "time without zone": (changed(time="2022-07-09T08:00:00"), "/time"),
    "time as number": (changed(time=1657324800), "/time"),
    "type missing": (without("type"), "/type"),
    "type as number": (changed(type=7), "/type"),
    "unknown type": (changed(type="attendance.imagined.v1"), "/type"),
    "type without version": (changed(type="attendance.recorded"), "/type"),
    "another CloudEvents version": (changed(specversion="0.3"), "/specversion"),
    "other content type": (changed(datacontenttype="text/xml"), "/datacontenttype"),
    "a NUL in its id": (changed(id="a\x00b"), "/id"),
}


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_entry_becomes_a_dead_letter_naming_the_fault_and_its_neighbours_count(
    payroll: ServiceUnderTest, redis: "Redis", name: str
) -> None:
    body, pointer = BAD[name]
    reader = payroll.reader("placement", redis)
    await reader.create_group()
    await send_by_stream(redis, "placement", [attended("W-1", "2022-07-01"), body, attended("W-2", "2022-07-01")])
    await reader.take_in(await read_new(redis, reader))

    assert await payroll.pool.fetchval("SELECT count(*) FROM attendance") == 2
    (letter,) = await list_dead_letters(payroll.pool, "open", 0, 10)
    assert letter.problem.pointer == pointer
    assert letter.problem.reason
    assert letter.problem.advice
    assert await read_body(payroll.pool, payroll.sealer, letter.id, "tester") == body
    assert (await redis.xpending("placement", "payroll"))["pending"] == 0


async def test_an_entry_without_the_event_field_becomes_a_dead_letter(
    payroll: ServiceUnderTest, redis: "Redis"
) -> None:
    reader = payroll.reader("placement", redis)
    await reader.create_group()
    await redis.xadd("placement", {"payload": changed()})
    good = changed()
    await redis.xadd("placement", {"event": good, "signature": SIGNER.sign("placement", good), "trace": "1"})
    await reader.take_in(await read_new(redis, reader))
    (letter,) = await list_dead_letters(payroll.pool, "open", 0, 10)
    assert "no field `event`" in letter.problem.reason
    assert await payroll.pool.fetchval("SELECT count(*) FROM attendance") == 1


async def test_a_type_of_another_service_is_refused_naming_it(payroll: ServiceUnderTest, redis: "Redis") -> None:
    reader = payroll.reader("placement", redis)
    await reader.create_group()
    await send_by_stream(redis, "placement", [pieces("W-1", "E-1", "2022-07-01", 5), changed(type="order.placed.v1")])
    await reader.take_in(await read_new(redis, reader))
    letters = await list_dead_letters(payroll.pool, "open", 0, 10)
    assert [letter.problem.advice for letter in letters] == ["send it to orders", "send it to orders"]
    assert await payroll.pool.fetchval("SELECT count(*) FROM piecework") == 0


async def test_a_time_in_the_future_is_refused_with_our_time(payroll: ServiceUnderTest, redis: "Redis") -> None:
    reader = payroll.reader("placement", redis)
    await reader.create_group()
    ahead = datetime.now(UTC) + timedelta(minutes=11)
    await send_by_stream(redis, "placement", [changed(time=ahead.isoformat())])
    await reader.take_in(await read_new(redis, reader))
    (letter,) = await list_dead_letters(payroll.pool, "open", 0, 10)
    assert letter.problem.pointer == "/time"
    assert datetime.now(UTC).strftime("our clock, which reads %Y-%m-%dT%H") in letter.problem.reason
    assert letter.event_id is not None


async def test_dead_letters_are_sealed_and_lists_show_no_content(payroll: ServiceUnderTest, redis: "Redis") -> None:
    reader = payroll.reader("placement", redis)
    await reader.create_group()
    await send_by_stream(redis, "placement", [changed_data(worker="Zhang San 520628199001011234")])
    await reader.take_in(await read_new(redis, reader))
    row = await payroll.pool.fetchrow("SELECT * FROM dead_letter")
    assert row is not None
    assert "520628199001011234" not in repr(dict(row))
    assert b"520628199001011234" not in row["sealed_body"]


async def test_the_same_bad_entry_again_is_one_dead_letter(payroll: ServiceUnderTest, redis: "Redis") -> None:
    reader = payroll.reader("placement", redis)
    await reader.create_group()
    await send_by_stream(redis, "placement", [b"nonsense"])
    entries = await read_new(redis, reader)
    await reader.take_in(entries)
    await reader.take_in(entries)
    assert await payroll.pool.fetchval("SELECT count(*) FROM dead_letter") == 1
