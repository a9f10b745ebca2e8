"""Workbooks as spreadsheet programs write them, and as an attacker would."""

import io
import zipfile
from collections.abc import Mapping, Sequence

import openpyxl

SHEET = "xl/worksheets/sheet1.xml"


def workbook(*rows: Sequence[object], before: Mapping[str, Sequence[Sequence[object]]] | None = None) -> bytes:
    """A workbook of these rows in the sheet `表`, behind the sheets named in `before`."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, content in {**(before or {}), "表": rows}.items():
        sheet = book.create_sheet(name)
        for row in content:
            sheet.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_part(content: bytes, changed_name: str, part: bytes) -> bytes:
    """The workbook with one of its parts replaced."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in source.namelist():
            archive.writestr(name, part if name == changed_name else source.read(name))
    return target.getvalue()


def with_sheet(data: bytes) -> bytes:
    """A workbook whose one sheet has this in its sheetData."""
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return with_part(workbook(["x"]), SHEET, head + data + b"</sheetData></worksheet>")
