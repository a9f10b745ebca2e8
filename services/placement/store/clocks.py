"""Where clocks stand, whom their numbers mean, and every punch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from asyncpg import Record

from services.placement.domain.dated import ClockPlace, PinHolder
from shared.database import Connection
from shared.months import SHANGHAI

PinKey = tuple[str, str]
"""A clock's serial and a number on it."""


@dataclass(frozen=True, slots=True)
class StoredPunch:
    """One punch as stored: the latest fact one sender gave of that moment."""

    serial: str
    pin: str
    punched_at: datetime
    status: int
    station: str | None
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class UnattributedDay:
    """The punches of one number and calendar day that count for nobody, and why."""

    punches: int
    first_at: datetime | None
    last_at: datetime | None
    reasons: tuple[str, ...]


async def read_places(connection: Connection, serials: Sequence[str]) -> dict[str, list[ClockPlace]]:
    """Where clocks stand from which day on."""
    rows = await connection.fetch(
        """
        SELECT * FROM (
            SELECT DISTINCT ON (serial, since) serial, since, workshop, station, withdrawn FROM clock_enrolment
            WHERE serial = ANY($1::text[])
            ORDER BY serial, since, fact_revision DESC, fact_time DESC, source DESC, event_id DESC) AS latest
        WHERE NOT withdrawn
        """,
        list(serials),
    )
    places: dict[str, list[ClockPlace]] = {}
    for row in rows:
        places.setdefault(row["serial"], []).append(ClockPlace(row["since"], row["workshop"], row["station"]))
    return places


async def read_holders(connection: Connection, pins: Sequence[PinKey]) -> dict[PinKey, list[PinHolder]]:
    """Whom numbers mean from which day on."""
    rows = await connection.fetch(
        """
        SELECT * FROM (
            SELECT DISTINCT ON (serial, pin, since) serial, pin, since, worker, until, withdrawn
            FROM pin_assignment
            JOIN unnest($1::text[], $2::text[]) AS wanted (serial, pin) USING (serial, pin)
            ORDER BY serial, pin, since, fact_revision DESC, fact_time DESC, source DESC, event_id DESC) AS latest
        WHERE NOT withdrawn
        """,
        [serial for serial, _ in pins],
        [pin for _, pin in pins],
    )
    holders: dict[PinKey, list[PinHolder]] = {}
    for row in rows:
        holder = PinHolder(row["since"], row["worker"], row["until"])
        holders.setdefault((row["serial"], row["pin"]), []).append(holder)
    return holders


async def pins_ever_of_workers(connection: Connection, workers: Sequence[str]) -> dict[str, list[PinKey]]:
    """The numbers that mean, or once meant, each worker."""
    rows = await connection.fetch(
        "SELECT DISTINCT worker, serial, pin FROM pin_assignment WHERE worker = ANY($1::text[])", list(workers)
    )
    pins: dict[str, list[PinKey]] = {}
    for row in rows:
        pins.setdefault(row["worker"], []).append((row["serial"], row["pin"]))
    return pins


async def workers_ever_of_pins(connection: Connection, pins: Sequence[PinKey]) -> dict[PinKey, set[str]]:
    """Everybody a number means or once meant: whose days may change when it is assigned anew."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT serial, pin, worker FROM pin_assignment
        JOIN unnest($1::text[], $2::text[]) AS wanted (serial, pin) USING (serial, pin)
        """,
        [serial for serial, _ in pins],
        [pin for _, pin in pins],
    )
    workers: dict[PinKey, set[str]] = {}
    for row in rows:
        workers.setdefault((row["serial"], row["pin"]), set()).add(row["worker"])
    return workers


async def workshops_ever_of_clocks(connection: Connection, serials: Sequence[str]) -> dict[str, set[str]]:
    """Every workshop a clock stands or once stood in."""
    rows = await connection.fetch(
        "SELECT DISTINCT serial, workshop FROM clock_enrolment WHERE serial = ANY($1::text[])", list(serials)
    )
    workshops: dict[str, set[str]] = {}
    for row in rows:
        workshops.setdefault(row["serial"], set()).add(row["workshop"])
    return workshops


