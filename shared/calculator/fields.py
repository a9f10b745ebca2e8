"""Fields of the JSON objects the calculator reads: strict, so that a misspelt field or a bare number is refused."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.calculator.problems import InputError
from shared.dates import read_day
from shared.plain_text import TEXT_PATTERN
from shared.written_forms import (
    DAY_PATTERN,
    DAYS_PATTERN,
    KILOGRAMS_PATTERN,
    SHARES_PATTERN,
    SIGNED_YUAN_PATTERN,
    UNIT_RATE_PATTERN,
    YUAN_PATTERN,
)


def _real_date(text: str) -> str:
    read_day(text)
    return text


DateText = Annotated[
    str,
    Field(pattern=DAY_PATTERN, max_length=10, description="A Shanghai date, YYYY-MM-DD"),
    AfterValidator(_real_date),
]
WeightText = Annotated[
    str,
    Field(pattern=DAYS_PATTERN, max_length=4, description="Days, from 0 to 1, as a string"),
]
YuanText = Annotated[str, Field(pattern=YUAN_PATTERN, max_length=15, description="Yuan as a string, not negative")]
SignedYuanText = Annotated[str, Field(pattern=SIGNED_YUAN_PATTERN, max_length=16, description="Yuan as a string")]
ShareText = Annotated[str, Field(pattern=SHARES_PATTERN, max_length=17, description="Shares as a string")]
RateText = Annotated[str, Field(pattern=UNIT_RATE_PATTERN, max_length=13, description="Yuan per unit as a string")]
KilogramsText = Annotated[
    str, Field(pattern=KILOGRAMS_PATTERN, max_length=13, description="Kilograms as a string, not negative")
]
Identifier = Annotated[str, Field(pattern=TEXT_PATTERN, min_length=1, max_length=64)]
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
