"""A period of a factory's rent: the benefit of what is not asked for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final, Literal

from pydantic import Field

from services.placement.domain.rules.rent_waiver import RentPeriod, rent_waiver
from shared.calculator.evaluation import CalculatorKind, Evaluation
from shared.calculator.fields import DateText, Identifier, Parameters, Strict, YuanText
from shared.calculator.problems import InputError
from shared.policy import PolicyPack, Scope


class RentWaiverInput(Strict):
    """The first lease of operator and premises, and a period with its market rent."""

    kind: Literal["rent_waiver"]
    first_lease_on: DateText
    first_day: DateText
    last_day: DateText
    market_rent: YuanText | None = None
    operator: Identifier = "operator"
    premises: Identifier = "premises"
    township: Identifier = "township"
    parameters: Parameters = Field(default_factory=dict)


def evaluate_rent_waiver(given: RentWaiverInput, pack: PolicyPack) -> Evaluation:
    """The period's benefit by the pack of the first lease. Raises InputError for dates that contradict each other."""
    if given.first_day < given.first_lease_on:
        raise InputError("first_day", f"{given.first_day} is before the lease of {given.first_lease_on}")
    if given.last_day < given.first_day:
        raise InputError("last_day", f"{given.last_day} is before {given.first_day}")
    facts = RentPeriod(
        operator=given.operator,
        premises=given.premises,
        first_lease_on=date.fromisoformat(given.first_lease_on),
        first_day=date.fromisoformat(given.first_day),
        last_day=date.fromisoformat(given.last_day),
        market_rent_yuan=None if given.market_rent is None else Decimal(given.market_rent),
        township=given.township,
    )
    policy = pack.rules_on(facts.first_lease_on, given.parameters, Scope(given.township, given.premises))
    return Evaluation.of_rule(rent_waiver, facts, policy)


RENT_WAIVER: Final = CalculatorKind("rent_waiver", RentWaiverInput, evaluate_rent_waiver)
