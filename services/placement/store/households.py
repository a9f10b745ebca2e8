"""Memberships, categories and successions of households, as they stand now or as they were known at a moment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from asyncpg import Record

from services.placement.domain.households import Category, Membership, Succession
from shared.database import Connection
from shared.facts.precedence import BY_CODE_POINT, FACT_PRECEDENCE

_LATEST: Final = FACT_PRECEDENCE.latest_first("fact")
_KNOWN: Final = "($2::timestamptz IS NULL OR arrived_at <= $2)"
_MEMBERSHIP_KEY: Final = "person, household, joined_on"
_STANDING_MEMBERSHIPS: Final = f"""
    SELECT * FROM (
        SELECT DISTINCT ON ({_MEMBERSHIP_KEY}) * FROM household_member AS fact
        WHERE {{wanted}} ORDER BY {_MEMBERSHIP_KEY}, {_LATEST}) AS standing
    WHERE NOT withdrawn
"""  # noqa: S608 - names of a definition


async def memberships_of(
    connection: Connection, persons: Sequence[str], known_at: datetime | None = None
) -> list[Membership]:
    """Every membership of persons."""
    query = _STANDING_MEMBERSHIPS.format(wanted=f"person = ANY($1::text[]) AND {_KNOWN}")
    return [_membership(row) for row in await connection.fetch(query, list(persons), known_at)]


async def memberships_around(
    connection: Connection, household: str, known_at: datetime | None = None
) -> list[Membership]:
    """Every membership, wherever, of whoever was ever said to be a member of a household."""
    members = f"person IN (SELECT person FROM household_member WHERE household = $1 AND {_KNOWN})"  # noqa: S608
    query = _STANDING_MEMBERSHIPS.format(wanted=f"{members} AND {_KNOWN}")
    return [_membership(row) for row in await connection.fetch(query, household, known_at)]


async def categories_of_holders(
    connection: Connection, holders: Sequence[str], known_at: datetime | None = None
) -> list[Category]:
    """Every category of holders, households' and persons' alike."""
    rows = await connection.fetch(
        f"""
        SELECT * FROM (
            SELECT DISTINCT ON (holder, category, valid_from) * FROM category AS fact
            WHERE holder = ANY($1::text[]) AND {_KNOWN} ORDER BY holder, category, valid_from, {_LATEST}) AS standing
        WHERE NOT withdrawn
        """,  # noqa: S608 - names of a definition
        list(holders),
        known_at,
    )
    return [
        Category(
            row["holder_kind"],
            row["holder"],
            row["category"],
            row["valid_from"],
            row["valid_until"],
            row["proof"],
            _event(row),
        )
        for row in rows
    ]


async def successions_from(
    connection: Connection, household: str, known_at: datetime | None = None
) -> list[Succession]:
    """Every succession from a household, from its successors, and so on; a circle is gone through once."""
    rows = await connection.fetch(
        f"""
        WITH RECURSIVE reached (household) AS (
            SELECT $1::text {BY_CODE_POINT}
            UNION SELECT successor FROM household_succession JOIN reached USING (household) WHERE {_KNOWN})
        SELECT * FROM (
            SELECT DISTINCT ON (household, successor, succeeded_on) fact.* FROM household_succession AS fact
            JOIN reached USING (household) WHERE {_KNOWN}
            ORDER BY household, successor, succeeded_on, {_LATEST}) AS standing
        WHERE NOT withdrawn
        """,  # noqa: S608 - names of a definition
        household,
        known_at,
    )
    return [
        Succession(row["household"], row["successor"], row["succeeded_on"], row["kind"], _event(row)) for row in rows
    ]


async def persons_in_two_households(connection: Connection, after: str, limit: int) -> list[str]:
    """A page of the persons whose memberships of two households share a day, by id."""
    standing = _STANDING_MEMBERSHIPS.format(wanted="person > $1")
    rows = await connection.fetch(
        f"""
        WITH membership AS MATERIALIZED ({standing})
        SELECT DISTINCT one.person FROM membership AS one JOIN membership AS other USING (person)
        WHERE one.household < other.household
          AND daterange(one.joined_on, one.left_on, '[]') && daterange(other.joined_on, other.left_on, '[]')
        ORDER BY one.person LIMIT $2
        """,  # noqa: S608 - names of a definition
        after,
        limit,
    )
    return [row["person"] for row in rows]


def _membership(row: Record) -> Membership:
    return Membership(row["person"], row["household"], row["joined_on"], row["left_on"], _event(row))


def _event(row: Record) -> str:
    return f"{row['source']}#{row['event_id']}"
