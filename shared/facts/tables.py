"""Tables of facts: stored in one statement a batch, whatever order, and never computed with on the way in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from shared.database import Connection
from shared.events.envelope import Event

FACT_ORDER = ("fact_revision", "fact_time", "source", "event_id")
"""The columns that decide between two facts of one natural key."""
_COMMON = {
    "fact_revision": "integer",
    "fact_time": "timestamptz",
    "source": "text",
    "event_id": "text",
    "withdrawn": "boolean",
}


FactOrder = tuple[int, datetime, str, str]
"""Revision, time, source and id of a fact: of two on one thing the greater is in force."""


def order_of(event: Event) -> FactOrder:
    """What decides between two facts of one natural key: the highest revision is in force, then the latest."""
    return (event.data.revision, event.time, event.source, event.id)


@dataclass(frozen=True)
class FactTable:
    """A table of facts. `columns` maps each column to its PostgreSQL type; `key` are those of the natural key."""

    name: str
    key: tuple[str, ...]
    columns: Mapping[str, str]

    @cached_property
    def _all_columns(self) -> dict[str, str]:
        return {**self.columns, **_COMMON}

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
            INSERT INTO {self.name} AS kept ({names})
            SELECT {selected} FROM unnest({arrays}) AS given ({names})"""  # noqa: S608 - names from the services' own modules

    @cached_property
    def _replace_older(self) -> str:
        updated = ", ".join(f"{name} = excluded.{name}" for name in self._all_columns if name not in self.key)
        newer, older = (", ".join(f"{table}.{name}" for name in FACT_ORDER) for table in ("excluded", "kept"))
        return f"""{self._insert}
            ON CONFLICT ({", ".join(self.key)}) DO UPDATE SET {updated} WHERE ({newer}) > ({older})"""

    async def keep_newest(
        self, connection: Connection, events: Sequence[Event], values: Sequence[tuple[Any, ...]]
    ) -> None:
        """Keep one row a natural key, that of the latest fact. `values` are in the declared order, the key first."""
        newest: dict[tuple[Any, ...], tuple[FactOrder, tuple[Any, ...]]] = {}
        for event, own in zip(events, values, strict=True):
            key, order = own[: len(self.key)], order_of(event)
            if key not in newest or order > newest[key][0]:
                newest[key] = (order, (*own, *order, event.data.withdrawn))
        rows = [newest[key][1] for key in sorted(newest)]
        await connection.execute(self._replace_older, *[list(column) for column in zip(*rows, strict=True)])

    async def keep_all(
        self, connection: Connection, events: Sequence[Event], values: Sequence[tuple[Any, ...]]
    ) -> None:
        """Keep every fact, by its source and id: for tables whose history says what to compute again."""
        rows = sorted(
            ((*own, *order_of(event), event.data.withdrawn) for event, own in zip(events, values, strict=True)),
            key=lambda row: row[-4:-1],
        )
        await connection.execute(
            f"{self._insert} ON CONFLICT DO NOTHING", *[list(column) for column in zip(*rows, strict=True)]
        )
