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

_GARBAGE_THRESHOLD = 50_000


async def serve(lines: Iterable[bytes], answers: BinaryIO) -> None:
    """Compute slice after slice in the snapshot of the task, until no more come; nothing where no task comes."""
    waiting = iter(lines)
    first = next(waiting, None)
    if first is None:
        return
    task = TypeAdapter(Task).validate_json(first)
    computer = SliceComputer(task)
    async with reading(task.database_url, task.snapshot) as connection:
        gc.collect()
        gc.freeze()  # what is loaded stays, and need not be looked through again and again
        gc.set_threshold(_GARBAGE_THRESHOLD, 20, 20)  # a slice makes many objects and no cycles
        for line in waiting:
            differences = await computer.compute(connection, orjson.loads(line))
            answers.write(orjson.dumps(differences) + b"\n")
            answers.flush()


if __name__ == "__main__":
    try:
        asyncio.run(serve(sys.stdin.buffer, sys.stdout.buffer))
    except (KeyboardInterrupt, BrokenPipeError):
        sys.exit(1)  # the simulation was given up; whoever did so has said why
