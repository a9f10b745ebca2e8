"""The registered workshops, and the lock under which one is computed at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.database import Connection


@dataclass(frozen=True, slots=True)
class Workshop:
    """What a computation needs of a registered workshop."""

    policy_pack: str
    village_collective: str
    event: str


async def workshops(connection: Connection, names: Sequence[str]) -> dict[str, Workshop]:
    """The registered ones among these workshops."""
    rows = await connection.fetch(
        """
        SELECT workshop, policy_pack, village_collective, event FROM workshop
        WHERE workshop = ANY($1::text[]) AND NOT withdrawn
        """,
        names,
    )
    return {name: Workshop(*values) for name, *values in rows}


async def lock_workshops(connection: Connection, names: Sequence[str]) -> None:
    """Lock workshops in order, inserting the rows first, so that each is computed by one at a time."""
    ordered = sorted(set(names))
    await connection.execute(
        "INSERT INTO workshop_lock (workshop) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING", ordered
    )
    await connection.execute(
        "SELECT FROM workshop_lock WHERE workshop = ANY($1::text[]) ORDER BY workshop FOR UPDATE", ordered
    )
