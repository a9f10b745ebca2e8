"""A workshop manager's month: base salary, commission on benefit, and what results above or below target change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from shared.money import ZERO, round_down_to_fen, round_to_fen, round_up_to_fen
from shared.months import Month
from shared.policy import Policy
from shared.rules.lines import Line, nothing, why_not_payable
from shared.rules.payers import payer_of
from shared.rules.wanted import DECIMAL, WAGE_PAYER, Wanted, choice
from shared.texts import Text

TITLE: Final = Text("manager_pay", "工坊负责人薪酬", "Workshop manager's pay")
BASE: Final = "manager_pay.base"
COMMISSION_PERCENT: Final = "manager_pay.commission_percent"
COMMISSION_ON: Final = "manager_pay.commission_on"
OUTSTANDING_PERCENT: Final = "manager_pay.outstanding_percent"
REWARD: Final = "manager_pay.reward"
POOR_PERCENT: Final = "manager_pay.poor_percent"
DEDUCTION_PERCENT: Final = "manager_pay.deduction_percent"
PAYER: Final = "manager_pay.payer"
WANTED: Final[Mapping[str, Wanted]] = {
    BASE: DECIMAL,
    COMMISSION_PERCENT: DECIMAL,
    COMMISSION_ON: choice("benefit", "above_target"),
    OUTSTANDING_PERCENT: DECIMAL,
    REWARD: DECIMAL,
    POOR_PERCENT: DECIMAL,
    DEDUCTION_PERCENT: DECIMAL,
    PAYER: WAGE_PAYER,
}

BASE_SALARY: Final = Text("base_salary", "保底工资 {base_yuan} 元", "base salary of {base_yuan} yuan")
COMMISSION: Final = Text(
    "commission",
    "效益提成：{counted_yuan} 元（{commission_on}）× {percent}%",
    "commission: {counted_yuan} yuan ({commission_on}) × {percent}%",
)
NO_BENEFIT: Final = Text(
    "no_benefit",
    "效益 {benefit_yuan} 元，按 {commission_on} 没有可提成的部分",
    "of a benefit of {benefit_yuan} yuan nothing earns commission ({commission_on})",
)
OUTSTANDING: Final = Text(
    "outstanding_results",
    "效益 {benefit_yuan} 元，达到目标 {target_yuan} 元的 {outstanding_percent}%，奖励",
    "a benefit of {benefit_yuan} yuan reaches {outstanding_percent}% of the target of {target_yuan} yuan: reward",
)
POOR: Final = Text(
    "poor_results",
    "效益 {benefit_yuan} 元，不到目标 {target_yuan} 元的 {poor_percent}%，从绩效 {performance_yuan} 元中扣 {percent}%",
    "a benefit of {benefit_yuan} yuan is below {poor_percent}% of the target of {target_yuan} yuan: "
    "{percent}% is deducted from the performance part of {performance_yuan} yuan",
)
NOTHING_TO_DEDUCT: Final = Text(
    "nothing_to_deduct",
    "效益不佳，但没有绩效可扣，保底工资不减",
    "results are poor, but there is no performance part to deduct from; the base salary stays",
)
NEAR_TARGET: Final = Text(
    "near_target",
    "效益 {benefit_yuan} 元，目标 {target_yuan} 元，不奖不扣",
    "a benefit of {benefit_yuan} yuan against a target of {target_yuan} yuan: neither reward nor deduction",
)
NO_TARGET: Final = Text("no_target", "没有目标效益，不奖不扣", "there is no target: neither reward nor deduction")


@dataclass(frozen=True, slots=True)
class ManagerMonth:
    """The manager of one workshop in one month; `target_benefit_yuan` is None where none was agreed."""

    manager: str
    workshop: str
    company: str
    month: Month
    benefit_yuan: Decimal
    target_benefit_yuan: Decimal | None = None
    event: str = ""


def manager_pay(facts: ManagerMonth, policy: Policy) -> tuple[Line, ...]:
    """Base and commission in yuan, then a reward or a deduction; together never below the base.

    The commission is the personal performance part, and a deduction takes at most all of it.
    """
    blocked = why_not_payable(TITLE, facts.manager, policy, (BASE, COMMISSION_PERCENT), facts.workshop)
    if blocked is not None:
        return (blocked,)
    base_yuan = round_up_to_fen(policy.decimal(BASE))
    base = _line(facts, policy, base_yuan, BASE_SALARY, {"base_yuan": base_yuan}, (BASE, PAYER))
    commission = _commission(facts, policy)
    return (base, commission, *_results(facts, policy, commission.amount_yuan))


def _commission(facts: ManagerMonth, policy: Policy) -> Line:
    reading, percent = policy.choice(COMMISSION_ON), policy.decimal(COMMISSION_PERCENT)
    target_yuan = (facts.target_benefit_yuan or ZERO) if reading == "above_target" else ZERO
    counted_yuan = max(ZERO, facts.benefit_yuan - target_yuan)
    numbers = {
        "benefit_yuan": facts.benefit_yuan,
        "counted_yuan": counted_yuan,
        "commission_on": reading,
        "percent": percent,
    }
    amount_yuan = round_to_fen(counted_yuan * percent / 100)
    formula = COMMISSION if amount_yuan else NO_BENEFIT
    return _line(facts, policy, amount_yuan, formula, numbers, (COMMISSION_PERCENT, COMMISSION_ON, PAYER))


def _results(facts: ManagerMonth, policy: Policy, performance_yuan: Decimal) -> list[Line]:
    """The reward of outstanding results or the deduction of poor ones; each may be not configured by itself."""
    target_yuan = facts.target_benefit_yuan
    if not target_yuan:
        return [_zero(facts, NO_TARGET, {}, ())]
    judged = (_reward(facts, policy, target_yuan), _deduction(facts, policy, target_yuan, performance_yuan))
    lines = [line for line in judged if line is not None]
    numbers = {"benefit_yuan": facts.benefit_yuan, "target_yuan": target_yuan}
    return lines or [_zero(facts, NEAR_TARGET, numbers, (OUTSTANDING_PERCENT, POOR_PERCENT))]


def _reward(facts: ManagerMonth, policy: Policy, target_yuan: Decimal) -> Line | None:
    blocked = why_not_payable(TITLE, facts.manager, policy, (OUTSTANDING_PERCENT, REWARD), facts.workshop)
    if blocked is not None:
        return blocked
    outstanding_percent = policy.decimal(OUTSTANDING_PERCENT)
    if facts.benefit_yuan * 100 < target_yuan * outstanding_percent:
        return None
    numbers = {
        "benefit_yuan": facts.benefit_yuan,
        "target_yuan": target_yuan,
        "outstanding_percent": outstanding_percent,
    }
    reward_yuan = round_to_fen(policy.decimal(REWARD))
    return _line(facts, policy, reward_yuan, OUTSTANDING, numbers, (OUTSTANDING_PERCENT, REWARD, PAYER))


def _deduction(facts: ManagerMonth, policy: Policy, target_yuan: Decimal, performance_yuan: Decimal) -> Line | None:
    parameters = (POOR_PERCENT, DEDUCTION_PERCENT)
    blocked = why_not_payable(TITLE, facts.manager, policy, parameters, facts.workshop)
    if blocked is not None:
        return blocked
    poor_percent, percent = policy.decimal(POOR_PERCENT), policy.decimal(DEDUCTION_PERCENT)
    if facts.benefit_yuan * 100 >= target_yuan * poor_percent:
        return None
    numbers = {
        "benefit_yuan": facts.benefit_yuan,
        "target_yuan": target_yuan,
        "poor_percent": poor_percent,
        "performance_yuan": performance_yuan,
        "percent": percent,
    }
    deducted_yuan = min(performance_yuan, round_down_to_fen(performance_yuan * percent / 100))
    if not deducted_yuan:
        return _zero(facts, NOTHING_TO_DEDUCT, numbers, parameters)
    return _line(facts, policy, -deducted_yuan, POOR, numbers, (*parameters, PAYER))


def _line(
    facts: ManagerMonth,
    policy: Policy,
    amount_yuan: Decimal,
    formula: Text,
    numbers: Mapping[str, object],
    parameters: tuple[str, ...],
) -> Line:
    payer, payer_id = payer_of(policy, PAYER, collective=facts.workshop, company=facts.company)
    return Line(
        TITLE,
        amount_yuan,
        facts.workshop,
        payer,
        payer_id,
        facts.manager,
        formula,
        numbers,
        parameters,
        (facts.event,),
    )


def _zero(facts: ManagerMonth, reason: Text, numbers: Mapping[str, object], parameters: tuple[str, ...]) -> Line:
    return nothing(TITLE, facts.manager, reason, numbers, parameters, workshop=facts.workshop, rests_on=(facts.event,))
