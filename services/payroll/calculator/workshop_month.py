"""A workshop's month for one company: what the over-fulfilment award comes to."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import Field

from services.payroll.domain.facts import ProductFigures, WorkshopMonth
from services.payroll.domain.rules.overfulfilment_award import overfulfilment_award
from shared.calculator.evaluation import CalculatorKind, Evaluation
from shared.calculator.fields import Identifier, Parameters, Quantity, Strict, YuanText
from shared.months import Month, MonthText
from shared.policy import PolicyPack, Scope


class ProductInput(Strict):
    """One product's month: what was ordered as fixed and as excess, and what was accepted."""

    product: Identifier
    fixed_quantity: Quantity
    fixed_amount: YuanText
    excess_quantity: Quantity = 0
    excess_amount: YuanText = "0.00"
    accepted_quantity: Quantity


class WorkshopMonthInput(Strict):
    """A workshop's month for one company."""

    kind: Literal["workshop_month"]
    month: MonthText
    workshop: Identifier = "workshop"
    township: Identifier | None = None
    company: Identifier = "company"
    village_collective: Identifier = "village collective"
    products: Annotated[list[ProductInput], Field(max_length=1000)]
    parameters: Parameters = Field(default_factory=dict)


def evaluate_workshop_month(given: WorkshopMonthInput, pack: PolicyPack) -> Evaluation:
    """The month's award. Raises PolicyError for an override the pack does not know."""
    month = _facts(given)
    scope = Scope(given.township or "", given.workshop)
    policy = pack.rules_on(month.month.first_day, given.parameters, scope)
    return Evaluation.of_rule(overfulfilment_award, month, policy)


def _facts(given: WorkshopMonthInput) -> WorkshopMonth:
    return WorkshopMonth(
        workshop=given.workshop,
        company=given.company,
        month=Month.parse(given.month),
        village_collective=given.village_collective,
        products=tuple(
            ProductFigures(
                product=item.product,
                fixed_quantity=item.fixed_quantity,
                fixed_amount_yuan=Decimal(item.fixed_amount),
                excess_quantity=item.excess_quantity,
                excess_amount_yuan=Decimal(item.excess_amount),
                accepted_quantity=item.accepted_quantity,
            )
            for item in given.products
        ),
    )


WORKSHOP_MONTH: Final = CalculatorKind("workshop_month", WorkshopMonthInput, evaluate_workshop_month)
