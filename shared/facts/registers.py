"""Registers: of each thing the fact in force, published as a state. What is declared here gives everything else.

From a declaration and the fields of its events come the table's columns, the handler, the computation, the resource,
the list, and the columns of its files.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

from asyncpg import Record

from shared.database import Connection
from shared.events.envelope import Event, FactData, StateData
from shared.facts.rows import Row
from shared.facts.states import Content, StateTable, publishing
from shared.facts.tables import FactTable
from shared.facts.words_in_force import FactWords
from shared.messaging.definition import Computation, Handler
from shared.messaging.transaction import Transaction
from shared.messaging.waiting import Concerning

Check = Callable[[Transaction, Sequence[Any]], Awaitable[None]]
"""Refuses facts the register cannot take. Raises Refused."""

Subject = tuple[str, ...]

_COLUMN_OF_FORMAT: Final[Mapping[str, str]] = {"date": "date", "date-time": "timestamptz"}
_COLUMN_OF_TYPE: Final[Mapping[str, str]] = {
    "integer": "bigint",
    "boolean": "boolean",
    "array": "jsonb",
    "object": "jsonb",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The page on which a register's standing entries are read, in the words of the HTTP document."""

    summary: str
    about: str
    """What the operation tells of itself."""
    page: str
    """What a page is."""
    entry: str = ""
    """What an entry is; empty: what the fact says of itself."""
    filters: tuple[str, ...] = ()
    """Fields by which it can be narrowed down, beside those in the path."""
    sensitive: bool = False
    """Whether few may see it, under a scope of its own, and the audit log says who did."""


