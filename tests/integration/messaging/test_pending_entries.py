"""What was read and not acknowledged: drained after a crash, taken over from the dead, given up when it kills."""

import asyncio
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

import orjson
import pytest
from redis.asyncio import Redis

from services.payroll.definition import DEFINITION
from shared.events.catalogue import ALL_EVENTS
from shared.events.envelope import Event
from shared.events.people import AttendanceRecorded
from shared.messaging import streams
from shared.messaging.dead_letters import list_dead_letters
from shared.messaging.entries import Outcome
from shared.messaging.judging import Door, Judged
from shared.messaging.reader import EventReader
from shared.messaging.streams import StreamReader
from tests.support.harness import ServiceUnderTest, read_new, send_by_stream
from tests.support.payroll.facts import attended


class Crash(BaseException):
    """Ends a reader at a chosen place, as a killed process would."""


@dataclass
class Given:
    """A stream with entries read by a reader that then ended."""

    redis: "Redis"
    payroll: ServiceUnderTest
    reader: StreamReader
    ids: list[bytes] = field(default_factory=list)

    async def pending(self) -> int:
        return int((await self.redis.xpending("placement", "payroll"))["pending"])


async def read_and_left(payroll: ServiceUnderTest, redis: "Redis", entries: int, consumer: str = "worker-1") -> Given:
    """Entries delivered to a consumer that ended before it applied any."""
    reader = payroll.reader("placement", redis, consumer)
    await reader.create_group()
    ids = await send_by_stream(redis, "placement", [attended(f"W-{n}", "2022-07-01") for n in range(entries)])
    assert len(await read_new(redis, reader)) == entries
    return Given(redis, payroll, reader, ids)


async def test_a_group_is_created_at_the_beginning_so_what_came_before_the_first_start_counts(
    payroll: ServiceUnderTest, redis: "Redis"
) -> None:
    await send_by_stream(redis, "placement", [attended("W-1", "2022-07-01")])
    reader = payroll.reader("placement", redis)
    await reader.create_group()
    await reader.create_group()
    assert len(await read_new(redis, reader)) == 1


async def test_a_restarted_reader_applies_what_its_predecessor_left(payroll: ServiceUnderTest, redis: "Redis") -> None:
    given = await read_and_left(payroll, redis, 520)
    service = payroll.with_definition(DEFINITION)
    assert await service.reader("placement", redis).drain_own_pending() == 520
    labels = {"service": "payroll", "door": "placement"}
    assert service.metrics.registry.get_sample_value("gongfang_batch_entries_count", labels) == 1, "together"
    assert await payroll.pool.fetchval("SELECT count(*) FROM attendance") == 520
    assert await given.pending() == 0
    assert await payroll.pool.fetchval("SELECT count(*) FROM delivery_attempt") == 0


async def test_what_was_committed_but_not_acknowledged_changes_nothing_the_second_time(
    payroll: ServiceUnderTest, redis: "Redis"
) -> None:
    given = await read_and_left(payroll, redis, 5)
    await payroll.send(*(attended(f"W-{n}", "2022-07-01") for n in range(5)))
    await payroll.compute()
    published = await payroll.published()
    assert await given.reader.drain_own_pending() == 5
    assert await payroll.pool.fetchval("SELECT count(*) FROM recompute_due") == 0
    await payroll.compute()
    assert await payroll.published() == published
    assert await given.pending() == 0


async def test_a_dead_consumers_entries_are_taken_over_and_a_living_ones_are_left(
    payroll: ServiceUnderTest, redis: "Redis"
) -> None:
    given = await read_and_left(payroll, redis, 250, consumer="worker-7")
    other = payroll.reader("placement", redis, "worker-2")
    assert await other.reclaim(idle_seconds=60) == 0
    assert await other.reclaim(idle_seconds=0) == 250
    assert await payroll.pool.fetchval("SELECT count(*) FROM attendance") == 250
    assert await given.pending() == 0
    assert payroll.metrics.registry.get_sample_value("gongfang_reclaimed_entries_total", {"service": "payroll"}) == 250


async def test_entries_trimmed_while_pending_raise_the_alarm_and_stop_nobody(
    payroll: ServiceUnderTest, redis: "Redis"
) -> None:
    service = payroll.with_definition(DEFINITION)
    given = await read_and_left(service, redis, 6)
    await redis.xdel("placement", *given.ids[:2])
    assert await service.reader("placement", redis).drain_own_pending() == 6
    assert trimmed(service) == 2
    assert await given.pending() == 0

    ids = await send_by_stream(redis, "placement", [attended(f"W-{n}", "2022-07-02") for n in range(3)])
    await read_new(redis, given.reader)
    await redis.xdel("placement", ids[1])
    assert await service.reader("placement", redis, "worker-2").reclaim(idle_seconds=0) == 2
    assert trimmed(service) == 3
    assert await given.pending() == 0
    assert await service.pool.fetchval("SELECT count(*) FROM attendance") == 6


def trimmed(service: ServiceUnderTest) -> float | None:
    return service.metrics.registry.get_sample_value("gongfang_trimmed_while_pending_total", {"service": "payroll"})


