"""A month of a workshop's management staff: base, target wage, and what the score changes."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import Field

from services.payroll.domain.rules.management_staff_pay import StaffMonth, management_staff_pay
from shared.calculator.evaluation import CalculatorKind, Evaluation
from shared.calculator.fields import Identifier, Parameters, SignedYuanText, Strict, YuanText
from shared.months import Month, MonthText
from shared.policy import PolicyPack, Scope


class ManagementStaffPayInput(Strict):
    """The month's score in points of a hundred, and the benefit with its target where the wage is earned by it."""

    kind: Literal["management_staff_pay"]
    month: MonthText
    score: Annotated[int, Field(ge=0, le=100)] | None = None
    benefit: SignedYuanText = "0.00"
    target_benefit: YuanText | None = None
    person: Identifier = "person"
    workshop: Identifier = "workshop"
    township: Identifier | None = None
    company: Identifier = "company"
    parameters: Parameters = Field(default_factory=dict)


def evaluate_management_staff_pay(given: ManagementStaffPayInput, pack: PolicyPack) -> Evaluation:
    """The month's lines. Raises PolicyError for an override the pack does not know."""
    facts = StaffMonth(
        person=given.person,
        workshop=given.workshop,
        company=given.company,
        month=Month.parse(given.month),
        score=given.score,
        benefit_yuan=Decimal(given.benefit),
        target_benefit_yuan=None if given.target_benefit is None else Decimal(given.target_benefit),
    )
    scope = Scope(given.township or "", given.workshop)
    policy = pack.rules_on(facts.month.first_day, given.parameters, scope)
    return Evaluation.of_rule(management_staff_pay, facts, policy)


MANAGEMENT_STAFF_PAY: Final = CalculatorKind(
    "management_staff_pay", ManagementStaffPayInput, evaluate_management_staff_pay
)
