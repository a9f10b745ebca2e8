"""Whoever has the Redis password can write any stream: only what a service signed is believed on its own."""

from typing import Any

import orjson
import pytest
from redis.asyncio import Redis

from shared.messaging.dead_letters import list_dead_letters
from shared.messaging.doors import own_source
from shared.messaging.relay import ENTRY_FIELD, Relay, replay_latest
from shared.messaging.signing import SIGNATURE_FIELD, EntrySigner
from shared.sealing import KEY_BYTES
from tests.integration.messaging.test_relay import publish
from tests.support.harness import SIGNER, ServiceUnderTest, read_new, send_by_stream
from tests.support.payroll.facts import attended, pieces, production, workshop

FORGED = pieces("W-1", "E-FORGED", "2022-07-01", 8_000).to_json()
STRANGERS_KEY = EntrySigner(bytes(KEY_BYTES))

UNPROVED: dict[str, dict[str, bytes]] = {
    "no signature": {},
    "an empty signature": {SIGNATURE_FIELD: b""},
    "a signature under another key": {SIGNATURE_FIELD: STRANGERS_KEY.sign("orders", FORGED)},
    "the signature of another event": {SIGNATURE_FIELD: SIGNER.sign("orders", FORGED + b" ")},
    "the signature for another stream": {SIGNATURE_FIELD: SIGNER.sign("placement", FORGED)},
    "a signature that is no text": {SIGNATURE_FIELD: b"\xff\x00"},
}


@pytest.mark.parametrize("name", UNPROVED)
async def test_what_the_service_did_not_sign_is_paid_to_nobody_and_kept_with_the_reason(
    payroll: ServiceUnderTest, redis: "Redis", name: str
) -> None:
    reader = payroll.reader("orders", redis)
    await reader.create_group()
    fields: Any = {ENTRY_FIELD: FORGED, **UNPROVED[name]}
    await redis.xadd("orders", fields)
    await send_by_stream(redis, "orders", [pieces("W-2", "E-1", "2022-07-01", 5)])
    await reader.take_in(await read_new(redis, reader))

    paid = await payroll.pool.fetch("SELECT worker FROM piecework")
    assert [row["worker"] for row in paid] == ["W-2"]
    (letter,) = await list_dead_letters(payroll.pool, "open", 0, 10)
    assert letter.problem.pointer == "/signature"
    assert letter.problem.reason.startswith("unproved")
    counted = {"service": "payroll", "stream": "orders"}
    assert payroll.metrics.registry.get_sample_value("gongfang_unproved_entries_total", counted)
    assert (await redis.xpending("orders", "payroll"))["pending"] == 0


async def test_unsigned_entries_that_were_pending_are_refused_too(payroll: ServiceUnderTest, redis: "Redis") -> None:
    reader = payroll.reader("orders", redis)
    await reader.create_group()
    await redis.xadd("orders", {ENTRY_FIELD: FORGED})
    await read_new(redis, reader)
    await reader.drain_own_pending()
    assert await payroll.pool.fetchval("SELECT count(*) FROM piecework") == 0
    (letter,) = await list_dead_letters(payroll.pool, "open", 0, 10)
    assert letter.problem.pointer == "/signature"


async def test_a_signed_entry_speaks_under_the_source_of_its_own_service_only(
    payroll: ServiceUnderTest, redis: "Redis"
) -> None:
    reader = payroll.reader("placement", redis)
    await reader.create_group()
    foreign = orjson.loads(attended("W-1", "2022-07-01").to_json()) | {"source": "gongfang:orders"}
    await send_by_stream(redis, "placement", [orjson.dumps(foreign)])
    await reader.take_in(await read_new(redis, reader))
    (letter,) = await list_dead_letters(payroll.pool, "open", 0, 10)
    assert letter.problem.pointer == "/source"


async def test_the_relay_signs_what_it_sends_and_a_replay_signs_again(
    payroll: ServiceUnderTest, redis: "Redis", orders: ServiceUnderTest
) -> None:
    await payroll.record(workshop(), production("2022-07", 100, 120, "1000.00"))
    await publish(payroll, "W-1", range(1, 3))
    relay = Relay(payroll.pool, redis, SIGNER, payroll.metrics, 500)
    await relay.relay_batch()
    await replay_latest(payroll.pool, "payroll")
    await relay.relay_batch()
    entries: Any = await redis.xrange("payroll")
    for _, fields in entries:
        assert SIGNER.proves("payroll", fields[b"event"], fields[b"signature"])
    reader = orders.reader("payroll", redis)
    await reader.create_group()
    await reader.take_in(await read_new(redis, reader))
    assert await list_dead_letters(orders.pool, "open", 0, 10) == []
    assert await orders.pool.fetchval("SELECT count(*) FROM award") == 1


@pytest.mark.parametrize("name", ["gongfang:orders", "gongfang:payroll", "gongfang:"])
def test_a_client_that_calls_itself_a_service_speaks_for_nobody(name: str) -> None:
    problem = own_source(name, pieces("W-1", "E-1", "2022-07-01", 5).model_copy(update={"source": name}))
    assert problem is not None
    assert problem.pointer == "/source"
