"""A database of the first release, with months computed, goes on: its months close, and its history is whole."""

from collections.abc import AsyncIterator

import pytest_asyncio

from cli.embedded import ServerAddresses
from services.payroll.computations.pack_changes import mark_changed_packs
from services.payroll.definition import DEFINITION
from services.payroll.store.statement_versions import statement_versions
from shared.database import migrate, open_pool
from tests.support.harness import ServiceUnderTest, settings_for
from tests.support.payroll.books import approve, close, settled, submit
from tests.support.payroll.closed_months import assert_closed_months_add_up, read_books
from tests.support.payroll.facts import attended, certified, pieces, production, registered, roster, workshop
from tests.support.servers import fresh_database, migrate_to

JULY, AUGUST = "2022-07", "2022-08"
FACTS = [
    workshop(),
    registered("W-1", first_day="2022-04-01", groups={"WS-01": "line-1"}),
    registered("W-2", first_day="2022-04-01"),
    certified("W-1", "C-1", "2022-06-01"),
    roster(JULY, ["2022-07-04", "2022-07-05"]),
    roster(JULY, ["2022-07-04"], group="line-1"),
    roster(AUGUST, ["2022-08-04"]),
    attended("W-1", "2022-07-04"),
    pieces("W-1", "E-1", "2022-07-04", 400),
    pieces("W-2", "E-2", "2022-07-31", 100),
    pieces("W-2", "E-3", "2022-08-01", 100),
    production(JULY, 10_000, 12_000, "200000.00"),
]

FIRST_TABLES = (
    *("worker", "workshop", "attendance", "piecework", "certificate", "roster", "production"),
    *("statement", "award"),
)
"""What the first release held of these facts, and computed from them."""


@pytest_asyncio.fixture
async def upgraded(servers: ServerAddresses, payroll: ServiceUnderTest) -> AsyncIterator[ServiceUnderTest]:
    """What the first release had of these facts, upgraded: its statements are those computed today."""
    await payroll.record(*FACTS)
    known = {
        table: await payroll.pool.fetchval(f"SELECT jsonb_agg(to_jsonb(t)) FROM {table} AS t") for table in FIRST_TABLES
    }
    with fresh_database(servers, "payroll") as url:
        migrate_to(url, DEFINITION.migrations, "0001")
        connections = await open_pool(url, 8, "payroll-test")
        try:
            service = ServiceUnderTest(DEFINITION, connections, settings_for("payroll", url))
            for table, rows in known.items():
                await connections.execute(
                    f"INSERT INTO {table} SELECT * FROM jsonb_populate_recordset(NULL::{table}, $1)",
                    rows,
                )
            migrate(url, DEFINITION.migrations)
            yield service
        finally:
            connections.terminate()


async def start_worker(service: ServiceUnderTest) -> None:
    """What a worker does first, and what follows."""
    async with service.deciding() as transaction:
        await mark_changed_packs(transaction)
    await service.compute()


async def history(service: ServiceUnderTest, worker: str, month: str = JULY) -> list[tuple[int, list[str], list[str]]]:
    """Revision, events added and removed of each version."""
    async with service.pool.acquire() as connection:
        versions = await statement_versions(connection, worker, month)
    return [(part.row["revision"], list(part.events_added), list(part.events_removed)) for part in versions]


async def test_the_history_of_old_statements_begins_with_what_computing_them_today_rests_on(
    upgraded: ServiceUnderTest, payroll: ServiceUnderTest
) -> None:
    for worker in ("W-1", "W-2"):
        for month in (JULY, AUGUST):
            assert await history(upgraded, worker, month) == await history(payroll, worker, month)
    assert len((await history(upgraded, "W-1"))[0][1]) == 6
    await start_worker(upgraded)
    assert [revision for revision, _, _ in await history(upgraded, "W-1")] == [1]


async def test_months_computed_before_the_upgrade_close_and_what_comes_later_names_its_causes(
    upgraded: ServiceUnderTest,
) -> None:
    await start_worker(upgraded)
    await close(upgraded, JULY)
    july = await settled(upgraded, JULY)
    assert (july["W-2"]["net_yuan"], july["V-WS-01"]["net_yuan"]) == (250, 4000)
    await upgraded.record(late := pieces("W-1", "E-1", "2022-07-04", 440, revision=2))
    await close(upgraded, AUGUST)
    (told,) = (await settled(upgraded, AUGUST))["W-1"]["explained"]["adjustments"]
    assert told["causes"] == [f"gongfang:orders#piecework/E-1/W-1@{revision}" for revision in (1, 2)]
    books = await read_books(upgraded)
    books.assert_sound()
    assert_closed_months_add_up(books, [*FACTS, late])


async def test_a_month_closes_even_before_the_first_worker_has_started(upgraded: ServiceUnderTest) -> None:
    draft = await submit(upgraded, JULY)
    await start_worker(upgraded)
    await approve(upgraded, JULY, draft.statements_hash)
    (await read_books(upgraded)).assert_sound()
