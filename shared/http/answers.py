"""What answers are made of: the frozen model each one is, keys that are not always there, and pages.

An answer's fields stand in the order in which they are written, so a model that others build on comes first.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from shared.messaging.waiting import Waiting
from shared.written_forms import AMOUNT_PATTERN, MONTH_PATTERN, SHARES_PATTERN, YEAR_PATTERN

Row = TypeVar("Row")
Cursor = TypeVar("Cursor")

_NOTHING: Final = object()


class Answer(BaseModel):
    """An answer, or a part of one: what it holds is written here, and nothing else gets in.

    It can be built from any object whose attributes have these names.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


def left_out(description: str | None = None) -> Any:
    """A field whose key is only in an answer that was built with it. No other field has a default."""
    return Field(default_factory=lambda: _NOTHING, exclude_if=_is_nothing, description=description)


def _is_nothing(value: Any) -> bool:
    return value is _NOTHING


MomentText = Annotated[
    str,
    Field(
        description="A moment with its offset from UTC",
        examples=["2022-07-31T10:00:00+00:00"],
        json_schema_extra={"format": "date-time"},
    ),
]
"""A moment as Python writes it: `+00:00`, where a field of type datetime ends in Z."""

KeptMonth = Annotated[
    str, Field(description="A calendar month, YYYY-MM", json_schema_extra={"pattern": MONTH_PATTERN, "maxLength": 7})
]
KeptAmount = Annotated[
    str, Field(description="Yuan with exactly two decimals, as a string", json_schema_extra={"pattern": AMOUNT_PATTERN})
]
KeptPeriod = Annotated[
    str, Field(description="A calendar year", json_schema_extra={"pattern": YEAR_PATTERN, "maxLength": 4})
]
KeptShares = Annotated[str, Field(description="Shares held", json_schema_extra={"pattern": SHARES_PATTERN})]
"""Facts as they are kept. One that came before the doors had bounds may be written otherwise, and is answered all the
same: whoever looks at it may be the one who mends it.
"""

NextText = Annotated[str | None, Field(description="`after` of the following page; null on the last one")]
NextNumber = Annotated[int | None, Field(description="`after` of the following page; null on the last one")]


def next_after(rows: Sequence[Row], limit: int, cursor_of: Callable[[Row], Cursor]) -> Cursor | None:
    """`next` of a page: where its last row stands, or None where fewer rows than asked for came."""
    return cursor_of(rows[-1]) if len(rows) == limit else None


class WaitingSubject(Answer):
    """Something that could not be computed: since when, and why as a code that tells no value."""

    kind: str
    subject: list[str] = Field(description="What it is about, as its kind names it")
    since: MomentText
    reason: str = Field(description="`overflow`, `invalid:<field>`, or the name of the fault")


def waiting_subject(waiting: Waiting) -> WaitingSubject:
    """How an answer says that something waits."""
    return WaitingSubject(
        kind=waiting.kind, subject=waiting.subject, since=waiting.since.isoformat(), reason=waiting.reason
    )
