"""A township's yearly cash support for each factory in it, as far as its budget reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from shared.money import round_to_fen
from shared.policy import Policy
from shared.rules.lines import Line, nothing, why_not_payable
from shared.rules.payers import payer_of
from shared.rules.wanted import DECIMAL, Wanted, choice
from shared.texts import Text

TITLE: Final = Text("township_support", "镇级现金支持", "Township cash support")
AMOUNT: Final = "township_support.amount"
PAYER: Final = "township_support.payer"
PARAMETERS: Final = (AMOUNT, PAYER)
WANTED: Final[Mapping[str, Wanted]] = {AMOUNT: DECIMAL, PAYER: choice("township", "county")}

FACTORY: Final = "factory"
PROCESSING_POINT: Final = "processing_point"

YEARLY: Final = Text(
    "yearly",
    "{year} 年每家工厂 {amount_yuan} 元，{paid_on} 在营",
    "{amount_yuan} yuan a factory for {year}; active on {paid_on}",
)
NOT_A_FACTORY: Final = Text(
    "not_a_factory", "{kind} 不是工厂，不享受", "a {kind} is no factory; only factories are supported"
)
NOT_ACTIVE: Final = Text("not_active", "{paid_on} 不在营", "not active on {paid_on}")
NOT_APPROVED: Final = Text("not_approved", "至 {paid_on} 未获批准", "not approved by {paid_on}")
ALREADY_PAID: Final = Text("already_paid", "{year} 年已于 {earlier} 发放", "already paid for {year}, on {earlier}")
BUDGET_SHORT: Final = Text(
    "budget_short",
    "镇预算剩 {left_yuan} 元，不足一家 {amount_yuan} 元，不部分发放",
    "the township's budget has {left_yuan} yuan left, less than the {amount_yuan} yuan; no part is paid",
)


@dataclass(frozen=True, slots=True)
class SupportedPremises:
    """A factory or processing point: active from `opened_on` until the day before `closed_on`.

    `approved_on` is the township's decision, None while there is none; `earlier_payments` are the days on
    which it was paid before.
    """

    premises: str
    kind: str
    opened_on: date
    closed_on: date | None = None
    approved_on: date | None = None
    earlier_payments: tuple[date, ...] = ()
    event: str = ""


@dataclass(frozen=True, slots=True)
class TownshipPayment:
    """What a township pays on one day, and what its budget has left before."""

    township: str
    paid_on: date
    budget_left_yuan: Decimal
    premises: tuple[SupportedPremises, ...] = ()


def township_support(facts: TownshipPayment, policy: Policy) -> tuple[Line, ...]:
    """A line in yuan per factory and calendar year, whole or not at all, in order of approval.

    The policy must be that of the township: only one that gives the support has an amount.
    """
    blocked = why_not_payable(TITLE, facts.township, policy, (AMOUNT,))
    if blocked is not None:
        return (blocked,)
    amount_yuan = round_to_fen(policy.decimal(AMOUNT))
    left_yuan, lines = facts.budget_left_yuan, []
    for premises in sorted(facts.premises, key=lambda item: (item.approved_on or date.max, item.premises)):
        reason = _reason_against(premises, facts.paid_on)
        if reason is None and amount_yuan > left_yuan:
            reason = BUDGET_SHORT
        if reason is None:
            left_yuan -= amount_yuan
        lines.append(_line(facts, policy, premises, reason, amount_yuan, left_yuan))
    return tuple(lines)


def _reason_against(premises: SupportedPremises, paid_on: date) -> Text | None:
    if premises.kind != FACTORY:
        return NOT_A_FACTORY
    if premises.opened_on > paid_on or (premises.closed_on is not None and premises.closed_on <= paid_on):
        return NOT_ACTIVE
    if premises.approved_on is None or premises.approved_on > paid_on:
        return NOT_APPROVED
    if _paid_in_year(premises, paid_on):
        return ALREADY_PAID
    return None


def _paid_in_year(premises: SupportedPremises, paid_on: date) -> list[date]:
    return [earlier for earlier in premises.earlier_payments if earlier.year == paid_on.year]


def _line(
    facts: TownshipPayment,
    policy: Policy,
    premises: SupportedPremises,
    reason: Text | None,
    amount_yuan: Decimal,
    left_yuan: Decimal,
) -> Line:
    numbers = {
        "kind": premises.kind,
        "year": facts.paid_on.year,
        "paid_on": facts.paid_on,
        "earlier": _paid_in_year(premises, facts.paid_on),
        "amount_yuan": amount_yuan,
        "left_yuan": left_yuan,
    }
    rests_on, name = (premises,), premises.premises
    if reason is not None:
        return nothing(TITLE, name, reason, numbers, PARAMETERS, workshop=name, rests_on=rests_on)
    payer, payer_id = payer_of(policy, PAYER, township=facts.township)
    return Line(TITLE, amount_yuan, name, payer, payer_id, name, YEARLY, numbers, PARAMETERS, rests_on)
