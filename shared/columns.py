"""The columns of a kind of file, from the fields of the event that its rows become."""

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.events.envelope import Event, FactData
from shared.plain_text import TEXT_PATTERN
from shared.tables.cells import CellKind
from shared.written_forms import (
    ACCOUNT_PATTERN,
    AMOUNT_PATTERN,
    BANK_CODE_PATTERN,
    IDENTITY_NUMBER_PATTERN,
    MONTH_PATTERN,
    PHONE_PATTERN,
    PUBLISHED_RATE_PATTERN,
    SHARES_PATTERN,
    UNIT_RATE_PATTERN,
)


@dataclass(frozen=True, slots=True)
class Column:
    """Where a column's cell goes in the event's data, and how it is read.

    An empty cell of a column that is not required is left out. `words` are Chinese for words of the event.
    """

    field: str
    kind: CellKind = "text"
    required: bool = True
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)
    may_be_empty: bool = False
    """Whether an empty cell of a column that is required says that there are none: of a list that may have no items."""


_KIND_OF_FORM: Final[Mapping[str, CellKind]] = {
    TEXT_PATTERN: "label",
    IDENTITY_NUMBER_PATTERN: "identity",
    PHONE_PATTERN: "digits",
    ACCOUNT_PATTERN: "digits",
    BANK_CODE_PATTERN: "digits",
    SHARES_PATTERN: "number",
    AMOUNT_PATTERN: "amount",
    UNIT_RATE_PATTERN: "rate",
    PUBLISHED_RATE_PATTERN: "rate",
    MONTH_PATTERN: "month",
}
"""How a cell is read whose field is written in such a form."""
_KIND_OF_FORMAT: Final[Mapping[str, CellKind]] = {"date": "day", "date-time": "datetime"}
_KIND_OF_TYPE: Final[Mapping[str, CellKind]] = {"integer": "integer", "array": "list", "boolean": "flag"}


def columns_of(
    event: type[Event],
    *,
    words: Mapping[str, Mapping[str, str]] | None = None,
    kinds: Mapping[str, CellKind] | None = None,
    required: Collection[str] = (),
    without: Collection[str] = (),
) -> dict[str, Column]:
    """A column a field of the event's data, in their order and with their names.

    `words` are Chinese for words of a field, `kinds` how the cells of a field are read whose form does not say it.
    `required` are fields the data can do without and a file cannot, `without` those no file has.
    """
    data_class: Any = event.model_fields["data"].annotation
    shapes = data_class.model_json_schema()["properties"]
    return {
        name: Column(
            name,
            (kinds or {}).get(name) or _kind_of(shapes[name]),
            information.is_required() or name in required,
            (words or {}).get(name, {}),
            _may_be_empty(shapes[name]),
        )
        for name, information in data_class.model_fields.items()
        if name not in FactData.model_fields and name not in without
    }


def _may_be_empty(shape: Mapping[str, Any]) -> bool:
    return shape.get("type") == "array" and not shape.get("minItems")


def _kind_of(shape: Mapping[str, Any]) -> CellKind:
    """How a cell is read, from the JSON schema of its field."""
    shape = next((form for form in shape.get("anyOf", ()) if form.get("type") != "null"), shape)
    if form := _KIND_OF_FORMAT.get(shape.get("format", "")):
        return form
    return _KIND_OF_FORM.get(shape.get("pattern", "")) or _KIND_OF_TYPE.get(shape["type"], "text")
