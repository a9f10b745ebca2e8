"""Whose a number is that workshops and companies give themselves: of agreements and entries of piecework."""

from collections.abc import Mapping
from typing import Literal

from shared.database import Connection

NumberKind = Literal["agreement", "entry"]
Owner = tuple[str, str]
"""Company and workshop; the workshop is empty where the number is the company's alone."""


async def claim_numbers(connection: Connection, kind: NumberKind, wanted: Mapping[str, Owner]) -> dict[str, Owner]:
    """Give each number to whoever wants it, unless it has an owner; return the owners.

    Whoever claims the same number at the same moment waits here until it is known who was first.
    """
    numbers = sorted(wanted)
    given = await connection.fetch(
        """
        INSERT INTO number_owner (kind, number, company, workshop)
        SELECT $1, number, company, workshop
        FROM unnest($2::text[], $3::text[], $4::text[]) AS wanted (number, company, workshop)
        ON CONFLICT DO NOTHING RETURNING number
        """,
        kind,
        numbers,
        [wanted[number][0] for number in numbers],
        [wanted[number][1] for number in numbers],
    )
    if len(given) == len(numbers):
        return dict(wanted)
    rows = await connection.fetch(
        "SELECT number, company, workshop FROM number_owner WHERE kind = $1 AND number = ANY($2::text[])", kind, numbers
    )
    return {row["number"]: (row["company"], row["workshop"]) for row in rows}
