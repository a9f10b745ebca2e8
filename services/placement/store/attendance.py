"""Reports of attendance, and the day that is in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Final

from asyncpg import Record

from services.placement.domain.clock_day import ClockDay
from services.placement.domain.presence import Presence, Rank, Report
from shared.database import Connection
from shared.facts.rows import columns_of, lock, write

DayKey = tuple[str, str, date]
"""Worker, workshop, day: the natural key of attendance."""
_KEY_TYPES: Final = {"worker": "text", "workshop": "text", "day": "date"}
_VALUE_TYPES: Final = {
    "revision": "integer",
    "withdrawn": "boolean",
    "weight_days": "text",
    "leave": "text",
    "basis": "text",
    "clock_day": "jsonb",
    "doubts": "text",
}


@dataclass(frozen=True, slots=True)
class AttendanceState:
    """A worker's day in a workshop as last published. Revision 0: never published."""

    revision: int
    withdrawn: bool
    presence: Presence | None
    """The last presence there was; still there once withdrawn."""
    clock_day: ClockDay | None

    @property
    def in_force(self) -> Presence | None:
        return None if self.withdrawn else self.presence


NOTHING_COMPUTED: Final = AttendanceState(revision=0, withdrawn=False, presence=None, clock_day=None)


async def lock_attendance(connection: Connection, keys: Sequence[DayKey]) -> dict[DayKey, AttendanceState]:
    """Lock days in order, those that do not exist yet included, and return what was published last."""
    rows = await lock(connection, "attendance", _KEY_TYPES, keys)
    return {(row["worker"], row["workshop"], row["day"]): state_of(row) for row in rows}


def state_of(row: Record) -> AttendanceState:
    """The state in a row of the table."""
    presence = None
    if row["basis"] is not None:
        presence = Presence(row["weight_days"], row["leave"], row["basis"], tuple(row["doubts"].split()))
    shown = row["clock_day"]
    clock_day = ClockDay(**{**shown, "flags": tuple(shown["flags"])}) if shown is not None else None
    return AttendanceState(row["revision"], row["withdrawn"], presence, clock_day)


async def save_attendance(connection: Connection, states: Mapping[DayKey, AttendanceState]) -> None:
    """Write locked days."""
    rows = [
        (
            *key,
            state.revision,
            state.withdrawn,
            state.presence.weight_days if state.presence else None,
            state.presence.leave if state.presence else None,
            state.presence.basis if state.presence else None,
            state.clock_day,
            " ".join(state.presence.doubts) if state.presence else "",
        )
        for key, state in sorted(states.items(), key=itemgetter(0))
    ]
    await write(connection, "attendance", _KEY_TYPES, _VALUE_TYPES, rows)


async def read_reports(connection: Connection, keys: Sequence[DayKey]) -> dict[DayKey, list[Report]]:
    """All reports of days, by day."""
    rows = await connection.fetch(
        """
        SELECT attendance_report.* FROM attendance_report
        JOIN unnest($1::text[], $2::text[], $3::date[]) AS wanted (worker, workshop, day)
             USING (worker, workshop, day)
        """,
        *columns_of(keys, 3),
    )
    reports: dict[DayKey, list[Report]] = {}
    for row in rows:
        report = Report(
            Rank(row["rank"]),
            row["fact_time"],
            row["source"],
            row["event_id"],
            row["weight_days"],
            row["leave"],
            row["station"],
            row["withdrawn"],
            row["fact_revision"],
        )
        reports.setdefault((row["worker"], row["workshop"], row["day"]), []).append(report)
    return reports


async def read_readable_reports(connection: Connection, keys: Sequence[DayKey]) -> dict[DayKey, list[Report] | None]:
    """As read_reports, with None for a day of which one holds a value beyond what Python knows: it waits."""
    try:
        return {**await read_reports(connection, keys)}
    except (OverflowError, ValueError):
        if len(keys) == 1:
            return {keys[0]: None}
    found: dict[DayKey, list[Report] | None] = {}
    for key in keys:
        found |= await read_readable_reports(connection, [key])
    return found


async def days_reported_by(connection: Connection, stations: Sequence[str]) -> list[DayKey]:
    """Every day a station ever reported."""
    rows = await connection.fetch(
        "SELECT DISTINCT worker, workshop, day FROM attendance_report WHERE station = ANY($1::text[])",
        list(stations),
    )
    return [(row["worker"], row["workshop"], row["day"]) for row in rows]


async def time_after_edits(connection: Connection, key: DayKey) -> datetime:
    """Now, or just after the latest clerk's word on a locked day, so that the next one is the latest."""
    row = await connection.fetchrow(
        """
        SELECT clock_timestamp() AS now, max(fact_time) AS latest FROM attendance_report
        WHERE worker = $1 AND workshop = $2 AND day = $3 AND rank = $4
        """,
        *key,
        int(Rank.CLERK),
    )
    assert row is not None
    now: datetime = row["now"]
    latest: datetime | None = row["latest"]
    return now if latest is None or latest < now else latest + timedelta(microseconds=1)


async def read_days_of_worker(connection: Connection, worker: str, first: date, last: date) -> list[Record]:
    """A worker's days in all workshops from `first` to `last`, both included."""
    return await connection.fetch(
        """
        SELECT * FROM attendance WHERE worker = $1 AND day BETWEEN $2 AND $3 AND (revision > 0 OR clock_day IS NOT NULL)
        ORDER BY day, workshop
        """,
        worker,
        first,
        last,
    )


async def days_of_workshop(connection: Connection, workshop: str, first: date, last: date) -> list[tuple[str, date]]:
    """Workers and days in a workshop of which anything was ever computed, from `first` to `last`, both included."""
    rows = await connection.fetch(
        "SELECT worker, day FROM attendance WHERE workshop = $1 AND day BETWEEN $2 AND $3", workshop, first, last
    )
    return [(row["worker"], row["day"]) for row in rows]


async def read_day(connection: Connection, key: DayKey) -> Record | None:
    """One day; None where nothing was ever computed of it."""
    return await connection.fetchrow("SELECT * FROM attendance WHERE worker = $1 AND workshop = $2 AND day = $3", *key)