@dataclass(frozen=True, kw_only=True)
class Register:
    """One register. A later fact of the same natural key takes the place of the earlier one."""

    name: str
    """Its table, the kind of its marks, and what the subjects of its states begin with."""
    fact: type[Event]
    state: type[Event] | None
    """What is published of an entry; None: nothing, and a fan-out of the service takes its marks."""
    concerns: Concerning | None
    """Which decisions rest on an entry while it cannot be computed; None: nothing is computed from it, so it leaves
    no marks.
    """
    path: str
    """Where an entry is PUT. The gaps are its natural key; up to its last name it is where the entries are listed."""
    summary: str
    """What PUTting an entry does, as the HTTP document says it."""
    file: str
    """What a file of it holds."""
    listing: Listing
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Chinese for the words of a field."""
    also_marks: tuple[str, ...] = ()
    """Further kinds of marks that an entry leaves."""
    check: Check | None = None
    keeps_all: bool = False
    """Whether every fact is kept, with when it came, for what must be known as it was known on a day."""

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The fields of the natural key."""
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))

    @cached_property
    def plural(self) -> str:
        """What the entries are called together: in the path, and as a kind of file."""
        return [part for part in self.path.split("/") if not part.startswith("{")][-1]

    @cached_property
    def collection(self) -> str:
        """What the entries are called in an answer and in code."""
        return self.plural.replace("-", "_")

    @cached_property
    def list_path(self) -> str:
        """Where its entries are listed: up to the last name of the path."""
        return self.path[: self.path.index(f"/{self.plural}") + len(self.plural) + 1]

    @cached_property
    def table(self) -> FactTable:
        """Its table: a column a field of the fact, the key's first; what has no type of its own there is text."""
        data_class: Any = self.fact.model_fields["data"].annotation
        shapes = data_class.model_json_schema()["properties"]
        own = [name for name in data_class.model_fields if name not in FactData.model_fields]
        ordered = (*self.key, *(name for name in own if name not in self.key))
        return FactTable(self.name, self.key, {name: _column(shapes[name]) for name in ordered})

    @cached_property
    def state_fields(self) -> tuple[str, ...]:
        """The fields of what is published, all of which the fact has too."""
        data_class: Any = self.state.model_fields["data"].annotation if self.state is not None else StateData
        return tuple(name for name in data_class.model_fields if name not in StateData.model_fields)

    def subject_of(self, event: Event) -> Subject:
        """The subject of an entry's marks."""
        return self._subject(tuple(getattr(event.data, name) for name in self.key))

    def handler(self) -> Handler:
        """Keeps facts and marks their entries."""

        keep_facts = self.table.keep_all if self.keeps_all else self.table.keep_newest

        async def keep(transaction: Transaction, events: Sequence[Any]) -> None:
            if self.check is not None:
                await self.check(transaction, events)
            await keep_facts(transaction.connection, events)
            for event in events if self.concerns is not None else ():
                for kind in (self.name, *self.also_marks):
                    transaction.mark(kind, self.subject_of(event), event)

        keep.__name__ = f"keep_{self.collection}"
        return keep

    def computation(self, states: StateTable) -> Computation:
        """Publishes the marked entries that changed. Only for a register with states."""
        assert self.state is not None
        return publishing(self.state, self.name, states, self._read_states)

    async def _read_states(self, connection: Connection, subjects: Sequence[Subject]) -> Mapping[Subject, Content]:
        """The fields of the states of standing entries, by subject."""
        types, keys = self.table.columns, ", ".join(self.key)
        arrays = ", ".join(f"${number}::text[]" for number in range(1, len(self.key) + 1))
        wanted = ", ".join(f"{name}::{types[name]}" for name in self.key)
        rows = await connection.fetch(
            f"""
            SELECT {", ".join(self.state_fields)} FROM {self.name}
            WHERE ({keys}) IN (SELECT {wanted} FROM unnest({arrays}) AS wanted ({keys})) AND NOT withdrawn
            """,  # noqa: S608 - names of a declaration
            *zip(*subjects, strict=True),
        )
        return {self._subject(tuple(row[name] for name in self.key)): dict(row) for row in rows}

    async def standing(
        self, connection: Connection, given: Mapping[str, str], after: str | None, limit: int | None
    ) -> list[Record]:
        """Standing entries with the fields `given`, by key: those behind `after`, the key's last field; None: all."""
        conditions = ["NOT withdrawn", *(f"{name} = ${number}" for number, name in enumerate(given, start=1))]
        arguments: list[Any] = list(given.values())
        if after is not None:
            arguments.append(after)
            conditions.append(f"{self.key[-1]} > ${len(arguments)}")
        arguments.append(limit)
        return await connection.fetch(
            f"""
            SELECT {", ".join(self.table.columns)} FROM {self._in_force} AS kept
            WHERE {" AND ".join(conditions)} ORDER BY {", ".join(self.key)} LIMIT ${len(arguments)}
            """,  # noqa: S608 - names of a declaration
            *arguments,
        )

    @cached_property
    def _in_force(self) -> str:
        """The table, or of one that keeps all facts the one in force of each natural key."""
        if not self.keeps_all:
            return self.name
        key, newest = ", ".join(self.key), self.table.precedence.latest_first("fact")
        return f"(SELECT DISTINCT ON ({key}) * FROM {self.name} AS fact ORDER BY {key}, {newest})"  # noqa: S608

    def _subject(self, key: Row) -> Subject:
        return tuple(value.isoformat() if isinstance(value, date) else str(value) for value in key)


def _column(shape: Mapping[str, Any]) -> str:
    """The PostgreSQL type of a column, from the JSON schema of its field."""
    shape = next((form for form in shape.get("anyOf", ()) if form.get("type") != "null"), shape)
    return _COLUMN_OF_FORMAT.get(shape.get("format", "")) or _COLUMN_OF_TYPE.get(shape["type"], "text")


def handlers_of(registers: Sequence[Register]) -> dict[type[Event], Handler]:
    """The handlers of registers, by fact."""
    return {register.fact: register.handler() for register in registers}


def computations_of(registers: Sequence[Register], states: StateTable) -> dict[str, Computation]:
    """The computations of registers that publish states, by kind of mark."""
    return {register.name: register.computation(states) for register in registers if register.state is not None}


def words_in_force_of(registers: Sequence[Register]) -> dict[type[Event], FactWords]:
    """Where the words in force of registers are found, by fact."""
    return {register.fact: register.table.words() for register in registers}


def concerns_of(registers: Sequence[Register]) -> dict[str, Concerning]:
    """Which decisions rest on entries of registers, by kind of mark."""
    return {register.name: register.concerns for register in registers if register.concerns is not None}
