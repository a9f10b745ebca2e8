"""The over-fulfilment award: what a company owes a village collective for units beyond the fixed order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Final

from services.payroll.domain.facts import ProductFigures, WorkshopMonth
from shared.money import ZERO, round_down_to_fen, round_to_fen
from shared.policy import Kind, Policy
from shared.rules.lines import Line, nothing, why_not_payable
from shared.rules.wanted import DECIMAL, WAGE_PAYER, Wanted, choice
from shared.texts import Text

TITLE: Final = Text("overfulfilment_award", "超额生产奖励", "Over-fulfilment award")
GATE: Final = "overfulfilment_award.gate"
MODE: Final = "overfulfilment_award.mode"
AMOUNT_BASE: Final = "overfulfilment_award.amount_base"
CAP: Final = "overfulfilment_award.cap"
STEPS_OVER: Final = "overfulfilment_award.steps_over"
STEP_PERCENT: Final = "overfulfilment_award.step_percent"
AWARD_PERCENT: Final = "overfulfilment_award.award_percent"
PAYER: Final = "overfulfilment_award.payer"
PARAMETERS: Final = (GATE, MODE, AMOUNT_BASE, CAP, STEPS_OVER, STEP_PERCENT, AWARD_PERCENT, PAYER)
WANTED: Final[Mapping[str, Wanted]] = {
    GATE: choice("all_products", "per_product"),
    MODE: choice("step", "prorata"),
    AMOUNT_BASE: choice("fixed", "total", "excess"),
    CAP: choice("none", "<number>"),
    STEPS_OVER: choice("product", "order_by_value"),
    STEP_PERCENT: Wanted(Kind.DECIMAL, divides=True),
    AWARD_PERCENT: DECIMAL,
    PAYER: WAGE_PAYER,
}

STEPS_TIMES_PERCENT: Final = Text(
    "steps_times_percent",
    "{product}：固定 {fixed_quantity}，合格 {accepted_quantity}，超 {excess_percent}% 计 {steps} 份 × "
    "{award_percent}% × {base_yuan} 元（{amount_base}）",
    "{product}: {fixed_quantity} fixed, {accepted_quantity} accepted, {excess_percent}% above: "
    "{steps} steps × {award_percent}% × {base_yuan} yuan ({amount_base})",
)
CAPPED: Final = Text(
    "capped",
    STEPS_TIMES_PERCENT.zh + "，限于上限 {cap_yuan} 元",
    STEPS_TIMES_PERCENT.en + ", limited by the cap of {cap_yuan} yuan",
)
STEPS_BY_VALUE: Final = Text(
    "steps_by_value",
    "{products}：固定订单 {fixed_yuan} 元，合格按订单单价 {accepted_yuan} 元，超 {excess_percent}% 计 {steps} 份 × "
    "{award_percent}% × {base_yuan} 元（{amount_base}）",
    "{products}: {fixed_yuan} yuan fixed, {accepted_yuan} yuan accepted at its prices, {excess_percent}% above: "
    "{steps} steps × {award_percent}% × {base_yuan} yuan ({amount_base})",
)
CAPPED_BY_VALUE: Final = Text(
    "capped_by_value",
    STEPS_BY_VALUE.zh + "，限于上限 {cap_yuan} 元",
    STEPS_BY_VALUE.en + ", limited by the cap of {cap_yuan} yuan",
)
NO_FULL_STEP_BY_VALUE: Final = Text(
    "no_full_step_by_value",
    "{products}：固定订单 {fixed_yuan} 元，合格按订单单价 {accepted_yuan} 元，超额不足一份",
    "{products}: {fixed_yuan} yuan fixed, {accepted_yuan} yuan accepted at its prices; the excess earns no step",
)
ORDER_INCOMPLETE: Final = Text(
    "order_incomplete",
    "固定订单未完成：{unfinished}",
    "the fixed order is not complete: {unfinished}",
)
NO_FULL_STEP: Final = Text(
    "no_full_step",
    "{product}：固定 {fixed_quantity}，合格 {accepted_quantity}，超额不足一份",
    "{product}: {fixed_quantity} fixed, {accepted_quantity} accepted; the excess earns no step",
)
NO_FIXED_ORDER: Final = Text("no_fixed_order", "当月没有固定订单", "there is no fixed order in the month")


def overfulfilment_award(facts: WorkshopMonth, policy: Policy) -> tuple[Line, ...]:
    """A line in yuan per product that earns, or one over all of them by value; a zero line with its reason else.

    Figures of the same product add up. A fixed quantity of zero earns nothing and holds up nothing.
    """
    beneficiary = facts.village_collective
    blocked = why_not_payable(TITLE, beneficiary, policy, PARAMETERS, facts.workshop)
    if blocked is not None:
        return (blocked,)
    products = [product for product in add_up(facts.products) if product.fixed_quantity]
    if not products:
        return (nothing(TITLE, beneficiary, NO_FIXED_ORDER, workshop=facts.workshop, rests_on=facts.products),)
    unfinished = [item.product for item in products if item.accepted_quantity < item.fixed_quantity]
    earning = [item for item in products if item.product not in unfinished]
    if unfinished and (policy.choice(GATE) == "all_products" or not earning):
        return (
            nothing(
                TITLE,
                beneficiary,
                ORDER_INCOMPLETE,
                {"unfinished": unfinished},
                (GATE,),
                workshop=facts.workshop,
                rests_on=facts.products,
            ),
        )
    if policy.choice(STEPS_OVER) == "order_by_value":
        lines = [_line_by_value(facts, earning, policy)]
    else:
        lines = [_product_line(facts, item, policy) for item in earning]
    return tuple(_within_cap(lines, policy))


def add_up(products: tuple[ProductFigures, ...]) -> list[ProductFigures]:
    """Figures of the same product added together, in order of product."""
    summed: dict[str, ProductFigures] = {}
    for item in products:
        earlier = summed.get(item.product)
        if earlier is None:
            summed[item.product] = replace(item, event="")
            continue
        summed[item.product] = ProductFigures(
            product=item.product,
            fixed_quantity=earlier.fixed_quantity + item.fixed_quantity,
            fixed_amount_yuan=earlier.fixed_amount_yuan + item.fixed_amount_yuan,
            excess_quantity=earlier.excess_quantity + item.excess_quantity,
            excess_amount_yuan=earlier.excess_amount_yuan + item.excess_amount_yuan,
            accepted_quantity=earlier.accepted_quantity + item.accepted_quantity,
        )
    return [summed[name] for name in sorted(summed)]


def _product_line(facts: WorkshopMonth, item: ProductFigures, policy: Policy) -> Line:
    excess = Fraction(item.accepted_quantity - item.fixed_quantity, item.fixed_quantity) * 100
    numbers: dict[str, object] = {
        "product": item.product,
        "company": facts.company,
        "fixed_quantity": item.fixed_quantity,
        "accepted_quantity": item.accepted_quantity,
    }
    return _line(facts, [item], policy, excess, numbers, (STEPS_TIMES_PERCENT, NO_FULL_STEP))


def _line_by_value(facts: WorkshopMonth, items: list[ProductFigures], policy: Policy) -> Line:
    """The month's order as a whole: each product's pieces weigh what one of them costs in the fixed order."""
    fixed = Fraction(sum((item.fixed_amount_yuan for item in items), ZERO))
    accepted = sum(
        (Fraction(item.fixed_amount_yuan) * item.accepted_quantity / item.fixed_quantity for item in items), Fraction(0)
    )
    excess = (accepted - fixed) / fixed * 100 if fixed else Fraction(0)
    numbers: dict[str, object] = {
        "products": [item.product for item in items],
        "company": facts.company,
        "fixed_yuan": round_to_fen(Decimal(fixed.numerator) / Decimal(fixed.denominator)),
        "accepted_yuan": round_to_fen(Decimal(accepted.numerator) / Decimal(accepted.denominator)),
    }
    return _line(facts, items, policy, excess, numbers, (STEPS_BY_VALUE, NO_FULL_STEP_BY_VALUE))


def _line(
    facts: WorkshopMonth,
    items: list[ProductFigures],
    policy: Policy,
    excess: Fraction,
    numbers: Mapping[str, object],
    formulas: tuple[Text, Text],
) -> Line:
    amount_base = policy.choice(AMOUNT_BASE)
    fixed_yuan = sum((item.fixed_amount_yuan for item in items), ZERO)
    excess_yuan = sum((item.excess_amount_yuan for item in items), ZERO)
    base_yuan = {"fixed": fixed_yuan, "total": fixed_yuan + excess_yuan, "excess": excess_yuan}[amount_base]
    steps = excess / Fraction(policy.decimal(STEP_PERCENT))
    if policy.choice(MODE) == "step":
        steps = Fraction(steps.numerator // steps.denominator)
    award_percent = policy.decimal(AWARD_PERCENT)
    exact = steps * Fraction(award_percent) / 100 * Fraction(base_yuan)
    amount_yuan = round_to_fen(Decimal(exact.numerator) / Decimal(exact.denominator))
    role = policy.choice(PAYER)
    earning = {item.product for item in items}
    return Line(
        TITLE,
        amount_yuan,
        facts.workshop,
        role,
        facts.company if role == "company" else facts.village_collective,
        facts.village_collective,
        formulas[0] if amount_yuan else formulas[1],
        {
            **numbers,
            "excess_percent": _to_four_decimals(excess),
            "steps": _to_four_decimals(steps),
            "award_percent": award_percent,
            "amount_base": amount_base,
            "base_yuan": base_yuan,
        },
        PARAMETERS,
        tuple(figures for figures in facts.products if figures.product in earning),
    )


def _to_four_decimals(number: Fraction) -> Decimal:
    """For display only: rounded down, so that a step not reached never shows as reached."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return exact.quantize(Decimal("0.0001"), rounding=ROUND_FLOOR)


def _within_cap(lines: list[Line], policy: Policy) -> list[Line]:
    """Limit the award of the workshop, company and month in all; later products give way."""
    cap_yuan = policy.numbered_choice(CAP).number
    if cap_yuan is None:
        return lines
    left_yuan = round_down_to_fen(cap_yuan)
    for line in lines:
        if line.amount_yuan > left_yuan:
            line.amount_yuan = left_yuan
            line.formula = CAPPED if line.formula is STEPS_TIMES_PERCENT else CAPPED_BY_VALUE
            line.numbers = {**line.numbers, "cap_yuan": cap_yuan}
        left_yuan -= line.amount_yuan
    return lines
