"""Under which policies a workshop is computed: the one it is registered with, and the one that is tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from services.payroll.domain.basis import gather_basis, gather_presence, month_reading
from services.payroll.domain.facts import WorkerMonth
from services.payroll.domain.rule_book import RULE_BOOK
from services.payroll.domain.statement import LOOKING_BACK, RULES_IN_ORDER, apply_rules, what_is_missing
from services.payroll.store.workshops import Workshop
from shared.money import ZERO
from shared.policy import Policy, PolicyError, PolicyPack, Scope, find_pack, load_pack
from shared.policy.editions import join_editions
from shared.rules.lines import Line

_POLICIES_COMPARED: Final = 4096


class Outcome(NamedTuple):
    """What a worker's month comes to, as far as it is compared: the lines that pay, and what is missing."""

    lines: Sequence[Line]
    total_yuan: Decimal
    incomplete: Sequence[str]


@dataclass(frozen=True, slots=True)
class Terms:
    """A workshop's pack and the one that is tried, with the values replaced in the latter."""

    before: PolicyPack
    after: PolicyPack
    overrides: Mapping[str, str]
    scope: Scope

    def policies(self, day: date) -> tuple[Policy, Policy]:
        """The parameters of both on a day."""
        return self.before.rules_on(day, None, self.scope), self.after.rules_on(day, self.overrides, self.scope)


class Comparison:
    """Two policies of one month of a workshop, with what need not be computed twice."""

    def __init__(self, month: str, before: Policy, after: Policy) -> None:
        self.month = month
        self._before, self._after = before, after
        self._unchanged = unchanged_rules(before, after)
        self._read_alike = month_reading(before) == month_reading(after)

    @property
    def asks_for_days_of_pieces(self) -> bool:
        """Whether either policy asks on which day of the month pieces were made."""
        return "anniversary" in (month_reading(self._before), month_reading(self._after))

    def outcomes(self, facts: WorkerMonth) -> tuple[Outcome, Outcome]:
        """A worker's month under both, computed by the same rules from the same facts."""
        presence = gather_presence(facts)
        basis = gather_basis(facts, presence, self._before)
        lines = apply_rules(basis, self._before)
        before = _outcome(facts, lines)
        if len(self._unchanged) == len(RULES_IN_ORDER):
            return before, before
        known: dict[str, list[Line]] = {rule: [] for rule in self._unchanged}
        for line in lines:
            if line.rule in known:
                known[line.rule].append(line)
        if not self._read_alike:
            basis = gather_basis(facts, presence, self._after)
        return before, _outcome(facts, apply_rules(basis, self._after, known))


def _outcome(facts: WorkerMonth, lines: Sequence[Line]) -> Outcome:
    paid = [line for line in lines if line.amount_yuan]
    return Outcome(paid, sum([line.amount_yuan for line in paid], ZERO), what_is_missing(facts, lines))


@lru_cache(maxsize=_POLICIES_COMPARED)
def unchanged_rules(before: Policy, after: Policy) -> frozenset[str]:
    """Rules of a worker's month that come to the same lines under both, so that they need applying only once.

    Those are the rules for which every parameter they want is written alike, and of those that look back at
    earlier lines, the ones before which nothing changed.
    """
    if before.in_force != after.in_force or month_reading(before) != month_reading(after):
        return frozenset()
    unchanged: list[str] = []
    for number, rule in enumerate(RULES_IN_ORDER):
        looked_at = rule not in LOOKING_BACK or len(unchanged) == number
        if looked_at and _agree(before, after, rule):
            unchanged.append(rule)
    return frozenset(unchanged)


def _agree(before: Policy, after: Policy, rule: str) -> bool:
    if not (before.has_rule(rule) and after.has_rule(rule)):
        return before.has_rule(rule) == after.has_rule(rule)
    try:
        return all(before.parameter(name).value == after.parameter(name).value for name in RULE_BOOK.by_rule[rule])
    except PolicyError:  # one of the packs does not know the parameter
        return False


def terms_of(workshops: Mapping[str, Workshop], pack: str | None, overrides: Mapping[str, str]) -> dict[str, Terms]:
    """The terms of each workshop. Raises PolicyError for a pack that cannot be used."""
    tried = find_pack(pack) if pack is not None else None
    after: dict[str, PolicyPack] = {}
    for name in {place.policy_pack for place in workshops.values()}:
        after[name] = load_pack(name) if tried is None else replace_editions(load_pack(name), tried)
    return {
        workshop: Terms(load_pack(place.policy_pack), after[place.policy_pack], overrides, place.scope)
        for workshop, place in workshops.items()
    }


def replace_editions(registered: PolicyPack, tried: PolicyPack) -> PolicyPack:
    """What is in force with the tried pack: all of it, or from its own `from` on where it is a later edition.

    The registered pack's edition of the same date gives way; those after it stay.
    """
    if tried.since is None or tried.name != registered.name:
        return tried
    return join_editions([*(edition for edition in registered.editions if edition.since != tried.since), tried])
