"""Bytes to lines of text. Damaged UTF-8 is told from GB18030, so that no name is read as another."""

import codecs
import io
import re
from typing import Final, Literal, NamedTuple

from shared.tables.faults import (
    DAMAGED_LINE,
    MIXED_ENCODINGS,
    NO_TEXT,
    TOO_MANY_LINES,
    TWO_ENCODINGS,
    UTF_16_BROKEN,
    UnreadableFileError,
)
from shared.tables.rows import MAXIMUM_LINES, name_lines
from shared.texts import Text

EncodingHint = Literal["utf-8", "utf-8-sig", "gb18030", "gbk"]

_ACCIDENTS_PER_LINE: Final = 0.001
"""Rare characters in GB18030 can make a line that looks more like UTF-8: at most one line in a thousand."""
_BYTES_LOOKED_AT: Final = 4096
_MOST_ZEROS: Final = 0.1
"""Text has hardly a byte 0; what has more is a program's own format, or UTF-16 without its mark."""
_UTF_16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_GB18030_MARK: Final = "\ufeff".encode("gb18030")
_UTF_8_WIDE: Final = re.compile(
    rb"[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{3}"
)
"""A character of three or four bytes: every Chinese one is."""
_FIRST_LEVEL: Final = frozenset(
    bytes([lead, trail]).decode("gb18030", "replace") for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF)
)
"""The 3 755 characters nearly all Chinese text consists of; UTF-8 read as GB18030 has hardly any."""


class TextLine(NamedTuple):
    """A line with its end; `fault` says why its bytes are no text."""

    text: str
    fault: Text | None = None


def read_lines(content: bytes, hint: EncodingHint | None = None) -> list[TextLine]:
    """The lines of a text file in UTF-8, UTF-16 or GB18030, each by itself.

    `hint` decides only where the bytes can be both. Raises UnreadableFileError where they are no text, the file
    has more than MAXIMUM_LINES lines, or it mixes encodings.
    """
    if content.startswith(_UTF_16_MARKS):
        return _decoded(_wide_lines(content), "utf-8")
    # Older programs end a text with the character 1A.
    content = content.rstrip(b"\x1a")
    beginning = content[:_BYTES_LOOKED_AT]
    if beginning.count(0) > len(beginning) * _MOST_ZEROS:
        raise UnreadableFileError(NO_TEXT)
    if content.startswith(_GB18030_MARK):
        return _decoded(_lines_of(content[len(_GB18030_MARK) :]), "gb18030")
    lines = _lines_of(content.removeprefix(codecs.BOM_UTF8))
    if content.startswith(codecs.BOM_UTF8):
        return _decoded(lines, "utf-8")
    return _decoded(lines, _guess(content, lines, hint))


def decode_text(content: bytes) -> str:
    """The text of a file that is read line by line; bytes that are no text become U+FFFD and cost their line only.

    Raises UnreadableFileError as read_lines does.
    """
    return "".join(line.text for line in read_lines(content))


def _lines_of(content: bytes) -> list[bytes]:
    """Lines with their ends. No byte of a Chinese character is a line end, in none of the encodings."""
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    lines: list[bytes] = []
    for line in io.BytesIO(content):
        if len(lines) == MAXIMUM_LINES:
            raise UnreadableFileError(TOO_MANY_LINES.of(most=MAXIMUM_LINES))
        lines.append(line)
    return lines


def _wide_lines(content: bytes) -> list[bytes]:
    """UTF-16, as spreadsheet programs save "Unicode text", as lines in UTF-8."""
    try:
        text = content.decode("utf-16")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(UTF_16_BROKEN.of(byte=error.start + 1)) from error
    return _lines_of(text.encode())


def _guess(content: bytes, lines: list[bytes], hint: EncodingHint | None) -> str:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return _guess_by_line(lines)
    if text.isascii() or max(text) >= "\u0800":
        return "utf-8"
    try:
        other = content.decode("gb18030")
    except UnicodeDecodeError:
        return "utf-8"
    if hint is None and all(character.isascii() or character >= "\u4e00" for character in other):
        raise UnreadableFileError(TWO_ENCODINGS)
    return "gb18030" if hint in ("gb18030", "gbk") else "utf-8"


def _guess_by_line(lines: list[bytes]) -> str:
    """GB18030 unless lines speak for UTF-8: then the file is damaged, and utf-8 makes faults of the damaged lines.

    Raises UnreadableFileError where a few lines are UTF-8 and the rest is not.
    """
    utf_8, gb18030 = list[int](), list[int]()
    for number, line in enumerate(lines, start=1):
        if line.isascii():
            continue
        wide = sum(map(len, _UTF_8_WIDE.findall(line)))
        common = 2 * sum(character in _FIRST_LEVEL for character in line.decode("gb18030", "replace"))
        if wide != common:
            (utf_8 if wide > common else gb18030).append(number)
    if len(utf_8) <= len(gb18030) * _ACCIDENTS_PER_LINE:
        return "gb18030"
    if len(utf_8) < len(gb18030):
        raise UnreadableFileError(MIXED_ENCODINGS.of(lines=name_lines(utf_8)))
    return "utf-8"


def _decoded(lines: list[bytes], encoding: str) -> list[TextLine]:
    return [_decoded_line(line, encoding) for line in lines]


def _decoded_line(line: bytes, encoding: str) -> TextLine:
    try:
        return TextLine(line.decode(encoding))
    except UnicodeDecodeError as error:
        fault = DAMAGED_LINE.of(byte=error.start + 1, encoding=encoding.upper())
        return TextLine(line.decode(encoding, "replace"), fault)
