"""Rows of a bank's XLSX file: text stays text and is never a formula, amounts are numbers, reading is bounded."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import ParseError

import openpyxl
import xlsxwriter

from services.payroll.documents.bank_cells import is_runnable

Cell = str | int | Decimal
"""What a bank file holds: text, a number of things, an amount."""
CellRead = str | int | float | bool | datetime | None

MAXIMUM_UNPACKED_BYTES: Final = 256 * 1024 * 1024
_MADE: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""The same bytes for the same payments: a workbook does not tell when it was written."""
_UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    OSError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
    RuntimeError,
)
"""Everything the reader lets out on a workbook that is damaged, encrypted or none."""


class WorkbookError(ValueError):
    """A workbook that cannot be read; the message says what to do."""


def write_workbook(rows: Sequence[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet. Text is written as text, whatever it begins with; numbers as numbers."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True})
    workbook.set_properties({"created": _MADE})
    as_text = workbook.add_format({"num_format": "@"})
    # Else a program would run the text as soon as somebody edits the cell.
    as_guarded_text = workbook.add_format({"num_format": "@", "quote_prefix": True})
    as_yuan = workbook.add_format({"num_format": "0.00"})
    sheet = workbook.add_worksheet()
    for row_number, row in enumerate(rows):
        for column_number, cell in enumerate(row):
            if isinstance(cell, str):
                text = cell.replace("\r\n", "\n").replace("\r", "\n")
                style = as_guarded_text if is_runnable(cell) else as_text
                sheet.write_string(row_number, column_number, text, style)
            elif isinstance(cell, Decimal) and cell.as_tuple().exponent:
                sheet.write_number(row_number, column_number, cell, as_yuan)
            else:
                sheet.write_number(row_number, column_number, cell)
    workbook.close()
    return target.getvalue()


def read_workbook(content: bytes) -> Iterator[tuple[int, list[CellRead]]]:
    """The rows of a workbook's first sheet with their numbers; formulas give the value last computed.

    Raises WorkbookError where it is no sound workbook, or unpacks to more than MAXIMUM_UNPACKED_BYTES.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked_bytes = sum(part.file_size for part in archive.infolist())
        if unpacked_bytes > MAXIMUM_UNPACKED_BYTES:
            raise WorkbookError(f"the workbook unpacks to more than {MAXIMUM_UNPACKED_BYTES} bytes; split it")
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        # What a file says of its own size is often wrong and would hide cells.
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, [_plain(cell) for cell in row]
    except WorkbookError:
        raise
    except _UNREADABLE as error:
        raise WorkbookError(
            f"the file is no readable XLSX workbook ({type(error).__name__}); open it in a spreadsheet program "
            "and save it as .xlsx"
        ) from error


def _plain(cell: object) -> CellRead:
    return cell if cell is None or isinstance(cell, str | bool | int | float | datetime) else str(cell)
