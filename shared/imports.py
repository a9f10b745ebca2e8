"""Tables from files: each row becomes an event whose identity comes from the row, not from the file.

So the same file again, a longer version of it, or the rows under another file name change nothing twice.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson

from shared.columns import Column
from shared.events.envelope import Event
from shared.messaging.entries import Entry
from shared.months import SHANGHAI
from shared.refusals import Refusal
from shared.sealing import Fingerprints
from shared.strict_json import write_json
from shared.tables import (
    CellFaultError,
    Headings,
    Row,
    Sheet,
    UnreadableFileError,
    find_headings,
    read_table,
    refuse_damaged,
)
from shared.tables.cells import read_cell, tidy
from shared.tables.words import HEADINGS, IGNORED_HEADINGS
from shared.texts import Text, listed

MAXIMUM_ROWS = 100_000
PIECE_ROWS: Final = 1_000
"""Rows that travel together out of the process that reads them."""
LARGEST_REVISION: Final = 2_147_483_647
UNKNOWN_COLUMNS: Final = Text(
    "import.unknown_columns",
    "不认识的栏：{unknown}；可用的栏：{known}，或其中文名",
    "unknown columns {unknown}; known are {known}, and their Chinese",
)
TOO_MANY_ROWS: Final = Text(
    "import.too_many_rows", "超过 {most} 行；请拆分文件", "more than {most} rows; split the file"
)
NO_HEADING: Final = Text(
    "import.no_heading",
    "该行第 {place} 格上方没有栏名",
    "cell {place} of the row stands under no heading",
)
EMPTY_CELL: Final = Text("import.empty_cell", "栏 {column} 为空", "column {column} is empty")
OF_COLUMN: Final = Text("import.of_column", "栏 {column}：{fault}", "column {column}: {fault}")
WRONG_REVISION: Final = Text(
    "import.wrong_revision",
    "栏 revision：更正请写 1、2……，最大 {most}",
    "column revision: write 1, 2, … for a correction, at most {most}",
)
NOT_RECORDED_AT: Final = Text(
    "import.not_recorded_at",
    "栏 recorded_at：{text} 不是像 2022-07-31T18:00:00 的时间",
    "column recorded_at: {text} is not a time like 2022-07-31T18:00:00",
)
CORRECT_CELL: Final = Text("import.correct_cell", "请更正该格后重新导入", "correct the cell and import again")


ALSO: Final = {
    "revision": Column("revision", "integer", required=False),
    "recorded_at": Column("recorded_at", "datetime", required=False),
    "withdrawn": Column("withdrawn", "flag", required=False),
}
"""The columns that all kinds understand."""


@dataclass(frozen=True, slots=True)
class TableImport:
    """One kind of file, with the columns of its own.

    A row is identified by `entry_column` and revision, else by its key columns, its content and its occurrence
    among equal rows. `recorded_at` is the event's time, Shanghai time unless it says otherwise.
    """

    kind: str
    event: type[Event]
    columns: Mapping[str, Column]
    description: str
    key_columns: tuple[str, ...] = ()
    entry_column: str | None = None
    example: str = ""
    fixed: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def all_columns(self) -> dict[str, Column]:
        """Its own columns and those that all kinds have."""
        return {**self.columns, **ALSO}

    def titles_of(self, column: str) -> tuple[str, ...]:
        """What a column may be called: its name, then the Chinese words of our papers and others for the same."""
        return (column, *HEADINGS.get(column, ()))


@dataclass(frozen=True, slots=True)
class FileRows:
    """A file as entries: `lines` are the lines they stand in, `columns` the column of each field of the data."""

    entries: Sequence[Entry]
    lines: Sequence[int]
    lines_in_file: int
    columns: Mapping[str, str] = dataclasses.field(default_factory=dict)


def read_rows(
    content: bytes, table: TableImport, source: str, now: datetime, fingerprints: Fingerprints
) -> Iterator[FileRows]:
    """A file's bytes as its rows, in pieces: to be run apart. Raises UnreadableFileError."""
    yield from pieces_of_table(table, read_table(content), source, now, fingerprints)


def rows_of_table(
    table: TableImport, sheets: Sequence[Sheet], source: str, now: datetime, fingerprints: Fingerprints
) -> FileRows:
    """All rows of `pieces_of_table` together."""
    return joined(pieces_of_table(table, sheets, source, now, fingerprints))


def joined(pieces: Iterable[FileRows]) -> FileRows:
    """The pieces of one file, which are one at least, as one."""
    first, *others = pieces
    entries, lines = list(first.entries), list(first.lines)
    for piece in others:
        entries += piece.entries
        lines += piece.lines
    return dataclasses.replace(first, entries=entries, lines=lines)


def pieces_of(rows: FileRows) -> Iterator[FileRows]:
    """What `joined` joins."""
    for start in range(0, max(1, len(rows.entries)), PIECE_ROWS):
        part = slice(start, start + PIECE_ROWS)
        yield dataclasses.replace(rows, entries=rows.entries[part], lines=rows.lines[part])


