"""Reading a month sheet (考勤表): a row a worker, a column a day, a mark in each cell."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from services.placement.files.month_sheet_faults import (
    MARKS_TO_WRITE,
    MONTH,
    NAMES_ANOTHER,
    NAMES_NONE,
    NO_MARK,
    NO_SUCH_DAY,
    NO_WORKER_ID,
    OTHER_SUM,
    TOO_MANY_LINES,
    UNKNOWN_COLUMNS,
    WORKER_MISSING,
    WORKER_TWICE,
    WORKSHOP,
)
from shared.months import Month
from shared.tables import Row, Sheet, UnreadableFileError, find_headings, refuse_damaged
from shared.tables.cells import tidy
from shared.tables.words import HEADINGS
from shared.texts import Text, listed
from shared.written_forms import IDENTIFIER_PATTERN

WEIGHT_MARKS: Final[Mapping[str, tuple[str, ...]]] = {
    "1": ("√", "✓", "✔", "v", "1", "全", "全天", "出", "出勤"),
    "0.5": ("半", "半天", "0.5", ".5", "1/2"),
    "0": ("×", "✕", "✗", "✘", "x", "0", "旷", "旷工", "缺", "缺勤", "休", "休息"),
}
"""By weight in days, the marks that say it."""
LEAVE_MARKS: Final[Mapping[str, tuple[str, ...]]] = {
    "unpaid": ("假", "事", "事假", "无薪假", "不带薪假"),
    "paid": ("带薪", "带薪假", "薪假", "年假", "婚假", "产假", "丧假"),
}
"""By kind of leave, the marks of a whole day of it; 半 before one says half a day of presence beside it."""
MAXIMUM_LINES: Final = 3_000
"""Below the headings: a day of each in a month are not more than a file may have rows."""
_FEWEST_DAYS: Final = 15
"""So many columns of days make a sheet a month's."""
_TOTALS: Final = ("合计", "合计天数", "出勤天数", "实出勤", "实际出勤", "天数")
_PASSED_OVER: Final = frozenset({"序号", "备注", "签字", "签名", "班组", "组别", "岗位", "确认签字", "本人签字", "No."})
_DAY: Final = re.compile(r"(?:\d{4}[-/.年])?(?:\d{1,2}[-/.月])?(0?[1-9]|[12]\d|3[01])[日号]?")
_MONTH: Final = re.compile(r"(?<!\d)(\d{4})(?:年|[-/.])(0?[1-9]|1[0-2])(?:月|(?![\d/.-]))")
_WORKSHOP: Final = re.compile(r"\|\s*工坊(?:编号)?[:|\s]*([A-Za-z0-9][A-Za-z0-9._:-]{0,63})(?=[|,;\s])")
"""Among cells that each begin and end with a bar."""
_WEEKDAYS: Final = frozenset("一二三四五六日天")
_WORKER, _NAME, _TOTAL = "worker", "name", "total"
_DIFFERENCE_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Mark:
    """What a cell says of a day."""

    written: str
    weight_days: str
    leave: str | None


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A worker's line: his id, the name written beside it (may be empty), and his marks by day."""

    line: int
    worker: str
    name: str
    marks: Mapping[date, Mark]


@dataclass(frozen=True, slots=True)
class SheetFault:
    """Something of a line that is not taken: one cell of it, or all."""

    line: int
    cells: tuple[str, ...]
    reason: Text


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """A sheet as read."""

    workshop: str
    month: Month
    rows: tuple[WorkerRow, ...]
    faults: tuple[SheetFault, ...]
    lines: int


def is_month_sheet(sheets: Sequence[Sheet]) -> bool:
    """Whether one of the first lines of a sheet has a column for each of many days."""
    return any(len(_days_among(row.cells)) >= _FEWEST_DAYS for sheet in sheets for row in sheet.rows[:20])


def read_month_sheet(sheets: Sequence[Sheet], workshop: str | None, month: Month | None) -> MonthSheet:
    """The marks of a sheet. Workshop and month are those given, else those the lines above the headings name.

    Raises UnreadableFileError where neither is known, both differ, or the headings are not those of a month.
    """
    for sheet in sheets:
        refuse_damaged(sheet)
    meanings = {title: column for column in (_WORKER, _NAME) for title in (column, *HEADINGS[column])}
    meanings |= dict.fromkeys(_TOTALS, _TOTAL)
    for sheet in sheets:
        for row in sheet.rows[:20]:
            meanings |= {title: f"day {day}" for title, day in _days_among(row.cells).items()}
    headings = find_headings(sheets, meanings, [_WORKER])
    if len(headings.rows) > MAXIMUM_LINES:
        raise UnreadableFileError(TOO_MANY_LINES.of(most=MAXIMUM_LINES))
    above = "|".join(
        ["", *(cell for row in headings.sheet.rows if row.line <= headings.line for cell in row.cells), ""]
    )
    workshop = _agreed(WORKSHOP, workshop, _workshops_named(above))
    of_month = _agreed(MONTH, str(month) if month else None, _months_named(above))
    unknown = [title for title in headings.unknown.values() if title not in _PASSED_OVER]
    if unknown:
        raise UnreadableFileError(UNKNOWN_COLUMNS.of(unknown=listed(unknown[:10])))
    reading = _Reading(Month.parse(of_month), headings.places)
    return MonthSheet(workshop, reading.month, *reading.read(headings.rows), headings.sheet.lines)


