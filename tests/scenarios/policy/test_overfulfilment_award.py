"""One percent of the order amount for every further ten percent of quantity."""

from dataclasses import replace
from decimal import Decimal

import pytest

from services.payroll.domain.facts import ProductFigures
from services.payroll.domain.rules.overfulfilment_award import add_up
from shared.months import Month
from tests.scenarios.policy.county import JULY, award, award_lines, product, total


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        (9_999, "0.00"),
        (10_000, "0.00"),
        (10_999, "0.00"),
        (11_000, "2000.00"),
        (11_999, "2000.00"),
        (12_000, "4000.00"),
    ],
)
def test_each_full_tenth_above_10000_earns_one_percent_of_200000_yuan(accepted: int, expected: str) -> None:
    assert award(product(accepted)) == expected


def test_pro_rata_every_unit_above_counts() -> None:
    assert award(product(11_999), overfulfilment_award__mode="prorata") == "3998.00"
    assert award(product(10_001), overfulfilment_award__mode="prorata") == "2.00"
    assert award(product(10_000), overfulfilment_award__mode="prorata") == "0.00"


@pytest.mark.parametrize(("accepted", "expected"), [(1_098, "0.00"), (1_099, "2000.00")])
def test_a_tenth_of_999_is_reached_with_100_units_not_99(accepted: int, expected: str) -> None:
    assert award(product(accepted, fixed=999)) == expected


@pytest.mark.parametrize(("base", "expected"), [("fixed", "2000.00"), ("total", "2200.00"), ("excess", "200.00")])
def test_the_percent_is_taken_of_the_amount_the_reading_names(base: str, expected: str) -> None:
    with_excess_order = product(11_000, excess=1_000, excess_yuan="20000.00")
    assert award(with_excess_order, overfulfilment_award__amount_base=base) == expected


def test_one_unfinished_product_holds_up_the_others() -> None:
    finished, unfinished = product(12_000), product(9_999, name="toy-b")
    assert award(finished, unfinished) == "0.00"
    assert award_lines(finished, unfinished)[0].reason == "order_incomplete"
    assert award(finished, product(10_000, name="toy-b")) == "4000.00"


def test_by_product_the_finished_ones_earn() -> None:
    def award_by_product(*products: ProductFigures) -> str:
        return award(*products, overfulfilment_award__gate="per_product")

    assert award_by_product(product(12_000), product(9_999, name="toy-b")) == "4000.00"
    assert award_by_product(product(12_000), product(11_000, name="toy-b")) == "6000.00"
    (nothing,) = award_lines(product(9_999), overfulfilment_award__gate="per_product")
    assert (str(nothing.amount_yuan), nothing.reason) == ("0.00", "order_incomplete")


def test_orders_of_the_same_product_add_up_before_steps_are_counted() -> None:
    first, second = (
        product(5_500, fixed=5_000, fixed_yuan="100000.00"),
        product(5_500, fixed=5_000, fixed_yuan="100000.00"),
    )
    assert award(first, second) == "2000.00"
    assert award(product(6_000, fixed=5_000, fixed_yuan="100000.00"), product(4_999, fixed=5_000)) == "0.00"


def test_steps_are_counted_per_product_not_over_all() -> None:
    assert award(product(10_500), product(10_500, name="toy-b")) == "0.00"


def by_value(*products: ProductFigures, **readings: str) -> str:
    lines = award_lines(*products, month=JULY, **{"overfulfilment_award__steps_over": "order_by_value"} | readings)
    return total(lines)


def test_over_the_order_by_value_a_dear_product_weighs_more_than_a_cheap_one() -> None:
    dear, cheap = product(10_500, fixed_yuan="300000.00"), product(12_499, name="toy-b", fixed_yuan="100000.00")
    assert by_value(dear, cheap) == "0.00", "15 000 and 24 990 of 400 000 yuan are 9.9975 %"
    assert by_value(dear, product(12_500, name="toy-b", fixed_yuan="100000.00")) == "4000.00"
    assert award(dear, cheap) == "2000.00", "by product the cheap one alone earns two steps of its own amount"


def test_over_the_order_by_value_one_product_earns_what_it_earns_by_itself() -> None:
    for accepted in (9_999, 10_000, 10_999, 11_000, 11_999, 12_000):
        assert by_value(product(accepted)) == award(product(accepted))


