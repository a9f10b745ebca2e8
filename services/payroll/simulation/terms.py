"""Under which policies a workshop is computed: the one it is registered with, and the one that is tried."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from services.payroll.domain.basis import gather_presence, month_reading
from services.payroll.domain.facts import WorkerMonth
from services.payroll.domain.rule_book import RULE_BOOK
from services.payroll.domain.statement import LOOKING_BACK, RULES_IN_ORDER, Statement, statement_under
from services.payroll.store.simulation import RegisteredWorkshop
from shared.policy import Policy, PolicyError, PolicyPack, Scope, find_pack, load_pack
from shared.policy.editions import join_editions
from shared.rules.lines import Line

_POLICIES_COMPARED: Final = 4096


@dataclass(frozen=True, slots=True)
class Terms:
    """A workshop's pack and the one that is tried, with the values replaced in the latter."""

    before: PolicyPack
    after: PolicyPack
    overrides: Mapping[str, str]
    scope: Scope

    def statements(self, facts: WorkerMonth) -> tuple[Statement, Statement]:
        """A worker's month under both, computed by the same rules from the same facts."""
        presence = gather_presence(facts)
        policy_before, policy_after = self.policies(facts.month.first_day)
        before = statement_under(policy_before, facts, presence)
        unchanged = unchanged_rules(policy_before, policy_after)
        if len(unchanged) == len(RULES_IN_ORDER):
            return before, before
        known: dict[str, list[Line]] = {rule: [] for rule in unchanged}
        for line in (*before.lines, *before.unpaid):
            if line.rule in known:
                known[line.rule].append(line)
        return before, statement_under(policy_after, facts, presence, known)

    def policies(self, day: date) -> tuple[Policy, Policy]:
        """The parameters of both on a day."""
        return self.before.rules_on(day, None, self.scope), self.after.rules_on(day, self.overrides, self.scope)


def read_days_of_pieces(terms: Iterable[Terms], day: date) -> bool:
    """Whether any of these policies asks on which day of the month pieces were made."""
    return any(month_reading(policy) == "anniversary" for own in terms for policy in own.policies(day))


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


def terms_of(
    workshops: Mapping[str, RegisteredWorkshop], pack: str | None, overrides: Mapping[str, str]
) -> dict[str, Terms]:
    """The terms of each workshop. Raises PolicyError for a pack that cannot be used."""
    tried = find_pack(pack) if pack is not None else None
    after: dict[str, PolicyPack] = {}
    for name in {place.policy_pack for place in workshops.values()}:
        after[name] = load_pack(name) if tried is None else replace_editions(load_pack(name), tried)
    return {
        workshop: Terms(
            load_pack(place.policy_pack), after[place.policy_pack], overrides, Scope(place.township, workshop)
        )
        for workshop, place in workshops.items()
    }


def replace_editions(registered: PolicyPack, tried: PolicyPack) -> PolicyPack:
    """What is in force with the tried pack: all of it, or from its own `from` on where it is a later edition.

    The registered pack's edition of the same date gives way; those after it stay.
    """
    if tried.since is None or tried.name != registered.name:
        return tried
    return join_editions([*(edition for edition in registered.editions if edition.since != tried.since), tried])
