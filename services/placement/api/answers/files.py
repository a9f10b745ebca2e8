"""What is told of the files of placement's own: the export of a punch clock, and attendance in either shape."""

from collections import Counter
from decimal import Decimal
from typing import Literal

from pydantic import Field

from services.placement.domain.attlog import Layout
from services.placement.files.month_sheet import MonthSheet, SheetFault, WorkerRow
from shared.events.people import Leave
from shared.http.answers import Answer
from shared.http.event_answers import InBoth
from shared.http.file_answers import FileAnswer
from shared.identifiers import Identifier, WeightText
from shared.months import Month, MonthText


class _PunchLayout(Answer):
    layout: Layout = Field(description="Which column was taken for the status")


class PunchesTaken(FileAnswer, _PunchLayout):
    """What became of a punch clock's export."""


class _Rows(Answer):
    layout: Literal["row_a_day"]


class RowsPreviewed(_Rows):
    """That a file has a row a day, of which a preview shows nothing more."""


class RowsTaken(FileAnswer, _Rows):
    """What became of a file with a row a day."""


class _Sheet(Answer):
    layout: Literal["month_sheet"]
    workshop: Identifier
    month: MonthText


class SheetTaken(FileAnswer, _Sheet):
    """What became of a month sheet's days."""


class MarkRead(Answer):
    """How a mark is read, and how many cells hold it."""

    mark: str
    weight_days: WeightText
    leave: Leave | None
    cells: int


class SheetLine(Answer):
    """A worker's line of a month sheet."""

    line: int
    worker: Identifier
    name: str | None = Field(description="As it stands beside the id")
    marks: list[str] = Field(description="One for each day of the month; empty where nothing is said")
    weight_days: str = Field(description="The sum of the marks, in days")


class ReasonWords(Answer):
    """The reason in both languages."""

    reason: InBoth


class SheetRefusal(Answer):
    """Something of a line that would not be taken."""

    line: int
    reason: str
    code: str = Field(description="What is wrong: it stays where words change")
    words: ReasonWords


class SheetPreview(_Sheet):
    """How a month sheet is read, before anything of it counts."""

    marks: list[MarkRead]
    workers: list[SheetLine]
    refused: list[SheetRefusal]


AttendanceTaken = RowsPreviewed | RowsTaken | SheetTaken | SheetPreview


def _refusal(fault: SheetFault) -> SheetRefusal:
    reason = fault.reason
    words = ReasonWords(reason=InBoth(**reason.as_json()))
    return SheetRefusal(line=fault.line, reason=reason.en, code=reason.code, words=words)


def sheet_preview(sheet: MonthSheet) -> SheetPreview:
    """How a sheet is read: its marks, the most frequent first, its workers, and what would be refused."""
    read = Counter((mark.written, mark.weight_days, mark.leave) for row in sheet.rows for mark in row.marks.values())
    return SheetPreview(
        layout="month_sheet",
        workshop=sheet.workshop,
        month=str(sheet.month),
        marks=[
            MarkRead(mark=mark, weight_days=weight_days, leave=leave, cells=cells)
            for (mark, weight_days, leave), cells in sorted(read.items(), key=lambda item: -item[1])
        ],
        workers=[_line(row, sheet.month) for row in sheet.rows],
        refused=[_refusal(fault) for fault in sheet.faults],
    )


def _line(row: WorkerRow, month: Month) -> SheetLine:
    days = [row.marks.get(day) for day in month.days()]
    return SheetLine(
        line=row.line,
        worker=row.worker,
        name=row.name or None,
        marks=[mark.written if mark else "" for mark in days],
        weight_days=str(sum((Decimal(mark.weight_days) for mark in days if mark), Decimal(0))),
    )
