"""Yuan: rounding, writing and splitting to the fen."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.money import (
    format_amount,
    round_down_to_fen,
    round_to_fen,
    round_up_to_fen,
    split_by_largest_remainder,
)


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [("0.005", "0.01"), ("0.0049", "0.00"), ("2.675", "2.68"), ("-0.005", "-0.01"), ("1", "1.00")],
)
def test_amounts_are_rounded_half_up_to_the_fen(exact: str, rounded: str) -> None:
    assert str(round_to_fen(Decimal(exact))) == rounded


@pytest.mark.parametrize(
    ("exact", "down", "up"),
    [("646.426", "646.42", "646.43"), ("646.4200001", "646.42", "646.43"), ("646.42", "646.42", "646.42")],
)
def test_a_cap_is_rounded_down_and_a_floor_up(exact: str, down: str, up: str) -> None:
    assert str(round_down_to_fen(Decimal(exact))) == down
    assert str(round_up_to_fen(Decimal(exact))) == up


@pytest.mark.parametrize(
    ("amount", "text"), [("1250", "1250.00"), ("1E+3", "1000.00"), ("-0.00", "0.00"), ("-1.5", "-1.50")]
)
def test_amounts_are_written_with_two_decimals(amount: str, text: str) -> None:
    assert format_amount(Decimal(amount)) == text


def test_an_amount_finer_than_a_fen_is_not_written() -> None:
    with pytest.raises(ValueError, match="finer"):
        format_amount(Decimal("0.001"))


def test_equal_remainders_go_to_the_lower_key() -> None:
    parts = split_by_largest_remainder(Decimal("0.02"), [("c", Decimal(1)), ("a", Decimal(1)), ("b", Decimal(1))])
    assert parts == {"a": Decimal("0.01"), "b": Decimal("0.01"), "c": Decimal("0.00")}


@pytest.mark.parametrize(
    ("whole", "weights"),
    [
        ("1.00", []),
        ("1.00", [("a", "0")]),
        ("1.00", [("a", "2"), ("b", "-1")]),
        ("1.00", [("a", "1"), ("a", "1")]),
        ("-1.00", [("a", "1")]),
        ("0.001", [("a", "1")]),
    ],
)
def test_a_split_that_makes_no_sense_is_refused(whole: str, weights: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError):
        split_by_largest_remainder(Decimal(whole), [(key, Decimal(weight)) for key, weight in weights])


@given(
    whole_fen=st.integers(0, 10**13),
    weights=st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 10**9), min_size=1, max_size=40).filter(
        lambda weights: sum(weights.values()) > 0
    ),
)
def test_parts_sum_to_the_whole_and_are_less_than_a_fen_from_their_share(
    whole_fen: int, weights: dict[str, int]
) -> None:
    whole = Decimal(whole_fen).scaleb(-2)
    parts = split_by_largest_remainder(whole, [(key, Decimal(weight)) for key, weight in weights.items()])
    assert sum(parts.values()) == whole
    for key, weight in weights.items():
        share = Fraction(whole_fen * weight, sum(weights.values()))
        assert abs(Fraction(parts[key]) * 100 - share) < 1


@pytest.mark.parametrize(
    ("whole", "weights", "reason"),
    [
        ("1.00", [("a", "-1"), ("b", "2")], "weights must not be negative and must sum to more than zero"),
        ("1.00", [("a", "1"), ("a", "2")], "a key is given twice among the weights"),
        ("0.001", [("a", "1")], "0.001 yuan cannot be split: it is negative or finer than one fen"),
        ("-0.01", [("a", "1")], "-0.01 yuan cannot be split: it is negative or finer than one fen"),
    ],
)
def test_what_cannot_be_split_is_refused_saying_why(whole: str, weights: list[tuple[str, str]], reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$"):
        split_by_largest_remainder(Decimal(whole), [(key, Decimal(weight)) for key, weight in weights])
