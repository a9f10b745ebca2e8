"""Who belongs to which household on a day, which categories that gives him, and what descends from a household.

A membership, a category and a succession hold on their last day too. None of it depends on the order of the facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, groupby
from operator import attrgetter
from typing import Final

from shared.texts import Text, listed

_BY_MEMBERSHIP: Final = attrgetter("person", "household", "joined_on", "event")
_BY_CATEGORY: Final = attrgetter("holder_kind", "holder", "category", "valid_from", "event")
NO_HOUSEHOLD: Final = Text(
    "household.of_nobody",
    "{person} 在 {day} 未登记在任何家庭",
    "{person} is registered in no household on {day}",
)
SEVERAL_HOUSEHOLDS: Final = Text(
    "household.of_several",
    "{person} 在 {day} 同时登记在 {households}",
    "{person} is registered in {households} at once on {day}",
)


@dataclass(frozen=True, slots=True)
class Membership:
    """A person in a household from a day to a day, both inclusive; `left_on` None while he is a member."""

    person: str
    household: str
    joined_on: date
    left_on: date | None
    event: str

    def holds_on(self, day: date) -> bool:
        return _holds(self.joined_on, self.left_on, day)


@dataclass(frozen=True, slots=True)
class Category:
    """A category of a household or a person, with its proof; `valid_until` None while it lasts."""

    holder_kind: str
    holder: str
    category: str
    valid_from: date
    valid_until: date | None
    proof: str
    event: str

    def holds_on(self, day: date) -> bool:
        return _holds(self.valid_from, self.valid_until, day)


@dataclass(frozen=True, slots=True)
class Succession:
    """A household that split from, or merged with, another on a day."""

    household: str
    successor: str
    succeeded_on: date
    kind: str
    event: str


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where a person belongs on a day. In none, or in several at once, he counts in no household: `waits` says so."""

    household: str | None
    memberships: tuple[Membership, ...]
    """Those that hold on the day."""
    waits: Text | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's categories on a day with what proves each, and what it waits for to know those of his household."""

    belonging: Belonging
    proofs: tuple[Category, ...]

    @property
    def categories(self) -> frozenset[str]:
        return frozenset(proof.category for proof in self.proofs)


def household_of(person: str, day: date, memberships: Iterable[Membership]) -> Belonging:
    """The household of a person on a day."""
    own = (each for each in memberships if each.person == person and each.holds_on(day))
    holding = tuple(sorted(own, key=_BY_MEMBERSHIP))
    households = sorted({each.household for each in holding})
    if len(households) == 1:
        return Belonging(households[0], holding, None)
    if not households:
        return Belonging(None, (), NO_HOUSEHOLD.of(person=person, day=day))
    return Belonging(None, holding, SEVERAL_HOUSEHOLDS.of(person=person, day=day, households=listed(households)))


def members_on(household: str, day: date, memberships: Sequence[Membership]) -> tuple[str, ...]:
    """Who belongs to a household on a day, by id. `memberships` are all of everybody who was ever a member of it."""
    persons = sorted({each.person for each in memberships if each.household == household})
    return tuple(person for person in persons if household_of(person, day, memberships).household == household)


def categories_of(
    person: str, day: date, memberships: Iterable[Membership], categories: Iterable[Category]
) -> Standing:
    """A person's own categories on a day, and those of the household he belongs to."""
    belonging = household_of(person, day, memberships)
    holders = {("person", person), ("household", belonging.household)}
    holding = (each for each in categories if (each.holder_kind, each.holder) in holders and each.holds_on(day))
    return Standing(belonging, tuple(sorted(holding, key=_BY_CATEGORY)))


def contradictions(memberships: Iterable[Membership]) -> tuple[tuple[Membership, Membership], ...]:
    """Pairs of memberships of one person in two households that share a day."""
    by_person = groupby(sorted(memberships, key=_BY_MEMBERSHIP), key=attrgetter("person"))
    return tuple(
        (one, other)
        for _, own in by_person
        for one, other in combinations(own, 2)
        if one.household != other.household and _share_a_day(one, other)
    )


def heirs_of(household: str, since: date, until: date, successions: Iterable[Succession]) -> frozenset[str]:
    """Which households have, at the end of `until`, what a household had on `since`: it has passed on from each to
    its successors, day after day. A circle leads back to who has it already.
    """
    heirs = {household}
    within = sorted(
        (each for each in successions if since <= each.succeeded_on <= until), key=attrgetter("succeeded_on")
    )
    for _, of_day in groupby(within, key=attrgetter("succeeded_on")):
        passed_on = list(of_day)
        while reached := {each.successor for each in passed_on if each.household in heirs} - heirs:
            heirs |= reached
    return frozenset(heirs - {household})


def _holds(first_day: date, last_day: date | None, day: date) -> bool:
    return first_day <= day and (last_day is None or day <= last_day)


def _share_a_day(one: Membership, other: Membership) -> bool:
    later = max(one.joined_on, other.joined_on)
    return one.holds_on(later) and other.holds_on(later)
