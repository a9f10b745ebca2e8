"""Attendance files, read apart: a row a day, or a month sheet."""

from collections import deque
from collections.abc import Iterator
from datetime import datetime
from typing import Final

import orjson

from services.placement.files.month_sheet import MonthSheet, SheetFault, is_month_sheet, read_month_sheet
from shared.imports import FileRows, TableImport, joined, pieces_of, pieces_of_table
from shared.messaging.entries import Entry
from shared.months import Month
from shared.refusals import Refusal
from shared.sealing import Fingerprints
from shared.tables import Row, Sheet, read_table
from shared.texts import Text

CORRECT_SHEET: Final = Text("month_sheet.correct_it", "请更正考勤表后重新导入", "correct the sheet and import it again")

_COLUMNS: Final = ("worker", "workshop", "day", "weight_days", "leave")


def read_attendance(
    content: bytes,
    table: TableImport,
    source: str,
    now: datetime,
    fingerprints: Fingerprints,
    sheet_of: tuple[str | None, Month | None],
    preview: bool,
) -> Iterator[FileRows | MonthSheet]:
    """The month sheet alone, else the rows of a file with a row a day; of those nothing where only a preview is wanted.

    `sheet_of` is the workshop and month of a sheet that does not name its own. Raises UnreadableFileError.
    """
    sheets = read_table(content)
    if is_month_sheet(sheets):
        yield read_month_sheet(sheets, *sheet_of)
        return
    pieces = pieces_of_table(table, sheets, source, now, fingerprints)
    if preview:
        deque(pieces, maxlen=0)  # nothing is taken, but what an import would refuse is refused
    else:
        yield from pieces


def read_days(
    _: bytes, sheet: MonthSheet, table: TableImport, source: str, now: datetime, fingerprints: Fingerprints
) -> Iterator[FileRows]:
    """A sheet's days as rows of a file with a row a day, and its faults as rows that are refused."""
    rows = tuple(
        Row(row.line, (row.worker, sheet.workshop, day.isoformat(), mark.weight_days, mark.leave or ""))
        for row in sheet.rows
        for day, mark in row.marks.items()
    )
    days = Sheet("", (Row(1, _COLUMNS), *rows), sheet.lines)
    taken = joined(pieces_of_table(table, [days], source, now, fingerprints))
    refused = [_refused(fault, table, source, fingerprints) for fault in sheet.faults]
    lines = [*taken.lines, *(fault.line for fault in sheet.faults)]
    yield from pieces_of(FileRows([*taken.entries, *refused], lines, sheet.lines, taken.columns))


def _refused(fault: SheetFault, table: TableImport, source: str, fingerprints: Fingerprints) -> Entry:
    raw = orjson.dumps(fault.cells)
    content_hash = fingerprints.fingerprint(raw, "import-row").hex()[:16]
    problem = Refusal(fault.reason, CORRECT_SHEET, "unusable", f"/line {fault.line}")
    return Entry(f"file:{source}:{table.kind}", f"{content_hash}.line{fault.line}", raw, problem)
