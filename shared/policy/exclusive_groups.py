"""Subsidies that exclude each other: a person draws one of a group for the same period and purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.policy.as_written import WrittenPack
from shared.policy.parameters import Clause
from shared.policy.values import PolicyError
from shared.texts import Text


@dataclass(frozen=True, slots=True)
class ExclusiveGroup:
    """The names that exclude each other, the passage that says so, and why it is read that way.

    A name may be a subsidy the pack has no rule for, because its amount is decided elsewhere.
    """

    name: str
    rules: tuple[str, ...]
    clause: Clause
    why: Text


def exclusive_groups(written: WrittenPack, clauses: Mapping[str, Clause]) -> dict[str, ExclusiveGroup]:
    """The groups of a pack by name. Raises PolicyError naming the place of a name that stands twice."""
    group_of: dict[str, str] = {}
    groups: dict[str, ExclusiveGroup] = {}
    for name, group in written.exclusive_groups.items():
        place = f"exclusive_groups.{name}"
        if group.source not in clauses:
            raise PolicyError(f"{place}.source: there is no clause {group.source!r}")
        if name in written.rules and name not in group.rules:
            raise PolicyError(f"{place}: a rule outside the group has this name; give the group another")
        for index, rule in enumerate(group.rules):
            if rule in group_of:
                raise PolicyError(f"{place}.rules.{index}: {rule!r} is in group {group_of[rule]!r} already; keep one")
            group_of[rule] = name
        groups[name] = ExclusiveGroup(name, tuple(group.rules), clauses[group.source], group.why.said())
    return groups
