"""Who workers are and where their money goes, on the way to payroll: sealed, in any order, and gone once erased."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator

import asyncpg
import orjson
import pytest
import pytest_asyncio

from cli.embedded import ServerAddresses
from services.payroll.definition import DEFINITION as PAYROLL
from services.payroll.store.people import load_people
from shared.details import PersonDetails, open_person
from shared.events.details import WorkerDetailsChanged
from shared.messaging.entries import Outcome
from shared.messaging.relay import replay_latest
from tests.support.harness import ServiceUnderTest, service_on
from tests.support.placement.facts import account, enrolment, identity_number
from tests.support.placement.service import PlacementService, now, open_service
from tests.support.servers import fresh_database, migrate_to

NUMBER, OTHER_NUMBER = "0000991234567890123", "0000990000000000017"


@pytest.fixture(scope="module")
def payroll_database_url(servers: ServerAddresses) -> Iterator[str]:
    with fresh_database(servers, "payroll") as url:
        yield url


@pytest_asyncio.fixture
async def payroll(payroll_database_url: str) -> AsyncIterator[ServiceUnderTest]:
    """Payroll, as the reader of what placement publishes."""
    async with service_on(PAYROLL, payroll_database_url) as reader:
        await reader.forget_everything()
        yield reader


async def relay(service: PlacementService) -> list[bytes]:
    """Move the outbox to `sent`, as the relay does, and return what went."""
    rows = await service.pool.fetch("DELETE FROM outbox RETURNING id, stream, subject, event, created_at")
    rows.sort(key=lambda row: row["id"])
    await service.pool.executemany(
        "INSERT INTO sent (id, stream, subject, event, created_at) VALUES ($1, $2, $3, $4, $5)",
        [tuple(row) for row in rows],
    )
    return [row["event"] for row in rows if row["subject"].startswith("details/")]


async def read(payroll: ServiceUnderTest, *bodies: bytes) -> list[Outcome]:
    """Have payroll read details as they come by the stream."""
    events = [WorkerDetailsChanged.model_validate_json(body) for body in bodies]
    return await payroll.send(*events)


async def known(service: PlacementService, payroll: ServiceUnderTest, worker: str = "W1") -> PersonDetails | None:
    """What payroll can open of a worker, with the installation's key."""
    async with payroll.pool.acquire() as connection:
        people = await load_people(connection, [worker])
    return open_person(service.sealer, people[worker]) if worker in people else None


async def test_details_travel_sealed_and_open_on_the_other_side(
    service: PlacementService, payroll: ServiceUnderTest
) -> None:
    await service.report(enrolment(1), account(2, bank_code="000000000017"))
    (body,) = await relay(service)
    await read(payroll, body)
    details = await known(service, payroll)
    assert details is not None
    assert (details.name, details.identity_number, details.phone) == ("李小红", identity_number(1), "13812345678")
    assert details.account is not None
    assert (details.account.number, details.account.bank_name) == (NUMBER, "示例村镇银行")
    assert (details.account.bank_code, details.account.holder) == ("000000000017", "李小红")


async def test_no_table_of_either_service_and_no_event_holds_a_detail_in_clear(
    service: PlacementService, payroll: ServiceUnderTest
) -> None:
    await service.report(enrolment(1), account(2, account_name="王大山"))
    bodies = await relay(service)
    await read(payroll, *bodies)
    texts = ("李小红", "王大山", identity_number(1), "13812345678", NUMBER)
    secrets = {form for text in texts for form in (text.encode(), text.encode("unicode_escape"))}
    content = b"".join(bodies)
    for pool in (service.pool, payroll.pool):
        for row in await pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
            for (record,) in await pool.fetch(f'SELECT t::text FROM "{row["tablename"]}" t'):
                in_bytes = [bytes.fromhex(run) for run in re.findall(r"\\x((?:[0-9a-f]{2})+)", record)]
                content += b"\n".join([record.encode(), *in_bytes])
    assert b"W1" in content, "the search sees what is there"
    assert b"sealed_key" in content, "also in bytes"
    assert [secret for secret in secrets if secret in content] == []


async def test_an_account_given_before_the_worker_is_enrolled_waits_for_him(service: PlacementService) -> None:
    await service.report(account(1))
    assert await service.publications("details/") == []
    await service.report(enrolment(2))
    (state,) = await service.publications("details/")
    details = service.opened(state)
    assert details is not None
    assert details.account is not None
    assert details.account.number == NUMBER


async def test_an_account_taken_back_is_gone_and_the_rest_stays(service: PlacementService) -> None:
    await service.report(enrolment(1), account(2))
    await service.report(account(3, withdrawn=True))
    details = (await service.states("details/"))["details/W1"]["opened"]
    assert (details.name, details.account) == ("李小红", None)


async def test_the_same_content_told_again_is_not_published_again(service: PlacementService) -> None:
    await service.report(enrolment(1), account(2))
    await service.report(enrolment(3, since="2022-09-01"), account(4))
    assert [state["revision"] for state in await service.publications("details/")] == [1]
    await service.report(enrolment(5, phone="13900000000"))
    assert [state["revision"] for state in await service.publications("details/")] == [1, 2]


async def test_replaced_details_are_not_kept_for_replay(service: PlacementService) -> None:
    await service.report(enrolment(1), account(2))
    await relay(service)
    await service.report(enrolment(3, phone="13900000000"))
    await relay(service)
    (kept,) = await service.pool.fetch("SELECT event FROM sent WHERE subject = 'details/W1'")
    assert orjson.loads(kept["event"])["data"]["revision"] == 2


