"""Any order, duplication and batching of a log, and any number of workers, come to the same money."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from cli.embedded import ServerAddresses
from shared.events.envelope import Event
from tests.conftest import LONG_TESTS
from tests.support.harness import ServiceUnderTest, WorkerProcess, eventually, send_by_stream
from tests.support.payroll.logs import assert_equals_recount, disturb, logs, sparse_log

EXAMPLES = 300 if LONG_TESTS else 15


async def final_states(payroll: ServiceUnderTest, batches: Sequence[Sequence[Event]], workers: int) -> dict[str, Any]:
    """What is published last of everything when `workers` share the batches, each computing as it goes."""
    await payroll.forget_everything()
    waiting = list(reversed(batches))

    async def work() -> None:
        recomputer = payroll.recomputer(maximum_subjects=7)
        while waiting:
            outcomes = await payroll.send(*waiting.pop())
            assert {outcome.status for outcome in outcomes} <= {"accepted", "duplicate"}, outcomes
            await recomputer.run_pass()

    await asyncio.gather(*(work() for _ in range(workers)))
    await payroll.compute(workers)
    failures = await payroll.pool.fetch("SELECT kind, key, failure FROM recompute_due")
    assert not failures
    return await payroll.latest_states()


@settings(max_examples=EXAMPLES)
@given(log=logs(), seed=st.integers(0, 2**32))
@example(log=sparse_log(7, 40), seed=7)
async def test_any_order_duplication_batching_and_number_of_workers_gives_the_same_states(
    payroll: ServiceUnderTest, log: list[Event], seed: int
) -> None:
    random = Random(seed)
    in_order = await final_states(payroll, [log], workers=1)
    assert_equals_recount(in_order, log)
    assert await final_states(payroll, disturb(log, random), workers=1) == in_order
    assert await final_states(payroll, disturb(log, random), workers=3) == in_order


@pytest.mark.parametrize("seed", range(40 if LONG_TESTS else 2))
async def test_sparse_months_computed_by_three_workers_at_once_equal_the_recount(
    payroll: ServiceUnderTest, seed: int
) -> None:
    log = sparse_log(seed, 200)
    batches = disturb(log, Random(seed))
    assert_equals_recount(await final_states(payroll, batches, workers=3), log)


@pytest.mark.parametrize("workers", [1, 3])
async def test_real_worker_processes_come_to_the_recount(
    payroll: ServiceUnderTest,
    servers: ServerAddresses,
    fresh_redis_url: str,
    payroll_database_url: str,
    tmp_path: Path,
    workers: int,
) -> None:
    log = sparse_log(workers, 500)
    processes = [
        WorkerProcess(
            "payroll",
            payroll_database_url,
            fresh_redis_url,
            tmp_path / f"worker-{number}.log",
            batch_maximum_entries=50,
        )
        for number in range(workers)
    ]
    redis = Redis.from_url(fresh_redis_url, protocol=2)
    try:
        for process in processes:
            process.start()
        for batch in disturb(log, Random(workers)):
            for stream in ("orders", "placement"):
                if bodies := [event for event in batch if event.owner == stream]:
                    await send_by_stream(redis, stream, bodies)
        for process in processes:
            await process.until_ready()
        await eventually(lambda: is_settled(payroll, redis), 60, "everything computed and relayed")
        assert_equals_recount(await payroll.latest_states(), log)
        for process in processes:
            assert process.stop() == 0
    finally:
        for process in processes:
            process.kill()
        await redis.aclose()


async def is_settled(payroll: ServiceUnderTest, redis: "Redis") -> bool:
    """Every entry read and acknowledged, nothing marked, nothing to relay."""
    for stream in ("orders", "placement"):
        (group,) = await redis.xinfo_groups(stream)
        if group["pending"] or group["lag"]:
            return False
    return not await payroll.pool.fetchval(
        "SELECT (SELECT count(*) FROM recompute_due) + (SELECT count(*) FROM outbox)"
    )
