"""The guaranteed floor: a month on probation with enough days attended is topped up to a fixed income."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from services.payroll.domain.basis import FIRST_MONTH, MONTH_READINGS, Basis, bearer
from shared.money import ZERO, round_up_to_fen
from shared.policy import Kind, Policy
from shared.rules.lines import Line, nothing, payer_unknown, why_not_payable
from shared.rules.wanted import DECIMAL, INTEGER, WAGE_PAYER, Wanted, choice
from shared.texts import Text

TITLE: Final = Text("guaranteed_floor", "试岗期兜底补足", "Guaranteed floor on probation")
AMOUNT: Final = "guaranteed_floor.amount"
REQUIRED_DAYS: Final = "guaranteed_floor.required_days"
BASE: Final = "guaranteed_floor.base"
PROBATION_MONTHS: Final = "guaranteed_floor.probation_months"
LAWFUL_PROBATION: Final = "guaranteed_floor.lawful_probation"
PAYER: Final = "guaranteed_floor.payer"
PARAMETERS: Final = (AMOUNT, REQUIRED_DAYS, BASE, PROBATION_MONTHS, FIRST_MONTH, PAYER)

RULES_IN_BASE: Final = {
    "piecework": frozenset({"piecework"}),
    "piecework_and_incentive": frozenset({"piecework", "attendance_incentive"}),
    "all_earnings": frozenset({"piecework", "attendance_incentive", "full_attendance_award", "skill_uplift"}),
}
WANTED: Final[Mapping[str, Wanted]] = {
    AMOUNT: DECIMAL,
    REQUIRED_DAYS: DECIMAL,
    BASE: choice(*RULES_IN_BASE),
    PROBATION_MONTHS: INTEGER,
    LAWFUL_PROBATION: Wanted(Kind.TABLE, numbered_keys=True),
    FIRST_MONTH: choice(*MONTH_READINGS),
    PAYER: WAGE_PAYER,
}

BASE_WORDS: Final = {
    "piecework": ("计件工资", "piecework"),
    "piecework_and_incentive": ("计件工资和出勤激励", "piecework and incentive"),
    "all_earnings": ("当月全部收入", "all earnings"),
}
TOPPED_UP: Final = {
    base: Text(
        "topped_up",
        f"第 {{month_index}} 个月，出勤 {{days}} 天：{{floor_yuan}} 元 − {{base_yuan}} 元（{zh}）",
        f"month {{month_index}}, {{days}} days attended: {{floor_yuan}} yuan − {{base_yuan}} yuan ({en})",
    )
    for base, (zh, en) in BASE_WORDS.items()
}
BASE_REACHES_FLOOR: Final = {
    base: Text(
        "base_reaches_floor",
        f"收入 {{base_yuan}} 元（{zh}）已达到 {{floor_yuan}} 元",
        f"earnings of {{base_yuan}} yuan ({en}) reach {{floor_yuan}} yuan",
    )
    for base, (zh, en) in BASE_WORDS.items()
}
NOT_ON_PROBATION: Final = Text(
    "not_on_probation",
    "第 {month_index} 个月，不在 {probation_months} 个月试岗期内",
    "month {month_index} is not within the {probation_months} months of probation",
)
FIRST_DAY_UNKNOWN: Final = Text(
    "first_day_unknown",
    "没有首个工作日，无法判断试岗期",
    "no first day is known, so probation cannot be told",
)
TOO_FEW_DAYS: Final = Text(
    "too_few_days",
    "出勤 {days} 天，不足 {required_days} 天",
    "{days} days attended, fewer than the {required_days} required",
)


def guaranteed_floor(basis: Basis, policy: Policy, earlier_lines: Sequence[Line]) -> tuple[Line, ...]:
    """The top-up in yuan, after all other lines of the month; days and earnings of all workshops pool."""
    worker, index = basis.facts.worker, basis.tenure.month_index
    blocked = why_not_payable(TITLE, worker, policy, PARAMETERS)
    if blocked is not None:
        return (blocked,)
    if index is None:
        return (nothing(TITLE, worker, FIRST_DAY_UNKNOWN),)
    probation_months = policy.integer(PROBATION_MONTHS)
    if not 1 <= index <= probation_months:
        numbers: dict[str, object] = {"month_index": index, "probation_months": probation_months}
        return (nothing(TITLE, worker, NOT_ON_PROBATION, numbers, (PROBATION_MONTHS, FIRST_MONTH)),)
    days, required_days = basis.presence.days, policy.decimal(REQUIRED_DAYS)
    if days < required_days:
        numbers = {"days": days, "required_days": required_days}
        return (nothing(TITLE, worker, TOO_FEW_DAYS, numbers, (REQUIRED_DAYS,)),)
    return (_top_up(basis, policy, earlier_lines),)


def _top_up(basis: Basis, policy: Policy, earlier_lines: Sequence[Line]) -> Line:
    base, floor_yuan = policy.choice(BASE), policy.decimal(AMOUNT)
    counted = RULES_IN_BASE[base]
    base_yuan = sum((line.amount_yuan for line in earlier_lines if line.rule in counted), ZERO)
    amount_yuan = round_up_to_fen(max(ZERO, floor_yuan - base_yuan))
    numbers = {
        "month_index": basis.tenure.month_index,
        "days": basis.presence.days,
        "floor_yuan": floor_yuan,
        "base_yuan": base_yuan,
        "base": base,
    }
    payer, payer_id = bearer(policy, PAYER, basis.facts, basis.bearing_workshop)
    if amount_yuan and not payer_id:
        return payer_unknown(TITLE, basis.facts.worker, policy, PAYER, basis.bearing_workshop)
    return Line(
        TITLE,
        amount_yuan,
        basis.bearing_workshop,
        payer,
        payer_id,
        basis.facts.worker,
        TOPPED_UP[base] if amount_yuan else BASE_REACHES_FLOOR[base],
        numbers,
        PARAMETERS,
        (basis.facts.registration_event, *basis.facts.attendance),
    )
