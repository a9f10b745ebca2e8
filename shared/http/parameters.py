"""The parameters that operations of all services share: gaps of an address, pages, and the key of a repetition."""

from typing import Annotated

from fastapi import Header, Path, Query

from shared.dates import Day
from shared.identifiers import LARGEST_NUMBER, Identifier, PeriodText, Readable
from shared.months import MonthText

PathIdentifier = Annotated[Identifier, Path()]
PathMonth = Annotated[MonthText, Path()]
PathDay = Annotated[Day, Path()]
PathPeriod = Annotated[PeriodText, Path()]

Limit = Annotated[int, Query(ge=1, le=500)]
"""How many rows a page has at most."""
After = Annotated[Readable, Query(max_length=200, description="The `next` of the page before")]
AfterNumber = Annotated[int, Query(ge=0, le=LARGEST_NUMBER, description="The `next` of the page before")]

IdempotencyKey = Annotated[Readable | None, Header(min_length=1, max_length=200)]
"""The parameter must be called `idempotency_key`: the header is `Idempotency-Key`."""
