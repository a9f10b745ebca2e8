"""Tables and moments on the terminal: nothing is cut off, amounts stand under each other, times are Shanghai's."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from rich import box
from rich.table import Table

from shared.months import SHANGHAI
from shared.terminal import Terminal, cell

_PIPED_COLUMNS = 160
"""What a table may take where nobody's window bounds it."""


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], amounts: Sequence[int] = (), footer: Sequence[str] = ()
) -> None:
    """Print rows; `amounts` are the columns of figures, which stand to the right. None is an empty cell."""
    table = Table(show_footer=bool(footer), box=box.SQUARE)
    for number, title in enumerate(columns):
        table.add_column(
            title,
            footer=footer[number] if footer else "",
            justify="right" if number in amounts else "left",
            overflow="fold",
        )
    for row in rows:
        table.add_row(*map(cell, row))
    shown = Terminal()
    if not shown.is_terminal:
        shown = Terminal(width=max(shown.width, _PIPED_COLUMNS))
    shown.print(table)


def moment(text: str) -> str:
    """A moment as the API writes it, as a clock in Shanghai shows it."""
    return datetime.fromisoformat(text).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
