"""The one way to a terminal: what others wrote is shown and never obeyed.

Names, reasons and files come from outside. A terminal would take some of their characters as orders (colours, moves
of the cursor, a window's title), a reader would be misled by others (text that runs backwards, characters nobody
sees), and the library that draws our tables would take `[red]` for markup. All printing of the commands goes through
this module; an architecture test sees to it.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of Unicode: controls (C0, C1), formats (bidi, zero width), half surrogates, other line ends."""


def harmless(text: str) -> str:
    """One line as it can be shown: what a terminal or a reader would obey is written as its escape, `\\x1b`."""
    return text if text.isascii() and text.isprintable() else "".join(map(_shown, text))


def _shown(character: str) -> str:
    if unicodedata.category(character) not in _UNSEEN:
        return character
    code = ord(character)
    if character in "\n\r\t":
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[character]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


class Terminal(Console):
    """A console that reads no markup and shows every control character it is given."""

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, highlight=False, emoji=False, **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """What is drawn, piece by piece; only what the library itself means as control stays one."""
        for segment in super().render(renderable, options):
            if segment.control or segment.text == "\n" or segment.text.isprintable():
                yield segment
            else:
                text = "\n".join(harmless(line) for line in segment.text.split("\n"))
                yield Segment(text, segment.style)


def say(*parts: str | Text, to: Terminal | None = None, error: bool = False) -> None:
    """Print one line of parts, however long; a line end inside a part is shown as `\\n` and ends nothing."""
    line = Text.assemble(*(part if isinstance(part, Text) else harmless(part) for part in parts))
    (to or Terminal(stderr=error)).print(line, soft_wrap=True)


def strong(text: str) -> Text:
    """A part of a line in bold."""
    return Text(harmless(text), "bold")


def faint(text: str) -> Text:
    """A part of a line in grey."""
    return Text(harmless(text), "dim")


def cell(value: Any) -> Text:
    """A cell of a table; our own wordings may stand in several lines there. None is an empty cell."""
    return Text("" if value is None else "\n".join(harmless(line) for line in str(value).split("\n")))


def say_json(document: Any) -> None:
    """Print a document as JSON that means the same and holds no character a terminal would obey."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    shown = "\n".join(_JSON_UNSEEN.sub(_json_escape, line) for line in text.split("\n"))
    sys.stdout.buffer.write(f"{shown}\n".encode())  # JSON is UTF-8, whatever the terminal's own encoding
    sys.stdout.flush()


_JSON_UNSEEN: Final = re.compile(r"[^\x20-\x7e\u4e00-\u9fff]")


def _json_escape(found: re.Match[str]) -> str:
    character = found.group()
    return character if unicodedata.category(character) not in _UNSEEN else json.dumps(character)[1:-1]
