"""A month of a workshop's management staff: base, a wage against a target, and what an assessment's score changes."""

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

TITLE: Final = Text("management_staff_pay", "工坊管理人员薪酬", "Pay of a workshop's management staff")
BASE: Final = "management_staff_pay.base"
TARGET_WAGE: Final = "management_staff_pay.target_wage"
EARNED_BY: Final = "management_staff_pay.earned_by"
OUTSTANDING_SCORE: Final = "management_staff_pay.outstanding_score"
REWARD: Final = "management_staff_pay.reward"
POOR_SCORE: Final = "management_staff_pay.poor_score"
DEDUCTION_PERCENT: Final = "management_staff_pay.deduction_percent"
PAYER: Final = "management_staff_pay.payer"
WANTED: Final[Mapping[str, Wanted]] = {
    BASE: DECIMAL,
    TARGET_WAGE: DECIMAL,
    EARNED_BY: choice("score", "benefit"),
    OUTSTANDING_SCORE: DECIMAL,
    REWARD: DECIMAL,
    POOR_SCORE: DECIMAL,
    DEDUCTION_PERCENT: DECIMAL,
    PAYER: WAGE_PAYER,
}
FULL_SCORE: Final = 100

BASE_SALARY: Final = Text("base_salary", "保底工资 {base_yuan} 元", "base salary of {base_yuan} yuan")
BY_SCORE: Final = Text(
    "target_wage_by_score",
    "目标效益工资 {target_wage_yuan} 元 × 考核 {score} 分 ÷ 100",
    "target wage of {target_wage_yuan} yuan × {score} of 100 points",
)
BY_BENEFIT: Final = Text(
    "target_wage_by_benefit",
    "目标效益工资 {target_wage_yuan} 元 × 效益 {benefit_yuan} 元 ÷ 目标 {target_yuan} 元，至多全额",
    "target wage of {target_wage_yuan} yuan × benefit of {benefit_yuan} ÷ target of {target_yuan}, all of it at most",
)
NO_TARGET: Final = Text("no_target", "没有目标效益，目标效益工资不计", "there is no target to earn the target wage by")
NOT_ASSESSED: Final = Text("not_assessed", "当月尚未考核评分", "the month has not been scored")
OUTSTANDING: Final = Text(
    "outstanding_score", "考核 {score} 分，达到 {threshold} 分，奖励", "{score} points reach {threshold}: reward"
)
POOR: Final = Text(
    "poor_score",
    "考核 {score} 分，不到 {threshold} 分，从绩效 {performance_yuan} 元中扣 {percent}%",
    "{score} points are below {threshold}: {percent}% of the performance part of {performance_yuan} yuan is deducted",
)
ORDINARY: Final = Text("ordinary_score", "考核 {score} 分，不奖不扣", "{score} points: neither reward nor deduction")


@dataclass(frozen=True, slots=True)
class StaffMonth:
    """A member of the management staff in one month; `score` is of a hundred points, None while nobody has scored."""

    person: str
    workshop: str
    company: str
    month: Month
    score: int | None
    benefit_yuan: Decimal = ZERO
    target_benefit_yuan: Decimal | None = None
    event: str = ""


def management_staff_pay(facts: StaffMonth, policy: Policy) -> tuple[Line, ...]:
    """Base and target wage in yuan, then a reward or a deduction; together never below the base.

    The target wage is the personal performance part. Without a score the rest waits for it, as the line says.
    """
    blocked = why_not_payable(TITLE, facts.person, policy, (BASE, TARGET_WAGE), facts.workshop)
    if blocked is not None:
        return (blocked,)
    base_yuan = round_up_to_fen(policy.decimal(BASE))
    base = _line(facts, policy, base_yuan, BASE_SALARY, {"base_yuan": base_yuan}, (BASE, PAYER))
    if facts.score is None:
        return (base, _zero(facts, NOT_ASSESSED, {}, (TARGET_WAGE,), NOT_ASSESSED.code))
    performance = _target_wage(facts, policy, facts.score)
    return (base, performance, *_results(facts, policy, facts.score, performance.amount_yuan))


