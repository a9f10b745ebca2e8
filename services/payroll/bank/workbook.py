"""The XLSX file a bank gets: text stays text and is never a formula, amounts are numbers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

import xlsxwriter

from services.payroll.bank.cells import is_runnable

Cell = str | int | Decimal
"""What a bank file holds: text, a number of things, an amount."""

_MADE: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""The same bytes for the same payments: a workbook does not tell when it was written."""


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
