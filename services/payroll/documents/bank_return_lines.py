"""The lines of a bank's return in any of the three formats, each by itself: a broken one is a fault, not the end."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from services.payroll.documents.bank_cells import unguard
from services.payroll.documents.bank_return_cells import cell_text
from services.payroll.documents.bank_template import Encoding, ReturnLayout
from services.payroll.documents.bank_workbook import CellRead, WorkbookError, read_workbook

MAXIMUM_LINES: Final = 1_048_576
"""Lines with the blank ones: as many as a sheet of a spreadsheet has."""
_LINES_OF_A_CELL: Final = 50
"""How far a quoted cell may reach; a quote never closed costs its own line only."""
_TITLES_SHOWN: Final = 20

Cells = Mapping[str, CellRead]
"""The cells of a row by field; a field the template does not have is absent."""


class ReturnFileError(ValueError):
    """A file that is no return of this bank at all; the message says what is missing."""


class LineFault(NamedTuple):
    """Why a line cannot be taken apart."""

    field: str
    advice: str


def read_lines(content: bytes, layout: ReturnLayout) -> Iterator[tuple[int, Cells | LineFault | None]]:
    """Every line that is not blank, after the head, with its number from 1; None stands for a line of totals.

    Raises ReturnFileError where the titles are missing or the file cannot be read in this format.
    """
    if layout.format == "fixed":
        return _fixed_lines(content, layout)
    return _table_lines(_workbook_rows(content) if layout.format == "xlsx" else _csv_rows(content, layout), layout)


def _physical_lines(content: bytes, encoding: Encoding) -> list[bytes]:
    """The lines with their ends. No byte of a Chinese character is a line end, in none of the encodings."""
    if not encoding.startswith("utf-8") and content.startswith(codecs.BOM_UTF8):
        raise ReturnFileError(f"the file is UTF-8, the template says {encoding}; correct one of them")
    mark = codecs.BOM_UTF8 if encoding.startswith("utf-8") else "\ufeff".encode("gb18030")
    lines: list[bytes] = []
    # Older programs end a text with the character 1A.
    for line in io.BytesIO(content.removeprefix(mark).rstrip(b"\x1a")):
        if len(lines) == MAXIMUM_LINES:
            raise ReturnFileError(f"the file has more than {MAXIMUM_LINES} lines; split it")
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
    cells: dict[str, CellRead] = {}
    in_order = sorted(layout.columns.places().items(), key=lambda item: item[1].start or 1)
    for field, place in in_order:
        start, width = (place.start or 1) - 1, place.width or 1
        content = line[start : start + width]
        # Some banks cut blanks at the end, harmless after words; half an amount would still look like one.
        if len(content) < width and field not in ("status", "reason"):
            return LineFault(
                field, f"the line has {len(line)} bytes and ends before byte {start + width}; ask the bank"
            )
        try:
            cells[field] = content.decode(encoding)
        except UnicodeDecodeError:
            return LineFault(field, f"cannot be read as {encoding} at bytes {start + 1} to {start + width}")
    return cells


Row = tuple[int, Sequence[CellRead] | LineFault]


def _table_lines(rows: Iterator[Row], layout: ReturnLayout) -> Iterator[tuple[int, Cells | LineFault | None]]:
    columns = {field: place.column - 1 for field, place in layout.columns.places().items() if place.column}
    head_lines, title_count = layout.head_lines, None
    prefixes = tuple(layout.ignored_prefixes)
    for number, row in rows:
        filled = [] if isinstance(row, LineFault) else [text for cell in row if (text := cell_text(cell))]
        if not filled and not isinstance(row, LineFault):
            continue
        if head_lines:
            head_lines -= 1
        elif layout.header and title_count is None:
            columns, title_count = _columns_by_title(row, layout)
        elif isinstance(row, LineFault):
            yield number, row
        elif filled[0].startswith(prefixes):
            yield number, None
        elif title_count is not None and any(cell_text(cell) for cell in row[title_count:]):
            yield number, LineFault("line", "has more cells than there are titles; a separator may stand in a text")
        else:
            yield number, {field: row[at] if at < len(row) else None for field, at in columns.items()}
    if layout.header and title_count is None:
        raise ReturnFileError("the file has no line of titles")


def _columns_by_title(row: Sequence[CellRead] | LineFault, layout: ReturnLayout) -> tuple[dict[str, int], int]:
    if isinstance(row, LineFault):
        raise ReturnFileError(f"the line of titles {row.advice}")
    titles = [cell_text(cell) for cell in row]
    columns = {}
    for field, place in layout.columns.places().items():
        title = place.title or ""
        if titles.count(title) != 1:
            found = ", ".join(titles[:_TITLES_SHOWN])
            times = "twice or more" if title in titles else "nowhere"
            raise ReturnFileError(f"the column {title!r} ({field}) stands {times} among the titles: {found}")
        columns[field] = titles.index(title)
    return columns, len(titles)


def _csv_rows(content: bytes, layout: ReturnLayout) -> Iterator[Row]:
    encoding = layout.encoding or "utf-8"
    lines, at = _physical_lines(content, encoding), 0
    while at < len(lines):
        texts = (line.decode(encoding.removesuffix("-sig")) for line in lines[at : at + _LINES_OF_A_CELL])
        reader = csv.reader(texts, delimiter=layout.delimiter or ",", strict=True)
        try:
            yield at + 1, [unguard(cell.strip()) for cell in next(reader, [])]
            at += max(reader.line_num, 1)
            continue
        except UnicodeDecodeError:
            fault = LineFault("line", f"cannot be read as {encoding}; ask the bank for it again")
        except csv.Error:
            fault = LineFault("line", "has a quote or a line end in the wrong place; correct the line")
        yield at + 1, fault
        at += 1


def _workbook_rows(content: bytes) -> Iterator[Row]:
    try:
        for number, row in read_workbook(content):
            if number > MAXIMUM_LINES:
                raise ReturnFileError(f"the file has more than {MAXIMUM_LINES} lines; split it")
            yield number, row
    except WorkbookError as error:
        raise ReturnFileError(str(error)) from error
