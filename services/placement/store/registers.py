"""What is read of the registers beside their lists: packs of workshops, workshops of stations, holders."""

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


async def workshops_of_stations(connection: Connection, stations: Sequence[str]) -> dict[str, frozenset[str]]:
    """For which workshops registered stations report."""
    if not stations:
        return {}
    rows = await connection.fetch(
        "SELECT station, workshops FROM station WHERE station = ANY($1::text[]) AND NOT withdrawn", list(stations)
    )
    return {row["station"]: frozenset(row["workshops"]) for row in rows}


async def packs_of_stations(connection: Connection, stations: Sequence[str]) -> dict[str, str]:
    """By which county's pack the placements of registered stations are decided, of those that say so."""
    rows = await connection.fetch(
        """
        SELECT station, policy_pack FROM station
        WHERE station = ANY($1::text[]) AND NOT withdrawn AND policy_pack IS NOT NULL
        """,
        list(stations),
    )
    return {row["station"]: row["policy_pack"] for row in rows}


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