def pieces_of_table(
    table: TableImport, sheets: Sequence[Sheet], source: str, now: datetime, fingerprints: Fingerprints
) -> Iterator[FileRows]:
    """The entries of a file, one a row, in order; a malformed row is an entry with its fault.

    Each row's time is a microsecond a line later, so that of two rows on one thing the lower is in force.

    Raises UnreadableFileError where lines cannot be taken apart, a required column is missing, one stands twice or
    is not known, or there are too many rows.
    """
    for sheet in sheets:
        refuse_damaged(sheet)
    columns = table.all_columns
    meanings = {title: name for name in columns for title in table.titles_of(name)}
    headings = find_headings(sheets, meanings, [name for name, column in columns.items() if column.required])
    unknown = [title for title in headings.unknown.values() if title not in IGNORED_HEADINGS]
    if unknown:
        raise UnreadableFileError(UNKNOWN_COLUMNS.of(unknown=listed(unknown), known=listed(sorted(columns))))
    if len(headings.rows) > MAXIMUM_ROWS:
        raise UnreadableFileError(TOO_MANY_ROWS.of(most=MAXIMUM_ROWS))
    reading = _Reading(table, headings, source, now, fingerprints)
    fields = {column.field: name for name, column in columns.items()}
    for start in range(0, max(1, len(headings.rows)), PIECE_ROWS):
        rows = headings.rows[start : start + PIECE_ROWS]
        entries, lines = [reading.entry(row) for row in rows], [row.line for row in rows]
        yield FileRows(entries, lines, headings.sheet.lines, fields)


class _Reading:
    """One file on its way to entries: what is the same for all rows, and which contents came before."""

    def __init__(
        self, table: TableImport, headings: Headings, source: str, now: datetime, fingerprints: Fingerprints
    ) -> None:
        self._table = table
        self._places = headings.places
        self._known = {*headings.places.values(), *headings.unknown}
        self._source = source
        self._now = now
        self._fingerprints = fingerprints
        self._occurrences: dict[str, int] = {}

    def entry(self, row: Row) -> Entry:
        """The entry of a row."""
        texts = {name: row.cells[place] for name, place in self._places.items() if place < len(row.cells)}
        try:
            self._refuse_cells_without_heading(row)
            data = self._data(texts)
            recorded_at = data.pop("recorded_at", None)
            time = _moment(recorded_at) if recorded_at else self._now
        except CellFaultError as fault:
            raw = orjson.dumps(row.cells)
            problem = Refusal(fault.text, CORRECT_CELL, "unusable", f"/line {row.line}")
            return Entry(self._origin, self._position(raw), raw, problem)
        position = self._position(orjson.dumps([data, recorded_at], option=orjson.OPT_SORT_KEYS))
        envelope = {
            "specversion": "1.0",
            "id": self._identity(data, position),
            "source": f"{self._source}/{self._table.kind}",
            "type": self._table.event.type_name(),
            "time": (time + timedelta(microseconds=row.line)).isoformat(),
            "data": data,
        }
        return Entry(self._origin, position, write_json(envelope))

    @property
    def _origin(self) -> str:
        return f"file:{self._source}:{self._table.kind}"

    def _position(self, raw: bytes) -> str:
        # Keyed: a row can name a person, and its hash travels as an id.
        content_hash = self._fingerprints.fingerprint(raw, "import-row").hex()[:16]
        occurrence = self._occurrences[content_hash] = self._occurrences.get(content_hash, 0) + 1
        return f"{content_hash}.{occurrence}"

    def _refuse_cells_without_heading(self, row: Row) -> None:
        for place, cell in enumerate(row.cells):
            if cell and place not in self._known:
                raise CellFaultError(NO_HEADING.of(place=place + 1))

    def _data(self, texts: Mapping[str, str]) -> dict[str, Any]:
        data = dict(self._table.fixed)
        for name, column in self._table.all_columns.items():
            text = texts.get(name, "")
            if not tidy(column.kind, text):
                if column.may_be_empty and name in texts:
                    data[column.field] = []
                elif column.required:
                    raise CellFaultError(EMPTY_CELL.of(column=name))
                continue
            try:
                data[column.field] = read_cell(column.kind, text, column.words)
            except CellFaultError as fault:
                raise CellFaultError(
                    dataclasses.replace(OF_COLUMN.of(column=name, fault=fault.text), code=fault.text.code)
                ) from fault
        return _without_defaults(data)

    def _identity(self, data: Mapping[str, Any], position: str) -> str:
        columns, revision = self._table.columns, data.get("revision")
        if self._table.entry_column:
            return f"{data[columns[self._table.entry_column].field]}{f'.r{revision}' if revision else ''}"
        keys = [str(data.get(columns[name].field, "")) for name in self._table.key_columns]
        return ":".join([*keys, position])


def _without_defaults(data: dict[str, Any]) -> dict[str, Any]:
    """A row that says it is revision 0 and not withdrawn is the same as one that says nothing of it."""
    revision = data.get("revision", 0)
    if not 0 <= revision <= LARGEST_REVISION:
        raise CellFaultError(WRONG_REVISION.of(most=LARGEST_REVISION))
    return {name: value for name, value in data.items() if name not in ("revision", "withdrawn") or value}


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CellFaultError(NOT_RECORDED_AT.of(text=repr(text))) from error
    return moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment.astimezone(UTC)
