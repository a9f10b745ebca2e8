"""A simulation's result as rows: the same for the screen, CSV, XLSX and JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from services.payroll.simulation.run import Simulation
from services.payroll.simulation.tallies import Change, Differences, Tally

Kind = Literal["wages", "awards", "divisions"]
Level = Literal["total", "rule", "workshop", "month", "person", "person_rule", "recipient", "recipient_rule"]


@dataclass(frozen=True, slots=True)
class Row:
    """Amounts under both policies; what a level does not speak of is empty.

    `better`, `worse` and `same` count people (of awards and divisions: collectives and funds); in a row of a
    month they count months of people, in a person's own row his months.
    """

    level: Level
    kind: Kind
    before_fen: int
    after_fen: int
    better: int | None = None
    worse: int | None = None
    same: int | None = None
    rule: str = ""
    workshop: str = ""
    month: str = ""
    name: str = ""

    @property
    def before_yuan(self) -> Decimal:
        return yuan(self.before_fen)

    @property
    def after_yuan(self) -> Decimal:
        return yuan(self.after_fen)

    @property
    def difference_yuan(self) -> Decimal:
        return yuan(self.after_fen - self.before_fen)


def yuan(amount_fen: int) -> Decimal:
    """Fen as yuan with two decimals."""
    return Decimal(amount_fen).scaleb(-2)


def rows_of(simulation: Simulation) -> Iterator[Row]:
    """Every row: by kind of money first totals, rules, workshops and months, then whoever gets another amount."""
    yield from _rows_of_kind("wages", simulation.wages, simulation.rules)
    yield from _rows_of_kind("awards", simulation.awards, simulation.rules)
    yield from _rows_of_kind("divisions", simulation.divisions, simulation.rules)


def _rows_of_kind(kind: Kind, found: Differences, rules: Sequence[str]) -> Iterator[Row]:
    """The rows of wages, awards or divisions; none where there was nothing to compute."""
    if not found.counted:
        return
    yield _counted("total", kind, found.total)
    for rule in rules:
        if rule in found.rules:
            yield _counted("rule", kind, found.rules[rule], rule=rule)
    for workshop, tally in sorted(found.workshops.items()):
        yield _counted("workshop", kind, tally, workshop=workshop)
    for month, tally in sorted(found.months.items()):
        yield _counted("month", kind, tally, month=month)
    for change in most_changed(found):
        yield from _changed(kind, change)


def most_changed(found: Differences) -> list[Change]:
    """Everybody with another amount in some month, the largest difference first."""
    return sorted(found.changes, key=lambda change: (-abs(change.difference_fen), change.workshop, change.name))


def _counted(level: Level, kind: Kind, tally: Tally, *, rule: str = "", workshop: str = "", month: str = "") -> Row:
    return Row(
        level, kind, tally.before_fen, tally.after_fen, tally.better, tally.worse, tally.same, rule, workshop, month
    )


def _changed(kind: Kind, change: Change) -> Iterator[Row]:
    one = kind == "wages"
    workshop, name = change.workshop, change.name
    better, worse = (change.months_better, change.months_worse) if one else (None, None)
    level: Level = "person" if one else "recipient"
    yield Row(level, kind, change.before_fen, change.after_fen, better, worse, workshop=workshop, name=name)
    level = "person_rule" if one else "recipient_rule"
    for rule, (before_fen, after_fen) in sorted(change.by_rule.items()):
        yield Row(level, kind, before_fen, after_fen, rule=rule, workshop=workshop, name=name)
