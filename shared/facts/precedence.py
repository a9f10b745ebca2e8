"""Which of several facts on one thing is in force: the highest revision, then the latest, however they came.

Decided here for Python and for SQL alike. Texts are compared by code point: in the database that is COLLATE "C".
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final, Protocol, TypeVar

from shared.events.envelope import Event

BY_CODE_POINT: Final = 'COLLATE "C"'
"""Behind a text in SQL: it is compared as Python compares it."""

Precedence = tuple[int, datetime, str, str]
"""The revision a fact was reported as, when, then its source and id: of two on one thing the greater is in force."""


def precedence_of(event: Event) -> Precedence:
    """A fact's place among the facts on the same thing."""
    return (event.data.revision, event.time, event.source, event.id)


class Report(Protocol):
    """Something that can be reported again, and taken back."""

    @property
    def precedence(self) -> Precedence: ...

    @property
    def withdrawn(self) -> bool: ...


AnyReport = TypeVar("AnyReport", bound=Report)


def latest(reports: Iterable[AnyReport]) -> AnyReport | None:
    """The report with the highest precedence, be it a withdrawal; None when there is no report."""
    return max(reports, key=lambda report: report.precedence, default=None)


def in_force(reports: Iterable[AnyReport], natural_key: Callable[[AnyReport], Hashable]) -> list[AnyReport]:
    """The latest report of each natural key, without those that are withdrawn."""
    newest: dict[Hashable, AnyReport] = {}
    for report in reports:
        key = natural_key(report)
        known = newest.get(key)
        if known is None or report.precedence > known.precedence:
            newest[key] = report
    return [report for report in newest.values() if not report.withdrawn]


class NamedColumns(Protocol):
    """A row of a table."""

    def __getitem__(self, name: str, /) -> Any: ...


@dataclass(frozen=True)
class PrecedenceColumns:
    """The columns of a table in which the precedence of a fact stands. Names come from the services' own modules."""

    revision: str
    time: str
    source: str
    event_id: str

    @cached_property
    def types(self) -> dict[str, str]:
        """The columns with their PostgreSQL types, in the order of a Precedence."""
        return {self.revision: "integer", self.time: "timestamptz", self.source: "text", self.event_id: "text"}

    def read(self, row: NamedColumns) -> Precedence:
        """The precedence of the fact in a row."""
        return (row[self.revision], row[self.time], row[self.source], row[self.event_id])

    def of(self, table: str) -> tuple[str, ...]:
        """The columns of a table or alias, comparable as in Python."""
        texts = (self.source, self.event_id)
        return tuple(f"{table}.{name}" + (f" {BY_CODE_POINT}" if name in texts else "") for name in self.types)

    def oldest_first(self, table: str) -> str:
        """An ORDER BY list: of one thing the last is in force."""
        return ", ".join(self.of(table))

    def latest_first(self, table: str) -> str:
        """An ORDER BY list: of one thing the first is in force."""
        return ", ".join(f"{column} DESC" for column in self.of(table))

    def above(self, upper: str, lower: str) -> str:
        """A condition: the fact in one table or alias stands above that in another."""
        return f"({', '.join(self.of(upper))}) > ({', '.join(self.of(lower))})"


FACT_PRECEDENCE: Final = PrecedenceColumns("fact_revision", "fact_time", "source", "event_id")
"""Where it stands in a table of facts unless the table says otherwise."""
