"""XLSX workbooks to rows of text, counted while they are read: a small file can unpack to anything.

Read by itself, since libraries build whole rows, sheets and styles before anybody can count them.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from shared.tables.faults import (
    DAMAGED_WORKBOOK,
    DECLARES_ENTITIES,
    NO_VISIBLE_SHEET,
    TOO_MANY_ELEMENTS,
    TOO_MANY_SHEETS,
    UNPACKS_TOO_LARGE,
    UnreadableFileError,
)
from shared.tables.rows import Sheet
from shared.tables.sheet import CellStyles, SheetContent, unescaped

MAXIMUM_UNPACKED_BYTES: Final = 64 * 1024 * 1024
MAXIMUM_TAGS: Final = 10_000_000
"""Begins and ends of elements in all parts together: what reading XML takes its time by."""
MAXIMUM_SHEETS: Final = 100
_CHUNK_BYTES: Final = 64 * 1024
_UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    OSError,
    EOFError,
    LookupError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""Everything that a workbook lets out which is damaged, encrypted or none."""

Attributes = Mapping[str, str]
Start = Callable[[str, Attributes], None]


def read_workbook(content: bytes) -> list[Sheet]:
    """The visible sheets of a workbook; formulas give the value last computed.

    Raises UnreadableFileError where it is no sound workbook, or larger than the limits of this module and of rows.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return list(_read(_Parts(archive)))
    except UnreadableFileError:
        raise
    except _UNREADABLE as error:
        raise UnreadableFileError(DAMAGED_WORKBOOK) from error


class _Parts:
    """The parts of a workbook's archive, and how much of them has been unpacked."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._unpacked_bytes = 0
        self._tags = 0

    def parse(
        self,
        name: str,
        start: Start,
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Read a part of XML, telling of each element without its prefix.

        Raises UnreadableFileError over a limit, KeyError where there is no such part, ExpatError where it is no XML.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_declarations

        def start_root(root: str, attributes: Attributes) -> None:
            # Elements have no prefix in nearly all files: those pay nothing for it.
            prefixed = ":" in root
            parser.StartElementHandler = (lambda element, found: start(_local(element), found)) if prefixed else start
            if end and text:
                parser.EndElementHandler = (lambda element: end(_local(element))) if prefixed else end
                parser.CharacterDataHandler = text
            start(_local(root), attributes)

        parser.StartElementHandler = start_root
        with self._archive.open(name) as part:
            while chunk := part.read(_CHUNK_BYTES):
                self._count(chunk)
                parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def _count(self, chunk: bytes) -> None:
        self._unpacked_bytes += len(chunk)
        self._tags += chunk.count(b"<")
        if self._unpacked_bytes > MAXIMUM_UNPACKED_BYTES:
            raise UnreadableFileError(UNPACKS_TOO_LARGE.of(most=MAXIMUM_UNPACKED_BYTES))
        if self._tags > MAXIMUM_TAGS:
            raise UnreadableFileError(TOO_MANY_ELEMENTS.of(most=MAXIMUM_TAGS))


class _Relation(NamedTuple):
    kind: str
    part: str


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse_declarations(*_: object) -> None:
    raise UnreadableFileError(DECLARES_ENTITIES)


def _read(parts: _Parts) -> Iterator[Sheet]:
    beginning = _relations(parts, "").values()
    book = next(relation.part for relation in beginning if relation.kind == "officeDocument")
    relations = _relations(parts, book)
    sheets, mac_dates = _visible_sheets(parts, book)
    if not sheets:
        raise UnreadableFileError(NO_VISIBLE_SHEET)
    if len(sheets) > MAXIMUM_SHEETS:
        raise UnreadableFileError(TOO_MANY_SHEETS.of(most=MAXIMUM_SHEETS))
    by_kind = {relation.kind: relation.part for relation in relations.values()}
    strings = _shared_strings(parts, by_kind["sharedStrings"]) if "sharedStrings" in by_kind else []
    dates = _date_styles(parts, by_kind["styles"]) if "styles" in by_kind else frozenset[int]()
    styles = CellStyles(strings, dates, MAC_EPOCH if mac_dates else WINDOWS_EPOCH)
    cells = 0
    for name, relation in sheets:
        if relations[relation].kind == "worksheet":
            content = SheetContent(styles, cells)
            parts.parse(relations[relation].part, content.start, content.end, content.text)
            cells = content.cells
            yield Sheet(name, tuple(content.rows), content.line)


def _relations(parts: _Parts, of: str) -> dict[str, _Relation]:
    """What a part refers to, by the name of the reference; of "" the archive itself."""
    folder, name = posixpath.split(of)
    relations: dict[str, _Relation] = {}

    def start(element: str, attributes: Attributes) -> None:
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
            relations[attributes["Id"]] = _Relation(attributes["Type"].rpartition("/")[2], target)

    parts.parse(posixpath.join(folder, "_rels", f"{name}.rels"), start)
    return relations


def _visible_sheets(parts: _Parts, book: str) -> tuple[list[tuple[str, str]], bool]:
    """Name and reference of each sheet that is shown, and whether days count from 1904."""
    sheets: list[tuple[str, str]] = []
    properties: dict[str, str] = {}

    def start(element: str, attributes: Attributes) -> None:
        if element == "sheet" and attributes.get("state", "visible") == "visible":
            (reference,) = (value for name, value in attributes.items() if name.endswith(":id"))
            sheets.append((attributes["name"], reference))
        elif element == "workbookPr":
            properties.update(attributes)

    parts.parse(book, start)
    return sheets, properties.get("date1904") in ("1", "true")


def _shared_strings(parts: _Parts, name: str) -> list[str]:
    strings: list[str] = []
    texts: list[str] = []
    taken: list[bool] = [False]

    def start(element: str, _: Attributes) -> None:
        # How a word is pronounced stands beside it as text of its own.
        taken[0] = element == "t" if element != "rPh" else False
        if element == "si":
            texts.clear()

    def end(element: str) -> None:
        taken[0] = False
        if element == "si":
            strings.append(unescaped("".join(texts)))

    parts.parse(name, start, end, lambda text: texts.append(text) if taken[0] else None)
    return strings


def _date_styles(parts: _Parts, name: str) -> frozenset[int]:
    """The numbers of the cell styles that show a number as a date."""
    formats = dict(BUILTIN_FORMATS)
    of_cells: list[int] = []
    within = [False]

    def start(element: str, attributes: Attributes) -> None:
        if element == "numFmt":
            formats[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif element in ("cellXfs", "cellStyleXfs", "dxfs"):
            within[0] = element == "cellXfs"
        elif element == "xf" and within[0]:
            of_cells.append(int(attributes.get("numFmtId", 0)))

    parts.parse(name, start)
    return frozenset(
        style
        for style, number in enumerate(of_cells)
        if number in _DATES_OF_CHINA or is_date_format(formats.get(number))
    )


_DATES_OF_CHINA: Final = frozenset([*range(27, 37), *range(50, 59)])
"""Formats that programs in China number without naming them, such as 31: yyyy年m月d日."""
