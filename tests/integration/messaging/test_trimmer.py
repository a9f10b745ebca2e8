"""A stream is cut below what every expected group has applied, and not one entry higher."""

from redis.asyncio import Redis

from shared.messaging.trimmer import trim
from tests.support.harness import entries_of, send_by_stream


async def fill(redis: "Redis", entries: int = 10) -> list[bytes]:
    return await send_by_stream(redis, "orders", [str(number).encode() for number in range(entries)])


async def read(redis: "Redis", group: str, entries: int, acknowledged: list[bytes] | None = None) -> None:
    await redis.xreadgroup(group, "worker-1", {"orders": ">"}, count=entries)
    if acknowledged:
        await redis.xack("orders", group, *acknowledged)


async def left(redis: "Redis") -> list[bytes]:
    return [entry_id for entry_id, _ in await entries_of(redis, "orders")]


async def test_it_cuts_below_the_slowest_group(redis: "Redis") -> None:
    ids = await fill(redis)
    for group in ("payroll", "placement"):
        await redis.xgroup_create("orders", group, id="0")
    await read(redis, "payroll", 9, ids[:9])
    await read(redis, "placement", 4, ids[:4])
    assert await trim(redis, "orders", ["payroll", "placement"]) == 3
    assert await left(redis) == ids[3:]


async def test_it_cuts_below_the_oldest_entry_in_work(redis: "Redis") -> None:
    ids = await fill(redis)
    await redis.xgroup_create("orders", "payroll", id="0")
    await read(redis, "payroll", 9, [*ids[:2], *ids[3:9]])
    assert await trim(redis, "orders", ["payroll"]) == 2
    assert await left(redis) == ids[2:]


async def test_a_group_nobody_expects_is_waited_for_too(redis: "Redis") -> None:
    ids = await fill(redis)
    await redis.xgroup_create("orders", "payroll", id="0")
    await redis.xgroup_create("orders", "audit", id="0")
    await read(redis, "payroll", 10, ids)
    assert await trim(redis, "orders", ["payroll"]) == 0


async def test_it_refuses_while_an_expected_group_is_missing(redis: "Redis") -> None:
    ids = await fill(redis)
    await redis.xgroup_create("orders", "payroll", id="0")
    await read(redis, "payroll", 10, ids)
    assert await trim(redis, "orders", ["payroll", "placement"]) == 0
    assert await left(redis) == ids


async def test_a_stream_nobody_reads_or_nobody_wrote_is_left_alone(redis: "Redis") -> None:
    assert await trim(redis, "orders", []) == 0
    ids = await fill(redis)
    assert await trim(redis, "orders", []) == 0
    assert await left(redis) == ids


class AcknowledgedMeanwhile(Redis):
    """The last pending entry is acknowledged between the trimmer's two questions."""

    async def xpending(self, name, groupname):  # type: ignore[no-untyped-def]
        for entry in await self.xpending_range(name, groupname, "-", "+", 100):
            await self.xack(name, groupname, entry["message_id"])
        return await super().xpending(name, groupname)


async def test_entries_acknowledged_while_it_looks_are_no_fault(redis: "Redis", fresh_redis_url: str) -> None:
    ids = await fill(redis)
    await redis.xgroup_create("orders", "payroll", id="0")
    await read(redis, "payroll", 5)
    racing = AcknowledgedMeanwhile.from_url(fresh_redis_url, protocol=2)
    assert await trim(racing, "orders", ["payroll"]) == 4
    assert await left(redis) == ids[4:]
    await racing.aclose()
