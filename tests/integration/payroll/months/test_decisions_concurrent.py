"""Decisions at the same moment on real connections: exactly one wins, the others are told, no fact falls between."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from services.payroll.computations.statements import recompute_statements
from services.payroll.decisions.close_month import Exceptions, approve_month, send_month_back, submit_month
from services.payroll.decisions.supplements import approve_supplement, prepare_supplement, refuse_supplement
from services.payroll.definition import DEFINITION
from services.payroll.marks import STATEMENT
from shared.events.envelope import Event
from shared.messaging.transaction import Mark, Transaction
from shared.refusals import Refused
from tests.conftest import LONG_TESTS
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.books import LATER, close, submit
from tests.support.payroll.closed_months import assert_closed_months_add_up, read_books
from tests.support.payroll.facts import attended, pieces, registered, workshop

ROUNDS = range(60 if LONG_TESTS else 3)
JULY, AUGUST = "2022-07", "2022-08"
WORKERS = [f"W-{number}" for number in range(8)]


async def together(*work: Coroutine[Any, Any, Any]) -> tuple[int, list[Refused]]:
    """Do all at once: how many were done, and how the others were refused. Anything else fails."""
    outcomes = await asyncio.gather(*work, return_exceptions=True)
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, Refused):
            raise outcome
    return len(outcomes) - len(refused), refused


async def a_month(payroll: ServiceUnderTest, at: str = "WS-01", workers: Sequence[str] = WORKERS) -> list[Event]:
    """Everybody made something in July."""
    await payroll.forget_everything()
    log = [workshop(at), *(registered(worker, at, first_day="2022-01-01") for worker in workers)]
    log += [pieces(worker, f"E-{worker}", "2022-07-04", 400, workshop=at) for worker in workers]
    await payroll.record(*log)
    return log


async def submitting(payroll: ServiceUnderTest, actor: str, at: str = "WS-01", month: str = JULY) -> None:
    async with payroll.deciding() as transaction:
        await submit_month(transaction, (at, month), actor, LATER, Exceptions())


async def approving(
    payroll: ServiceUnderTest, statements_hash: str, actor: str, at: str = "WS-01", month: str = JULY
) -> None:
    async with payroll.deciding() as transaction:
        await approve_month(transaction, at, month, actor, statements_hash)


async def sending_back(payroll: ServiceUnderTest, actor: str) -> None:
    async with payroll.deciding() as transaction:
        await send_month_back(transaction, "WS-01", JULY, actor, "look again")


async def preparing(payroll: ServiceUnderTest, actor: str, worker: str = "W-1") -> tuple[int, str]:
    async with payroll.deciding() as transaction:
        number, _, prepared_hash = await prepare_supplement(transaction, "WS-01", JULY, worker, actor, "he asked")
    return number, prepared_hash


async def approving_supplement(payroll: ServiceUnderTest, number: int, prepared_hash: str, actor: str) -> None:
    async with payroll.deciding() as transaction:
        await approve_supplement(transaction, number, actor, prepared_hash)


async def refusing_supplement(payroll: ServiceUnderTest, number: int, actor: str) -> None:
    async with payroll.deciding() as transaction:
        await refuse_supplement(transaction, number, actor, "not yet")


async def steps(payroll: ServiceUnderTest, action: str) -> int:
    found: int = await payroll.pool.fetchval("SELECT count(*) FROM month_step WHERE action = $1", action)
    return found


@pytest.mark.parametrize("_", ROUNDS)
async def test_of_many_who_submit_a_month_at_once_one_does(payroll: ServiceUnderTest, _: int) -> None:
    await a_month(payroll)
    done, refused = await together(*(submitting(payroll, f"clerk-{number}") for number in range(5)))
    assert (done, len(refused)) == (1, 4)
    assert {str(told).split(" by ")[0] for told in refused} == {"2022-07 of WS-01 is in_review"}
    assert await steps(payroll, "submitted") == 1


@pytest.mark.parametrize("_", ROUNDS)
async def test_of_many_who_approve_a_month_at_once_one_does_and_everybody_is_settled_once(
    payroll: ServiceUnderTest, _: int
) -> None:
    log = await a_month(payroll)
    draft = await submit(payroll, JULY)
    done, refused = await together(
        *(approving(payroll, draft.statements_hash, f"checker-{number}") for number in range(5))
    )
    assert (done, len(refused)) == (1, 4)
    assert {told.told["state"] for told in refused} == {"closed"}
    books = await read_books(payroll)
    assert set(books.nets().values()) == {1000}
    assert len(books.settlements) == len(WORKERS)
    assert_closed_months_add_up(books, log)


@pytest.mark.parametrize("_", ROUNDS)
async def test_a_month_is_either_approved_or_sent_back(payroll: ServiceUnderTest, _: int) -> None:
    await a_month(payroll)
    draft = await submit(payroll, JULY)
    done, refused = await together(
        approving(payroll, draft.statements_hash, "checker-1"),
        sending_back(payroll, "checker-2"),
        approving(payroll, draft.statements_hash, "checker-3"),
        sending_back(payroll, "checker-4"),
    )
    assert (done, len(refused)) == (1, 3)
    books = await read_books(payroll)
    state = books.months["WS-01", JULY]["state"]
    assert state in ("closed", "open")
    assert len(books.settlements) == (len(WORKERS) if state == "closed" else 0)
    assert await steps(payroll, "approved") + await steps(payroll, "sent_back") == 1


@pytest.mark.parametrize("seed", ROUNDS)
async def test_a_fact_that_comes_while_its_month_is_approved_is_in_the_hash_or_a_difference_later(
    payroll: ServiceUnderTest, seed: int
) -> None:
    random = Random(seed)
    log = await a_month(payroll)
    draft = await submit(payroll, JULY)
    late = [
        pieces(worker, f"E-{worker}", "2022-07-04", 400 + number, revision=2) for number, worker in enumerate(WORKERS)
    ]
    late += [pieces(f"N-{number}", f"E-N-{number}", "2022-07-20", 10) for number in range(4)]
    late += [registered(f"N-{number}", first_day="2022-01-01") for number in range(4)]
    random.shuffle(late)

    async def arrive() -> None:
        await asyncio.sleep(random.random() / 50)
        for event in late:
            await payroll.send(event)

    async def compute() -> None:
        recomputer = payroll.recomputer(maximum_subjects=2)
        for _ in range(10):
            await recomputer.run_pass()

    async def approve_at_some_moment() -> None:
        await asyncio.sleep(random.random() / 20)
        await approving(payroll, draft.statements_hash, "checker")

    await together(arrive(), compute(), compute(), approve_at_some_moment())
    await payroll.compute()
    books = await read_books(payroll)
    if books.hashes:
        assert books.hashes == {("WS-01", JULY): draft.statements_hash}
    else:
        async with payroll.deciding() as transaction:
            await send_month_back(transaction, "WS-01", JULY, "checker", "facts came")
        await close(payroll, JULY)
    assert_closed_months_add_up(await read_books(payroll), [*log, *late])
    more = pieces("W-0", "E-August", "2022-08-01", 1)
    await payroll.record(more)
    await close(payroll, AUGUST)
    books = await read_books(payroll)
    assert not books.due
    books.assert_sound()
    assert_closed_months_add_up(books, [*log, *late, more])


async def test_a_month_is_not_closed_while_somebody_is_computed_who_would_be_in_it(payroll: ServiceUnderTest) -> None:
    log = await a_month(payroll)
    draft = await submit(payroll, JULY)
    late = [registered("N-1", first_day="2022-01-01"), pieces("N-1", "E-N-1", "2022-07-20", 10)]
    await payroll.send(*late)
    is_computed, may_commit = asyncio.Event(), asyncio.Event()

    async def compute_slowly(transaction: Transaction, marks: Sequence[Mark]) -> None:
        await recompute_statements(transaction, marks)
        is_computed.set()
        await may_commit.wait()

    slow = replace(DEFINITION, computations={**DEFINITION.computations, STATEMENT: compute_slowly})
    computing = asyncio.create_task(payroll.with_definition(slow).recomputer().run_pass())
    await is_computed.wait()
    approval = asyncio.create_task(together(approving(payroll, draft.statements_hash, "checker")))
    await payroll.until_waiting()
    assert not approval.done()
    may_commit.set()
    await computing
    _, refused = await approval
    (told,) = refused
    assert str(told) == "facts have changed the month since it was submitted"
    await payroll.compute()
    assert_closed_months_add_up(await read_books(payroll), [*log, *late])


@pytest.mark.parametrize("_", ROUNDS)
async def test_of_supplements_for_one_worker_one_is_prepared_and_one_approval_of_it_counts(
    payroll: ServiceUnderTest, _: int
) -> None:
    log = await a_month(payroll)
    await close(payroll, JULY)
    await payroll.record(late := pieces("W-1", "E-late", "2022-07-05", 100))
    done, refused = await together(*(preparing(payroll, f"clerk-{number}") for number in range(4)))
    assert (done, len(refused)) == (1, 3)
    assert {str(told) for told in refused} == {"a supplement for W-1 is waiting to be approved"}
    ((number, prepared_hash),) = await payroll.pool.fetch("SELECT supplement, prepared_hash FROM supplement")
    done, refused = await together(
        *(approving_supplement(payroll, number, prepared_hash, f"checker-{number}") for _ in range(3)),
        refusing_supplement(payroll, number, "checker"),
        *(preparing(payroll, f"clerk-{number}") for number in range(3)),
    )
    states = [row["state"] for row in await payroll.pool.fetch("SELECT state FROM supplement ORDER BY supplement")]
    assert states in (["approved"], ["refused"], ["refused", "prepared"])
    assert done == len(states)
    approved = states == ["approved"]
    books = await read_books(payroll)
    assert books.nets()["W-1"] == (1250 if approved else 1000)
    books.assert_sound()
    assert_closed_months_add_up(books, [*log, late])


@pytest.mark.parametrize("seed", ROUNDS)
async def test_many_workshops_close_at_once_while_their_workers_are_computed_and_none_waits_for_ever(
    payroll: ServiceUnderTest, seed: int
) -> None:
    random = Random(seed)
    names = [f"WS-{number:02d}" for number in range(6)]
    log = [event for at in names for event in (workshop(at), *_people(at))]
    await payroll.forget_everything()
    await payroll.record(*log)
    drafts = {at: await submit(payroll, JULY, at) for at in names}
    moved = [registered(f"{at}-0", names[(index + 1) % 6], "2022-01-01", 2) for index, at in enumerate(names)]
    august = [attended(f"{at}-{number}", f"2022-08-0{number + 1}", at=at) for at in names for number in range(3)]

    async def record(events: list[Event]) -> None:
        random.shuffle(events)
        for event in events:
            await payroll.send(event)
            await payroll.recomputer(maximum_subjects=3).run_pass()

    async with asyncio.timeout(60):
        await together(
            *(approving(payroll, drafts[at].statements_hash, "checker", at) for at in names),
            record([*moved]),
            record([*august]),
        )
        await payroll.compute()
    for at in names:
        if (at, JULY) not in (await read_books(payroll)).hashes:
            async with payroll.deciding() as transaction:
                await send_month_back(transaction, at, JULY, "checker", "facts came")
            await close(payroll, JULY, at)
    for at in names:
        await close(payroll, AUGUST, at)
    books = await read_books(payroll)
    books.assert_sound()
    assert not books.due
    assert_closed_months_add_up(books, [*log, *moved, *august])


def _people(at: str) -> list[Event]:
    people = [registered(f"{at}-{number}", at, first_day="2022-01-01") for number in range(3)]
    return [
        *people,
        *(pieces(f"{at}-{number}", f"E-{at}-{number}", "2022-07-04", 10, workshop=at) for number in range(3)),
    ]
