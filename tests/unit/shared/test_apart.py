"""Each piece of work has a process of its own: whatever becomes of that, nothing else is touched, and none is left."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from shared.apart import (
    MOST_WAITING,
    ApartProcesses,
    BusyError,
    Limits,
    OverLimitError,
    ProcessEndedError,
    Work,
    WorkFailedError,
)
from tests.unit.shared import apart_work

MEBIBYTE = 1 << 20


def processes(seconds: float = 30, memory_bytes: int = 64 * MEBIBYTE, waiting_seconds: float = 30) -> ApartProcesses:
    """As a service has them, with limits of the test's own."""
    return ApartProcesses(Limits(seconds, memory_bytes, waiting_seconds), ["tests.unit.shared.apart_work"])


async def run(apart: ApartProcesses, work: Work, content: bytes = b"", *arguments: object) -> list[Any]:
    return await apart.run(work, content, *arguments, refusals=(apart_work.Unfit,))


def at_work() -> list[psutil.Process]:
    """The processes that work now: children of the one they are forked from."""
    servers = [child for child in psutil.Process().children() if "multiprocessing.forkserver" in str(child.cmdline())]
    return [child for server in servers for child in server.children()]


@pytest.fixture(autouse=True)
def none_is_left() -> Iterator[None]:
    """Every test leaves no process behind, dead ones included."""
    yield
    deadline = time.monotonic() + 10
    while (left := at_work()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert left == []


async def test_all_pieces_come_in_order() -> None:
    assert await run(processes(), apart_work.length, b"x" * 5 * MEBIBYTE, 2) == [5 * MEBIBYTE, 10 * MEBIBYTE]


async def test_each_work_has_a_process_of_its_own() -> None:
    apart = processes()
    ids = [piece for _ in range(3) for piece in await run(apart, apart_work.process_id)]
    assert len(set(ids)) == 3


async def test_a_refusal_comes_as_it_was_raised() -> None:
    with pytest.raises(apart_work.Unfit, match="not this"):
        await run(processes(), apart_work.refuse)


async def test_a_failure_tells_its_place_and_nothing_of_the_content() -> None:
    with pytest.raises(WorkFailedError, match=r"KeyError at .*apart_work\.py:\d+") as raised:
        await run(processes(), apart_work.fail, "张桂花".encode())
    assert "张桂花" not in repr(raised.value)


async def test_work_that_takes_too_long_is_ended() -> None:
    with pytest.raises(OverLimitError, match="time"):
        await run(processes(seconds=1), apart_work.count)


async def test_work_that_takes_too_much_memory_is_ended() -> None:
    with pytest.raises(OverLimitError, match="memory"):
        await run(processes(), apart_work.eat)


async def test_content_that_is_too_much_by_itself_is_told_as_that() -> None:
    with pytest.raises(OverLimitError, match="memory"):
        await run(processes(memory_bytes=MEBIBYTE), apart_work.length, b"x" * 16 * MEBIBYTE, 2)


async def test_one_killed_in_the_middle_of_its_answer_touches_no_other() -> None:
    apart = processes()
    killed = asyncio.ensure_future(run(apart, apart_work.vanish_while_telling))
    assert await run(apart, apart_work.length, b"xy", 2) == [2, 4]
    with pytest.raises(ProcessEndedError):
        await killed
    assert await run(apart, apart_work.length, b"xy", 2) == [2, 4]


async def test_work_that_is_cancelled_is_killed(tmp_path: Path) -> None:
    named = tmp_path / "process"
    task = asyncio.ensure_future(run(processes(), apart_work.sleep, str(named).encode()))
    while not named.exists() or not named.read_text():  # noqa: ASYNC110 - another process writes it
        await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not psutil.pid_exists(int(named.read_text()))


async def test_work_cancelled_before_its_process_runs_leaves_none() -> None:
    task = asyncio.ensure_future(run(processes(), apart_work.count))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_two_work_at_once_and_a_third_waits_its_turn() -> None:
    apart = processes(seconds=1)
    tasks = [asyncio.ensure_future(run(apart, apart_work.count)) for _ in range(2)]
    await asyncio.sleep(0.1)
    started = time.monotonic()
    assert await run(apart, apart_work.length, b"x", 2) == [1, 2]
    assert time.monotonic() - started > 0.5
    assert [type(error) for error in await asyncio.gather(*tasks, return_exceptions=True)] == [OverLimitError] * 2


async def test_work_whose_turn_does_not_come_in_time_is_turned_away() -> None:
    apart = processes(seconds=2, waiting_seconds=0.1)
    tasks = [asyncio.ensure_future(run(apart, apart_work.count)) for _ in range(2)]
    await asyncio.sleep(0.1)
    with pytest.raises(BusyError):
        await run(apart, apart_work.length, b"x", 2)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert await run(apart, apart_work.length, b"x", 2) == [1, 2]


async def test_more_than_may_wait_are_turned_away_at_once() -> None:
    apart = processes(seconds=30)
    tasks = [asyncio.ensure_future(run(apart, apart_work.count)) for _ in range(2 + MOST_WAITING)]
    await asyncio.sleep(0.1)
    started = time.monotonic()
    with pytest.raises(BusyError):
        await run(apart, apart_work.length, b"x", 2)
    assert time.monotonic() - started < 5
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
