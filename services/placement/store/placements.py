"""What stations report of placements, as it stands now or as it was known at a moment."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from asyncpg import Record

from services.placement.domain.placement_reports import Number, PlacementReport, Registration
from services.placement.domain.told import ToldContract, ToldEnd, ToldFollowUp, ToldInterruption, ToldOfPlacement
from shared.database import Connection
from shared.facts.precedence import FACT_PRECEDENCE

Told = TypeVar("Told")

_LATEST: Final = FACT_PRECEDENCE.latest_first("fact")


async def workers_ever_of(connection: Connection, numbers: Sequence[Number]) -> dict[Number, set[str]]:
    """Everybody a placement is, or once was, said to be of: whose placements may change with it."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT station, placement, worker FROM placement
        JOIN unnest($1::text[], $2::text[]) AS wanted (station, placement) USING (station, placement)
        """,
        *_columns(numbers),
    )
    workers: dict[Number, set[str]] = {}
    for row in rows:
        workers.setdefault((row["station"], row["placement"]), set()).add(row["worker"])
    return workers


async def workers_placed_by(
    connection: Connection, station: str | None, organiser: str | None, after: str, limit: int
) -> list[str]:
    """Labourers, by id, of whom a station ever reported a placement, or one that an organiser organised."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT worker FROM placement
        WHERE ($1::text IS NULL OR station = $1) AND ($2::text IS NULL OR organiser = $2) AND worker > $3
        ORDER BY worker LIMIT $4
        """,
        station,
        organiser,
        after,
        limit,
    )
    return [row["worker"] for row in rows]


async def read_told(
    connection: Connection, workers: Sequence[str], known_at: datetime | None = None
) -> dict[str, list[ToldOfPlacement]]:
    """All that is told of labourers' placements, by labourer; `known_at` leaves out what came later."""
    reports = await _read_reports(connection, workers, known_at)
    numbers = sorted(report.number for report in reports)

    async def told(table: str, key: str, build: Callable[[Record], Told]) -> Mapping[Number, list[Told]]:
        found: defaultdict[Number, list[Told]] = defaultdict(list)
        for row in await _in_force(connection, table, key, numbers, known_at):
            found[row["station"], row["placement"]].append(build(row))
        return found

    ends = await told("placement_end", "", _end)
    interruptions = await told("interruption", "interruption", _interruption)
    follow_ups = await told("follow_up", "follow_up", _follow_up)
    contracts = await told("labour_contract", "contract", _contract)
    by_worker: dict[str, list[ToldOfPlacement]] = {}
    for report in reports:
        number = report.number
        by_worker.setdefault(report.worker, []).append(
            ToldOfPlacement(
                report,
                next(iter(ends.get(number, ())), None),
                tuple(interruptions.get(number, ())),
                tuple(follow_ups.get(number, ())),
                tuple(contracts.get(number, ())),
            )
        )
    return by_worker


async def _read_reports(
    connection: Connection, workers: Sequence[str], known_at: datetime | None
) -> list[PlacementReport]:
    """The reports standing of these labourers, with when the first fact of each came."""
    rows = await connection.fetch(
        f"""
        WITH numbers AS (SELECT DISTINCT station, placement FROM placement WHERE worker = ANY($1::text[])),
        known AS (
            SELECT fact.* FROM placement AS fact JOIN numbers USING (station, placement)
            WHERE $2::timestamptz IS NULL OR arrived_at <= $2),
        first AS (
            SELECT DISTINCT ON (station, placement) station, placement, arrived_at, last_answer_at FROM known
            ORDER BY station, placement, arrived_at, source, event_id)
        SELECT standing.*, first.arrived_at AS first_arrived_at, first.last_answer_at AS first_answer_at
        FROM (SELECT DISTINCT ON (station, placement) * FROM known AS fact ORDER BY station, placement, {_LATEST})
             AS standing JOIN first USING (station, placement)
        WHERE NOT withdrawn AND worker = ANY($1::text[]) ORDER BY station, placement
        """,  # noqa: S608 - names of a definition
        list(workers),
        known_at,
    )
    return [
        PlacementReport(
            number=(row["station"], row["placement"]),
            worker=row["worker"],
            employer=row["employer"],
            side=row["side"],
            starts_on=row["starts_on"],
            organiser=row["organiser"],
            leader=row["leader"],
            registration=Registration.of(row["first_answer_at"], row["first_arrived_at"]),
            event=_event(row),
        )
        for row in rows
    ]


async def _in_force(
    connection: Connection, table: str, key: str, numbers: Sequence[Number], known_at: datetime | None
) -> list[Record]:
    """What stands of one kind, by placement and its own number `key`."""
    whole = ", ".join(("station", "placement", *([key] if key else [])))
    return await connection.fetch(
        f"""
        SELECT * FROM (
            SELECT DISTINCT ON ({whole}) fact.* FROM {table} AS fact
            JOIN unnest($1::text[], $2::text[]) AS wanted (station, placement) USING (station, placement)
            WHERE $3::timestamptz IS NULL OR arrived_at <= $3
            ORDER BY {whole}, {_LATEST}) AS standing
        WHERE NOT withdrawn ORDER BY {whole}
        """,  # noqa: S608 - names of definitions
        *_columns(numbers),
        known_at,
    )


def _columns(numbers: Sequence[Number]) -> tuple[list[str], list[str]]:
    return [station for station, _ in numbers], [placement for _, placement in numbers]


def _event(row: Record) -> str:
    return f"{row['source']}#{row['event_id']}"


def _end(row: Record) -> ToldEnd:
    return ToldEnd(row["last_day"], row["cause"], _event(row))


def _interruption(row: Record) -> ToldInterruption:
    return ToldInterruption(row["cause"], row["first_day"], row["last_day"], _event(row))


def _follow_up(row: Record) -> ToldFollowUp:
    pay: Any = row["monthly_pay_yuan"]
    return ToldFollowUp(
        row["made_on"],
        row["at_work"],
        row["last_day_at_work"],
        row["weekly_hours"],
        None if pay is None else Decimal(pay),
        tuple(row["pay_months"]),
        row["insured"],
        _event(row),
    )


def _contract(row: Record) -> ToldContract:
    return ToldContract(row["signed_on"], row["starts_on"], row["ends_on"], row["insured"], _event(row))
