"""A monthly supplement on probation while free training lasts; off where it only reports what training brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from shared.money import round_to_fen
from shared.months import Month
from shared.policy import Policy
from shared.rules.lines import Line, nothing, why_not_payable
from shared.rules.payers import payer_of
from shared.rules.wanted import DECIMAL, FLAG, INTEGER, Wanted, choice
from shared.texts import Text

TITLE: Final = Text("probation_supplement", "试用期培训补贴", "Probation supplement")
ENABLED: Final = "probation_supplement.enabled"
AMOUNT: Final = "probation_supplement.amount"
MONTHS: Final = "probation_supplement.months"
PAYER: Final = "probation_supplement.payer"
PARAMETERS: Final = (ENABLED, AMOUNT, MONTHS, PAYER)
WANTED: Final[Mapping[str, Wanted]] = {
    ENABLED: FLAG,
    AMOUNT: DECIMAL,
    MONTHS: INTEGER,
    PAYER: choice("company", "county"),
}

SUPPLEMENTED: Final = Text(
    "supplemented",
    "第 {month_index} 个月，{training_from} 起免费培训期间，每月 {amount_yuan} 元",
    "month {month_index}, during free training from {training_from}: {amount_yuan} yuan a month",
)
REPORTED_EFFECT: Final = Text(
    "reported_effect",
    "原文所述为培训带来的效果，只作统计，不发放",
    "the source reports an effect of training; it is counted as a figure and not paid",
)
NO_TRAINING: Final = Text("no_training_in_month", "{month} 不在免费培训期内", "there was no free training in {month}")
OUTSIDE_MONTHS: Final = Text(
    "outside_months",
    "第 {month_index} 个月，补贴只有前 {months} 个月",
    "month {month_index}; the supplement is for the first {months} months",
)


@dataclass(frozen=True, slots=True)
class ProbationMonth:
    """A new worker's month; free training ran from `training_from` to `training_to`, or still runs."""

    worker: str
    workshop: str
    company: str
    month: Month
    first_day: date
    training_from: date
    training_to: date | None = None
    event: str = ""


def probation_supplement(facts: ProbationMonth, policy: Policy) -> tuple[Line, ...]:
    """The month's amount in yuan, whole; months count from the calendar month of the first day worked."""
    blocked = why_not_payable(TITLE, facts.worker, policy, (AMOUNT,), facts.workshop)
    if blocked is not None:
        return (blocked,)
    months, month_index = policy.integer(MONTHS), facts.month - Month.of(facts.first_day) + 1
    amount_yuan = round_to_fen(policy.decimal(AMOUNT))
    numbers = {
        "month": str(facts.month),
        "month_index": month_index,
        "months": months,
        "training_from": facts.training_from,
        "amount_yuan": amount_yuan,
    }
    reason = _reason_against(facts, policy, month_index, months)
    rests_on = (facts.event,)
    if reason is not None:
        return (nothing(TITLE, facts.worker, reason, numbers, PARAMETERS, workshop=facts.workshop, rests_on=rests_on),)
    payer, payer_id = payer_of(policy, PAYER, company=facts.company)
    return (
        Line(
            TITLE,
            amount_yuan,
            facts.workshop,
            payer,
            payer_id,
            facts.worker,
            SUPPLEMENTED,
            numbers,
            PARAMETERS,
            rests_on,
        ),
    )


def _reason_against(facts: ProbationMonth, policy: Policy, month_index: int, months: int) -> Text | None:
    if not policy.flag(ENABLED):
        return REPORTED_EFFECT
    if not 1 <= month_index <= months:
        return OUTSIDE_MONTHS
    ended = facts.training_to is not None and facts.training_to < facts.month.first_day
    if ended or facts.training_from > facts.month.last_day:
        return NO_TRAINING
    return None
