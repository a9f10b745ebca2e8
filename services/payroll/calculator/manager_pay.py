"""A workshop manager's month: salary, commission, and what results change."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

from pydantic import Field

from services.payroll.domain.rules.manager_pay import ManagerMonth, manager_pay
from shared.calculator.evaluation import CalculatorKind, Evaluation
from shared.calculator.fields import Identifier, Parameters, SignedYuanText, Strict, YuanText
from shared.months import Month, MonthText
from shared.policy import PolicyPack, Scope


class ManagerPayInput(Strict):
    """The month's benefit (which may be a loss) and the target agreed for it, if any."""

    kind: Literal["manager_pay"]
    month: MonthText
    benefit: SignedYuanText
    target_benefit: YuanText | None = None
    manager: Identifier = "manager"
    workshop: Identifier = "workshop"
    township: Identifier | None = None
    company: Identifier = "company"
    parameters: Parameters = Field(default_factory=dict)


def evaluate_manager_pay(given: ManagerPayInput, pack: PolicyPack) -> Evaluation:
    """The month's lines. Raises PolicyError for an override the pack does not know."""
    facts = ManagerMonth(
        manager=given.manager,
        workshop=given.workshop,
        company=given.company,
        month=Month.parse(given.month),
        benefit_yuan=Decimal(given.benefit),
        target_benefit_yuan=None if given.target_benefit is None else Decimal(given.target_benefit),
    )
    scope = Scope(given.township or "", given.workshop)
    policy = pack.rules_on(facts.month.first_day, given.parameters, scope)
    return Evaluation.of_rule(manager_pay, facts, policy)


MANAGER_PAY: Final = CalculatorKind("manager_pay", ManagerPayInput, evaluate_manager_pay)
