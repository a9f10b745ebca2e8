"""Yuan as exact decimals: the JSON forms, and the one place where amounts are rounded."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Annotated, Final

from pydantic import Field

from shared.written_forms import AMOUNT_PATTERN, PUBLISHED_RATE_PATTERN, UNIT_RATE_PATTERN

FEN: Final = Decimal("0.01")
ZERO: Final = Decimal("0.00")

MAXIMUM_AMOUNT_YUAN: Final = Decimal("999999999999.99")
"""What an amount on the wire can be: twelve digits before the point."""

AmountText = Annotated[
    str,
    Field(
        pattern=AMOUNT_PATTERN,
        max_length=16,
        description="Yuan with exactly two decimals, as a string",
        examples=["1250.00"],
    ),
]
"""An amount on the wire: yuan with exactly two decimals, at most twelve digits before the point."""

UnitRateText = Annotated[
    str,
    Field(
        pattern=UNIT_RATE_PATTERN,
        max_length=13,
        description="Yuan per unit with up to four decimals, as a string",
        examples=["2.50"],
    ),
]
"""A rate per unit on the wire: yuan, never negative, up to four decimals."""

PublishedRateText = Annotated[
    str,
    Field(
        pattern=PUBLISHED_RATE_PATTERN,
        max_length=10,
        description="Yuan per accepted piece with up to four decimals, as a string, below 100000",
        examples=["2.50"],
    ),
]
"""A rate as a company publishes it: times the most pieces of an entry it still is an amount that can be written."""


def round_to_fen(amount_yuan: Decimal) -> Decimal:
    """Round yuan to 0.01, halves away from zero. Every line is rounded here or below, and only once."""
    return amount_yuan.quantize(FEN, rounding=ROUND_HALF_UP)


def round_down_to_fen(amount_yuan: Decimal) -> Decimal:
    """Round yuan down to 0.01: a cap, or a deduction, which is not exceeded by a fraction of a fen."""
    return amount_yuan.quantize(FEN, rounding=ROUND_FLOOR)


def round_up_to_fen(amount_yuan: Decimal) -> Decimal:
    """Round yuan up to 0.01: a floor, which is reached in full."""
    return amount_yuan.quantize(FEN, rounding=ROUND_CEILING)


def format_amount(amount_yuan: Decimal) -> str:
    """Write an amount for JSON. Raises ValueError if it is finer than one fen."""
    rounded = amount_yuan.quantize(FEN)
    if rounded != amount_yuan:
        raise ValueError(f"{amount_yuan} yuan is finer than one fen; round it with round_to_fen first")
    return f"{abs(rounded) if rounded == 0 else rounded:f}"


def split_by_largest_remainder(whole_yuan: Decimal, weights: Sequence[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """Divide whole_yuan pro rata to (key, weight) pairs so that the parts sum to it to the fen.

    The fen left over after rounding down go to the largest remainders; of equal remainders to the
    lower key. Remainders are compared as exact fractions. Raises ValueError when the weights sum to zero,
    one is negative, a key is given twice, or the whole is negative or finer than one fen.
    """
    total_weight = sum((Fraction(weight) for _, weight in weights), Fraction(0))
    if total_weight <= 0 or any(weight < 0 for _, weight in weights):
        raise ValueError("weights must not be negative and must sum to more than zero")
    if len({key for key, _ in weights}) != len(weights):
        raise ValueError("a key is given twice among the weights")
    whole_fen = Fraction(whole_yuan) * 100
    if whole_fen < 0 or whole_fen.denominator != 1:
        raise ValueError(f"{whole_yuan} yuan cannot be split: it is negative or finer than one fen")
    exact_fen = {key: whole_fen * Fraction(weight) / total_weight for key, weight in weights}
    parts_fen = {key: int(share) for key, share in exact_fen.items()}
    left_over_fen = int(whole_fen) - sum(parts_fen.values())
    by_remainder = sorted(exact_fen, key=lambda key: (parts_fen[key] - exact_fen[key], key))
    for key in by_remainder[:left_over_fen]:
        parts_fen[key] += 1
    return {key: fen * FEN for key, fen in parts_fen.items()}
