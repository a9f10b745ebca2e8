"""Long work in slices lets whatever else waits have its turn."""

import asyncio
import time

from shared.slices import SLICE_SECONDS, in_slices


async def test_the_loop_goes_round_between_slices() -> None:
    rounds = 0

    async def others() -> None:
        nonlocal rounds
        while True:
            rounds += 1
            await asyncio.sleep(0)

    waiting = asyncio.ensure_future(others())
    seen = []
    async for item in in_slices(range(6)):
        time.sleep(SLICE_SECONDS)  # noqa: ASYNC251 - work that holds the loop
        seen.append(item)
    waiting.cancel()
    assert seen == [0, 1, 2, 3, 4, 5]
    assert rounds >= 5


async def test_quick_work_never_waits() -> None:
    waiting = asyncio.ensure_future(asyncio.sleep(0))
    assert [item async for item in in_slices("abc")] == ["a", "b", "c"]
    assert not waiting.done()
    waiting.cancel()
