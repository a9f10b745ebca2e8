"""The over-fulfilment award: what a company owes a village collective for units beyond the fixed order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Final

from services.payroll.domain.facts import ProductFigures, WorkshopMonth
from shared.money import round_down_to_fen, round_to_fen
from shared.policy import Kind, Policy
from shared.rules.lines import Line, nothing, why_not_payable
from shared.rules.wanted import DECIMAL, WAGE_PAYER, Wanted, choice
from shared.texts import Text

TITLE: Final = Text("overfulfilment_award", "超额生产奖励", "Over-fulfilment award")
GATE: Final = "overfulfilment_award.gate"
MODE: Final = "overfulfilment_award.mode"
AMOUNT_BASE: Final = "overfulfilment_award.amount_base"
CAP: Final = "overfulfilment_award.cap"
STEP_PERCENT: Final = "overfulfilment_award.step_percent"
AWARD_PERCENT: Final = "overfulfilment_award.award_percent"
PAYER: Final = "overfulfilment_award.payer"
PARAMETERS: Final = (GATE, MODE, AMOUNT_BASE, CAP, STEP_PERCENT, AWARD_PERCENT, PAYER)
WANTED: Final[Mapping[str, Wanted]] = {
    GATE: choice("all_products", "per_product"),
    MODE: choice("step", "prorata"),
    AMOUNT_BASE: choice("fixed", "total", "excess"),
    CAP: choice("none", "<number>"),
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
    """A line in yuan per product that earns, and a zero line with its reason where none does.

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
    amount_base = policy.choice(AMOUNT_BASE)
    base_yuan = {
        "fixed": item.fixed_amount_yuan,
        "total": item.fixed_amount_yuan + item.excess_amount_yuan,
        "excess": item.excess_amount_yuan,
    }[amount_base]
    excess = Fraction(item.accepted_quantity - item.fixed_quantity, item.fixed_quantity) * 100
    steps = excess / Fraction(policy.decimal(STEP_PERCENT))
    if policy.choice(MODE) == "step":
        steps = Fraction(steps.numerator // steps.denominator)
    award_percent = policy.decimal(AWARD_PERCENT)
    exact = steps * Fraction(award_percent) / 100 * Fraction(base_yuan)
    amount_yuan = round_to_fen(Decimal(exact.numerator) / Decimal(exact.denominator))
    role = policy.choice(PAYER)
    return Line(
        TITLE,
        amount_yuan,
        facts.workshop,
        role,
        facts.company if role == "company" else facts.village_collective,
        facts.village_collective,
        STEPS_TIMES_PERCENT if amount_yuan else NO_FULL_STEP,
        {
            "product": item.product,
            "company": facts.company,
            "fixed_quantity": item.fixed_quantity,
            "accepted_quantity": item.accepted_quantity,
            "excess_percent": _to_four_decimals(excess),
            "steps": _to_four_decimals(steps),
            "award_percent": award_percent,
            "amount_base": amount_base,
            "base_yuan": base_yuan,
        },
        PARAMETERS,
        tuple(figures for figures in facts.products if figures.product == item.product),
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
            line.formula = CAPPED
            line.numbers = {**line.numbers, "cap_yuan": cap_yuan}
        left_yuan -= line.amount_yuan
    return lines
