"""Lines of text to rows: separators as found, quotes as strictly as money needs it."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from shared.tables.encoding import TextLine
from shared.tables.faults import (
    BAD_QUOTE,
    CELL_TOO_LONG_OR_QUOTE,
    QUOTE_CLOSES_LATER,
    TOO_MANY_CELLS,
    UnreadableFileError,
)
from shared.tables.rows import MAXIMUM_CELL_CHARACTERS, MAXIMUM_CELLS, Row, Sheet
from shared.texts import Text

DELIMITERS: Final = ",\t;|"
_LINES_LOOKED_AT: Final = 20
_LINES_OF_A_CELL: Final = 50
"""How far a quoted cell may reach; a quote that never closes costs its own line only."""
_SEPARATOR_LINE: Final = re.compile(r'"?sep=(.)"?[\r\n]*', re.IGNORECASE)
_TOO_LONG: Final = CELL_TOO_LONG_OR_QUOTE.of(most=MAXIMUM_CELL_CHARACTERS)


def read_delimited(lines: Sequence[TextLine], delimiter: str | None = None) -> Sheet:
    """The rows of a text file. Without a `delimiter` the file's own `sep=` line decides, else what its lines share.

    Raises UnreadableFileError for more than MAXIMUM_CELLS cells.
    """
    named = _SEPARATOR_LINE.fullmatch(lines[0].text) if lines else None
    start = 1 if named else 0
    separator = delimiter or (named[1] if named else _common_delimiter(lines))
    rows, cells = [], 0
    for row in _rows(lines, start, separator):
        cells += len(row.cells)
        if cells > MAXIMUM_CELLS:
            raise UnreadableFileError(TOO_MANY_CELLS.of(most=MAXIMUM_CELLS))
        if row.fault or any(row.cells):
            rows.append(row)
    return Sheet("", tuple(rows), len(lines))


def _common_delimiter(lines: Sequence[TextLine]) -> str:
    """Of the separators the one that most lines have equally often: a list inside a cell is of any length."""

    def sharing(delimiter: str) -> tuple[int, int]:
        counts = Counter(count for line in lines[:_LINES_LOOKED_AT] if (count := line.text.count(delimiter)))
        return max(counts.values(), default=0), sum(count * lines for count, lines in counts.items())

    return max(DELIMITERS, key=sharing)


def _rows(lines: Sequence[TextLine], at: int, delimiter: str) -> Iterator[Row]:
    while at < len(lines):
        number = at + 1
        if lines[at].fault:
            yield Row(number, (), lines[at].fault)
            at += 1
            continue
        texts = (line.text for line in lines[at : at + _LINES_OF_A_CELL])
        reader = csv.reader(texts, delimiter=delimiter, strict=True)
        try:
            cells = next(reader, [])
        except csv.Error as error:
            yield Row(number, (), _TOO_LONG if "limit" in str(error) else BAD_QUOTE)
            at += 1
            continue
        if fault := _fault_of_cells(cells, delimiter):
            yield from (Row(number + below, (), fault) for below in range(reader.line_num))
        else:
            yield Row(number, tuple(cell.strip() for cell in cells))
        at += max(reader.line_num, 1)


def _fault_of_cells(cells: Sequence[str], delimiter: str) -> Text | None:
    for cell in cells:
        if len(cell) > MAXIMUM_CELL_CHARACTERS:
            return _TOO_LONG
        # A line end alone may stand in a title; with a separator behind it another row was swallowed.
        first, _, rest = cell.partition("\n")
        if delimiter in rest or delimiter in first.partition("\r")[2]:
            return QUOTE_CLOSES_LATER
    return None
