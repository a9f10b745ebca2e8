"""The outbox reaches the stream in order, again after a crash, by one relay at a time, and on demand once more."""

import asyncio

import asyncpg
import orjson
import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from cli.embedded import ServerAddresses
from services.payroll.definition import DEFINITION
from shared.events.money import StatementComputed
from shared.messaging.dead_letters import count_open
from shared.messaging.relay import Relay, replay_latest
from shared.messaging.slots import Slot
from shared.messaging.transaction import Mark, Transaction
from tests.support.harness import SIGNER, ServiceUnderTest, entries_of, read_new, service_on
from tests.support.payroll.facts import attended, production, registered, workshop
from tests.support.servers import fresh_database

CAUSE = Mark("statement", ("W-1", "2022-07"), "cause", "correlation")


async def publish(payroll: ServiceUnderTest, worker: str, revisions: range) -> None:
    """Publish revisions of one statement, each in a transaction of its own."""
    for revision in revisions:
        async with payroll.pool.acquire() as connection, connection.transaction():
            transaction = Transaction(connection, "payroll")
            data = StatementComputed.Data(
                revision=revision, worker=worker, month="2022-07", lines=(), total_yuan=f"{revision}.00", incomplete=()
            )
            transaction.publish(StatementComputed, f"statement/{worker}/2022-07", data, CAUSE)
            await transaction.flush()


async def on_stream(redis: "Redis") -> list[str]:
    return [orjson.loads(body)["id"] for _, body in await entries_of(redis, "payroll")]


def relay(payroll: ServiceUnderTest, redis: "Redis", rows: int = 500) -> Relay:
    return Relay(payroll.pool, redis, SIGNER, payroll.metrics, rows)


async def test_it_sends_in_the_order_of_the_outbox_whatever_the_batch(
    payroll: ServiceUnderTest, redis: "Redis"
) -> None:
    await publish(payroll, "W-1", range(1, 8))
    await publish(payroll, "W-2", range(1, 4))
    work = relay(payroll, redis, rows=3)
    assert [await work.relay_batch() for _ in range(5)] == [3, 3, 3, 1, 0]
    assert await on_stream(redis) == [f"statement/W-1/2022-07@{n}" for n in range(1, 8)] + [
        f"statement/W-2/2022-07@{n}" for n in range(1, 4)
    ]
    assert await payroll.pool.fetchval("SELECT count(*) FROM outbox") == 0
    assert await payroll.pool.fetchval("SELECT count(*) FROM sent") == 10


class FailsAfterSending(Redis):
    """A connection that is lost after the server has taken a pipeline, before the answer."""

    def pipeline(self, transaction=True, shard_hint=None):  # type: ignore[no-untyped-def]
        pipeline = super().pipeline(transaction, shard_hint)
        execute = pipeline.execute

        async def send_and_lose(raise_on_error: bool = True):  # type: ignore[no-untyped-def]
            await execute(raise_on_error)
            raise RedisConnectionError("lost after sending")

        pipeline.execute = send_and_lose  # type: ignore[method-assign]
        return pipeline


async def test_a_crash_between_sending_and_moving_sends_again_under_the_same_ids_and_changes_nothing(
    payroll: ServiceUnderTest, redis: "Redis", fresh_redis_url: str, orders: ServiceUnderTest
) -> None:
    await payroll.record(workshop(), production("2022-07", 100, 120, "1000.00"))
    crashing = FailsAfterSending.from_url(fresh_redis_url, protocol=2)
    with pytest.raises(RedisConnectionError):
        await relay(payroll, crashing).relay_batch()
    await crashing.aclose()
    assert await payroll.pool.fetchval("SELECT count(*) FROM sent") == 0
    await relay(payroll, redis).relay_batch()
    sent = await on_stream(redis)
    assert sent == sent[: len(sent) // 2] * 2

    reader = orders.reader("payroll", redis)
    await reader.create_group()
    await reader.take_in(await read_new(redis, reader))
    assert await orders.pool.fetchval("SELECT count(*) FROM inbox") == 1
    assert await count_open(orders.pool) == 0


async def test_only_one_relay_of_a_service_leads_and_the_next_takes_over(payroll: ServiceUnderTest) -> None:
    url = payroll.settings.payroll_database_url
    assert url is not None
    taken = asyncio.Event()

    async def second() -> None:
        async with Slot.leading(url, "payroll") as lost:
            taken.set()
            lost.close()

    async with Slot.leading(url, "payroll") as lost:
        waiting = asyncio.create_task(second())
        await asyncio.sleep(0.5)
        assert not taken.is_set()
        lost.close()
    await asyncio.wait_for(waiting, 5)


async def test_a_leader_whose_connection_is_lost_learns_of_it(payroll: ServiceUnderTest) -> None:
    url = payroll.settings.payroll_database_url
    assert url is not None
    async with Slot.leading(url, "payroll") as lost:
        watching = asyncio.ensure_future(lost)
        await asyncio.sleep(0.1)
        await payroll.pool.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'payroll-relay'"
        )
        await asyncio.wait_for(watching, 5)