def _target_wage(facts: StaffMonth, policy: Policy, score: int) -> Line:
    wage_yuan, parameters = policy.decimal(TARGET_WAGE), (TARGET_WAGE, EARNED_BY, PAYER)
    if policy.choice(EARNED_BY) == "score":
        amount_yuan = round_to_fen(wage_yuan * score / FULL_SCORE)
        return _line(facts, policy, amount_yuan, BY_SCORE, {"target_wage_yuan": wage_yuan, "score": score}, parameters)
    target_yuan = facts.target_benefit_yuan
    if not target_yuan:
        return _zero(facts, NO_TARGET, {}, (TARGET_WAGE, EARNED_BY))
    reached_yuan = min(max(ZERO, facts.benefit_yuan), target_yuan)
    numbers = {"target_wage_yuan": wage_yuan, "benefit_yuan": facts.benefit_yuan, "target_yuan": target_yuan}
    return _line(facts, policy, round_to_fen(wage_yuan * reached_yuan / target_yuan), BY_BENEFIT, numbers, parameters)


def _results(facts: StaffMonth, policy: Policy, score: int, performance_yuan: Decimal) -> list[Line]:
    """The reward of an outstanding score or the deduction for a poor one; each may be not configured by itself."""
    judged = (_reward(facts, policy, score), _deduction(facts, policy, score, performance_yuan))
    lines = [line for line in judged if line is not None]
    return lines or [_zero(facts, ORDINARY, {"score": score}, (OUTSTANDING_SCORE, POOR_SCORE))]


def _reward(facts: StaffMonth, policy: Policy, score: int) -> Line | None:
    parameters = (OUTSTANDING_SCORE, REWARD)
    blocked = why_not_payable(TITLE, facts.person, policy, parameters, facts.workshop)
    if blocked is not None:
        return blocked
    threshold = policy.decimal(OUTSTANDING_SCORE)
    if score < threshold:
        return None
    numbers = {"score": score, "threshold": threshold}
    return _line(facts, policy, round_to_fen(policy.decimal(REWARD)), OUTSTANDING, numbers, (*parameters, PAYER))


def _deduction(facts: StaffMonth, policy: Policy, score: int, performance_yuan: Decimal) -> Line | None:
    parameters = (POOR_SCORE, DEDUCTION_PERCENT)
    blocked = why_not_payable(TITLE, facts.person, policy, parameters, facts.workshop)
    if blocked is not None:
        return blocked
    threshold, percent = policy.decimal(POOR_SCORE), policy.decimal(DEDUCTION_PERCENT)
    if score >= threshold:
        return None
    deducted_yuan = min(performance_yuan, round_down_to_fen(performance_yuan * percent / 100))
    numbers = {"score": score, "threshold": threshold, "performance_yuan": performance_yuan, "percent": percent}
    return _line(facts, policy, -deducted_yuan, POOR, numbers, (*parameters, PAYER))


def _line(
    facts: StaffMonth,
    policy: Policy,
    amount_yuan: Decimal,
    formula: Text,
    numbers: Mapping[str, object],
    parameters: tuple[str, ...],
) -> Line:
    payer, payer_id = payer_of(policy, PAYER, collective=facts.workshop, company=facts.company)
    rests_on = (facts.event,)
    return Line(
        TITLE, amount_yuan, facts.workshop, payer, payer_id, facts.person, formula, numbers, parameters, rests_on
    )


def _zero(
    facts: StaffMonth, reason: Text, numbers: Mapping[str, object], parameters: tuple[str, ...], missing: str = ""
) -> Line:
    return nothing(
        TITLE,
        facts.person,
        reason,
        numbers,
        parameters,
        workshop=facts.workshop,
        rests_on=(facts.event,),
        missing=missing,
    )
