"""Fields of the JSON objects the calculator reads: strict, so that a misspelt field or a bare number is refused."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.payroll.calculator.patterns import (
    DATE_PATTERN,
    KILOGRAMS_PATTERN,
    SHARE_PATTERN,
    SIGNED_YUAN_PATTERN,
    WEIGHT_PATTERN,
    YUAN_PATTERN,
)
from services.payroll.calculator.problems import InputError
from shared.money import UNIT_RATE_PATTERN


def _real_date(text: str) -> str:
    date.fromisoformat(text)
    return text


DateText = Annotated[
    str,
    Field(pattern=DATE_PATTERN, description="A Shanghai date, YYYY-MM-DD"),
    AfterValidator(_real_date),
]
WeightText = Annotated[
    str,
    Field(pattern=WEIGHT_PATTERN, description="Days, from 0 to 1, as a string"),
]
YuanText = Annotated[str, Field(pattern=YUAN_PATTERN, description="Yuan as a string, not negative")]
SignedYuanText = Annotated[str, Field(pattern=SIGNED_YUAN_PATTERN, description="Yuan as a string")]
ShareText = Annotated[str, Field(pattern=SHARE_PATTERN, description="Shares as a string")]
RateText = Annotated[str, Field(pattern=UNIT_RATE_PATTERN, description="Yuan per unit as a string")]
KilogramsText = Annotated[str, Field(pattern=KILOGRAMS_PATTERN, description="Kilograms as a string, not negative")]
Identifier = Annotated[str, Field(min_length=1, max_length=64)]
Quantity = Annotated[int, Field(ge=0, le=1_000_000_000)]
Parameters = dict[str, str]


class Strict(BaseModel):
    """An object that refuses fields it does not know and values of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def read_date(text: str | None) -> date | None:
    """The date, or None where none is given."""
    return date.fromisoformat(text) if text else None


def refuse_repeated(place: str, keys: Iterable[Hashable]) -> None:
    """Raise InputError naming the second of two list entries about the same thing."""
    seen: set[Hashable] = set()
    for index, key in enumerate(keys):
        if key in seen:
            shown = "/".join(str(part) for part in key) if isinstance(key, tuple) else str(key)
            raise InputError(f"{place}.{index}", f"{shown} is given twice; keep one")
        seen.add(key)