async def test_payroll_drops_key_and_details_of_somebody_erased_whatever_comes_late(
    service: PlacementService, payroll: ServiceUnderTest
) -> None:
    await service.report(enrolment(1), account(2))
    (first,) = await relay(service)
    await read(payroll, first)
    assert await service.erase("W1", "chief")
    (withdrawal,) = await relay(service)
    data = orjson.loads(withdrawal)["data"]
    assert (data["withdrawn"], data["sealed_key"], data["sealed_details"]) == (True, "", "")
    await read(payroll, withdrawal)
    stored = await payroll.pool.fetchrow("SELECT sealed_key, sealed_details, withdrawn FROM person")
    assert stored is not None
    assert tuple(stored) == (None, None, True)
    await payroll.pool.execute("TRUNCATE inbox")
    await read(payroll, first)
    assert await known(service, payroll) is None


async def test_nothing_that_was_or_waits_to_be_sent_brings_an_erased_key_back(service: PlacementService) -> None:
    await service.report(enrolment(1), account(2), enrolment(3, "W2", person=2))
    await relay(service)
    await replay_latest(service.pool, "placement", "details/")
    await service.report(account(4, account_number=OTHER_NUMBER))
    sealed_key = await service.pool.fetchval("SELECT sealed_key FROM person WHERE worker = 'W1'")
    assert await service.erase("W1", "chief")
    await replay_latest(service.pool, "placement", "details/")
    left = await service.pool.fetch(
        "SELECT event FROM outbox WHERE subject = 'details/W1' UNION ALL "
        "SELECT event FROM sent WHERE subject = 'details/W1'"
    )
    assert [orjson.loads(row["event"])["data"]["withdrawn"] for row in left] == [True]
    states = await service.pool.fetch("SELECT content::text FROM published_state WHERE subject = 'details/W1'")
    assert [row["content"] for row in states] == [None]
    for row in await service.pool.fetch("SELECT t::text AS content FROM person t WHERE worker = 'W1'"):
        assert sealed_key.hex() not in row["content"]
    assert await service.pool.fetchval("SELECT count(*) FROM person WHERE sealed_key IS NOT NULL") == 1


async def test_an_erasure_waits_for_a_replay_in_hand_so_that_it_brings_nothing_back(
    service: PlacementService,
) -> None:
    await service.report(enrolment(1))
    await relay(service)
    async with service.pool.acquire() as replaying, replaying.transaction():
        await replaying.execute("INSERT INTO outbox (stream, subject, event) SELECT stream, subject, event FROM sent")
        erasure = asyncio.create_task(service.erase("W1", "chief"))
        _, still_waiting = await asyncio.wait({erasure}, timeout=0.5)
        assert still_waiting
    assert await erasure
    rows = await service.pool.fetch("SELECT event FROM outbox WHERE subject = 'details/W1'")
    assert [orjson.loads(row["event"])["data"]["withdrawn"] for row in rows] == [True]


async def test_erased_twice_the_withdrawal_that_waits_to_be_sent_stays(service: PlacementService) -> None:
    await service.report(enrolment(1))
    for _ in range(2):
        assert await service.erase("W1", "chief")
    (state,) = await service.publications("details/W1")
    assert (state["revision"], state["withdrawn"]) == (2, True)


async def test_a_mark_left_before_an_erasure_publishes_nothing_after_it(service: PlacementService) -> None:
    await service.send(enrolment(1), account(2))
    assert await service.erase("W1", "chief")
    await service.compute()
    assert await service.publications("details/") == []


async def test_an_old_account_does_not_come_back_after_an_erasure_and_a_new_one_does(
    service: PlacementService,
) -> None:
    await service.report(enrolment(1), account(2))
    assert await service.erase("W1", "chief")
    await service.report(account(3, account_number=OTHER_NUMBER))
    assert await service.pool.fetchval("SELECT sealed_account FROM person") is None
    await service.report(enrolment(4, time=now().isoformat()), account(5, time=now().isoformat()))
    state = (await service.publications("details/"))[-1]
    details = service.opened(state)
    assert details is not None
    assert details.account is not None
    assert details.account.number == NUMBER


async def test_nobody_unknown_can_be_erased(service: PlacementService) -> None:
    assert not await service.erase("W404", "chief")


async def test_everybody_known_before_accounts_came_is_published_after_the_upgrade(
    servers: ServerAddresses,
) -> None:
    columns = "worker, sealed_key, sealed_details, identity_fingerprint, fact_time, source, event_id"
    with fresh_database(servers, "placement") as new_url, fresh_database(servers, "placement_old") as url:
        service = await open_service(new_url)
        await service.report(enrolment(1), account(2, "W2"))
        people = await service.pool.fetch(f"SELECT {columns} FROM person")
        await service.pool.close()
        migrate_to(url, service.definition.migrations, "0001")
        connection = await asyncpg.connect(url)
        insert = f"INSERT INTO person ({columns}) VALUES ($1, $2, $3, $4, $5, $6, $7)"
        await connection.executemany(insert, [tuple(row) for row in people])
        await connection.close()
        upgraded = await open_service(url)
        await upgraded.compute()
        assert set(await upgraded.states("details/")) == {"details/W1"}
        await upgraded.pool.close()
