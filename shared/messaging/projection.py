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
        # jsonb travels as text: unnest would take a nested array apart.
        arrays = ", ".join(
            f"${position}::{'text' if kind == 'jsonb' else kind}[]"
            for position, kind in enumerate(self._all_columns.values(), start=1)
        )
        selected = ", ".join(f"{name}::jsonb" if kind == "jsonb" else name for name, kind in self._all_columns.items())
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
        await connection.execute(self.upsert, *[list(column) for column in zip(*rows, strict=True)])

    async def keep_newest_seeing_old(
        self, connection: Connection, events: Sequence[Event], values: Sequence[tuple[Any, ...]]
    ) -> list[Record]:
        """As keep_newest, and return the rows as they were that may have been replaced.

        For states whose other columns say what to recompute. Rows are inserted or locked before they are
        read: of two revisions stored at the same moment, each sees the one it replaces.
        """
        rows = self.newest_rows(events, values)
        columns = [list(column) for column in zip(*rows, strict=True)]
        width = len(self.key)
        keys = ", ".join(self.key)
        inserted = await connection.fetch(f"{self._insert} DO NOTHING RETURNING {keys}", *columns)
        if len(inserted) == len(rows):
            return []
        arrays = ", ".join(
            f"${position}::{self._all_columns[name]}[]" for position, name in enumerate(self.key, start=1)
        )
        old: list[Record] = await connection.fetch(
            f"""
            SELECT * FROM {self.table} WHERE ({keys}) IN (SELECT * FROM unnest({arrays})) ORDER BY {keys} FOR UPDATE
            """,  # noqa: S608 - only names from the definition above are interpolated
            *columns[:width],
        )
        await connection.execute(self.upsert, *columns)
        return old
