"""Days and moments as others write them: ISO text only, within the years this software counts in."""

import re
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Final, get_args

from pydantic import AwareDatetime, BaseModel, BeforeValidator, Field
from pydantic.fields import FieldInfo

from shared.identifiers import PeriodText
from shared.months import SHANGHAI, MonthText, shanghai_date
from shared.plain_words import field_error
from shared.refusals import Refusal
from shared.texts import Text
from shared.written_forms import DAY_PATTERN, MOMENT_PATTERN, NOT_A_DAY, NOT_A_MOMENT

FIRST_DAY: Final = date(1950, 1, 1)
LAST_DAY: Final = date(2099, 12, 31)
BEFORE_FIRST_DAY: Final = Refusal(
    Text("field.too_early", "早于 {day}", "before {day}"),
    Text("field.write_later", "请写晚一些的", "write a later one"),
    "unusable",
)
AFTER_LAST_DAY: Final = Refusal(
    Text("field.too_late", "晚于 {day}", "after {day}"),
    Text("field.write_earlier", "请写早一些的", "write an earlier one"),
    "unusable",
)
_NO_SUCH_DAY: Final = Text("field.no_such_day", "日历上没有这一天", "no day of the calendar")
NO_SUCH_DAY: Final = Refusal(_NO_SUCH_DAY, NOT_A_DAY.advice, "unusable")
NO_SUCH_MOMENT: Final = Refusal(_NO_SUCH_DAY, NOT_A_MOMENT.advice, "unusable")
HAS_NOT_COME: Final = Refusal(
    Text("field.has_not_come", "还没有到：现在是上海时间 {today}", "has not come: it is {today} in Shanghai"),
    Text("field.wait_for_it", "请更正，或到了以后再报", "correct it, or send it once it has come"),
    "unusable",
)
_LONGEST_MOMENT: Final = 40
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT: Final = re.compile(MOMENT_PATTERN)


class HasCome:
    """Marks a field whose day, month, year or moment lies in the past: a door compares it with its clock."""

    def __repr__(self) -> str:
        return "HAS_COME"


HAS_COME: Final = HasCome()


def read_day(value: Any) -> Any:
    """A date written `2022-07-31`, within the years counted in; other kinds are left to the type. For validators."""
    day = _parse_day(value) if isinstance(value, str) else value
    if isinstance(day, date) and day < FIRST_DAY:
        raise field_error(BEFORE_FIRST_DAY.of(day=FIRST_DAY))
    if isinstance(day, date) and day > LAST_DAY:
        raise field_error(AFTER_LAST_DAY.of(day=LAST_DAY))
    return day


def _parse_day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise field_error(NOT_A_DAY)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise field_error(NO_SUCH_DAY) from None


def read_moment(text: Any) -> Any:
    """A time with its offset, as RFC 3339 writes it; what is no text is left for the type. For validators."""
    if not isinstance(text, str):
        return text
    if len(text) > _LONGEST_MOMENT or not _MOMENT.fullmatch(text):
        raise field_error(NOT_A_MOMENT)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise field_error(NO_SUCH_MOMENT) from None


Day = Annotated[
    date,
    BeforeValidator(read_day),
    Field(
        description="A Shanghai date",
        examples=["2022-07-01"],
        json_schema_extra={"pattern": DAY_PATTERN, "maxLength": 10},
    ),
]
"""A date something counts for, within the years that months and periods can be written in."""

Moment = Annotated[
    AwareDatetime,
    BeforeValidator(read_moment),
    Field(
        description="A moment with its offset from UTC",
        examples=["2022-07-31T18:00:00+08:00"],
        json_schema_extra={"pattern": MOMENT_PATTERN, "maxLength": _LONGEST_MOMENT},
    ),
]
"""A moment of the years that days can be written in."""

PastDay = Annotated[Day, HAS_COME, Field(description="A Shanghai date that has come")]
PastMoment = Annotated[Moment, HAS_COME]
PastMonth = Annotated[MonthText, HAS_COME, Field(description="A month that has begun, YYYY-MM")]
PastYear = Annotated[PeriodText, HAS_COME, Field(description="A calendar year that has begun")]


def ahead_of(data: BaseModel, latest: datetime) -> Refusal | None:
    """The first field marked with HAS_COME that lies after a moment, as a refusal of it; None where none does."""
    for name in _marked_fields(type(data)):
        value = getattr(data, name)
        if value is not None and _is_after(value, latest):
            return HAS_NOT_COME.of(today=shanghai_date(latest)).at(f"/{name}")
    return None


def _is_after(value: date | str, latest: datetime) -> bool:
    if isinstance(value, datetime):
        return value > latest
    day = latest.astimezone(SHANGHAI).date().isoformat()
    return str(value) > day[: len(str(value))]


@cache
def _marked_fields(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(name for name, field in model.model_fields.items() if _is_marked(field))


def _is_marked(field: FieldInfo) -> bool:
    parts = (getattr(part, "__metadata__", ()) for part in get_args(field.annotation))
    return HAS_COME in field.metadata or any(HAS_COME in metadata for metadata in parts)
