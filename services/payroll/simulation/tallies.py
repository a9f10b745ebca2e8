"""Differences added up: whole fen before and after, and how many get more, less or the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from services.payroll.simulation.terms import Outcome
from shared.money import ZERO
from shared.rules.lines import Line


def fen(amount_yuan: Decimal) -> int:
    """An amount of a line as whole fen, which it always is."""
    return int(amount_yuan * 100)


@dataclass(slots=True)
class Tally:
    """Amounts in fen under both policies, and of how many people (or funds, or months) they are."""

    before_fen: int = 0
    after_fen: int = 0
    better: int = 0
    worse: int = 0
    same: int = 0

    @property
    def difference_fen(self) -> int:
        return self.after_fen - self.before_fen

    def add(self, before_fen: int, after_fen: int) -> None:
        """Count one more."""
        self.before_fen += before_fen
        self.after_fen += after_fen
        self.better += after_fen > before_fen
        self.worse += after_fen < before_fen
        self.same += after_fen == before_fen

    def merge(self, other: Tally) -> None:
        """Count all of another."""
        self.before_fen += other.before_fen
        self.after_fen += other.after_fen
        self.better += other.better
        self.worse += other.worse
        self.same += other.same


@dataclass(slots=True)
class Change:
    """One person's (or fund's) amounts in fen, kept only where they differ in any month."""

    name: str
    workshop: str
    before_fen: int = 0
    after_fen: int = 0
    months_better: int = 0
    months_worse: int = 0
    by_rule: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def difference_fen(self) -> int:
        return self.after_fen - self.before_fen


@dataclass(slots=True)
class Differences:
    """What a part of the county comes to under both policies; plain enough to travel as JSON."""

    total: Tally = field(default_factory=Tally)
    rules: dict[str, Tally] = field(default_factory=dict)
    workshops: dict[str, Tally] = field(default_factory=dict)
    months: dict[str, Tally] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    counted: int = 0
    incomplete: Counter[str] = field(default_factory=Counter)
    not_computed: int = 0
    books_differ: int = 0

    def month(self, name: str) -> Tally:
        """The tally of a month, begun where it is the first time asked for."""
        tally = self.months.get(name)
        if tally is None:
            tally = self.months[name] = Tally()
        return tally

    def merge(self, other: Differences) -> None:
        """Take over those of another part, in which nobody of this one is."""
        self.total.merge(other.total)
        for mine, theirs in (
            (self.rules, other.rules),
            (self.workshops, other.workshops),
            (self.months, other.months),
        ):
            for key, tally in theirs.items():
                mine.setdefault(key, Tally()).merge(tally)
        self.changes += other.changes
        self.counted += other.counted
        self.incomplete += other.incomplete
        self.not_computed += other.not_computed
        self.books_differ += other.books_differ


Amounts = dict[tuple[str, str], list[Decimal]]
"""By rule and workshop, the yuan before and after."""


def add_lines(amounts: Amounts, before: Iterable[Line], after: Iterable[Line]) -> None:
    """Add two computations of the same facts."""
    for index, lines in enumerate((before, after)):
        for line in lines:
            pair = amounts.get((line.rule, line.workshop))
            if pair is None:
                pair = amounts[line.rule, line.workshop] = [ZERO, ZERO]
            pair[index] += line.amount_yuan


@dataclass(slots=True)
class Person:
    """What one person's months come to so far."""

    workshop: str
    amounts: Amounts = field(default_factory=dict)
    months_better: int = 0
    months_worse: int = 0

    def add(self, before: Outcome, after: Outcome) -> tuple[int, int]:
        """Add a month; its totals in fen."""
        before_fen, after_fen = fen(before.total_yuan), fen(after.total_yuan)
        add_lines(self.amounts, before.lines, after.lines)
        self.months_better += after_fen > before_fen
        self.months_worse += after_fen < before_fen
        return before_fen, after_fen


def close_people(differences: Differences, people: dict[str, Person]) -> None:
    """Count people by rule and workshop once all their months are in; keep those for whom anything differs."""
    for worker, person in people.items():
        by_rule = sum_by(person.amounts, 0)
        for rule, (before_fen, after_fen) in by_rule.items():
            differences.rules.setdefault(rule, Tally()).add(before_fen, after_fen)
        for workshop, (before_fen, after_fen) in sum_by(person.amounts, 1).items():
            differences.workshops.setdefault(workshop, Tally()).add(before_fen, after_fen)
        before_fen, after_fen = (sum(pair[index] for pair in by_rule.values()) for index in (0, 1))
        differences.total.add(before_fen, after_fen)
        different = {rule: pair for rule, pair in by_rule.items() if pair[0] != pair[1]}
        if different or person.months_better or person.months_worse:
            differences.changes.append(
                Change(
                    worker, person.workshop, before_fen, after_fen, person.months_better, person.months_worse, different
                )
            )


def sum_by(amounts: Amounts, part: int) -> dict[str, tuple[int, int]]:
    """In fen, by rule (part 0) or by workshop (part 1)."""
    summed: dict[str, tuple[int, int]] = {}
    for key, (before_yuan, after_yuan) in amounts.items():
        before_fen, after_fen = summed.get(key[part], (0, 0))
        summed[key[part]] = (before_fen + fen(before_yuan), after_fen + fen(after_yuan))
    return summed
