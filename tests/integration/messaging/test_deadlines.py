"""What a computation asked to look at again is marked on its day: once, whoever runs when, and whatever stood still."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import structlog

from shared.database import Pool
from shared.messaging.days import RELEASE_AT_ONCE
from shared.messaging.deadlines import undecided
from shared.messaging.starting import run_at_start
from shared.messaging.transaction import Mark, Transaction
from tests.support.harness import ServiceUnderTest
from tests.support.messaging.diary import OTHER, VISIT, Diary, SetClocks, clocks_on
from tests.support.payroll.facts import attended

FIRST = date(2026, 7, 1)
CAUSE = Mark(VISIT, (), "station#1", "station#0")


def day(number: int) -> date:
    """A day by its number, counted from the first."""
    return FIRST + timedelta(days=number)


async def deadlines(pool: Pool) -> list[tuple[str, int]]:
    rows = await pool.fetch("SELECT key[1] AS worker, due_on FROM deadline ORDER BY 1, 2")
    return [(row["worker"], (row["due_on"] - FIRST).days) for row in rows]


async def asked(service: ServiceUnderTest, clocks: SetClocks, *workers: str) -> None:
    """A fact of each worker has come and was computed."""
    facts = [attended(worker, "2022-07-01") for worker in workers]
    assert {outcome.status for outcome in await service.send(*facts)} == {"accepted"}
    await service.recomputer(read=clocks).run_pass()


async def test_a_deadline_becomes_a_mark_on_its_day_with_what_led_to_it(payroll: ServiceUnderTest) -> None:
    diary = Diary(asks={"W-1": [day(2)]})
    service, clocks = payroll.with_definition(diary.definition), clocks_on(FIRST)
    await asked(service, clocks, "W-1")
    clocks.pass_by(1)
    assert await service.recomputer(read=clocks).run_pass() == 0
    clocks.pass_by(1)
    with structlog.testing.capture_logs() as logs:
        assert await service.recomputer(read=clocks).run_pass() == 1
    assert diary.computed == [("W-1", day(0)), ("W-1", day(2))]
    assert diary.causes[1] == diary.causes[0]
    assert await deadlines(service.pool) == []
    (told,) = [line for line in logs if line["event"] == "deadlines_released"]
    assert (told["deadlines"], told["oldest"], told["correlation_ids"]) == (1, "2026-07-03", [diary.causes[0][1]])


async def test_after_forty_days_of_rest_everything_is_released_once_at_the_start(payroll: ServiceUnderTest) -> None:
    diary = Diary(asks={"W-1": [day(number) for number in (3, 10, 30, 50)], "W-2": [day(39)], "W-3": [day(41)]})
    service, clocks = payroll.with_definition(diary.definition), clocks_on(FIRST)
    await asked(service, clocks, "W-1", "W-2", "W-3")
    diary.computed.clear()
    clocks.pass_by(40)
    recomputer = service.recomputer(read=clocks)
    assert await recomputer.run_pass() == 2
    assert await recomputer.run_pass() == 0
    assert sorted(diary.computed) == [("W-1", day(40)), ("W-2", day(40))]
    assert await deadlines(service.pool) == [("W-1", 50), ("W-3", 41)]


async def test_two_workers_at_once_release_each_deadline_once(payroll: ServiceUnderTest) -> None:
    workers = RELEASE_AT_ONCE * 2 + 3
    diary = Diary()
    service, clocks = payroll.with_definition(diary.definition), clocks_on(FIRST)
    async with service.pool.acquire() as connection, connection.transaction():
        transaction = Transaction(connection, "payroll", mark_kinds=(VISIT,), day=FIRST)
        for number in range(workers):
            transaction.look_again(VISIT, (f"W-{number}",), [day(1)], CAUSE)
        await transaction.flush()
    clocks.pass_by(1)
    recomputers = [service.recomputer(read=clocks) for _ in range(4)]
    taken = await asyncio.gather(*(recomputer.run_pass() for recomputer in recomputers))
    taken += await asyncio.gather(*(recomputer.run_pass() for recomputer in recomputers))
    assert sum(taken) == workers
    assert len(set(diary.computed)) == len(diary.computed) == workers
    assert await deadlines(service.pool) == []


async def test_days_are_replaced_and_none_takes_them_away(payroll: ServiceUnderTest) -> None:
    diary = Diary(asks={"W-1": [day(2), day(5)], "W-2": [day(2)], "W-3": [day(2)]})
    service, clocks = payroll.with_definition(diary.definition), clocks_on(FIRST)
    await asked(service, clocks, "W-1", "W-2", "W-3")
    assert await deadlines(service.pool) == [("W-1", 2), ("W-1", 5), ("W-2", 2), ("W-3", 2)]
    diary.asks = {"W-1": [day(5), day(7), day(7)], "W-2": []}
    for worker in ("W-1", "W-2", "W-3"):
        await service.send(attended(worker, "2022-07-02"))
    await service.recomputer(read=clocks).run_pass()
    assert await deadlines(service.pool) == [("W-1", 5), ("W-1", 7), ("W-3", 2)], "W-3 was not spoken of again"


async def test_a_day_that_has_come_is_not_asked_for_again_and_again(payroll: ServiceUnderTest) -> None:
    diary = Diary(asks={"W-1": [day(-400), day(0), day(1)]})
    service, clocks = payroll.with_definition(diary.definition), clocks_on(FIRST)
    await asked(service, clocks, "W-1")
    assert await deadlines(service.pool) == [("W-1", 1)]
    assert await service.recomputer(read=clocks).run_pass() == 0


async def test_a_transaction_that_fails_asks_for_nothing(payroll: ServiceUnderTest) -> None:
    diary = Diary(asks={"W-1": [day(1)], "W-2": [day(1)]}, failing={"W-2"})
    service, clocks = payroll.with_definition(diary.definition), clocks_on(FIRST)
    await asked(service, clocks, "W-1", "W-2")
    assert await deadlines(service.pool) == [("W-1", 1)]


async def test_where_the_computation_fails_the_subject_waits_and_stays_undecided(payroll: ServiceUnderTest) -> None:
    diary = Diary(asks={"W-1": [day(2)]})
    service, clocks = payroll.with_definition(diary.definition), clocks_on(FIRST)
    await asked(service, clocks, "W-1")
    diary.failing.add("W-1")
    clocks.pass_by(5)
    recomputer = service.recomputer(read=clocks)
    await recomputer.run_pass()
    assert await recomputer.run_pass() == 0, "it waits before it is tried again"
    assert await service.pool.fetchval("SELECT key[1] FROM waiting WHERE NOT withdrawn") == "W-1"
    async with service.pool.acquire() as connection:
        waits = await undecided(connection)
    assert waits.subjects == 1
    assert waits.oldest_seconds <= 4 * 86400, "no longer than the day reached, whatever the host's clock says"

    diary.failing.clear()
    await service.send(attended("W-1", "2022-07-02"))
    async with service.pool.acquire() as connection:
        assert (await undecided(connection)).subjects == 1, "a fact that comes meanwhile decides nothing"
    await recomputer.run_pass()
    async with service.pool.acquire() as connection:
        assert await undecided(connection) == (0, 0.0)


async def test_how_long_the_oldest_has_been_due_is_counted_from_its_shanghai_midnight(
    payroll: ServiceUnderTest,
) -> None:
    await payroll.pool.execute("INSERT INTO day_reached (day) VALUES ('2020-03-10')")
    await payroll.pool.execute("INSERT INTO deadline VALUES ('visit', '{W-1}', '2020-03-08', 'c', 'c')")
    await payroll.pool.execute("INSERT INTO deadline VALUES ('visit', '{W-1}', '2020-03-11', 'c', 'c')")
    async with payroll.pool.acquire() as connection:
        assert await undecided(connection) == (1, 3 * 86400.0)


async def test_a_mark_that_is_there_keeps_its_newer_cause_and_is_tried_at_once(payroll: ServiceUnderTest) -> None:
    diary = Diary(asks={"W-1": [day(1)]})
    service, clocks = payroll.with_definition(diary.definition), clocks_on(FIRST)
    await asked(service, clocks, "W-1")
    diary.failing.add("W-1")
    await asked(service, clocks, "W-2")
    await service.send(attended("W-1", "2022-07-09"))
    newer = await service.pool.fetchval("SELECT causation_id FROM recompute_due")
    await service.recomputer(read=clocks).run_pass()
    diary.failing.clear()
    clocks.pass_by(1)
    assert await service.recomputer(read=clocks).run_pass() == 1
    assert diary.causes[-1][0] == newer


async def test_a_subject_being_computed_while_its_day_comes_is_computed_once_more(payroll: ServiceUnderTest) -> None:
    """The release waits for the computation, which does not wait for it: no circle, and nothing lost."""
    diary = Diary(asks={"W-1": [day(1), day(3)]})
    service, clocks = payroll.with_definition(diary.definition), clocks_on(FIRST)
    await asked(service, clocks, "W-1")
    await service.send(attended("W-1", "2022-07-02"))
    clocks.pass_by(1)
    async with service.pool.acquire() as connection, connection.transaction():
        await connection.execute("DELETE FROM recompute_due")
        releasing = asyncio.create_task(service.recomputer(read=clocks).run_pass())
        await service.until_waiting()
        transaction = Transaction(connection, "payroll", mark_kinds=(VISIT,), day=FIRST)
        transaction.look_again(VISIT, ("W-1",), [day(1), day(3)], CAUSE)
        await transaction.flush()
    assert await releasing == 1
    await service.recomputer(read=clocks).run_pass()
    assert diary.computed[-1] == ("W-1", day(1))
    assert await deadlines(service.pool) == [("W-1", 3)]


async def test_a_deadline_of_a_kind_this_version_does_not_know_stays_and_is_told(payroll: ServiceUnderTest) -> None:
    service, clocks = payroll.with_definition(Diary().definition), clocks_on(FIRST)
    await service.pool.execute("INSERT INTO deadline VALUES ($1, '{X}', $2, 'c', 'c')", OTHER, day(0))
    await service.pool.execute("INSERT INTO deadline VALUES ($1, '{W-1}', $2, 'c', 'c')", VISIT, day(0))
    with structlog.testing.capture_logs() as logs:
        await run_at_start(service.definition, service.pool)
    assert [(line["event"], line["kind"], line["deadlines"]) for line in logs] == [
        ("deadlines_of_unknown_kind", OTHER, 1)
    ]
    assert await service.recomputer(read=clocks).run_pass() == 1
    assert await service.pool.fetchval("SELECT kind FROM deadline") == OTHER
    async with service.pool.acquire() as connection:
        assert (await undecided(connection)).subjects == 1


async def test_what_may_not_be_asked_for_is_an_error(payroll: ServiceUnderTest) -> None:
    async with payroll.pool.acquire() as connection:
        transaction = Transaction(connection, "payroll", mark_kinds=(VISIT,), day=FIRST)
        with pytest.raises(ValueError, match="nobody computes other"):
            transaction.look_again(OTHER, ("X",), [day(1)], CAUSE)
        with pytest.raises(ValueError, match="asks for 101 days"):
            transaction.look_again(VISIT, ("X",), [day(number) for number in range(1, 102)], CAUSE)
        for door in (Transaction(connection, "payroll", mark_kinds=(VISIT,)),):
            with pytest.raises(RuntimeError):
                door.look_again(VISIT, ("X",), [day(1)], CAUSE)


async def test_subjects_of_several_parts_and_odd_letters_come_back_as_they_were(payroll: ServiceUnderTest) -> None:
    subject = ('W"1', "{a,b}\\", "家庭 1")
    seen: list[Any] = []

    async def compute(_: Transaction, marks: Any) -> None:
        seen.extend(mark.subject for mark in marks)

    definition = Diary().definition
    service = payroll.with_definition(replace(definition, computations={VISIT: compute}))
    async with service.pool.acquire() as connection, connection.transaction():
        transaction = Transaction(connection, "payroll", mark_kinds=(VISIT,), day=FIRST)
        transaction.look_again(VISIT, subject, [day(1)], CAUSE)
        await transaction.flush()
    assert await service.recomputer(read=clocks_on(day(1))).run_pass() == 1
    assert seen == [subject]
