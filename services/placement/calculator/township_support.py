"""What a township pays its factories in support on one day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final, Literal

from pydantic import Field

from services.placement.domain.rules.township_support import SupportedPremises, TownshipPayment, township_support
from shared.calculator.evaluation import CalculatorKind, Evaluation
from shared.calculator.fields import DateText, Identifier, Parameters, Strict, YuanText, read_date, refuse_repeated
from shared.calculator.problems import InputError
from shared.policy import PolicyPack, Scope


class PremisesInput(Strict):
    """A factory or processing point; `closed_on` is the first day it no longer works."""

    premises: Identifier
    kind: Literal["factory", "processing_point"]
    opened_on: DateText
    closed_on: DateText | None = None
    approved_on: DateText | None = None
    earlier_payments: list[DateText] = Field(default_factory=list, max_length=100)


class TownshipSupportInput(Strict):
    """The day of payment, what the township's budget has left, and its premises."""

    kind: Literal["township_support"]
    township: Identifier
    paid_on: DateText
    budget_left: YuanText
    premises: list[PremisesInput] = Field(max_length=1000)
    parameters: Parameters = Field(default_factory=dict)


def evaluate_township_support(given: TownshipSupportInput, pack: PolicyPack) -> Evaluation:
    """The day's payments. Raises InputError for premises given twice or closed before they opened."""
    refuse_repeated("premises", [item.premises for item in given.premises])
    for index, item in enumerate(given.premises):
        if item.closed_on is not None and item.closed_on < item.opened_on:
            raise InputError(f"premises.{index}.closed_on", f"{item.closed_on} is before {item.opened_on}")
        for place, earlier in enumerate(item.earlier_payments):
            if earlier > given.paid_on:
                raise InputError(f"premises.{index}.earlier_payments.{place}", f"{earlier} is after {given.paid_on}")
    facts = TownshipPayment(
        township=given.township,
        paid_on=date.fromisoformat(given.paid_on),
        budget_left_yuan=Decimal(given.budget_left),
        premises=tuple(_premises(item) for item in given.premises),
    )
    policy = pack.rules_on(facts.paid_on, given.parameters, Scope(township=given.township))
    return Evaluation.of_rule(township_support, facts, policy)


def _premises(item: PremisesInput) -> SupportedPremises:
    return SupportedPremises(
        premises=item.premises,
        kind=item.kind,
        opened_on=date.fromisoformat(item.opened_on),
        closed_on=read_date(item.closed_on),
        approved_on=read_date(item.approved_on),
        earlier_payments=tuple(date.fromisoformat(day) for day in item.earlier_payments),
    )


TOWNSHIP_SUPPORT: Final = CalculatorKind("township_support", TownshipSupportInput, evaluate_township_support)
