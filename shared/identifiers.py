"""Identifiers and small field types shared by events, resources and imports."""

from typing import Annotated, Final, Literal

from pydantic import Field

from shared.plain_text import TEXT_PATTERN
from shared.written_forms import (
    IDENTIFIER_PATTERN,
    IDENTITY_NUMBER_PATTERN,
    PHONE_PATTERN,
    SHARES_PATTERN,
    YEAR_PATTERN,
)

LARGEST_REVISION: Final = 2_147_483_647
LARGEST_NUMBER: Final = 2**62
"""Of what our own databases count: batches, payments, letters."""

Identifier = Annotated[
    str,
    Field(
        pattern=IDENTIFIER_PATTERN,
        max_length=64,
        description="Letters, digits and . _ : - ; up to 64 characters, beginning with a letter or digit",
        examples=["WS-01"],
    ),
]
"""An internal identifier: never a name, an identity number or an account."""

Quantity = Annotated[int, Field(ge=0, le=1_000_000_000, strict=True, description="Whole pieces")]
EntryQuantity = Annotated[int, Field(ge=0, le=10_000_000, strict=True, description="Whole pieces of one entry")]
"""At the highest rate that can be published it still is an amount that can be written."""
Revision = Annotated[int, Field(ge=1, le=LARGEST_REVISION, strict=True, description="Counts up from 1")]
Number = Annotated[int, Field(ge=1, le=LARGEST_NUMBER, strict=True)]
SharesText = Annotated[str, Field(pattern=SHARES_PATTERN, max_length=17, description="Shares held", examples=["10"])]
PeriodText = Annotated[str, Field(pattern=YEAR_PATTERN, max_length=4, description="A calendar year", examples=["2022"])]
WeightText = Annotated[Literal["0", "0.5", "1"], Field(description="Days attended: none, half or a whole day")]

Readable = Annotated[str, Field(pattern=TEXT_PATTERN)]
"""A text of one line that people can read; each field says how long it may be."""
PersonName = Annotated[Readable, Field(min_length=1, max_length=80)]
IdentityNumber = Annotated[
    str, Field(pattern=IDENTITY_NUMBER_PATTERN, max_length=18, description="Resident identity number")
]
Phone = Annotated[str, Field(pattern=PHONE_PATTERN, max_length=16)]
Label = Annotated[Readable, Field(min_length=1, max_length=200, description="Text for people to read")]
