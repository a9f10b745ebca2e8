"""What fails for one event fails for that event alone; what fails for all is waited out."""

import asyncio

from redis.asyncio import Redis

from cli.embedded import EmbeddedServers
from services.payroll.definition import DEFINITION
from shared.database import open_pool
from shared.events.envelope import Event
from shared.messaging.dead_letters import list_dead_letters
from shared.messaging.entries import Entry
from shared.refusals import Refusal, Refused
from shared.texts import Text
from tests.support.harness import ServiceUnderTest, read_new, send_by_stream
from tests.support.messaging.toy import Toy
from tests.support.payroll.facts import attended

CLOSED = Refusal(
    Text("test.closed", "该月已经结账", "the month is closed"),
    Text("test.ask", "请问文员", "ask the clerk"),
    "unusable",
    "/data/day",
)


async def test_an_event_whose_handler_fails_is_dead_lettered_and_the_rest_commit(
    payroll: ServiceUnderTest, redis: "Redis"
) -> None:
    async def fail_for_w3(event: Event) -> None:
        if event.data.worker == "W-3":
            raise ZeroDivisionError

    toy = payroll.with_definition(Toy(fail_for_w3).definition)
    reader = toy.reader("placement", redis)
    await reader.create_group()
    await send_by_stream(redis, "placement", [attended(f"W-{number}", "2022-07-01") for number in range(1, 8)])
    await reader.take_in(await read_new(redis, reader))

    marked = await toy.pool.fetch("SELECT key[1] AS worker FROM recompute_due ORDER BY 1")
    assert [row["worker"] for row in marked] == ["W-1", "W-2", "W-4", "W-5", "W-6", "W-7"]
    (letter,) = await list_dead_letters(toy.pool, "open", 0, 10)
    assert letter.event_id == "attendance/W-3/2022-07-01/WS-01@1"
    assert "ZeroDivisionError" in letter.problem.reason
    assert await toy.pool.fetchval("SELECT count(*) FROM inbox") == 6, "a refused event may be mended and sent again"


async def test_a_refusal_of_the_handler_reaches_the_sender_with_its_pointer(payroll: ServiceUnderTest) -> None:
    async def refuse(_: Event) -> None:
        raise Refused(CLOSED)

    (outcome,) = await payroll.with_definition(Toy(refuse).definition).send(attended("W-1", "2022-07-01"))
    assert outcome.status == "rejected"
    assert outcome.problem is not None
    assert (outcome.problem.pointer, outcome.problem.code) == ("/data/day", "test.closed")


async def test_values_a_table_cannot_hold_are_refused_alone(payroll: ServiceUnderTest) -> None:
    unstorable = attended("W-2", "2022-07-01").model_copy(update={"correlationid": "a\x00b"})
    outcomes = await payroll.send(attended("W-1", "2022-07-01"), unstorable, attended("W-3", "2022-07-01"))
    assert [outcome.status for outcome in outcomes] == ["accepted", "rejected", "accepted"]
    await payroll.compute()
    assert await payroll.pool.fetchval("SELECT count(*) FROM statement") == 2


async def test_an_outage_is_waited_out_and_nothing_pending_is_lost_or_buried(
    payroll: ServiceUnderTest, redis: "Redis", embedded_servers: EmbeddedServers
) -> None:
    reader = payroll.reader("placement", redis)
    await reader.create_group()
    await send_by_stream(redis, "placement", [attended(f"W-{number}", "2022-07-01") for number in range(50)])
    entries = await read_new(redis, reader)
    embedded_servers.postgres.kill()
    try:
        work = asyncio.create_task(reader.take_in(entries))
        await asyncio.sleep(1.0)
        assert not work.done(), "the reader must hold back while the database is away"
        assert (await redis.xpending("placement", "payroll"))["pending"] == 50
    finally:
        await asyncio.to_thread(embedded_servers.postgres.start)
    await asyncio.wait_for(work, 30)
    assert (await redis.xpending("placement", "payroll"))["pending"] == 0
    assert await payroll.pool.fetchval("SELECT count(*) FROM attendance") == 50
    assert await payroll.pool.fetchval("SELECT count(*) FROM dead_letter") == 0
    assert await payroll.pool.fetchval("SELECT count(*) FROM delivery_attempt") == 0


async def test_an_acknowledgement_waits_for_the_stream_server(
    payroll: ServiceUnderTest, redis: "Redis", embedded_servers: EmbeddedServers
) -> None:
    reader = payroll.reader("placement", redis)
    await reader.create_group()
    await send_by_stream(redis, "placement", [attended("W-1", "2022-07-01")])
    entries = await read_new(redis, reader)
    embedded_servers.valkey.kill()
    try:
        work = asyncio.create_task(reader.take_in(entries))
        await asyncio.sleep(1.0)
        assert not work.done()
    finally:
        await asyncio.to_thread(embedded_servers.valkey.start)
    await asyncio.wait_for(work, 30)
    assert (await redis.xpending("placement", "payroll"))["pending"] == 0


async def test_a_batch_that_waits_for_a_lock_too_long_is_tried_again(payroll: ServiceUnderTest) -> None:
    assert payroll.settings.payroll_database_url is not None
    impatient = await open_pool(payroll.settings.payroll_database_url, 2, "impatient")
    try:
        async with impatient.acquire() as connection:
            await connection.execute("ALTER ROLE CURRENT_USER SET lock_timeout = '200ms'")
        await impatient.expire_connections()
        other = ServiceUnderTest(DEFINITION, impatient, payroll.settings)
        async with payroll.pool.acquire() as holder, holder.transaction():
            await holder.execute("LOCK TABLE attendance IN ACCESS EXCLUSIVE MODE")
            work = asyncio.create_task(_send_through_outages(other, attended("W-1", "2022-07-01")))
            await asyncio.sleep(0.6)
            assert not work.done()
        assert await asyncio.wait_for(work, 20) == "accepted"
    finally:
        await impatient.execute("ALTER ROLE CURRENT_USER RESET lock_timeout")
        await impatient.close()


async def _send_through_outages(service: ServiceUnderTest, event: Event) -> str:
    entry = Entry("placement", "1-1", event.to_json())
    judged = await service.kernel.judge([entry], service.doors["placement"])
    (outcome,) = await service.kernel.apply_through_outages(judged)
    return outcome.status
