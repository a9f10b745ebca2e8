"""Locks that read nothing: taken in order, rows that do not exist yet included."""

from collections.abc import Sequence
from datetime import date

from shared.database import Connection


async def lock_unattributed(connection: Connection, keys: Sequence[tuple[str, str, date]]) -> None:
    """Lock numbers' days in order, those that do not exist yet included."""
    ordered = sorted(keys)
    columns = [[key[column] for key in ordered] for column in range(3)]
    await connection.execute(
        """
        INSERT INTO unattributed_punches (serial, pin, day)
        SELECT serial, pin, day FROM unnest($1::text[], $2::text[], $3::date[]) WITH ORDINALITY
             AS wanted (serial, pin, day, position) ORDER BY position
        ON CONFLICT DO NOTHING
        """,
        *columns,
    )
    await connection.execute(
        """
        SELECT 1 FROM unattributed_punches
        JOIN unnest($1::text[], $2::text[], $3::date[]) AS wanted (serial, pin, day) USING (serial, pin, day)
        ORDER BY serial, pin, day FOR UPDATE OF unattributed_punches
        """,
        *columns,
    )
