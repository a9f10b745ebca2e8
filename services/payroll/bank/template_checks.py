"""What the parts of a bank template demand of each other: each fault named with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from services.payroll.bank.template import BankTemplate, CellPlace, Column, PaymentLayout, ReturnLayout

_OF_PAYMENTS: Final = frozenset(
    {"reference", "holder", "account", "bank_name", "bank_code", "amount", "remark", "sequence", "constant"}
)
_OF_TOTALS: Final = frozenset({"count", "sum", "batch", "date", "constant"})
_INDISPENSABLE: Final = ("reference", "holder", "account", "amount")


def first_fault(template: BankTemplate) -> str | None:
    """The first thing that does not fit together, as `place: reason`; None for a sound template."""
    return next(_faults(template), None)


def _faults(template: BankTemplate) -> Iterator[str]:
    yield from _payment_faults(template.payments)
    yield from _return_faults(template.returns)


def _payment_faults(layout: PaymentLayout) -> Iterator[str]:
    place = "payments"
    yield from _needed(f"{place}.encoding", layout.encoding, layout.format != "xlsx", layout.format)
    yield from _needed(f"{place}.line_ending", layout.line_ending, layout.format != "xlsx", layout.format)
    yield from _needed(f"{place}.delimiter", layout.delimiter, layout.format == "csv", layout.format)
    if layout.format == "fixed" and layout.header:
        yield f"{place}.header: fixed columns have no line of titles; write false, or a head record"
    for name, columns, allowed in (
        ("head", layout.head, _OF_TOTALS),
        ("columns", layout.columns, _OF_PAYMENTS),
        ("trailer", layout.trailer, _OF_TOTALS),
    ):
        for index, column in enumerate(columns):
            column_place = f"{place}.{name}.{index}"
            if column.field not in allowed:
                yield f"{column_place}.field: {column.field!r} has no meaning here; use {', '.join(sorted(allowed))}"
            yield from _column_faults(column_place, column, layout)
    present = [column.field for column in layout.columns]
    for field in _INDISPENSABLE:
        if present.count(field) != 1:
            yield f"{place}.columns: the field {field!r} is needed exactly once"
    if layout.header:
        titles = [column.title for column in layout.columns]
        if None in titles:
            yield f"{place}.columns.{titles.index(None)}.title: missing; a header line is asked for"
        if len(set(titles)) < len(titles):
            yield f"{place}.columns: two columns have the same title"


def _column_faults(place: str, column: Column, layout: PaymentLayout) -> Iterator[str]:
    yield from _needed(f"{place}.value", column.value, column.field == "constant", f"field {column.field}")
    yield from _needed(f"{place}.unit", column.unit, column.is_amount, f"field {column.field}")
    yield from _needed(f"{place}.negative", column.negative, column.is_amount, f"field {column.field}")
    yield from _needed(f"{place}.width", column.width, layout.format == "fixed", layout.format)
    if layout.format != "fixed" and (column.align or column.pad):
        yield f"{place}: align and pad are for fixed columns only"
    if column.field == "date" and layout.date_format is None:
        yield "payments.date_format: missing; a date is written"
    padded = column.pad not in (None, " ")
    if padded and column.field in ("reference", "account", "bank_code"):
        yield f"{place}.pad: only a blank; any other would read as part of the {column.field}"
    if padded and (column.is_amount or column.field in ("count", "sequence")):
        if column.pad != "0":
            yield f"{place}.pad: a number is filled with blanks or 0"
        if column.align == "left":
            yield f"{place}.align: a number filled with 0 stands right, else it grows"
    if column.value is not None:
        yield from _constant_faults(place, column.value, column.width, layout)


def _constant_faults(place: str, value: str, width: int | None, layout: PaymentLayout) -> Iterator[str]:
    if not value.isprintable():
        yield f"{place}.value: holds a control character"
        return
    if layout.encoding is None:
        return
    try:
        encoded = value.encode(layout.encoding.removesuffix("-sig"))
    except UnicodeEncodeError:
        yield f"{place}.value: cannot be written in {layout.encoding}"
        return
    if width is not None and len(encoded) > width:
        yield f"{place}.value: takes {len(encoded)} bytes, the column {width}"


def _return_faults(layout: ReturnLayout) -> Iterator[str]:
    place = "returns"
    yield from _needed(f"{place}.encoding", layout.encoding, layout.format != "xlsx", layout.format)
    yield from _needed(f"{place}.delimiter", layout.delimiter, layout.format == "csv", layout.format)
    yield from _needed(f"{place}.unit", layout.unit, layout.columns.amount is not None, "a return without amounts")
    yield from _needed(
        f"{place}.date_format", layout.date_format, layout.columns.date is not None, "a return without dates"
    )
    if layout.format == "fixed" and layout.header:
        yield f"{place}.header: fixed columns have no line of titles; write false, and head_lines"
    for field, cell in layout.columns.places().items():
        yield from _cell_faults(f"{place}.columns.{field}", cell, layout)
    for word in layout.settled:
        if word in layout.returned:
            yield f"{place}.returned: {word!r} stands under settled too"
    for name, words in (("settled", layout.settled), ("returned", layout.returned)):
        for index, word in enumerate(words):
            if word != word.strip():
                yield f"{place}.{name}.{index}: begins or ends with a blank"


def _cell_faults(place: str, cell: CellPlace, layout: ReturnLayout) -> Iterator[str]:
    by_title = {"title"} if layout.header else {"column"}
    wanted = {"start", "width"} if layout.format == "fixed" else by_title
    given = {name for name in ("title", "column", "start", "width") if getattr(cell, name) is not None}
    if given != wanted:
        yield f"{place}: write {' and '.join(sorted(wanted))}, and nothing else, for {layout.format}" + (
            "" if layout.format == "fixed" else f" with{'' if layout.header else 'out'} a header"
        )


def _needed(place: str, value: object, wanted: bool, reason: str) -> Iterator[str]:
    if wanted and value is None:
        yield f"{place}: missing"
    if not wanted and value is not None:
        yield f"{place}: has no meaning for {reason}; remove it"
