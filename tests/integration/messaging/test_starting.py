"""What a service does once when a worker starts: one at a time, wholly or not at all, through outages."""

import asyncio
from dataclasses import replace

import pytest

from shared.messaging.starting import run_at_start
from shared.messaging.transaction import Mark, Transaction
from tests.support.harness import ServiceUnderTest
from tests.support.messaging.toy import NOTE, Toy

CAUSE = Mark(NOTE, (), "start", "start")
TOY = Toy().definition


async def marked(payroll: ServiceUnderTest) -> list[str]:
    rows = await payroll.pool.fetch("SELECT key FROM recompute_due ORDER BY key")
    return [row["key"][0] for row in rows]


async def test_workers_that_start_together_take_turns_and_see_what_the_one_before_did(
    payroll: ServiceUnderTest,
) -> None:
    found: list[int] = []

    async def mark_if_none_is(transaction: Transaction) -> None:
        found.append(await transaction.connection.fetchval("SELECT count(*) FROM recompute_due"))
        await asyncio.sleep(0.05)
        transaction.mark(NOTE, (f"W-{found[-1]}",), CAUSE)

    definition = replace(TOY, at_start=(mark_if_none_is,))
    await asyncio.gather(*(run_at_start(definition, payroll.pool) for _ in range(4)))
    assert found == [0, 1, 2, 3]
    assert await marked(payroll) == ["W-0", "W-1", "W-2", "W-3"]


async def test_a_step_that_fails_ends_the_start_and_leaves_nothing(payroll: ServiceUnderTest) -> None:
    async def mark(transaction: Transaction) -> None:
        transaction.mark(NOTE, ("W-1",), CAUSE)
        await transaction.flush()

    async def fail(_: Transaction) -> None:
        raise ValueError("spoilt")

    with pytest.raises(ValueError, match="spoilt"):
        await run_at_start(replace(TOY, at_start=(mark, fail)), payroll.pool)
    assert await marked(payroll) == []


async def test_an_outage_at_the_start_is_waited_out(payroll: ServiceUnderTest) -> None:
    attempts: list[int] = []

    async def away_at_first(transaction: Transaction) -> None:
        attempts.append(len(attempts))
        transaction.mark(NOTE, ("W-1",), CAUSE)
        if len(attempts) == 1:
            raise ConnectionError("the server went away")

    await run_at_start(replace(TOY, at_start=(away_at_first,)), payroll.pool)
    assert attempts == [0, 1]
    assert await marked(payroll) == ["W-1"]
