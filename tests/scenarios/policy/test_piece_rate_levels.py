"""A piece rate on its way from the group over company and branch to the worker."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.orders.domain.rules.piece_rate_levels import LEVELS, LevelledWork, LevelRate, piece_rate_levels
from shared.policy import load_pack
from shared.rules.lines import Line
from tests.scenarios.policy.county import bearers, outcomes, total, written

PINGLI = load_pack("pingli")
DAY = date(2016, 7, 15)
START = date(2016, 1, 1)
PARTIES = {"group": "G-1", "company": "C-1", "branch": "B-1", "worker": "W-1"}


def card(*rates: str, since: date = START, product: str = "glove", operation: str = "sewing") -> list[LevelRate]:
    """Rates from the highest level down."""
    return [
        LevelRate(product, operation, level, since, Decimal(rate), event=f"rate#{level}-{since}")
        for level, rate in zip(LEVELS, rates, strict=False)
    ]


def lines_of(rate_card: list[LevelRate], accepted: int = 100, day: date = DAY, **readings: str) -> tuple[Line, ...]:
    facts = LevelledWork("glove", "sewing", day, accepted, PARTIES, tuple(rate_card), "WS-01", event="work#1")
    return piece_rate_levels(facts, PINGLI.rules_on(day, written(readings)))


def test_each_level_keeps_its_margin_and_the_worker_gets_the_rate() -> None:
    lines = lines_of(card("3.00", "2.40", "2.10", "1.85"))
    assert outcomes(lines) == [("G-1", "60.00"), ("C-1", "30.00"), ("B-1", "25.00"), ("W-1", "185.00")]
    assert [line.numbers["margin_yuan"] for line in lines] == [
        Decimal("0.60"),
        Decimal("0.30"),
        Decimal("0.25"),
        Decimal("1.85"),
    ]
    assert total(lines) == "300.00"


def test_a_lower_level_may_have_the_same_rate_and_then_nothing_stays() -> None:
    assert outcomes(lines_of(card("3.00", "2.40", "2.40", "1.85")))[1:3] == [("C-1", "no_margin"), ("B-1", "55.00")]


@pytest.mark.parametrize(
    ("rates", "problem"),
    [
        (("3.00", "3.0001", "2.10", "1.85"), ("C-1", "company")),
        (("3.00", "2.40", "2.4001", "1.85"), ("B-1", "branch")),
        (("3.00", "2.40", "2.10", "2.1001"), ("W-1", "worker")),
    ],
)
def test_a_rate_above_the_level_over_it_is_named_and_nothing_is_paid(
    rates: tuple[str, ...], problem: tuple[str, str]
) -> None:
    (line,) = lines_of(card(*rates))
    assert (line.beneficiary, line.missing) == (problem[0], f"rate_above_upper_level:{problem[1]}")
    assert line.amount_yuan == 0


def test_every_level_that_breaks_the_order_is_named() -> None:
    lines = lines_of(card("1.00", "2.00", "3.00", "2.50"))
    assert [line.missing for line in lines] == ["rate_above_upper_level:company", "rate_above_upper_level:branch"]


def test_a_level_without_a_rate_on_the_day_is_named_as_missing() -> None:
    lines = lines_of(card("3.00", "2.40", "2.10"))
    assert [(line.beneficiary, line.missing) for line in lines] == [("W-1", "rate_missing:worker")]
    other = card("3.00", "2.40", "2.10", "1.85", operation="packing")
    assert len(lines_of(other)) == len(lines_of(card("1", "1", "1", "1", product="hat"))) == 4


@pytest.mark.parametrize(
    ("day", "wage"), [(date(2016, 6, 30), "185.00"), (date(2016, 7, 1), "200.00"), (date(2016, 7, 2), "200.00")]
)
def test_the_card_is_dated_and_the_rate_of_the_day_counts(day: date, wage: str) -> None:
    rate_card = card("3.00", "2.40", "2.10", "1.85")
    rate_card.insert(0, LevelRate("glove", "sewing", "worker", date(2016, 7, 1), Decimal("2.00")))
    assert outcomes(lines_of(rate_card, day=day))[3] == ("W-1", wage)


def test_before_the_card_begins_all_levels_are_missing() -> None:
    lines = lines_of(card("3.00", "2.40", "2.10", "1.85"), day=date(2015, 12, 31))
    assert [line.missing for line in lines] == [f"rate_missing:{level}" for level in LEVELS]


def test_nothing_accepted_pays_nothing() -> None:
    assert outcomes(lines_of(card("3.00", "2.40", "2.10", "1.85"), 0)) == [("glove", "nothing_accepted")]


def test_the_group_bears_it_unless_the_pack_says_the_company() -> None:
    rate_card = card("3.00", "2.40", "2.10", "1.85")
    assert bearers(lines_of(rate_card)) == {("group", "G-1")}
    assert bearers(lines_of(rate_card, piece_rate_levels__payer="company")) == {("company", "C-1")}


def test_it_starts_with_the_scheme() -> None:
    early = card("3.00", "2.40", "2.10", "1.85", since=date(2013, 1, 1))
    assert outcomes(lines_of(early, day=date(2013, 12, 31))) == [("glove", "not_in_force")]
    assert total(lines_of(early, day=date(2014, 1, 1))) == "300.00"


def test_the_lines_rest_on_the_work_and_the_rates() -> None:
    lines = lines_of(card("3.00", "2.40", "2.10", "1.85"))
    assert lines[0].events == (*(f"rate#{level}-2016-01-01" for level in sorted(LEVELS)), "work#1")
    assert all(line.explanation(PINGLI.rules_on(DAY))["formula"] for line in lines)


@given(
    rates=st.lists(st.integers(0, 10**6), min_size=4, max_size=4),
    accepted=st.integers(1, 10**6),
)
def test_the_lines_always_sum_to_what_the_order_pays_to_the_fen(rates: list[int], accepted: int) -> None:
    falling = [str(Decimal(rate).scaleb(-4)) for rate in sorted(rates, reverse=True)]
    lines = lines_of(card(*falling), accepted)
    whole = (Decimal(falling[0]) * accepted).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
    assert Decimal(total(lines)) == whole
    assert all(line.amount_yuan >= 0 for line in lines)


def test_a_day_before_the_scheme_is_told_of_the_product_and_the_workshop() -> None:
    (line,) = lines_of(card("1.00", "0.90", "0.80", "0.70"), day=date(1999, 1, 1))
    assert (line.rule, line.beneficiary, line.workshop) == ("piece_rate_levels", "glove", "WS-01")
