"""The cells of one sheet of a workbook, taken in element by element."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Final

from openpyxl.utils.datetime import from_excel

from shared.tables.faults import (
    CELL_TOO_LONG,
    SHEET_TOO_LONG,
    SHEET_TOO_WIDE,
    WORKBOOK_TOO_MANY_CELLS,
    UnreadableFileError,
)
from shared.tables.rows import MAXIMUM_CELL_CHARACTERS, MAXIMUM_CELLS, MAXIMUM_LINES, Row

EXACT_DIGITS: Final = 15
"""Spreadsheet programs keep so many digits of a number; what stands behind them is zeros or noise."""
FORMULA_WITHOUT_VALUE: Final = "#公式无值 NO VALUE"
"""Stands where a formula does that no program has worked out: an empty cell would be taken for one."""
_MAXIMUM_COLUMNS: Final = 16_384
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNPAIRED: Final = re.compile(r"[\ud800-\udfff]")
_DIGITS: Final = "0123456789"


@dataclass(frozen=True, slots=True)
class CellStyles:
    """What cells refer to: texts by number, which styles are dates, and the day that numbers count from."""

    strings: Sequence[str]
    dates: frozenset[int]
    epoch: datetime


class SheetContent:
    """Takes the elements of a sheet in; `rows` are those that are not blank, `cells` all so far with the gaps."""

    def __init__(self, styles: CellStyles, cells: int) -> None:
        self.rows: list[Row] = []
        self.line = 0
        self.cells = cells
        self._styles = styles
        self._column = 0
        self._cell: Mapping[str, str] = {}
        self._texts: list[str] = []
        self._takes_text = False
        self._has_formula = False
        self._row: dict[int, str] = {}

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        """An element begins. Raises UnreadableFileError for a row or column beyond the limits."""
        if element == "c":
            reference = attributes.get("r")
            self._column = _column_of(reference.rstrip(_DIGITS)) if reference else self._column + 1
            if self._column > _MAXIMUM_COLUMNS:
                raise UnreadableFileError(SHEET_TOO_WIDE.of(most=_MAXIMUM_COLUMNS))
            self._cell = attributes
            self._texts.clear()
            self._has_formula = False
        elif element in ("v", "t"):
            self._takes_text = True
        elif element == "row":
            self.line = int(attributes.get("r", self.line + 1))
            self._column = 0
            self._row.clear()
            if self.line > MAXIMUM_LINES:
                raise UnreadableFileError(SHEET_TOO_LONG.of(most=MAXIMUM_LINES))
        elif element == "rPh":
            self._takes_text = False
        elif element == "f":
            self._has_formula = True

    def text(self, text: str) -> None:
        """Text stands in an element."""
        if self._takes_text:
            self._texts.append(text)

    def end(self, element: str) -> None:
        """An element ends. Raises UnreadableFileError for too many cells."""
        if element == "c":
            if self._texts and (text := self._value("".join(self._texts)).strip()):
                self._row[self._column] = text
            elif self._has_formula and self._cell.get("t") != "str":
                self._row[self._column] = FORMULA_WITHOUT_VALUE
        elif element == "row":
            self._end_row()
        self._takes_text = False

    def _end_row(self) -> None:
        width = max(self._row, default=0)
        self.cells += width
        if self.cells > MAXIMUM_CELLS:
            raise UnreadableFileError(WORKBOOK_TOO_MANY_CELLS.of(most=MAXIMUM_CELLS))
        if any(len(text) > MAXIMUM_CELL_CHARACTERS for text in self._row.values()):
            self.rows.append(Row(self.line, (), CELL_TOO_LONG.of(most=MAXIMUM_CELL_CHARACTERS)))
        elif width:
            self.rows.append(Row(self.line, tuple(self._row.get(column, "") for column in range(1, width + 1))))

    def _value(self, text: str) -> str:
        match self._cell.get("t", "n"):
            case "s":
                return self._styles.strings[int(text)]
            case "n":
                return self._number(text)
            case "b":
                return "TRUE" if text == "1" else "FALSE"
            case _:
                return unescaped(text)

    def _number(self, text: str) -> str:
        number = float(text)
        if int(self._cell.get("s", 0)) in self._styles.dates:
            try:
                return moment_text(from_excel(number, self._styles.epoch))
            except (ValueError, OverflowError):
                pass
        return number_text(number)


@lru_cache(maxsize=_MAXIMUM_COLUMNS)
def _column_of(letters: str) -> int:
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
        raise ValueError(f"{letters[:10]!r} is no column")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def unescaped(text: str) -> str:
    """A text of a workbook as it was entered: what XML cannot hold stands in it as _x000D_, `_x` itself as _x005F_x."""
    return _ESCAPED.sub(lambda found: _UNPAIRED.sub("\ufffd", chr(int(found[1], 16))), text)


def number_text(number: float) -> str:
    """A number without noise; one with more digits than the program keeps is written so that nobody takes it."""
    if abs(number) >= 10**EXACT_DIGITS:
        return f"{number:.{EXACT_DIGITS - 1}E}"
    return f"{number:.{EXACT_DIGITS}g}"


def moment_text(moment: object) -> str:
    """A day as 2022-07-01, with its time where it has one."""
    if isinstance(moment, datetime):
        if moment.time() == time():
            return moment.date().isoformat()
        return moment.isoformat(sep=" ", timespec="seconds")
    return moment.isoformat() if isinstance(moment, date | time) else str(moment)
