"""The day reached: it only goes forward, and only while the clocks agree. What was due by it is released as marks."""

import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple
from uuid import uuid4

import structlog

from shared.audit import record_action
from shared.clock import shanghai_today
from shared.database import Connection, Pool
from shared.logging import log_correlated
from shared.messaging.clock_watch import Anchor, Doubt, Reading, doubt_about, seconds_outside
from shared.messaging.deadlines import release_deadlines
from shared.messaging.metrics import KernelMetrics

log = structlog.get_logger()

RELEASE_AT_ONCE: Final = 1000
"""How many deadlines become marks in one transaction."""

_ELAPSED_CLOCK: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Linux's monotonic clock stands still while a laptop sleeps, this one does not; elsewhere the monotonic goes on."""
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")

ReadClocks = Callable[[Connection], Awaitable[Reading]]
"""Asks all clocks at one moment."""


class ClockState(NamedTuple):
    """What is known of the day: `doubt` says why it does not go on, None where it does.

    `reached` is None where no worker has looked at the clocks yet, `next_due` where nothing is to be looked at again.
    """

    reading: Reading
    reached: date | None
    doubt: Doubt | None
    is_anchored: bool
    next_due: date | None


async def read_clocks(connection: Connection) -> Reading:
    """What the clocks of this host and of the database server say now."""
    before = datetime.now(UTC)
    told = await connection.fetchval("SELECT clock_timestamp()")
    after, elapsed_seconds = datetime.now(UTC), time.clock_gettime(_ELAPSED_CLOCK)
    return Reading(after, elapsed_seconds, _boot(), seconds_outside(told, before, after))


@cache
def _boot() -> str:
    """Which start of the host this is; where the system does not tell, one of this process."""
    return _BOOT_ID.read_text("ascii").strip() if _BOOT_ID.exists() else str(uuid4())


async def day_reached(connection: Connection) -> date:
    """The Shanghai day reached; by this process's clock where no worker has looked at the clocks yet."""
    return await connection.fetchval("SELECT day FROM day_reached") or shanghai_today()


async def look_at_clocks(connection: Connection, read: ReadClocks = read_clocks) -> ClockState:
    """What the clocks say, compared with what they said before. Changes nothing."""
    reading = await read(connection)
    row = await connection.fetchrow(
        """
        SELECT day, accepted_ahead_seconds, wall, elapsed_seconds, (SELECT min(due_on) FROM deadline) AS next_due
        FROM (VALUES (1)) AS one
        LEFT JOIN day_reached ON true LEFT JOIN clock_anchor ON boot = $1
        """,
        reading.boot,
    )
    assert row is not None
    anchor = Anchor(row["wall"], row["elapsed_seconds"]) if row["wall"] is not None else None
    doubt = doubt_about(reading, anchor, row["accepted_ahead_seconds"] or 0.0)
    return ClockState(reading, row["day"], doubt, anchor is not None, row["next_due"])


async def confirm_clock(connection: Connection, actor: str, reason: str, read: ReadClocks = read_clocks) -> ClockState:
    """A person says that the wall clock is right: what it was compared with is forgotten, and the database server's
    clock may be as far from it as it is now. Recorded. Deadlines go on at every worker's next turn.
    """
    before = await look_at_clocks(connection, read)
    await connection.execute(
        """
        INSERT INTO day_reached (day, accepted_ahead_seconds) VALUES ($1, $2)
        ON CONFLICT (is_only) DO UPDATE SET accepted_ahead_seconds = excluded.accepted_ahead_seconds
        """,
        before.reading.earlier_day,
        before.reading.database_ahead_seconds,
    )
    await connection.execute("DELETE FROM clock_anchor")
    detail = {"day": before.reading.day.isoformat(), "doubt": before.doubt, "reason": reason}
    await record_action(connection, actor, "clock.confirmed", "clock", detail)
    return await look_at_clocks(connection, read)


class Days:
    """Looks at the clocks before each pass of a worker, and releases what has come due."""

    def __init__(
        self, pool: Pool, kinds: Sequence[str], metrics: KernelMetrics, read: ReadClocks = read_clocks
    ) -> None:
        self._pool = pool
        self._kinds = kinds
        self._metrics = metrics
        self._read = read
        self.doubt: Doubt | None = None
        """Why the day does not go on; None where it does."""

    async def turn(self) -> date:
        """Release everything due by the day reached; that day."""
        async with self._pool.acquire() as connection:
            state = await look_at_clocks(connection, self._read)
            self._tell(state)
            day = state.reached
            if day is None or (state.doubt is None and _is_news(state.reading.day, day, state.is_anchored)):
                day = await _go_on(connection, state)
        if state.next_due is not None and state.next_due <= day:
            await self._release(day)
        return day

    async def _release(self, day: date) -> None:
        while True:
            async with self._pool.acquire() as connection, connection.transaction():
                released = await release_deadlines(connection, self._kinds, day, RELEASE_AT_ONCE)
            if released.deadlines:
                told = {"deadlines": released.deadlines, "oldest": str(released.oldest), "day": str(day)}
                log_correlated("deadlines_released", released.correlation_ids, **told)
            if released.deadlines < RELEASE_AT_ONCE:
                return

    def _tell(self, state: ClockState) -> None:
        self._metrics.observe_clock(state.doubt)
        if state.doubt == self.doubt:
            return
        self.doubt = state.doubt
        reading = state.reading
        told = {"wall": reading.wall.isoformat(), "database_ahead_seconds": round(reading.database_ahead_seconds)}
        if state.doubt is None:
            log.info("clock_believed", **told)
        else:
            log.warning("clock_doubted", doubt=state.doubt, reached=str(state.reached), **told)


def _is_news(today: date, reached: date, is_anchored: bool) -> bool:
    """Whether there is anything to keep. Of a clock behind a day that was reached there is not: it is wrong."""
    return today > reached or (today == reached and not is_anchored)


async def _go_on(connection: Connection, state: ClockState) -> date:
    """Keep the day as reached, unless a later one was; the one that is.

    Clocks that agree are what later ones are compared with. While they are in doubt and no day was reached yet, the
    earlier of two is: it fires nothing early.
    """
    reading = state.reading
    day = reading.day if state.doubt is None else reading.earlier_day
    async with connection.transaction():
        reached: date = await connection.fetchval(
            """
            INSERT INTO day_reached AS known (day) VALUES ($1)
            ON CONFLICT (is_only) DO UPDATE SET day = greatest(known.day, excluded.day) RETURNING day
            """,
            day,
        )
        if state.doubt is None:
            await connection.execute(
                "INSERT INTO clock_anchor (boot, wall, elapsed_seconds) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                reading.boot,
                reading.wall,
                reading.elapsed_seconds,
            )
    return reached
