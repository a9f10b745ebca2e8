"""Locks that read nothing: taken in order, rows that do not exist yet included."""

from collections.abc import Sequence
from datetime import date

from shared.database import Connection
from shared.facts.rows import lock


async def lock_unattributed(connection: Connection, keys: Sequence[tuple[str, str, date]]) -> None:
    """Lock numbers' days in order."""
    await lock(connection, "unattributed_punches", {"serial": "text", "pin": "text", "day": "date"}, keys)
