"""A calculating process: reads its task and then slices of workers as JSON lines, answers each with one.

It is a program of its own because a child of `multiprocessing` would load the whole command line again.
"""

import asyncio
import gc
import sys
from collections.abc import Iterable
from typing import BinaryIO

import orjson
from pydantic import TypeAdapter

from services.payroll.simulation.slices import SliceComputer, Task
from services.payroll.store.simulation import reading


async def serve(lines: Iterable[bytes], answers: BinaryIO) -> None:
    """Compute slice after slice in the snapshot of the task, until no more come."""
    waiting = iter(lines)
    task = TypeAdapter(Task).validate_json(next(waiting))
    computer = SliceComputer(task)
    async with reading(task.database_url, task.snapshot) as connection:
        gc.collect()
        gc.freeze()  # what is loaded stays, and need not be looked through again and again
        for line in waiting:
            differences = await computer.compute(connection, orjson.loads(line))
            answers.write(orjson.dumps(differences) + b"\n")
            answers.flush()


if __name__ == "__main__":
    try:
        asyncio.run(serve(sys.stdin.buffer, sys.stdout.buffer))
    except (KeyboardInterrupt, BrokenPipeError, StopIteration):
        sys.exit(1)  # the simulation was given up; whoever did so has said why
