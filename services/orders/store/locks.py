"""Locks that read nothing: taken in order, rows that do not exist yet included."""

from collections.abc import Sequence

from shared.database import Connection
from shared.facts.rows import lock


async def lock_entries(connection: Connection, entries: Sequence[str]) -> None:
    """Lock entries in order; a worker's pieces of an entry change only under this lock."""
    await lock(connection, "piecework_entry", {"entry": "text"}, [(entry,) for entry in entries])
