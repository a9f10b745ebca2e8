"""Projections: another service's states, of which the highest revision of each subject is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from asyncpg import Record

from shared.database import Connection
from shared.events.envelope import Event


@dataclass(frozen=True)
class Projection:
    """A table filled from one kind of state. `columns` maps each column to its PostgreSQL type.

    The table also has `revision`, `withdrawn`, `event` (source#id) and `correlation_id`.
    """

    table: str
    key: tuple[str, ...]
    columns: Mapping[str, str]

    @cached_property
    def _all_columns(self) -> dict[str, str]:
        return {
            **self.columns,
            "revision": "integer",
            "withdrawn": "boolean",
            "event": "text",
            "correlation_id": "text",
        }

    @cached_property
    def upsert(self) -> str:
        """One statement for a whole batch: insert, or replace what has a lower revision."""
        updated = ", ".join(f"{name} = excluded.{name}" for name in self._all_columns if name not in self.key)
        return f"{self._insert} DO UPDATE SET {updated} WHERE excluded.revision > kept.revision"

    @cached_property
    def _insert(self) -> str:
        names = ", ".join(self._all_columns)
        # Everything travels as text and is cast here: the driver looks at any other element of an array
        # several times over to see whether it is an array itself.
        arrays = ", ".join(f"${position}::text[]" for position in range(1, len(self._all_columns) + 1))
        selected = ", ".join(name if kind == "text" else f"{name}::{kind}" for name, kind in self._all_columns.items())
        return f"""
            INSERT INTO {self.table} AS kept ({names})
            SELECT {selected} FROM unnest({arrays}) AS given ({names})
            ORDER BY {", ".join(self.key)}
            ON CONFLICT ({", ".join(self.key)})"""  # noqa: S608 - only names from the definition above are interpolated

    def newest_rows(self, events: Sequence[Event], values: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """One row a subject, the one with the highest revision, with the common columns added."""
        width = len(self.key)
        newest: dict[tuple[Any, ...], tuple[int, tuple[Any, ...]]] = {}
        for event, own in zip(events, values, strict=True):
            data = event.data
            key = own[:width]
            if key not in newest or data.revision > newest[key][0]:
                row = (*own, data.revision, data.withdrawn, event.key, event.correlation)
                newest[key] = (data.revision, row)
        return [row for _, row in newest.values()]

    async def keep_newest(
        self, connection: Connection, events: Sequence[Event], values: Sequence[tuple[Any, ...]]
    ) -> None:
        """Store events' states; `values` are their columns in the declared order, the key's first."""
        rows = self.newest_rows(events, values)
        await connection.execute(self.upsert, *_as_text(rows))

    async def keep_newest_seeing_old(
        self, connection: Connection, events: Sequence[Event], values: Sequence[tuple[Any, ...]]
    ) -> list[Record]:
        """As keep_newest, and return the rows as they were that may have been replaced.

        For states whose other columns say what to recompute. Rows are inserted or locked before they are
        read: of two revisions stored at the same moment, each sees the one it replaces.
        """
        rows = self.newest_rows(events, values)
        columns = _as_text(rows)
        width = len(self.key)
        keys = ", ".join(self.key)
        inserted = await connection.fetch(f"{self._insert} DO NOTHING RETURNING {keys}", *columns)
        if len(inserted) == len(rows):
            return []
        arrays = ", ".join(f"${position}::text[]" for position in range(1, width + 1))
        wanted = ", ".join(f"{name}::{self._all_columns[name]}" for name in self.key)
        old: list[Record] = await connection.fetch(
            f"""
            SELECT * FROM {self.table} WHERE ({keys}) IN (SELECT {wanted} FROM unnest({arrays}) AS w ({keys}))
            ORDER BY {keys} FOR UPDATE
            """,  # noqa: S608 - only names from the definition above are interpolated
            *columns[:width],
        )
        await connection.execute(self.upsert, *columns)
        return old


def _as_text(rows: Sequence[tuple[Any, ...]]) -> list[list[str | None]]:
    """The columns of rows, every value in the form PostgreSQL reads."""
    return [[_text(value) for value in column] for column in zip(*rows, strict=True)]


def _text(value: Any) -> str | None:
    return value if value is None or type(value) is str else str(value)
