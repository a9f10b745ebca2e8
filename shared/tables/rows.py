"""What a file of any kind comes to: sheets of rows of text, and the limits that are checked while it is read."""

from typing import Final, NamedTuple

MAXIMUM_LINES: Final = 1_048_576
"""Lines of a sheet with the blank ones: as many as a spreadsheet program has."""
MAXIMUM_CELLS: Final = 2_000_000
"""Cells of a file with the empty ones between them."""
MAXIMUM_CELL_CHARACTERS: Final = 32_767
"""As many as a spreadsheet program keeps in a cell."""
LINES_NAMED: Final = 5
"""How many lines a message names before it counts the others."""


class UnreadableFileError(ValueError):
    """The file is no such table at all; the message says what is wrong and what to do."""


class Row(NamedTuple):
    """One line that is not blank, with its number from 1. Where it cannot be taken apart `fault` says why."""

    line: int
    cells: tuple[str, ...]
    fault: str | None = None


class Sheet(NamedTuple):
    """A table: a text file has one without a name. `lines` counts the blank ones too."""

    name: str
    rows: tuple[Row, ...]
    lines: int


def name_lines(lines: list[int]) -> str:
    """`lines 3, 4 and 7`, or the first few and how many more."""
    shown, more = lines[:LINES_NAMED], len(lines) - LINES_NAMED
    if more > 0:
        return f"lines {', '.join(map(str, shown))} and {more} more"
    if len(shown) == 1:
        return f"line {shown[0]}"
    return f"lines {', '.join(map(str, shown[:-1]))} and {shown[-1]}"
