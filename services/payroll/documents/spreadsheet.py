"""XLSX: real numbers and dates, and text that no program takes for a formula."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from math import ceil
from typing import Any, Final, Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Kind = Literal["text", "amount", "number", "date"]
Cell = str | Decimal | date | None

NARROWEST: Final = 6
WIDEST: Final = 44
LINE_HEIGHT_POINTS: Final = 14
ROW_PADDING_POINTS: Final = 6
TITLE_HEIGHT_POINTS: Final = 26
HIGHEST_ROW_POINTS: Final = 409
"""The format allows no more."""
A4: Final = 9
"""The number of the paper in the file format."""
FONT: Final = {"font_name": "等线", "font_size": 10}
MARK_COLOR: Final = "#A01E1E"
NUMBER_FORMATS: Final[dict[Kind, str]] = {"text": "@", "amount": "0.00", "number": "General", "date": "yyyy-mm-dd"}
"""Cells of the format `@` stay text when somebody edits them, even a name such as =1+1."""
_CONTROL_CHARACTERS: Final = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its heading; amounts are yuan."""

    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table under a title line, with a row of totals or None and lines of notes below.

    `mark` says of a preview that it is one: in the title, which every printed page repeats, and at its head.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    totals: Sequence[Cell] | None = None
    notes: Sequence[str] = ()
    mark: str = ""


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Write the sheets: the heading frozen and repeated on paper, A4 across, as wide as one page.

    Raises ValueError for text longer than a cell takes.
    """
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    styles = _styles(book)
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet, styles)
    book.close()
    return buffer.getvalue()


def _styles(book: Workbook) -> dict[str, Format]:
    border = {**FONT, "border": 1, "border_color": "#9aa3ad", "valign": "vcenter"}
    right = {"amount": "right", "number": "right"}
    styles = {
        "title": book.add_format({**FONT, "font_size": 14, "bold": True, "valign": "vcenter"}),
        "mark": book.add_format({**FONT, "font_size": 14, "bold": True, "valign": "vcenter", "font_color": MARK_COLOR}),
        "note": book.add_format({**FONT, "font_color": "#555555"}),
        "heading": book.add_format(
            {**border, "bold": True, "bg_color": "#e8ecf0", "align": "center", "text_wrap": True}
        ),
    }
    for kind, number_format in NUMBER_FORMATS.items():
        align = right.get(kind, "left")
        plain = {**border, "num_format": number_format, "align": align, "indent": 0 if align == "right" else 1}
        plain["text_wrap"] = kind == "text"
        styles[kind] = book.add_format(plain)
        styles[f"total {kind}"] = book.add_format({**plain, "bold": True, "bg_color": "#f3f5f7"})
    return styles


def _write(worksheet: Worksheet, sheet: Sheet, styles: dict[str, Format]) -> None:
    title, style = (f"{sheet.mark}  {sheet.title}", "mark") if sheet.mark else (sheet.title, "title")
    _done(worksheet.write_string(0, 0, _clean(title), styles[style]))
    worksheet.set_row(0, TITLE_HEIGHT_POINTS)
    heading_row = 1
    widths = [_width(sheet, index) for index in range(len(sheet.columns))]
    for index, column in enumerate(sheet.columns):
        _done(worksheet.write_string(heading_row, index, _clean(column.title), styles["heading"]))
        worksheet.set_column(index, index, widths[index])
    worksheet.set_row(heading_row, _height_points([column.title for column in sheet.columns], widths))
    following = heading_row + 1
    for row in sheet.rows:
        _write_row(worksheet, following, row, sheet.columns, styles, "")
        worksheet.set_row(following, _height_points(row, widths))
        following += 1
    if sheet.totals is not None:
        _write_row(worksheet, following, sheet.totals, sheet.columns, styles, "total ")
        following += 1
    for note in sheet.notes:
        following += 1
        _done(worksheet.write_string(following, 0, _clean(note), styles["note"]))
    _set_up_paper(worksheet, heading_row)
    if sheet.mark:
        worksheet.set_tab_color(MARK_COLOR)
        _done(worksheet.set_header(f"&C&18&K{MARK_COLOR.removeprefix('#')}{_clean(sheet.mark)}", {"margin": 0.15}))


def _write_row(
    worksheet: Worksheet,
    row: int,
    cells: Sequence[Cell],
    columns: Sequence[Column],
    styles: dict[str, Format],
    style_prefix: str,
) -> None:
    for index, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        style = styles[style_prefix + column.kind]
        if cell is None:
            _done(worksheet.write_blank(row, index, None, style))
        elif isinstance(cell, str):
            _done(worksheet.write_string(row, index, _clean(cell), style))
        elif isinstance(cell, Decimal):
            _done(worksheet.write_number(row, index, float(cell), style))
        else:
            _done(worksheet.write_datetime(row, index, cell, style))


def _done(outcome: Any) -> None:
    """The library answers a negative number for what it did not write, and writes on."""
    if outcome:
        raise ValueError(f"a cell was not written: XlsxWriter answered {outcome} (-2 is text longer than a cell takes)")


def _set_up_paper(worksheet: Worksheet, heading_row: int) -> None:
    worksheet.freeze_panes(heading_row + 1, 0)
    worksheet.repeat_rows(0, heading_row)
    worksheet.set_paper(A4)
    worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)
    worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    worksheet.set_footer("&C&P / &N")
    worksheet.hide_gridlines(2)


def _width(sheet: Sheet, index: int) -> float:
    rows = [*sheet.rows, *([sheet.totals] if sheet.totals is not None else [])]
    widths = [_display_width(sheet.columns[index].title), *(_display_width(_shown(row[index])) for row in rows)]
    return min(max(*widths, NARROWEST) + 3, WIDEST)


def _height_points(cells: Sequence[Cell], widths: Sequence[float]) -> float:
    """High enough for the cell that wraps most: not every program fits rows to wrapped text by itself."""
    lines = (ceil(_display_width(_shown(cell)) / (width - 3)) for cell, width in zip(cells, widths, strict=True))
    return min(max(1, *lines) * LINE_HEIGHT_POINTS + ROW_PADDING_POINTS, HIGHEST_ROW_POINTS)


def _shown(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:.2f}"
    return str(cell) if cell is not None else ""


def _display_width(text: str) -> int:
    """Chinese characters take two places."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _clean(text: str) -> str:
    """Tabs and other control characters become one space: a sheet copied as text keeps its columns."""
    return _CONTROL_CHARACTERS.sub(" ", text)
