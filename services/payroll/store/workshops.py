"""The registered workshops, and the lock under which one is computed at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.database import Connection
from shared.policy import Scope


@dataclass(frozen=True, slots=True)
class PolicyPlace:
    """By which pack, and as which place in its county, a workshop is computed."""

    pack: str
    scope: Scope


async def policy_places(connection: Connection) -> dict[str, PolicyPlace]:
    """The pack and place of every registered workshop."""
    rows = await connection.fetch("SELECT workshop, policy_pack, township FROM workshop WHERE NOT withdrawn")
    return {row["workshop"]: PolicyPlace(row["policy_pack"], Scope(row["township"], row["workshop"])) for row in rows}


@dataclass(frozen=True, slots=True)
class Workshop:
    """What a computation needs of a registered workshop."""

    policy_pack: str
    village_collective: str
    event: str
    township: str
    name: str


async def workshops(connection: Connection, names: Sequence[str]) -> dict[str, Workshop]:
    """The registered ones among these workshops."""
    rows = await connection.fetch(
        """
        SELECT workshop, policy_pack, village_collective, event, township, name FROM workshop
        WHERE workshop = ANY($1::text[]) AND NOT withdrawn
        """,
        names,
    )
    return {name: Workshop(*values) for name, *values in rows}


async def township_of(connection: Connection, workshop: str) -> str | None:
    """Where a workshop is, or was before it was withdrawn; None where it never was registered."""
    township: str | None = await connection.fetchval("SELECT township FROM workshop WHERE workshop = $1", workshop)
    return township


async def workshops_of_townships(connection: Connection, townships: Sequence[str]) -> list[str]:
    """The registered workshops of these townships."""
    rows = await connection.fetch(
        "SELECT workshop FROM workshop WHERE township = ANY($1::text[]) AND NOT withdrawn ORDER BY workshop", townships
    )
    return [row["workshop"] for row in rows]
