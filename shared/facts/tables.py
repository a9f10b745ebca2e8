"""Tables of facts: stored in one statement a batch, whatever order, and never computed with on the way in."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

from shared.database import Connection
from shared.events.envelope import Event
from shared.facts.precedence import FACT_PRECEDENCE, Precedence, PrecedenceColumns, precedence_of
from shared.facts.rows import Row, Types, insertion, replacement, texts
from shared.facts.words_in_force import FactWords


@dataclass(frozen=True)
class FactTable:
    """A table of facts: its natural key, and its own columns with their PostgreSQL types, the key's first.

    It also has the columns of precedence, and `withdrawn`.
    """

    name: str
    key: tuple[str, ...]
    columns: Types
    values: Callable[[Any], Row] | None = None
    """A row's own columns out of an event; None: the fields of its data that have the columns' names."""
    precedence: PrecedenceColumns = FACT_PRECEDENCE

    @cached_property
    def own_columns(self) -> Callable[[Any], Row]:
        """Reads a row's own columns out of an event."""
        return self.values or attrgetter(*(f"data.{name}" for name in self.columns))

    @cached_property
    def _types(self) -> Types:
        return {**self.columns, **self.precedence.types, "withdrawn": "boolean"}

    @cached_property
    def _insert(self) -> str:
        return f"{insertion(self.name, self._types)} ON CONFLICT DO NOTHING"

    @cached_property
    def _replace_older(self) -> str:
        newer = self.precedence.above("excluded", "kept")
        return f"{insertion(self.name, self._types)} {replacement(self._types, self.key)} WHERE {newer}"

    async def keep_newest(self, connection: Connection, events: Sequence[Event]) -> None:
        """Keep one row a natural key, that of the fact in force."""
        newest: dict[Row, tuple[Precedence, Row]] = {}
        for event in events:
            own, order = self.own_columns(event), precedence_of(event)
            key = own[: len(self.key)]
            if key not in newest or order > newest[key][0]:
                newest[key] = (order, (*own, *order, event.data.withdrawn))
        rows = [newest[key][1] for key in sorted(newest)]
        await connection.execute(self._replace_older, *texts(self._types, rows))

    async def keep_all(self, connection: Connection, events: Sequence[Event]) -> None:
        """Keep every fact, by its source and id: for tables whose history says what to compute again."""
        rows = [
            (*self.own_columns(event), *precedence_of(event), event.data.withdrawn)
            for event in sorted(events, key=lambda event: (event.source, event.id))
        ]
        await connection.execute(self._insert, *texts(self._types, rows))

    def words(self, may_be_null: Collection[str] = ()) -> FactWords:
        """Where the word in force on each thing is found; of `may_be_null` nothing is a value of its own."""
        key, own, width = {name: self.columns[name] for name in self.key}, self.own_columns, len(self.key)
        return FactWords(self.name, key, lambda event: own(event)[:width], self.precedence, may_be_null)
