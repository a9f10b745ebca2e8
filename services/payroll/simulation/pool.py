"""The calculating processes of a simulation: one per core, each fed slice by slice."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import orjson
from pydantic import TypeAdapter

import services
from services.payroll.simulation.slices import Task
from services.payroll.simulation.tallies import Differences

OnProgress = Callable[[int, int], None]
"""Hears how many workers of how many are done."""

_LARGEST_ANSWER_BYTES: Final = 1 << 26
_ANSWER: Final = TypeAdapter(Differences)
_END_PATIENCE_SECONDS: Final = 5.0
_ROOT: Final = Path(str(services.__file__)).resolve().parents[1]


class ProcessFailedError(RuntimeError):
    """A calculating process ended before its work was done; its own message is on standard error."""


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Calculator:
    """One calculating process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._input, self._output = process, process.stdin, process.stdout

    async def tell(self, message: object) -> None:
        """Send the task or a slice."""
        self._input.write(orjson.dumps(message) + b"\n")
        with suppress(ConnectionError):  # that it ended is told by its missing answer
            await self._input.drain()

    async def answer(self) -> Differences:
        """The oldest slice's differences. Raises ProcessFailedError."""
        line = await self._output.readline()
        if not line:
            code = await self._process.wait()
            raise ProcessFailedError(f"a calculating process ended early with exit code {code}")
        return _ANSWER.validate_json(line)

    async def stop(self) -> None:
        """End it: of itself as nothing more comes, else by force."""
        self._input.close()
        try:
            await asyncio.wait_for(self._process.wait(), _END_PATIENCE_SECONDS)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def calculators(count: int) -> AsyncIterator[list[Calculator]]:
    """Start processes, which load while the caller prepares their task; end them with the context."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(_ROOT), os.environ.get("PYTHONPATH", "")])}
    async with AsyncExitStack() as started:
        running = []
        for _ in range(count):
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "services.payroll.simulation.process"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=environment,
                limit=_LARGEST_ANSWER_BYTES,
            )
            running.append(Calculator(process))
            started.push_async_callback(running[-1].stop)
        yield running


async def compute_slices(
    running: Sequence[Calculator],
    task: Task,
    slices: Sequence[Sequence[str]],
    on_progress: OnProgress,
) -> Differences:
    """Have every slice computed by whichever process is free.

    Raises ProcessFailedError; the other processes' work is given up then.
    """
    merged = Differences()
    waiting = iter(slices)
    total, done = sum(map(len, slices)), 0
    on_progress(done, total)

    async def take(calculator: Calculator, workers: int) -> None:
        nonlocal done
        merged.merge(await calculator.answer())
        done += workers
        on_progress(done, total)

    async def feed(calculator: Calculator) -> None:
        await calculator.tell(task)
        sent: list[int] = []
        for workers in waiting:
            await calculator.tell(workers)
            sent.append(len(workers))
            if len(sent) > 1:  # one waits in the pipe, so that the process never does
                await take(calculator, sent.pop(0))
        for left in sent:
            await take(calculator, left)

    await asyncio.gather(*(feed(calculator) for calculator in running))
    return merged
