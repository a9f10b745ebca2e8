"""Long work on the event loop in slices, between which whatever else waits has its turn."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from time import perf_counter
from typing import Final, TypeVar

Item = TypeVar("Item")

SLICE_SECONDS: Final = 0.05


async def in_slices(items: Iterable[Item], seconds: float = SLICE_SECONDS) -> AsyncIterator[Item]:
    """The items; after each slice of time spent on them the loop goes round."""
    began = perf_counter()
    for item in items:
        yield item
        if perf_counter() - began > seconds:
            await asyncio.sleep(0)
            began = perf_counter()
