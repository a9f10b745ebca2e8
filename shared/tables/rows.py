"""What a file of any kind comes to: sheets of rows of text, and the limits that are checked while it is read."""

from typing import Final, NamedTuple

from shared.texts import Text, listed

MAXIMUM_LINES: Final = 1_048_576
"""Lines of a sheet with the blank ones: as many as a spreadsheet program has."""
MAXIMUM_CELLS: Final = 2_000_000
"""Cells of a file with the empty ones between them."""
MAXIMUM_CELL_CHARACTERS: Final = 32_767
"""As many as a spreadsheet program keeps in a cell."""
LINES_NAMED: Final = 5
"""How many lines a message names before it counts the others."""


class Row(NamedTuple):
    """One line that is not blank, with its number from 1. Where it cannot be taken apart `fault` says why."""

    line: int
    cells: tuple[str, ...]
    fault: Text | None = None


class Sheet(NamedTuple):
    """A table: a text file has one without a name. `lines` counts the blank ones too."""

    name: str
    rows: tuple[Row, ...]
    lines: int


ONE_LINE: Final = Text("lines.one", "第 {line} 行", "line {line}")
SOME_LINES: Final = Text("lines.some", "第 {before}、{last} 行", "lines {before} and {last}")
MANY_LINES: Final = Text("lines.many", "第 {shown} 行和另外 {more} 行", "lines {shown} and {more} more")


def name_lines(lines: list[int]) -> Text:
    """`lines 3, 4 and 7`, or the first few and how many more."""
    shown, more = lines[:LINES_NAMED], len(lines) - LINES_NAMED
    if more > 0:
        return MANY_LINES.of(shown=listed(shown), more=more)
    if len(shown) == 1:
        return ONE_LINE.of(line=shown[0])
    return SOME_LINES.of(before=listed(shown[:-1]), last=shown[-1])
