"""States with one publication each: their revision and content, under the lock of their row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.orders.store.rows import Row, lock, write
from shared.database import Connection

_VALUE_TYPES = {"revision": "integer", "content": "jsonb", "correlation_id": "text"}


@dataclass(frozen=True, slots=True)
class Published:
    """What was last published of a subject; content None: nothing ever was."""

    revision: int
    content: dict[str, Any] | None


NEVER_PUBLISHED = Published(0, None)


async def lock_states(
    connection: Connection, table: str, key_types: Mapping[str, str], keys: Sequence[Row]
) -> dict[tuple[Any, ...], Published]:
    """Lock the states of these keys in order; what was last published of each."""
    rows = await lock(connection, table, key_types, keys)
    return {tuple(row[name] for name in key_types): Published(row["revision"], row["content"]) for row in rows}


async def write_states(
    connection: Connection,
    table: str,
    key_types: Mapping[str, str],
    states: Sequence[tuple[Row, Published, str]],
) -> None:
    """Write what is now published of each key, with the correlation it came from."""
    rows = [(*key, published.revision, published.content, correlation_id) for key, published, correlation_id in states]
    await write(connection, table, key_types, _VALUE_TYPES, rows)
