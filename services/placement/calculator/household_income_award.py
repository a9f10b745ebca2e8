"""A household's year: the award for its labour income."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final, Literal

from pydantic import Field

from services.placement.domain.rules.household_income_award import (
    Awarded,
    HouseholdYear,
    MemberIncome,
    household_income_award,
)
from services.placement.domain.terms import year_end
from shared.calculator.evaluation import CalculatorKind, Evaluation
from shared.calculator.fields import DateText, Identifier, Parameters, Strict, YuanText, refuse_repeated
from shared.policy import PolicyPack


class MemberInput(Strict):
    """A member on 31 December and the year's income by month worked."""

    person: Identifier
    labour: YuanText = "0.00"
    self_employment: YuanText = "0.00"


class AwardedInput(Strict):
    """An earlier award of this household or of one it descends from."""

    household: Identifier
    year: int = Field(ge=1950, le=2099)


class HouseholdIncomeAwardInput(Strict):
    """Members and categories of 31 December, and what is not known yet."""

    kind: Literal["household_income_award"]
    year: int = Field(ge=1950, le=2099)
    as_of: DateText
    members: list[MemberInput] = Field(max_length=100)
    categories: list[Identifier] = Field(default_factory=list, max_length=10)
    open_incomes: list[Identifier] = Field(default_factory=list, max_length=1000)
    awarded: list[AwardedInput] = Field(default_factory=list, max_length=100)
    household: Identifier = "household"
    township: Identifier | None = None
    parameters: Parameters = Field(default_factory=dict)


def evaluate_household_income_award(given: HouseholdIncomeAwardInput, pack: PolicyPack) -> Evaluation:
    """The year's award by the pack of 31 December. Raises InputError for a member given twice."""
    refuse_repeated("members", [item.person for item in given.members])
    facts = HouseholdYear(
        household=given.household,
        year=given.year,
        as_of=date.fromisoformat(given.as_of),
        categories=frozenset(given.categories),
        members=tuple(
            MemberIncome(item.person, Decimal(item.labour), Decimal(item.self_employment)) for item in given.members
        ),
        open_incomes=tuple(given.open_incomes),
        awarded=tuple(Awarded(item.household, item.year) for item in given.awarded),
        township=given.township or "",
    )
    return Evaluation.of_rule(household_income_award, facts, pack.rules_on(year_end(given.year), given.parameters))


HOUSEHOLD_INCOME_AWARD: Final = CalculatorKind(
    "household_income_award", HouseholdIncomeAwardInput, evaluate_household_income_award
)
