"""What a pack must hold for the rules payroll knows, and whether it does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Final

from services.payroll.domain import rules
from services.payroll.domain.ages import MINIMUM_AGE_YEARS
from services.payroll.domain.wanted import DATE, DECIMAL, INTEGER, Wanted
from shared.policy import EFFECTIVE_FROM, Domain, Kind, PolicyPack

RECOVERY_CAP_PERCENT: Final = "recovery.cap_percent"
RECOVERY_FLOOR: Final = "recovery.floor"
WAGES_DUE_DAYS: Final = "wages.due_days"
ACCOUNT_WAITING_DAYS: Final = "payments.account_waiting_days"
MAXIMUM_AGE_YEARS: Final = "workers.maximum_age_years"

WANTED_BY_EVERY_PACK: Final[Mapping[str, Wanted]] = {
    EFFECTIVE_FROM: DATE,
    "attendance.day_cut_hour": INTEGER,
    "attendance.full_day_minimum_hours": DECIMAL,
    "attendance.half_day_minimum_hours": DECIMAL,
    "attendance.longest_shift_hours": DECIMAL,
    RECOVERY_CAP_PERCENT: DECIMAL,
    RECOVERY_FLOOR: DECIMAL,
    WAGES_DUE_DAYS: INTEGER,
    ACCOUNT_WAITING_DAYS: Wanted(Kind.INTEGER, most=31),
    MAXIMUM_AGE_YEARS: Wanted(Kind.INTEGER, least=MINIMUM_AGE_YEARS, most=120),
}
_BUDGET: Final = re.compile(r"[a-z][a-z0-9_]*_budget\.amount")
"""What a budget has to give; no rule reads it, the fund of that name does."""


def gather_wanted() -> Mapping[str, Mapping[str, Wanted]]:
    """What each rule says it wants, by rule: adding a rule is adding its file."""
    names = sorted(module.name for module in iter_modules(rules.__path__))
    return MappingProxyType({name: import_module(f"{rules.__name__}.{name}").WANTED for name in names})


WANTED_BY_RULE: Final[Mapping[str, Mapping[str, Wanted]]] = gather_wanted()


def check_pack(pack: PolicyPack) -> list[str]:
    """Everything that keeps the pack from being used, as sentences naming the place; empty if sound."""
    problems = [f"rules.{rule}: payroll knows no such rule" for rule in pack.rules if rule not in WANTED_BY_RULE]
    wanted = dict(WANTED_BY_EVERY_PACK)
    for rule in pack.rules:
        wanted.update(WANTED_BY_RULE.get(rule, {}))
    wanted.update({name: DECIMAL for name in pack.parameters if _BUDGET.fullmatch(name)})
    for name, want in wanted.items():
        problems += _check_parameter(pack, name, want)
    problems += [
        f"parameters.{name}: no rule of the pack reads it; remove it or correct its name"
        for name in pack.parameters
        if name not in wanted
    ]
    return problems


def unset_amounts(pack: PolicyPack) -> list[str]:
    """Amounts the pack leaves unset for the county in its last values; their rules say so and pay nothing."""
    return [name for name, history in pack.parameters.items() if history.values[-1].value is None]


def _check_parameter(pack: PolicyPack, name: str, want: Wanted) -> list[str]:
    history = pack.parameters.get(name)
    if history is None:
        reader = "every pack must give it" if name in WANTED_BY_EVERY_PACK else "a rule of the pack reads it"
        return [f"parameters.{name}: missing; {reader}"]
    if history.domain.kind is not want.kind:
        return [f"parameters.{name}.kind: {history.domain.kind} is given, {want.kind} is wanted"]
    return [f"parameters.{name}.{problem}" for problem in _check_domain(history.domain, want)]


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
