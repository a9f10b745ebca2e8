"""The lines of a bank's return, each by itself: a broken one is a fault, not the end.

A table may come as text or as a workbook, whatever the template says: programs save what they like.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from services.payroll.bank.cells import unguard
from services.payroll.bank.faults import (
    ASK_AGAIN,
    LINE_ENDS_EARLY,
    MORE_CELLS,
    OTHER_BYTES,
    OTHER_ENCODING,
    ReturnFileError,
)
from services.payroll.bank.template import Encoding, ReturnLayout
from shared.tables import Row, Sheet, UnreadableFileError, find_headings, read_table
from shared.tables.faults import TOO_MANY_LINES
from shared.tables.rows import MAXIMUM_LINES
from shared.texts import Text

Cells = Mapping[str, str]
"""The cells of a row by field; a field the template does not have is absent."""


class LineFault(NamedTuple):
    """Why a line cannot be taken apart."""

    field: str
    advice: Text


def read_lines(content: bytes, layout: ReturnLayout) -> Iterator[tuple[int, Cells | LineFault | None]]:
    """Every line that is not blank, after the head, with its number from 1; None stands for a line of totals.

    Raises ReturnFileError where the titles are missing or the file cannot be read in this format.
    """
    if layout.format == "fixed":
        return _fixed_lines(content, layout)
    return _table_lines(content, layout)


def _physical_lines(content: bytes, encoding: Encoding) -> list[bytes]:
    """The lines with their ends. No byte of a Chinese character is a line end, in none of the encodings."""
    if not encoding.startswith("utf-8") and content.startswith(codecs.BOM_UTF8):
        raise ReturnFileError(OTHER_ENCODING.of(encoding=encoding))
    mark = codecs.BOM_UTF8 if encoding.startswith("utf-8") else "\ufeff".encode("gb18030")
    lines: list[bytes] = []
    # Older programs end a text with the character 1A.
    for line in io.BytesIO(content.removeprefix(mark).rstrip(b"\x1a")):
        if len(lines) == MAXIMUM_LINES:
            raise ReturnFileError(TOO_MANY_LINES.of(most=MAXIMUM_LINES))
        lines.append(line)
    return lines


def _fixed_lines(content: bytes, layout: ReturnLayout) -> Iterator[tuple[int, Cells | LineFault | None]]:
    encoding = (layout.encoding or "utf-8").removesuffix("-sig")
    prefixes = tuple(prefix.encode(encoding) for prefix in layout.ignored_prefixes)
    head_lines = layout.head_lines
    for number, ended in enumerate(_physical_lines(content, layout.encoding or "utf-8"), start=1):
        line = ended.rstrip(b"\r\n")
        if not line.strip():
            continue
        if head_lines:
            head_lines -= 1
        elif line.startswith(prefixes):
            yield number, None
        else:
            yield number, _fixed_cells(line, layout, encoding)


def _fixed_cells(line: bytes, layout: ReturnLayout, encoding: str) -> Cells | LineFault:
    cells: dict[str, str] = {}
    in_order = sorted(layout.columns.places().items(), key=lambda item: item[1].start or 1)
    for field, place in in_order:
        start, width = (place.start or 1) - 1, place.width or 1
        content = line[start : start + width]
        # Some banks cut blanks at the end, harmless after words; half an amount would still look like one.
        if len(content) < width and field not in ("status", "reason"):
            return LineFault(field, LINE_ENDS_EARLY.of(bytes=len(line), end=start + width))
        try:
            cells[field] = content.decode(encoding)
        except UnicodeDecodeError:
            return LineFault(field, OTHER_BYTES.of(encoding=encoding, start=start + 1, end=start + width))
    return cells


def _table_lines(content: bytes, layout: ReturnLayout) -> Iterator[tuple[int, Cells | LineFault | None]]:
    table = _table(content, layout)
    prefixes = tuple(layout.ignored_prefixes)
    for row in table.rows:
        filled = [cell for cell in row.cells if cell]
        if row.fault:
            yield row.line, LineFault("line", replace(ASK_AGAIN.of(fault=row.fault), code=row.fault.code))
        elif filled[0].startswith(prefixes):
            yield row.line, None
        elif table.width is not None and any(row.cells[table.width :]):
            yield row.line, LineFault("line", MORE_CELLS)
        else:
            yield (
                row.line,
                {field: row.cells[at] if at < len(row.cells) else "" for field, at in table.columns.items()},
            )


class _Table(NamedTuple):
    rows: Sequence[Row]
    columns: Mapping[str, int]
    width: int | None


def _table(content: bytes, layout: ReturnLayout) -> _Table:
    """The rows below the titles, in whichever form and encoding a program saved them.

    The template's own separator is tried first; where it leads to no titles, the one that the file's lines share.
    """
    try:
        try:
            return _below_titles(read_table(content, layout.encoding, layout.delimiter), layout)
        except UnreadableFileError:
            if not layout.header:
                raise
            return _below_titles(read_table(content, layout.encoding), layout)
    except UnreadableFileError as error:
        raise ReturnFileError(error.text) from error


def _below_titles(sheets: Sequence[Sheet], layout: ReturnLayout) -> _Table:
    below_head = [sheet._replace(rows=_unguarded(sheet)[layout.head_lines :]) for sheet in sheets]
    places = layout.columns.places()
    if not layout.header:
        rows = next((sheet.rows for sheet in below_head if sheet.rows), ())
        return _Table(rows, {field: place.column - 1 for field, place in places.items() if place.column}, None)
    titles = {place.title: field for field, place in places.items() if place.title}
    headings = find_headings(below_head, {title: title for title in titles}, list(titles))
    columns = {titles[title]: at for title, at in headings.places.items()}
    return _Table(headings.rows, columns, max((*columns.values(), *headings.unknown)) + 1)


def _unguarded(sheet: Sheet) -> tuple[Row, ...]:
    """The rows of a text file without the apostrophes our own files guard texts with."""
    if sheet.name:
        return sheet.rows
    return tuple(row._replace(cells=tuple(map(unguard, row.cells))) for row in sheet.rows)
