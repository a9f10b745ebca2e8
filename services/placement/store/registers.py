"""Registers of which the latest fact of each entry is in force: workshops, stations, certificates, shares."""

from collections.abc import Sequence

from asyncpg import Record

from shared.database import Connection


async def read_workshops(connection: Connection, workshops: Sequence[str]) -> list[Record]:
    """The standing entries of workshops."""
    return await connection.fetch(
        """
        SELECT workshop, name, policy_pack, township, village_collective FROM workshop
        WHERE workshop = ANY($1::text[]) AND NOT withdrawn
        """,
        list(workshops),
    )


async def list_workshops(connection: Connection, after: str, limit: int) -> list[Record]:
    """A page of workshops, by id."""
    return await connection.fetch(
        """
        SELECT workshop, name, policy_pack, township, village_collective FROM workshop
        WHERE workshop > $1 AND NOT withdrawn ORDER BY workshop LIMIT $2
        """,
        after,
        limit,
    )


async def workshops_of_stations(connection: Connection, stations: Sequence[str]) -> dict[str, frozenset[str]]:
    """For which workshops registered stations report."""
    if not stations:
        return {}
    rows = await connection.fetch(
        "SELECT station, workshops FROM station WHERE station = ANY($1::text[]) AND NOT withdrawn", list(stations)
    )
    return {row["station"]: frozenset(row["workshops"]) for row in rows}


async def list_stations(connection: Connection, after: str, limit: int) -> list[Record]:
    """A page of stations, by id."""
    return await connection.fetch(
        """
        SELECT station, name, workshops FROM station
        WHERE station > $1 AND NOT withdrawn ORDER BY station LIMIT $2
        """,
        after,
        limit,
    )


async def read_certificates(connection: Connection, certificates: Sequence[str]) -> list[Record]:
    """The standing entries of certificates."""
    return await connection.fetch(
        """
        SELECT certificate, worker, trade, grade, certified_on, revoked_on FROM certificate
        WHERE certificate = ANY($1::text[]) AND NOT withdrawn
        """,
        list(certificates),
    )


async def lock_holders(connection: Connection, certificates: Sequence[str]) -> dict[str, str]:
    """Whose the standing ones of these certificates are, locked in order."""
    rows = await connection.fetch(
        """
        SELECT certificate, worker FROM certificate WHERE certificate = ANY($1::text[]) AND NOT withdrawn
        ORDER BY certificate FOR UPDATE
        """,
        list(certificates),
    )
    return {row["certificate"]: row["worker"] for row in rows}


async def list_certificates(connection: Connection, worker: str | None, after: str, limit: int) -> list[Record]:
    """A page of certificates, by number; those of one worker if given."""
    return await connection.fetch(
        """
        SELECT certificate, worker, trade, grade, certified_on, revoked_on FROM certificate
        WHERE certificate > $2 AND NOT withdrawn AND ($1::text IS NULL OR worker = $1)
        ORDER BY certificate LIMIT $3
        """,
        worker,
        after,
        limit,
    )


async def read_shareholdings(connection: Connection, workshops: Sequence[str]) -> list[Record]:
    """The standing entries of workshops' shareholders, by village and first day."""
    return await connection.fetch(
        """
        SELECT workshop, village, effective_from, shares FROM shareholding
        WHERE workshop = ANY($1::text[]) AND NOT withdrawn ORDER BY workshop, village, effective_from
        """,
        list(workshops),
    )
