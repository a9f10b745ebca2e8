"""The workshops as they are registered, and the policy each is computed by on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.database import Connection
from shared.policy import Policy, PolicyPack, Scope, available_packs, load_pack


@dataclass(frozen=True, slots=True)
class Workshop:
    """A workshop by its id. One that is not registered is called by it, lies nowhere and has no pack."""

    workshop: str
    name: str
    township: str
    village_collective: str
    policy_pack: str

    @property
    def is_registered(self) -> bool:
        return bool(self.policy_pack)

    @property
    def scope(self) -> Scope:
        """Its place in the county, whose own values come before the county's."""
        return Scope(self.township, self.workshop)

    @property
    def pack(self) -> PolicyPack | None:
        """Its pack; None where it is not registered, or its pack is not at hand: nothing is computed there."""
        return load_pack(self.policy_pack) if self.policy_pack in available_packs() else None

    def policy_on(self, day: date) -> Policy | None:
        """The parameters in force there on a day; None where there is no pack."""
        pack = self.pack
        return pack.rules_on(day, scope=self.scope) if pack else None


class Workshops(dict[str, Workshop]):
    """Workshops by id; asked for any other, one that is not registered."""

    def __missing__(self, workshop: str) -> Workshop:
        return Workshop(workshop, workshop, "", workshop, "")


async def load_workshops(connection: Connection, names: Sequence[str] | None = None) -> Workshops:
    """The registered ones among these workshops, or all that are registered, by id."""
    rows = await connection.fetch(
        """
        SELECT workshop, name, township, village_collective, policy_pack FROM workshop
        WHERE ($1::text[] IS NULL OR workshop = ANY($1)) AND NOT withdrawn ORDER BY workshop
        """,
        names,
    )
    return Workshops((row["workshop"], Workshop(*row)) for row in rows)


async def load_workshop(connection: Connection, workshop: str) -> Workshop:
    """One workshop, registered or not."""
    return (await load_workshops(connection, [workshop]))[workshop]


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
