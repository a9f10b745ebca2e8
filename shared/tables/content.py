"""The one way from the bytes of a file to its tables, whatever program wrote it."""

from typing import Final

from shared.tables.delimited import read_delimited
from shared.tables.encoding import EncodingHint, read_lines
from shared.tables.faults import OLD_WORKBOOK, UnreadableFileError
from shared.tables.rows import Sheet
from shared.tables.workbook import read_workbook

_ZIP_BEGINNING: Final = b"PK\x03\x04"
_OLD_WORKBOOK_BEGINNING: Final = bytes.fromhex("d0cf11e0a1b11ae1")


def read_table(content: bytes, hint: EncodingHint | None = None, delimiter: str | None = None) -> list[Sheet]:
    """The sheets of an XLSX workbook, or the one table of a text file in UTF-8, UTF-16 or GB18030.

    Lines that cannot be taken apart carry their fault. Pure and bounded, to be run wherever there is time for it:
    a large file takes seconds. Raises UnreadableFileError where it is no table, or over a limit.
    """
    if content.startswith(_OLD_WORKBOOK_BEGINNING):
        raise UnreadableFileError(OLD_WORKBOOK)
    if content.startswith(_ZIP_BEGINNING):
        return read_workbook(content)
    return [read_delimited(read_lines(content, hint), delimiter)]
