"""Identifiers and small field types shared by events, resources and imports."""

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field

IDENTIFIER_PATTERN: Final = r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"

Identifier = Annotated[
    str,
    Field(
        pattern=IDENTIFIER_PATTERN,
        description="Letters, digits and . _ : - ; up to 64 characters, beginning with a letter or digit",
        examples=["WS-01"],
    ),
]
"""An internal identifier: never a name, an identity number or an account."""

Day = Annotated[
    date, Field(ge=date(1950, 1, 1), le=date(2099, 12, 31), description="A Shanghai date", examples=["2022-07-01"])
]
"""A date something counts for, within the years that months and periods can be written in."""

Quantity = Annotated[int, Field(ge=0, le=1_000_000_000, strict=True, description="Whole pieces")]
Revision = Annotated[int, Field(ge=1, le=2_147_483_647, strict=True, description="Counts up from 1")]
SharesText = Annotated[
    str, Field(pattern=r"^(0|[1-9]\d{0,11})(\.\d{1,4})?$", description="Shares held", examples=["10"])
]
WeightText = Annotated[Literal["0", "0.5", "1"], Field(description="Days attended: none, half or a whole day")]
PeriodText = Annotated[str, Field(pattern=r"^(19|20)\d{2}$", description="A calendar year", examples=["2022"])]
Label = Annotated[str, Field(min_length=1, max_length=200, description="Text for people to read")]
