"""Tables out of files as people have them: text of any spreadsheet program, or a workbook."""

from shared.tables.content import read_table
from shared.tables.encoding import decode_text
from shared.tables.faults import CellFaultError, UnreadableFileError
from shared.tables.headings import Headings, find_headings, refuse_damaged
from shared.tables.rows import Row, Sheet

__all__ = [
    "CellFaultError",
    "Headings",
    "Row",
    "Sheet",
    "UnreadableFileError",
    "decode_text",
    "find_headings",
    "read_table",
    "refuse_damaged",
]
