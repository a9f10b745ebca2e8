"""Subsidies that a person draws once: what they want of a pack, and the line they come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.placement.domain.budgets import why_not_borne
from shared.money import round_to_fen
from shared.policy import Policy
from shared.rules.lines import Line, nothing
from shared.rules.payers import payer_of
from shared.rules.wanted import BUDGET_NAME, DECIMAL, Wanted, choice
from shared.texts import Text

PAID_ONCE: Final = Text(
    "paid_once", "{person}，{begun_on}，一次性 {amount_yuan} 元", "{person}, {begun_on}: {amount_yuan} yuan once"
)
NOT_ELIGIBLE: Final = Text(
    "not_eligible",
    "{begun_on} 当日 {person} 不属于 {category} 人员",
    "{person} was not of the category {category} on {begun_on}",
)
ALREADY_DRAWN: Final = Text("already_drawn", "已于 {drawn_on} 领取，只补一次", "drawn on {drawn_on}; it is given once")


@dataclass(frozen=True, slots=True)
class Beginning:
    """The day a person began what is subsidised, the categories of that day, and when he drew the subsidy before."""

    person: str
    begun_on: date
    categories: frozenset[str] = frozenset()
    drawn_on: date | None = None
    township: str = ""
    event: str = ""


def wanted_once(rule: str) -> Mapping[str, Wanted]:
    """What a rule of this kind wants: amount, payer and budget."""
    return {
        f"{rule}.amount": DECIMAL,
        f"{rule}.payer": choice("county", "township"),
        f"{rule}.budget": BUDGET_NAME,
    }


def paid_once(title: Text, facts: Beginning, policy: Policy, category: str = "") -> tuple[Line, ...]:
    """One amount in yuan to a person, of the category where one is asked for, or zero with its reason.

    The policy must be that of the day it began.
    """
    amount, payer_name, budget = wanted_once(title.code)
    blocked = why_not_borne(title, facts.person, policy, (amount,), budget)
    if blocked is not None:
        return (blocked,)
    amount_yuan = round_to_fen(policy.decimal(amount))
    numbers = {
        "person": facts.person,
        "begun_on": facts.begun_on,
        "category": category,
        "drawn_on": facts.drawn_on or "",
        "amount_yuan": amount_yuan,
    }
    parameters = (amount, payer_name, budget)
    reason = ALREADY_DRAWN if facts.drawn_on else None
    if category and category not in facts.categories:
        reason = NOT_ELIGIBLE
    if reason is not None:
        return (nothing(title, facts.person, reason, numbers, parameters, rests_on=(facts,)),)
    payer, payer_id = payer_of(policy, payer_name, township=facts.township)
    return (Line(title, amount_yuan, "", payer, payer_id, facts.person, PAID_ONCE, numbers, parameters, (facts,)),)