async def test_an_entry_that_ends_its_reader_each_time_is_given_up_and_the_others_are_applied(
    payroll: ServiceUnderTest, redis: "Redis"
) -> None:
    given = await read_and_left(payroll, redis, 3)
    poison = given.ids[1].decode()

    async def attempt() -> bool:
        service = payroll.with_definition(DEFINITION)
        original = service.kernel.apply_through_outages

        async def apply(judged: Judged) -> list[Outcome]:
            if any(entry.position == poison and entry.fault is None for entry in judged.entries):
                raise Crash
            return await original(judged)

        service.kernel.apply_through_outages = apply  # type: ignore[method-assign]
        try:
            await service.reader("placement", redis).drain_own_pending()
        except Crash:
            return False
        return True

    once_together_then_singly = 1 + payroll.settings.maximum_delivery_attempts
    attempts = [await attempt() for _ in range(once_together_then_singly + 1)]
    assert attempts == [False] * once_together_then_singly + [True]
    (letter,) = await list_dead_letters(payroll.pool, "open", 0, 10)
    assert letter.position == poison
    assert "the process ended" in letter.problem.reason
    assert await payroll.pool.fetchval("SELECT count(*) FROM attendance") == 2
    assert await given.pending() == 0


class AttendanceMeasured(Event):
    """A later version of attendance, as an upgraded reader would know it: with the minutes beside the days."""

    class Data(AttendanceRecorded.Data):
        minutes: int

    owner = "placement"
    type: Literal["attendance.recorded.v2"]
    data: Data


def newer(worker: str) -> bytes:
    body = orjson.loads(attended(worker, "2022-07-01").to_json())
    return orjson.dumps(body | {"type": "attendance.recorded.v2", "data": body["data"] | {"minutes": 480}})


async def test_a_newer_version_waits_unacknowledged_and_an_upgraded_reader_applies_it(
    payroll: ServiceUnderTest, redis: "Redis"
) -> None:
    reader = payroll.reader("placement", redis)
    await reader.create_group()
    await send_by_stream(redis, "placement", [attended("W-1", "2022-07-01"), newer("W-2")])
    await reader.take_in(await read_new(redis, reader))
    assert await reader.drain_own_pending() == 1
    assert await reader.reclaim(idle_seconds=0) == 1
    assert (await redis.xpending("placement", "payroll"))["pending"] == 1
    assert await payroll.pool.fetchval("SELECT count(*) FROM dead_letter") == 0
    labels = {"service": "payroll", "stream": "placement"}
    assert payroll.metrics.registry.get_sample_value("gongfang_postponed_entries", labels) == 1

    for _ in range(payroll.settings.maximum_delivery_attempts + 2):
        await reader.reclaim(idle_seconds=0)
    assert await payroll.pool.fetchval("SELECT count(*) FROM dead_letter") == 0, "waiting is no failed attempt"

    upgraded = payroll.reader("placement", redis, door=knowing_version_2())
    assert await upgraded.drain_own_pending() == 1
    assert (await redis.xpending("placement", "payroll"))["pending"] == 0
    assert await payroll.pool.fetchval("SELECT count(*) FROM attendance") == 2


def knowing_version_2() -> Door:
    """A door that reads version 2 and lifts it to what the handlers take."""

    class Lifted(AttendanceMeasured):
        def upcast(self) -> Event:
            data = AttendanceRecorded.Data(**self.data.model_dump(exclude={"minutes"}))
            envelope = self.model_dump(exclude={"type", "data"})
            return AttendanceRecorded(**envelope, type="attendance.recorded.v1", data=data)

    reader = EventReader(
        [AttendanceRecorded, Lifted], service="payroll", known=(*ALL_EVENTS, Lifted), now=lambda: datetime.now(UTC)
    )
    return Door("placement", reader, keeps_refused=True)


async def test_the_next_batch_waits_its_turn_while_one_is_applied_and_is_not_taken_for_lost(
    payroll: ServiceUnderTest, redis: "Redis", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "_LOST_AFTER_MILLISECONDS", 0)
    given = await read_and_left(payroll, redis, 0)
    batches = []
    for day in ("2022-07-01", "2022-07-02"):
        await send_by_stream(redis, "placement", [attended("W-1", day)])
        batches.append(await read_new(redis, given.reader))

    def batch(entries: int) -> AbstractContextManager[None]:
        return nullcontext()

    async with payroll.pool.acquire() as holder, holder.transaction():
        await holder.execute("LOCK TABLE attendance IN ACCESS EXCLUSIVE MODE")
        await given.reader.begin(batches[0], batch)
        second = asyncio.create_task(given.reader.begin(batches[1], batch))
        lost = asyncio.create_task(given.reader.drain_lost_answers())
        await redis.ping()
        assert await given.pending() == 2
    await second
    assert await lost == 0
    await given.reader.settle()
    assert await given.pending() == 0
    assert await payroll.pool.fetchval("SELECT count(*) FROM attendance") == 2