async def clocks_ever_in(connection: Connection, workshops: Sequence[str]) -> list[str]:
    """The clocks that stand or once stood in workshops."""
    rows = await connection.fetch(
        "SELECT DISTINCT serial FROM clock_enrolment WHERE workshop = ANY($1::text[]) ORDER BY serial",
        list(workshops),
    )
    return [row["serial"] for row in rows]


async def punch_days_of_pins(connection: Connection, pins: Sequence[PinKey]) -> list[tuple[str, str, date]]:
    """The calendar days in Shanghai on which numbers were punched."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT serial, pin, (punched_at AT TIME ZONE 'Asia/Shanghai')::date AS day FROM punch
        JOIN unnest($1::text[], $2::text[]) AS wanted (serial, pin) USING (serial, pin)
        """,
        [serial for serial, _ in pins],
        [pin for _, pin in pins],
    )
    return [(row["serial"], row["pin"], row["day"]) for row in rows]


async def pins_punched_on(connection: Connection, serials: Sequence[str]) -> list[PinKey]:
    """Every number ever punched on clocks."""
    rows = await connection.fetch(
        "SELECT DISTINCT serial, pin FROM punch WHERE serial = ANY($1::text[])", list(serials)
    )
    return [(row["serial"], row["pin"]) for row in rows]


async def read_punches(connection: Connection, wanted: Sequence[tuple[str, str, date]], days: int) -> list[StoredPunch]:
    """The punches of numbers from a calendar day's beginning in Shanghai on, over `days` days, in order."""
    begins = [datetime.combine(day, time(), SHANGHAI) for _, _, day in wanted]
    rows = await connection.fetch(
        """
        SELECT DISTINCT serial, pin, punched_at, status, nullif(station, '') AS station, withdrawn FROM punch
        JOIN unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[])
             AS wanted (serial, pin, begins, ends) USING (serial, pin)
        WHERE punched_at >= begins AND punched_at < ends ORDER BY serial, pin, punched_at
        """,
        [serial for serial, _, _ in wanted],
        [pin for _, pin, _ in wanted],
        begins,
        [begin + timedelta(days=days) for begin in begins],
    )
    return [StoredPunch(*row.values()) for row in rows]


async def save_unattributed(connection: Connection, days: Mapping[tuple[str, str, date], UnattributedDay]) -> None:
    """Write what was found of locked days. `reasons` travel as one text: unnest would take arrays apart."""
    keys = sorted(days)
    await connection.execute(
        """
        UPDATE unattributed_punches AS kept SET punches = given.punches, first_at = given.first_at,
            last_at = given.last_at, reasons = string_to_array(given.reasons, ' ')
        FROM unnest($1::text[], $2::text[], $3::date[], $4::integer[], $5::timestamptz[], $6::timestamptz[],
                    $7::text[]) AS given (serial, pin, day, punches, first_at, last_at, reasons)
        WHERE (kept.serial, kept.pin, kept.day) = (given.serial, given.pin, given.day)
        """,
        *[[key[column] for key in keys] for column in range(3)],
        [days[key].punches for key in keys],
        [days[key].first_at for key in keys],
        [days[key].last_at for key in keys],
        [" ".join(days[key].reasons) for key in keys],
    )


async def list_unattributed(connection: Connection, after: tuple[str, str, date], limit: int) -> list[Record]:
    """A page of punches that count for nobody, by clock, number and calendar day."""
    return await connection.fetch(
        """
        SELECT serial, pin, day, punches, first_at, last_at, reasons FROM unattributed_punches
        WHERE punches > 0 AND (serial, pin, day) > ($1, $2, $3) ORDER BY serial, pin, day LIMIT $4
        """,
        *after,
        limit,
    )


async def list_clocks(connection: Connection, after: str, limit: int) -> list[str]:
    """A page of clocks that were ever enrolled, by serial."""
    rows = await connection.fetch(
        "SELECT DISTINCT serial FROM clock_enrolment WHERE serial > $1 ORDER BY serial LIMIT $2", after, limit
    )
    return [row["serial"] for row in rows]


async def list_pins(connection: Connection, serial: str, after: str, limit: int) -> list[PinKey]:
    """A page of the numbers ever assigned on a clock."""
    rows = await connection.fetch(
        "SELECT DISTINCT pin FROM pin_assignment WHERE serial = $1 AND pin > $2 ORDER BY pin LIMIT $3",
        serial,
        after,
        limit,
    )
    return [(serial, row["pin"]) for row in rows]