async def test_workers_take_the_lowest_free_number_and_a_restarted_one_gets_its_own_back(
    payroll: ServiceUnderTest,
) -> None:
    url = payroll.settings.payroll_database_url
    assert url is not None
    first, second = await Slot.take(url, "payroll"), await Slot.take(url, "payroll")
    assert (first.number, second.number) == (1, 2)
    await first.release()
    again = await Slot.take(url, "payroll")
    assert again.number == 1
    await again.release()
    await second.release()


async def test_two_relays_at_once_send_everything_once(payroll: ServiceUnderTest, redis: "Redis") -> None:
    await publish(payroll, "W-1", range(1, 61))
    first, second = relay(payroll, redis, rows=10), relay(payroll, redis, rows=10)

    async def work(own: Relay) -> None:
        while await payroll.pool.fetchval("SELECT count(*) FROM outbox"):
            await own.relay_batch()

    await asyncio.gather(work(first), work(second))
    assert await on_stream(redis) == [f"statement/W-1/2022-07@{n}" for n in range(1, 61)]


async def test_replay_sends_the_latest_state_of_each_subject_and_fills_a_fresh_projection(
    payroll: ServiceUnderTest, redis: "Redis", servers: ServerAddresses
) -> None:
    await publish(payroll, "W-1", range(1, 4))
    await publish(payroll, "W-2", range(1, 3))
    while await relay(payroll, redis).relay_batch():
        pass
    await redis.delete("payroll")

    assert await replay_latest(payroll.pool, "payroll") == 2
    await relay(payroll, redis).relay_batch()
    assert await on_stream(redis) == ["statement/W-1/2022-07@3", "statement/W-2/2022-07@2"]
    assert await replay_latest(payroll.pool, "payroll", "statement/W-2/") == 1
    assert await replay_latest(payroll.pool, "placement") == 0

    with fresh_database(servers, "fresh_payroll") as url:
        async with service_on(DEFINITION, url) as fresh:
            placement = [workshop(), registered("W-9"), attended("W-9", "2022-07-01"), attended("W-9", "2022-07-02")]
            await fresh.record(*placement)
            filled = await fresh.latest_states()
            await fresh.send(*placement)
            await fresh.compute()
            assert await fresh.latest_states() == filled


async def test_a_replayed_state_changes_nothing_where_it_is_known(payroll: ServiceUnderTest) -> None:
    await payroll.record(workshop(), registered("W-1"), attended("W-1", "2022-07-01"))
    before = await payroll.published()
    outcomes = await payroll.send(workshop(), registered("W-1"), attended("W-1", "2022-07-01"))
    assert [outcome.status for outcome in outcomes] == ["duplicate"] * 3
    await payroll.compute()
    assert await payroll.published() == before


async def test_what_a_person_did_cannot_be_rewritten(payroll: ServiceUnderTest) -> None:
    await payroll.pool.execute("INSERT INTO audit_log (actor, action, subject) VALUES ('a', 'b', 'c')")
    for statement in (
        "UPDATE audit_log SET actor = 'nobody'",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
    ):
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await payroll.pool.execute(statement)