def test_over_the_order_by_value_the_gate_the_base_and_the_cap_stay_what_they_are() -> None:
    short, over = product(9_999), product(12_000, name="toy-b")
    assert by_value(short, over) == "0.00"
    assert by_value(short, over, overfulfilment_award__gate="per_product") == "4000.00"
    with_excess = product(11_000, excess=1_000, excess_yuan="20000.00")
    assert by_value(with_excess, overfulfilment_award__amount_base="total") == "2200.00"
    assert by_value(with_excess, overfulfilment_award__amount_base="excess") == "200.00"
    assert by_value(product(11_999), overfulfilment_award__mode="prorata") == "3998.00"
    assert by_value(over, overfulfilment_award__cap="3000") == "3000.00"
    assert by_value(product(11_000, fixed_yuan="0.00")) == "0.00"


def test_a_fixed_quantity_of_zero_earns_nothing_and_holds_up_nothing() -> None:
    without_order = product(5_000, name="toy-b", fixed=0, fixed_yuan="0.00")
    assert award(without_order) == "0.00"
    assert award_lines(without_order)[0].reason == "no_fixed_order"
    assert award(without_order, product(11_000)) == "2000.00"


def test_without_products_there_is_no_award() -> None:
    assert award_lines()[0].reason == "no_fixed_order"


def test_a_cap_limits_the_months_award_in_all() -> None:
    both = (product(12_000), product(12_000, name="toy-b"))
    assert award(*both) == "8000.00"
    capped = award_lines(*both, overfulfilment_award__cap="5000")
    assert [str(line.amount_yuan) for line in capped] == ["4000.00", "1000.00"]
    assert capped[1].formula.code == "capped"
    assert award(*both, overfulfilment_award__cap="8000") == "8000.00"


def test_other_steps_and_percents_may_be_set() -> None:
    assert award(product(11_000), overfulfilment_award__step_percent="5") == "4000.00"
    assert award(product(11_000), overfulfilment_award__award_percent="1.5") == "3000.00"


def test_the_company_owes_it_to_the_village_collective() -> None:
    (line,) = award_lines(product(11_000))
    assert (line.payer, line.payer_id, line.beneficiary, line.workshop) == ("company", "C-1", "V-01", "WS-01")
    assert line.events == ("toy-a#11000",)


def test_it_is_rounded_half_up_once_a_product() -> None:
    assert award(product(11, fixed=10, fixed_yuan="0.50")) == "0.01"
    assert award(product(11, fixed=10, fixed_yuan="0.49")) == "0.00"


def test_an_unset_percent_is_not_configured() -> None:
    assert award_lines(product(12_000), overfulfilment_award__award_percent="unset")[0].reason == "not_configured"


def test_it_starts_with_the_scheme() -> None:
    before = award_lines(product(11_000), month=Month(2021, 12))
    assert [line.reason for line in before] == ["not_in_force"]
    assert award(product(11_000), month=Month(2022, 1)) == "2000.00"


def test_a_cap_finer_than_a_fen_is_not_exceeded() -> None:
    assert award(product(12_000), overfulfilment_award__cap="3999.999") == "3999.99"


def test_an_award_of_exactly_the_cap_is_not_called_capped() -> None:
    both = (product(12_000), product(12_000, name="toy-b"))
    lines = award_lines(*both, overfulfilment_award__cap="8000")
    assert [line.formula.code for line in lines] == ["steps_times_percent", "steps_times_percent"]
    lines = award_lines(*both, overfulfilment_award__cap="7999.99")
    assert [(line.formula.code, str(line.amount_yuan)) for line in lines] == [
        ("steps_times_percent", "4000.00"),
        ("capped", "3999.99"),
    ]


def test_figures_of_a_product_add_up_in_every_number() -> None:
    first = product(5_500, fixed=5_000, fixed_yuan="100000.00", excess=300, excess_yuan="6000.00")
    second = product(700, fixed=600, fixed_yuan="12000.00", excess=50, excess_yuan="999.99")
    other = product(1, name="a-toy")
    assert add_up((first, second, other)) == [
        replace(other, event=""),
        ProductFigures(
            product=first.product,
            fixed_quantity=5_600,
            fixed_amount_yuan=Decimal("112000.00"),
            excess_quantity=350,
            excess_amount_yuan=Decimal("6999.99"),
            accepted_quantity=6_200,
        ),
    ]


def test_a_share_not_reached_never_shows_as_reached() -> None:
    (line,) = award_lines(product(4_999, fixed=3_000), overfulfilment_award__mode="prorata")
    assert (str(line.numbers["excess_percent"]), str(line.numbers["steps"])) == ("66.6333", "6.6633")
    (line,) = award_lines(product(5_000, fixed=3_000), overfulfilment_award__mode="prorata")
    assert (str(line.numbers["excess_percent"]), str(line.numbers["steps"])) == ("66.6666", "6.6666")
