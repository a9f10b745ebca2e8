"""A delivery bought at the wholesale price and twenty fen, never below a promised price."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.orders.domain.rules.contract_farming_price import FarmDelivery, Quote, contract_farming_price
from shared.policy import load_pack
from shared.rules.lines import Line
from tests.scenarios.policy.county import bearers, outcomes, total, written

SHENGZHOU = load_pack("shengzhou")
DAY = date(2022, 10, 20)
AT_130 = (Quote("market", DAY, Decimal("1.30"), event="quote#1"),)
BY_AREA = FarmDelivery(
    "K-1",
    "G-1",
    "C-1",
    "WS-01",
    "market",
    DAY,
    Decimal(1000),
    plot="P-1",
    plots=frozenset({"P-1", "P-2"}),
    quotes=AT_130,
    event="delivery#1",
)
PROTECTED = replace(BY_AREA, protected_price_yuan=Decimal("1.60"))


def bought(delivery: FarmDelivery, **readings: str) -> tuple[Line, ...]:
    return contract_farming_price(delivery, SHENGZHOU.rules_on(delivery.delivered_on, written(readings)))


def quoted(*quotes: tuple[int, str], market: str = "market") -> Sequence[Quote]:
    """Quotes by day of October 2022 and price."""
    return tuple(
        Quote(market, date(2022, 10, day), Decimal(price), event=f"quote#{market}-{day}") for day, price in quotes
    )


def test_1000_kg_at_a_wholesale_price_of_130_fen_cost_1500_yuan() -> None:
    (line,) = bought(BY_AREA)
    assert (line.beneficiary, str(line.amount_yuan), line.numbers["unit_price_yuan"]) == (
        "G-1",
        "1500.00",
        Decimal("1.50"),
    )


def test_a_protected_price_of_160_fen_makes_1600_yuan_of_them() -> None:
    assert total(bought(PROTECTED)) == "1600.00"


def test_with_the_floor_on_wholesale_they_are_1800_yuan() -> None:
    assert total(bought(PROTECTED, contract_farming_price__floor="on_wholesale")) == "1800.00"


@pytest.mark.parametrize(
    ("price", "on_total", "on_wholesale"),
    [
        ("1.39", "1600.00", "1800.00"),
        ("1.40", "1600.00", "1800.00"),
        ("1.41", "1610.00", "1800.00"),
        ("1.60", "1800.00", "1800.00"),
        ("1.61", "1810.00", "1810.00"),
    ],
)
def test_the_protected_price_holds_up_to_where_the_market_is_higher(
    price: str, on_total: str, on_wholesale: str
) -> None:
    delivery = replace(PROTECTED, quotes=quoted((20, price)))
    assert total(bought(delivery)) == on_total
    assert total(bought(delivery, contract_farming_price__floor="on_wholesale")) == on_wholesale


def test_without_a_protected_price_the_floor_decides_nothing() -> None:
    assert total(bought(BY_AREA, contract_farming_price__floor="on_wholesale")) == "1500.00"


def test_the_premium_is_the_packs() -> None:
    assert total(bought(BY_AREA, contract_farming_price__premium="0.3")) == "1600.00"
    assert outcomes(bought(BY_AREA, contract_farming_price__premium="unset")) == [("G-1", "not_configured")]


def test_the_quote_of_the_delivery_day_counts_and_is_named_with_market_and_date() -> None:
    delivery = replace(BY_AREA, quotes=quoted((19, "9.00"), (20, "1.30"), (21, "9.00")))
    (line,) = bought(delivery)
    assert (line.numbers["market"], line.numbers["quoted_on"]) == ("market", DAY)
    assert line.events == ("delivery#1", "quote#market-20")
    assert total([line]) == "1500.00"


@pytest.mark.parametrize(("day", "amount"), [(13, "1500.00"), (12, "0.00"), (21, "0.00")])
def test_a_missing_quote_is_the_last_within_seven_days(day: int, amount: str) -> None:
    assert total(bought(replace(BY_AREA, quotes=quoted((day, "1.30"))))) == amount


def test_of_earlier_quotes_the_last_one_counts() -> None:
    assert total(bought(replace(BY_AREA, quotes=quoted((17, "1.30"), (14, "9.00"))))) == "1500.00"


def test_how_long_a_quote_holds_is_the_packs() -> None:
    delivery = replace(BY_AREA, quotes=quoted((12, "1.30")))
    assert total(bought(delivery, contract_farming_price__quote_valid_days="8")) == "1500.00"
    assert total(bought(delivery, contract_farming_price__quote_valid_days="7")) == "0.00"
    today = replace(BY_AREA, quotes=quoted((19, "1.30")))
    assert total(bought(today, contract_farming_price__quote_valid_days="0")) == "0.00"


def test_without_a_quote_the_delivery_waits_for_review_even_with_a_protected_price() -> None:
    for quotes in ((), quoted((20, "1.30"), market="elsewhere")):
        (line,) = bought(replace(PROTECTED, quotes=quotes))
        assert (line.reason, line.missing) == ("quote_missing", "quote_missing:market/2022-10-20")


def test_two_prices_of_one_market_and_day_wait_for_review() -> None:
    (line,) = bought(replace(BY_AREA, quotes=quoted((20, "1.30"), (20, "1.31"))))
    assert (line.reason, line.missing) == ("quotes_differ", "quotes_differ:market/2022-10-20")
    assert total(bought(replace(BY_AREA, quotes=quoted((20, "1.30"), (20, "1.30"))))) == "1500.00"


def test_by_area_all_qualifying_output_of_the_contracted_plots_is_bought() -> None:
    assert total(bought(replace(BY_AREA, qualifying_kilograms=Decimal("123456.789")))) == "185185.18"
    assert outcomes(bought(replace(BY_AREA, plot="P-3"))) == [("G-1", "plot_not_contracted")]
    assert total(bought(replace(BY_AREA, plot="P-2"))) == "1500.00"


def agreed(kilograms: str, before: str = "0") -> FarmDelivery:
    return replace(
        BY_AREA,
        plot="",
        plots=frozenset(),
        agreed_kilograms=Decimal(kilograms),
        bought_before_kilograms=Decimal(before),
    )


@pytest.mark.parametrize(
    ("kilograms", "before", "expected"),
    [
        ("1000", "0", [("G-1", "1500.00")]),
        ("999", "0", [("G-1", "1498.50"), ("G-1", "above_agreed_kilograms")]),
        ("1500", "500", [("G-1", "1500.00")]),
        ("1500", "500.001", [("G-1", "1500.00"), ("G-1", "above_agreed_kilograms")]),
        ("1500", "1500", [("G-1", "above_agreed_kilograms")]),
        ("1500", "1600", [("G-1", "above_agreed_kilograms")]),
    ],
)
def test_where_kilograms_are_agreed_at_most_those_are_bought(
    kilograms: str, before: str, expected: list[tuple[str, str]]
) -> None:
    assert outcomes(bought(agreed(kilograms, before))) == expected


def test_what_is_beyond_the_agreed_kilograms_is_said() -> None:
    _, beyond = bought(agreed("999.5"))
    assert beyond.numbers["beyond_kilograms"] == Decimal("0.5")


def test_nothing_that_qualifies_earns_nothing() -> None:
    assert outcomes(bought(replace(BY_AREA, qualifying_kilograms=Decimal(0)))) == [("G-1", "nothing_qualifies")]


def test_the_buyer_bears_it_unless_the_collective_buys_and_sells_on() -> None:
    assert bearers(bought(BY_AREA)) == {("buyer", "C-1")}
    assert bearers(bought(BY_AREA, contract_farming_price__payer="collective")) == {("collective", "WS-01")}


def test_it_starts_with_the_scheme() -> None:
    for day, outcome in ((date(2021, 12, 31), "not_in_force"), (date(2022, 1, 1), "1500.00")):
        delivery = replace(BY_AREA, delivered_on=day, quotes=(Quote("market", day, Decimal("1.30")),))
        assert outcomes(bought(delivery)) == [("G-1", outcome)]


def test_an_amount_is_rounded_once() -> None:
    delivery = replace(BY_AREA, qualifying_kilograms=Decimal("3.33"), quotes=quoted((20, "1.3333")))
    assert total(bought(delivery)) == "5.11"


def test_the_explanation_names_price_and_protection() -> None:
    (line,) = bought(PROTECTED)
    formula = line.explanation(SHENGZHOU.rules_on(DAY))["formula"]
    assert formula == {
        "zh": "1000 公斤 × 1.60 元：market 2022-10-20 批发价 1.30 元，加 0.20 元，保护价 1.60 元（on_total）",
        "en": "1000 kg × 1.60 yuan: wholesale 1.30 yuan at market on 2022-10-20, plus 0.20 yuan, "
        "protected price 1.60 yuan (on_total)",
    }


@pytest.mark.parametrize(
    ("floor", "protected", "amount"), [("on_total", "1.604", "0.17"), ("on_wholesale", "1.404", "0.17")]
)
def test_a_protected_price_is_reached_in_full_to_the_fraction_of_a_fen(floor: str, protected: str, amount: str) -> None:
    delivery = replace(PROTECTED, qualifying_kilograms=Decimal("0.1"), protected_price_yuan=Decimal(protected))
    assert total(bought(delivery, contract_farming_price__floor=floor)) == amount


def test_above_the_protected_price_the_market_is_rounded_to_the_nearest_fen() -> None:
    delivery = replace(PROTECTED, qualifying_kilograms=Decimal("0.1"), quotes=quoted((20, "1.44")))
    assert total(bought(delivery)) == "0.16"
