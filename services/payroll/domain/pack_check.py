"""What a pack must hold for the rules payroll knows, and whether it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.payroll.domain.basis import FIRST_MONTH
from services.payroll.domain.full_attendance import PAID_LEAVE_COUNTS, WITHOUT_ROSTER
from services.payroll.domain.rules import (
    attendance_incentive,
    full_attendance_award,
    guaranteed_floor,
    overfulfilment_award,
    piecework,
    profit_split,
    skill_uplift,
)
from services.payroll.domain.statement import LAWFUL_PROBATION
from shared.policy import EFFECTIVE_FROM, Kind, PolicyPack

_PAYERS: Final = ("collective", "company")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kind of a parameter a rule reads, and the readings or table keys the code knows."""

    kind: Kind
    known: tuple[str, ...] = ()


_DECIMAL: Final = Wanted(Kind.DECIMAL)
_FLAG: Final = Wanted(Kind.FLAG)
_PAYER: Final = Wanted(Kind.CHOICE, _PAYERS)
_MONTH_COUNT: Final = Wanted(Kind.CHOICE, ("calendar", "anniversary", "first_full"))

WANTED_BY_RULE: Final[Mapping[str, Mapping[str, Wanted]]] = {
    "piecework": {piecework.PAYER: _PAYER},
    "attendance_incentive": {
        attendance_incentive.RATES: Wanted(Kind.DECIMALS),
        FIRST_MONTH: _MONTH_COUNT,
        attendance_incentive.REQUIRES_FULL_ATTENDANCE: _FLAG,
        attendance_incentive.PAYER: _PAYER,
        WITHOUT_ROSTER: Wanted(Kind.CHOICE, ("fixed:<number>", "calendar")),
        PAID_LEAVE_COUNTS: _FLAG,
    },
    "full_attendance_award": {
        full_attendance_award.AMOUNT: _DECIMAL,
        WITHOUT_ROSTER: Wanted(Kind.CHOICE, ("fixed:<number>", "calendar")),
        PAID_LEAVE_COUNTS: _FLAG,
        full_attendance_award.MONTHS: Wanted(Kind.CHOICE, ("unlimited", "<number>")),
        full_attendance_award.PAYER: _PAYER,
    },
    "skill_uplift": {
        skill_uplift.MINIMUM: _DECIMAL,
        skill_uplift.AMOUNTS: Wanted(Kind.TABLE),
        skill_uplift.PAYER: _PAYER,
    },
    "guaranteed_floor": {
        guaranteed_floor.AMOUNT: _DECIMAL,
        guaranteed_floor.REQUIRED_DAYS: _DECIMAL,
        guaranteed_floor.BASE: Wanted(Kind.CHOICE, tuple(guaranteed_floor.RULES_IN_BASE)),
        guaranteed_floor.PROBATION_MONTHS: Wanted(Kind.INTEGER),
        LAWFUL_PROBATION: Wanted(Kind.TABLE),
        FIRST_MONTH: _MONTH_COUNT,
        guaranteed_floor.PAYER: _PAYER,
    },
    "overfulfilment_award": {
        overfulfilment_award.GATE: Wanted(Kind.CHOICE, ("all_products", "per_product")),
        overfulfilment_award.MODE: Wanted(Kind.CHOICE, ("step", "prorata")),
        overfulfilment_award.AMOUNT_BASE: Wanted(Kind.CHOICE, ("fixed", "total", "excess")),
        overfulfilment_award.CAP: Wanted(Kind.CHOICE, ("none", "<number>")),
        overfulfilment_award.STEP_PERCENT: _DECIMAL,
        overfulfilment_award.AWARD_PERCENT: _DECIMAL,
        overfulfilment_award.PAYER: _PAYER,
    },
    "profit_split": {
        profit_split.POTS: Wanted(Kind.TABLE, profit_split.POT_NAMES),
        profit_split.RELIEF_SHARE: _DECIMAL,
        profit_split.PERIOD: Wanted(Kind.CHOICE, ("annual", "quarterly", "monthly")),
        profit_split.LOSSES_CARRIED_FORWARD: _FLAG,
        profit_split.RESIDUE: Wanted(Kind.CHOICE, (profit_split.DEVELOPMENT, "largest_remainder")),
        profit_split.PAYER: _PAYER,
    },
}

WANTED_BY_EVERY_PACK: Final[Mapping[str, Wanted]] = {
    EFFECTIVE_FROM: Wanted(Kind.DATE),
    "attendance.day_cut_hour": Wanted(Kind.INTEGER),
    "attendance.full_day_minimum_hours": _DECIMAL,
    "attendance.half_day_minimum_hours": _DECIMAL,
}


def check_pack(pack: PolicyPack) -> list[str]:
    """Everything that keeps the pack from being used, as sentences naming the place; empty if sound."""
    problems = [f"rules.{rule}: payroll knows no such rule" for rule in pack.rules if rule not in WANTED_BY_RULE]
    wanted = dict(WANTED_BY_EVERY_PACK)
    for rule in pack.rules:
        wanted.update(WANTED_BY_RULE.get(rule, {}))
    for name, want in wanted.items():
        problems += _check_parameter(pack, name, want)
    problems += [
        f"parameters.{name}: no rule of the pack reads it; remove it or correct its name"
        for name in pack.parameters
        if name not in wanted
    ]
    return problems


def unset_amounts(pack: PolicyPack) -> list[str]:
    """Amounts the pack leaves unset in its last values; their rules say so and pay nothing."""
    return [name for name, history in pack.parameters.items() if history.values[-1].value is None]


def _check_parameter(pack: PolicyPack, name: str, want: Wanted) -> list[str]:
    history = pack.parameters.get(name)
    if history is None:
        return [f"parameters.{name}: missing; a rule of the pack reads it"]
    domain = history.domain
    if domain.kind is not want.kind:
        return [f"parameters.{name}.kind: {domain.kind} is given, {want.kind} is wanted"]
    problems = []
    if want.known and (unknown := [item for item in domain.alternatives if item not in want.known]):
        problems.append(
            f"parameters.{name}.alternatives: {', '.join(unknown)} unknown; there are {', '.join(want.known)}"
        )
    if domain.kind is Kind.TABLE and want.known and set(domain.alternatives) != set(want.known):
        problems.append(f"parameters.{name}.alternatives: must be exactly {', '.join(want.known)}")
    if name == LAWFUL_PROBATION and not all(key.isdecimal() for key in domain.alternatives):
        problems.append(f"parameters.{name}.alternatives: must be months of contract as whole numbers")
    if name == profit_split.POTS and domain.total != 100:
        problems.append(f'parameters.{name}.total: must be "100", so that the pots make up the whole')
    if name == overfulfilment_award.STEP_PERCENT and not domain.minimum:
        problems.append(f"parameters.{name}.minimum: must be above 0, because it divides")
    return problems