class _Reading:
    def __init__(self, month: Month, places: Mapping[str, int]) -> None:
        self.month = month
        self._places = {name: place for name, place in places.items() if not name.startswith("day ")}
        self._days = {int(name[4:]): place for name, place in places.items() if name.startswith("day ")}

    def read(self, rows: Iterable[Row]) -> tuple[tuple[WorkerRow, ...], tuple[SheetFault, ...]]:
        read: list[WorkerRow] = []
        faults: list[SheetFault] = []
        for row in rows:
            marks = {day: text for day, place in self._days.items() if (text := _cell(row, place))}
            worker = tidy("text", _cell(row, self._places[_WORKER]))
            if not worker:
                if marks and not set(marks.values()) <= _WEEKDAYS and not _is_sum(row):
                    faults.append(SheetFault(row.line, row.cells, WORKER_MISSING))
                continue
            if not re.fullmatch(IDENTIFIER_PATTERN, worker):
                if marks:
                    faults.append(SheetFault(row.line, row.cells, NO_WORKER_ID.of(text=repr(worker[:40]))))
                continue
            taken, refused = self._marks(row, marks)
            faults += refused
            written = WorkerRow(row.line, worker, self._name(row), taken)
            if not refused and (wrong := self._wrong_total(row, taken)):
                faults.append(SheetFault(row.line, row.cells, wrong))
            else:
                read.append(written)
        twice = {worker for worker, count in Counter(row.worker for row in read).items() if count > 1}
        faults += [
            SheetFault(row.line, (row.worker,), WORKER_TWICE.of(worker=row.worker))
            for row in read
            if row.worker in twice
        ]
        return tuple(row for row in read if row.worker not in twice), tuple(faults)

    def _name(self, row: Row) -> str:
        return tidy("name", _cell(row, self._places[_NAME])) if _NAME in self._places else ""

    def _marks(self, row: Row, written: Mapping[int, str]) -> tuple[dict[date, Mark], list[SheetFault]]:
        taken: dict[date, Mark] = {}
        refused = []
        for day, text in sorted(written.items()):
            mark = read_mark(text)
            if day > self.month.last_day.day:
                refused.append(SheetFault(row.line, row.cells, NO_SUCH_DAY.of(day=day, month=self.month)))
            elif mark is None:
                shown = NO_MARK.of(day=day, text=repr(text[:20]), marks=MARKS_TO_WRITE)
                refused.append(SheetFault(row.line, (str(day), text), shown))
            else:
                taken[self.month.first_day.replace(day=day)] = mark
        return taken, refused

    def _wrong_total(self, row: Row, marks: Mapping[date, Mark]) -> Text | None:
        """A sum beside the marks that they do not come to: one of the two is a slip."""
        written = tidy("number", _cell(row, self._places[_TOTAL])) if _TOTAL in self._places else ""
        if not written:
            return None
        comes_to = sum((Decimal(mark.weight_days) for mark in marks.values()), Decimal(0))
        number = re.fullmatch(r"(\d{1,2}(?:\.\d{1,4})?)天?", written)
        if number and Decimal(number[1]) == comes_to:
            return None
        return OTHER_SUM.of(days=comes_to, said=written[:_DIFFERENCE_SHOWN])


def read_mark(text: str) -> Mark | None:
    """What a mark says; None for one that is not known."""
    plain = unicodedata.normalize("NFKC", text).replace("\u2044", "/").replace(" ", "").lower()
    if re.fullmatch(r"[01](\.\d)?0*", plain):
        plain = f"{Decimal(plain).normalize():f}"
    for weight_days, marks in WEIGHT_MARKS.items():
        if plain in marks:
            return Mark(text, weight_days, None)
    present = "0.5" if plain.startswith("半") else "0"
    for leave, marks in LEAVE_MARKS.items():
        if plain.removeprefix("半") in marks:
            return Mark(text, present, leave)
    return None


def _cell(row: Row, place: int) -> str:
    return row.cells[place].strip() if place < len(row.cells) else ""


def _is_sum(row: Row) -> bool:
    return any(cell.strip().startswith(("合计", "总计", "小计")) for cell in row.cells)


def _days_among(titles: Iterable[str]) -> dict[str, int]:
    """The titles that are a day of the month, in whatever way it is written."""
    found = {title: _DAY.fullmatch(unicodedata.normalize("NFKC", title).replace(" ", "")) for title in titles}
    return {title: int(day[1]) for title, day in found.items() if day}


def _months_named(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKC", text)
    return {f"{year}-{int(number):02d}" for year, number in _MONTH.findall(plain)}


def _workshops_named(text: str) -> set[str]:
    return set(_WORKSHOP.findall(unicodedata.normalize("NFKC", text)))


def _agreed(what: Text, given: str | None, named: set[str]) -> str:
    """The one that was given or that the sheet names."""
    if given is not None and named and given not in named:
        raise UnreadableFileError(NAMES_ANOTHER.of(what=what, named=listed(sorted(named)), given=given))
    known = {given} if given is not None else named
    if len(known) != 1:
        example = {"workshop": "工坊 WS-01", "month": "2022-07"}[what.en]
        parameter = f"{what.en}={example.removeprefix('工坊 ')}"
        raise UnreadableFileError(NAMES_NONE.of(what=what, example=example, parameter=parameter))
    return str(known.pop())
