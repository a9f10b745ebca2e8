"""Projections: another service's states, of which the highest revision of each subject is kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

from asyncpg import Record

from shared.database import Connection
from shared.events.envelope import Event
from shared.facts.rows import Row, Types, insertion, replacement, texts, unnest


@dataclass(frozen=True)
class Projection:
    """A table filled from one kind of state: its key, and its own columns with their PostgreSQL types, the key's first.

    It also has `revision`, `withdrawn`, `event` (source#id) and `correlation_id`.
    """

    table: str
    key: tuple[str, ...]
    columns: Types
    values: Callable[[Any], Row] | None = None
    """A row's own columns out of an event; None: the fields of its data that have the columns' names."""

    @cached_property
    def own_columns(self) -> Callable[[Any], Row]:
        """Reads a row's own columns out of an event."""
        return self.values or attrgetter(*(f"data.{name}" for name in self.columns))

    @cached_property
    def _types(self) -> Types:
        common = {"revision": "integer", "withdrawn": "boolean", "event": "text", "correlation_id": "text"}
        return {**self.columns, **common}

    @cached_property
    def _insert(self) -> str:
        return f"{insertion(self.table, self._types)} ORDER BY {', '.join(self.key)}"

    @cached_property
    def _upsert(self) -> str:
        """One statement for a whole batch: insert, or replace what has a lower revision."""
        return f"{self._insert} {replacement(self._types, self.key)} WHERE excluded.revision > kept.revision"

    def _newest_rows(self, events: Sequence[Event]) -> list[Row]:
        """One row a subject, the one with the highest revision, with the common columns added."""
        width = len(self.key)
        newest: dict[Row, tuple[int, Row]] = {}
        for event in events:
            data, own = event.data, self.own_columns(event)
            key = own[:width]
            if key not in newest or data.revision > newest[key][0]:
                newest[key] = (data.revision, (*own, data.revision, data.withdrawn, event.key, event.correlation))
        return [row for _, row in newest.values()]

    async def keep_newest(self, connection: Connection, events: Sequence[Event]) -> None:
        """Store events' states."""
        await connection.execute(self._upsert, *texts(self._types, self._newest_rows(events)))

    async def keep_newest_seeing_old(self, connection: Connection, events: Sequence[Event]) -> list[Record]:
        """As keep_newest, and return the rows as they were that may have been replaced.

        For states whose other columns say what to recompute. Rows are inserted or locked before they are
        read: of two revisions stored at the same moment, each sees the one it replaces.
        """
        rows = self._newest_rows(events)
        columns, keys = texts(self._types, rows), ", ".join(self.key)
        inserted = await connection.fetch(f"{self._insert} ON CONFLICT DO NOTHING RETURNING {keys}", *columns)
        if len(inserted) == len(rows):
            return []
        key_types = {name: self.columns[name] for name in self.key}
        old: list[Record] = await connection.fetch(
            f"""
            SELECT {self.table}.* FROM {self.table} JOIN {unnest(key_types, "wanted")} USING ({keys})
            ORDER BY {keys} FOR UPDATE OF {self.table}
            """,  # noqa: S608 - only names from the definition above are interpolated
            *columns[: len(self.key)],
        )
        await connection.execute(self._upsert, *columns)
        return old
