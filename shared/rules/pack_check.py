"""What a pack must hold for the rules that read it, and whether it does.

Each service names its rules in a `RuleBook`; a pack is checked by one of them where that service computes, and by
all together at the command line, where alone it can be told that nobody reads a rule or a parameter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType, ModuleType
from typing import Final

from shared.policy import EFFECTIVE_FROM, Domain, Kind, PolicyError, PolicyPack
from shared.rules.wanted import DATE, DECIMAL, NO_BUDGET, Wanted

ACCOUNT_WAITING_DAYS: Final = "payments.account_waiting_days"
"""How long another account waits for a second person: placement asks for workers, payroll for payees."""
ACCOUNT_WAITING: Final = Wanted(Kind.INTEGER, most=31)
_BUDGET: Final = re.compile(r"[a-z][a-z0-9_]*_budget\.amount")
"""What a budget has to give; no rule reads it, the fund of that name does."""


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules of a service and what they want of a pack; `of_every_pack` is wanted whatever rules a pack has.

    `by_topic` is what is no rule of money, such as when people are followed up: a pack that gives one parameter of a
    topic must give all, and one that gives none has nothing of the kind.
    """

    of_every_pack: Mapping[str, Wanted]
    by_rule: Mapping[str, Mapping[str, Wanted]]
    by_topic: Mapping[str, Mapping[str, Wanted]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        rules: ModuleType,
        of_every_pack: Mapping[str, Wanted],
        by_topic: Mapping[str, Mapping[str, Wanted]] = MappingProxyType({}),
    ) -> RuleBook:
        """The book of a package in which each module is a rule: adding a rule is adding its file."""
        return cls(MappingProxyType({EFFECTIVE_FROM: DATE, **of_every_pack}), gather_wanted(rules), by_topic)


def gather_wanted(rules: ModuleType) -> Mapping[str, Mapping[str, Wanted]]:
    """What each rule of a package says it wants, by rule."""
    names = sorted(module.name for module in iter_modules(rules.__path__))
    return MappingProxyType({name: import_module(f"{rules.__name__}.{name}").WANTED for name in names})


def together(books: Iterable[RuleBook]) -> RuleBook:
    """The rules of several services as one book."""
    of_every_pack: dict[str, Wanted] = {}
    by_rule: dict[str, Mapping[str, Wanted]] = {}
    by_topic: dict[str, Mapping[str, Wanted]] = {}
    for book in books:
        of_every_pack |= book.of_every_pack
        by_rule |= book.by_rule
        by_topic |= book.by_topic
    return RuleBook(MappingProxyType(of_every_pack), MappingProxyType(by_rule), MappingProxyType(by_topic))


def check_pack(pack: PolicyPack, book: RuleBook) -> list[str]:
    """Everything that keeps these rules from using the pack, as sentences naming the place; empty if sound.

    What the pack holds for the rules of others is left alone. A parameter named after one of these rules that
    none of the pack reads is told: its name is mistyped, or that of the rule.
    """
    problems, wanted = [], _wanted_of(pack, book)
    for name, want in wanted.items():
        problems += _check_parameter(pack, name, want, book)
    own = [name for name in pack.parameters if _topic(name) in book.by_rule or _topic(name) in book.by_topic]
    return problems + _unread(own, wanted)


def check_whole_pack(pack: PolicyPack, book: RuleBook) -> list[str]:
    """The same for a book of all rules there are; and what of the pack nobody reads."""
    problems = [f"rules.{rule}: there is no such rule" for rule in pack.rules if rule not in book.by_rule]
    problems += check_pack(pack, book)
    problems += _unread(pack.parameters, _wanted_of(pack, book))
    return list(dict.fromkeys(problems))


def _unread(names: Iterable[str], wanted: Mapping[str, Wanted]) -> list[str]:
    return [
        f"parameters.{name}: no rule of the pack reads it; remove it or correct its name"
        for name in names
        if name not in wanted
    ]


def refuse_unsound(pack: PolicyPack, book: RuleBook) -> None:
    """Raise PolicyError naming the file and the place where one of the pack's editions fails these rules."""
    for edition in pack.editions:
        problems = check_pack(edition, book)
        if problems:
            raise PolicyError(edition.origins.located(*problems))


def unset_amounts(pack: PolicyPack) -> list[str]:
    """Amounts the pack leaves unset for the county in its last values; their rules say so and pay nothing."""
    return [name for name, history in pack.parameters.items() if history.values[-1].value is None]


def _wanted_of(pack: PolicyPack, book: RuleBook) -> dict[str, Wanted]:
    wanted = dict(book.of_every_pack)
    for rule in pack.rules:
        wanted.update(book.by_rule.get(rule, {}))
    for topic in {_topic(name) for name in pack.parameters}:
        wanted.update(book.by_topic.get(topic, {}))
    return wanted | {name: DECIMAL for name in pack.parameters if _BUDGET.fullmatch(name)}


def _topic(parameter: str) -> str:
    """The rule or topic a parameter is named after."""
    return parameter.partition(".")[0]


def _check_parameter(pack: PolicyPack, name: str, want: Wanted, book: RuleBook) -> list[str]:
    history = pack.parameters.get(name)
    if history is None:
        reader = "every pack must give it" if name in book.of_every_pack else "a rule of the pack reads it"
        if _topic(name) in book.by_topic:
            reader = f"who gives one of {_topic(name)} gives all"
        return [f"parameters.{name}: missing; {reader}"]
    if history.domain.kind is not want.kind:
        return [f"parameters.{name}.kind: {history.domain.kind} is given, {want.kind} is wanted"]
    problems = _check_domain(history.domain, want)
    if want.names_budget:
        problems += _unknown_budgets(pack, history.domain)
    return [f"parameters.{name}.{problem}" for problem in problems]


def _unknown_budgets(pack: PolicyPack, domain: Domain) -> list[str]:
    return [
        f"alternatives: {budget} is no budget of the pack; add {budget}.amount"
        for budget in domain.alternatives
        if budget != NO_BUDGET
        and (f"{budget}.amount" not in pack.parameters or not _BUDGET.fullmatch(f"{budget}.amount"))
    ]


def _check_domain(domain: Domain, want: Wanted) -> list[str]:
    problems = []
    if want.known and (unknown := [item for item in domain.alternatives if item not in want.known]):
        problems.append(f"alternatives: {', '.join(unknown)} unknown; there are {', '.join(want.known)}")
    if domain.kind is Kind.TABLE and want.known and set(domain.alternatives) != set(want.known):
        problems.append(f"alternatives: must be exactly {', '.join(want.known)}")
    if want.numbered_keys and not all(key.isdecimal() for key in domain.alternatives):
        problems.append("alternatives: must be whole numbers")
    if want.total is not None and domain.total != want.total:
        problems.append(f'total: must be "{want.total}", so that the parts make up the whole')
    if want.least is not None and (domain.minimum is None or domain.minimum < want.least):
        problems.append(f'minimum: must be at least "{want.least}"')
    if want.most is not None and (domain.maximum is None or domain.maximum > want.most):
        problems.append(f'maximum: must be at most "{want.most}"')
    if want.divides and not domain.minimum:
        problems.append("minimum: must be above 0, because it divides")
    return problems
