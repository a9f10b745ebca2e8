"""A mark says that something must be computed again: none is lost, and one that fails holds up no other."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from services.payroll.store.worker_months import worker_months_in_workshops
from shared.messaging.recompute import Recomputer
from shared.messaging.transaction import Mark, Transaction
from tests.support.harness import ServiceUnderTest
from tests.support.messaging.toy import NOTE, Toy
from tests.support.payroll.facts import attended, profit, registered, shares, workshop


async def marks(payroll: ServiceUnderTest) -> dict[str, str | None]:
    rows = await payroll.pool.fetch("SELECT key[1] AS subject, failure FROM recompute_due ORDER BY 1")
    return {row["subject"]: row["failure"] for row in rows}


async def test_a_mark_written_while_it_is_being_taken_is_computed_once_more(payroll: ServiceUnderTest) -> None:
    toy = Toy()
    service = payroll.with_definition(toy.definition)
    await service.send(attended("W-1", "2022-07-01"))
    sending: list[asyncio.Task[object]] = []

    async def another_fact_arrives(_: Mark) -> None:
        if not sending:
            sending.append(asyncio.create_task(service.send(attended("W-1", "2022-07-02"))))
            await service.until_waiting()
            assert not sending[0].done(), "the second fact must wait for the mark that is being taken"

    toy.on_mark = another_fact_arrives
    await service.recomputer().run_pass()
    await asyncio.gather(*sending)
    assert await marks(service) == {"W-1": None}
    await service.recomputer().run_pass()
    assert toy.computed == ["W-1", "W-1"]


async def test_a_mark_left_once_more_by_facts_not_committed_yet_is_not_taken_before_them(
    payroll: ServiceUnderTest,
) -> None:
    """Taking it now would compute without those facts, and leave nothing behind to compute with them."""
    toy = Toy()
    service = payroll.with_definition(toy.definition)
    await service.send(attended("W-1", "2022-07-01"))
    async with service.pool.acquire() as writer, writer.transaction():
        again = Transaction(writer, "payroll")
        again.mark(NOTE, ("W-1",), attended("W-1", "2022-07-02"))
        await again.flush()
        await service.recomputer().run_pass()
        assert toy.computed == []
    await service.recomputer().run_pass()
    assert toy.computed == ["W-1"]


async def test_a_mark_taken_by_a_transaction_that_fails_is_still_there(payroll: ServiceUnderTest) -> None:
    async def lose_connection(_: Mark) -> None:
        raise ConnectionResetError

    toy = Toy(on_mark=lose_connection)
    service = payroll.with_definition(toy.definition)
    await service.send(attended("W-1", "2022-07-01"))
    with pytest.raises(ConnectionResetError):
        await service.recomputer().run_pass()
    assert await marks(service) == {"W-1": None}


async def test_a_failing_computation_is_set_aside_with_its_reason_and_the_others_go_on(
    payroll: ServiceUnderTest,
) -> None:
    async def fail_for_w2(mark: Mark) -> None:
        if mark.subject == ("W-2",):
            raise ValueError("张桂花")

    toy = Toy(on_mark=fail_for_w2)
    service = payroll.with_definition(toy.definition)
    await service.send(*(attended(f"W-{number}", "2022-07-01") for number in range(1, 6)))
    await service.recomputer().run_pass()
    assert sorted(toy.computed) == ["W-1", "W-3", "W-4", "W-5"]
    ((subject, failure),) = (await marks(service)).items()
    assert (subject, (failure or "").partition(" at ")[0]) == ("W-2", "ValueError")
    assert "张桂花" not in (failure or ""), "an error's words may name a person"
    assert await service.recomputer().run_pass() == 0, "it waits before it is tried again"

    toy.on_mark = None
    await service.send(attended("W-2", "2022-07-02"))
    await service.recomputer().run_pass()
    assert toy.computed[-1] == "W-2", "a new fact may be what was missing"
    assert await marks(service) == {}


async def test_repeated_failures_are_counted(payroll: ServiceUnderTest) -> None:
    async def fail(_: Mark) -> None:
        raise ValueError("for good")

    service = payroll.with_definition(Toy(on_mark=fail).definition)
    await service.send(attended("W-1", "2022-07-01"))
    for _ in range(3):
        await service.recomputer().run_pass()
        await service.pool.execute("UPDATE recompute_due SET retry_at = now()")
    assert await service.pool.fetchval("SELECT failures FROM recompute_due") == 3


async def test_what_another_worker_is_computing_is_never_set_aside_in_its_place(payroll: ServiceUnderTest) -> None:
    """The failing mark is freed by the rollback, and another worker may take it before it is set aside."""

    async def fail_for_w1(mark: Mark) -> None:
        if mark.subject == ("W-1",):
            raise ValueError("for good")

    toy = Toy(on_mark=fail_for_w1)
    service = payroll.with_definition(toy.definition)
    await service.send(attended("W-1", "2022-07-01"))
    await service.send(attended("W-2", "2022-07-01"))

    class OvertakenRecomputer(Recomputer):
        async def _set_aside(self, mark: Mark, error: BaseException | None) -> None:
            await service.pool.execute("DELETE FROM recompute_due WHERE key = ARRAY['W-1']")
            await super()._set_aside(mark, error)

    await OvertakenRecomputer(service.definition, service.pool, service.kernel.sealer, service.metrics, 1).run_pass()
    assert toy.computed == ["W-2"]
    assert await marks(service) == {}


async def test_after_a_failing_subject_the_others_are_computed_in_batches_again(payroll: ServiceUnderTest) -> None:
    batches: list[int] = []

    async def compute(_: Transaction, taken: Sequence[Mark]) -> None:
        if any(mark.subject == ("W-000",) for mark in taken):
            raise ValueError("for good")
        batches.append(len(taken))

    service = payroll.with_definition(replace(Toy().definition, computations={NOTE: compute}))
    await service.send(attended("W-000", "2022-07-01"))
    await service.send(*(attended(f"W-{number:03d}", "2022-07-01") for number in range(1, 41)))
    await service.recomputer(maximum_subjects=20).run_pass()
    assert sum(batches) == 40
    assert batches[-2:] == [20, 1], "only what came with the failing one is computed singly"


async def test_a_computation_leaves_no_marks(payroll: ServiceUnderTest) -> None:
    async def marking(transaction: Transaction, taken: Sequence[Mark]) -> None:
        transaction.mark(NOTE, ("W-9",), taken[0])

    service = payroll.with_definition(replace(Toy().definition, computations={NOTE: marking}))
    await service.send(attended("W-1", "2022-07-01"))
    await service.recomputer().run_pass()
    assert list(await marks(service)) == ["W-1"]


async def test_a_workshop_reaches_months_that_are_just_being_computed_for_the_first_time(
    payroll: ServiceUnderTest,
) -> None:
    """Such a month has facts but no statement anybody else can see yet, and may rest on the workshop's absence."""
    await payroll.send(registered("W-1", "WS-02"), attended("W-1", "2022-07-01", at="WS-01"))
    async with payroll.pool.acquire() as connection:
        assert await worker_months_in_workshops(connection, ["WS-02"]) == [("W-1", "2022-07")]


async def test_facts_and_fan_outs_never_wait_for_each_other_in_a_circle(payroll: ServiceUnderTest) -> None:
    """A fan-out holds the mark of a workshop while it marks what is in it; a batch marks both."""
    await payroll.send(workshop(), registered("W-1"))
    holder = await payroll.pool.acquire()
    async with holder.transaction():
        await holder.execute("DELETE FROM recompute_due WHERE kind = 'workshop'")
        sending = asyncio.create_task(
            payroll.send(
                workshop(revision=2), attended("W-1", "2022-07-01"), shares("V-1", "10"), profit("2022", "9.00")
            )
        )
        await payroll.until_waiting()
        assert not sending.done()
        fan_out = Transaction(holder, "payroll", mark_kinds=payroll.definition.mark_kinds)
        cause = Mark("workshop", ("WS-01",), "cause", "correlation")
        fan_out.mark("statement", ("W-1", "2022-07"), cause)
        fan_out.mark("division", ("WS-01",), cause)
        await fan_out.flush()
    await payroll.pool.release(holder)
    assert {outcome.status for outcome in await sending} == {"accepted"}
