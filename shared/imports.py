"""Tables from files: each row becomes an event whose identity comes from the row, not from the file.

So the same file again, a longer version of it, or the rows under another file name change nothing twice.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import orjson

from shared.events.envelope import Event
from shared.messaging.entries import Entry
from shared.messaging.reader import Problem
from shared.months import SHANGHAI
from shared.sealing import Sealer
from shared.strict_json import write_json

MAXIMUM_ROWS = 100_000

ColumnKind = Literal["text", "integer", "flag", "list", "days", "datetime"]
_TRUE = {"true", "yes", "1", "y", "是"}
_FALSE = {"false", "no", "0", "n", "否", ""}


@dataclass(frozen=True, slots=True)
class Column:
    """Where a column's cell goes in the event's data, and how it is read.

    text also serves dates, months, amounts and rates, which the event itself checks; list is separated
    by semicolons, days too, each a date with `=0.5` where half a day is meant; an empty cell of a column
    that is not required is left out.
    """

    field: str
    kind: ColumnKind = "text"
    required: bool = True


@dataclass(frozen=True, slots=True)
class TableImport:
    """One kind of file. The columns `revision`, `recorded_at` and `withdrawn` are understood by all kinds.

    A row is identified by `entry_column`, else by its key columns, its content and its occurrence among
    equal rows. `recorded_at` is the event's time, Shanghai time unless it says otherwise.
    """

    kind: str
    event: type[Event]
    columns: Mapping[str, Column]
    description: str
    key_columns: tuple[str, ...] = ()
    entry_column: str | None = None
    example: str = ""
    fixed: Mapping[str, Any] = field(default_factory=dict)


class UnreadableFileError(ValueError):
    """The file is no such table at all; the message says what is missing."""


def decode_text(content: bytes) -> str:
    """Text of a file in UTF-8 (with or without a byte order mark) or GB18030. Raises UnreadableFileError."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFileError("the file is neither UTF-8 nor GB18030 text; save it as CSV in UTF-8")


def entries_of_table(table: TableImport, content: bytes, source: str, now: datetime, sealer: Sealer) -> Iterator[Entry]:
    """The entries of a CSV file, one a row, in order; a malformed row is an entry with its fault.

    Each row's time is a microsecond a line later, so that of two rows on one thing the lower is in force.

    Raises UnreadableFileError where the header lacks a required column or there are too many rows.
    """
    rows = csv.DictReader(io.StringIO(decode_text(content), newline=""), restkey="", restval=None)
    header = rows.fieldnames or []
    missing = [name for name, column in table.columns.items() if column.required and name not in header]
    if missing:
        raise UnreadableFileError(f"the file lacks the columns {', '.join(missing)}; it has {', '.join(header)}")
    known = {*table.columns, "revision", "recorded_at", "withdrawn"}
    unknown = [name for name in header if name not in known]
    if unknown:
        raise UnreadableFileError(f"unknown columns {', '.join(unknown)}; known are {', '.join(sorted(known))}")
    occurrences: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        if number > MAXIMUM_ROWS:
            raise UnreadableFileError(f"more than {MAXIMUM_ROWS} rows; split the file")
        yield _entry_of_row(table, row, rows.line_num, source, now, sealer, occurrences)


def _entry_of_row(
    table: TableImport,
    row: Mapping[str, Any],
    line: int,
    source: str,
    now: datetime,
    sealer: Sealer,
    occurrences: dict[str, int],
) -> Entry:
    origin = f"file:{source}:{table.kind}"
    raw = orjson.dumps({str(name): cell for name, cell in row.items()}, option=orjson.OPT_SORT_KEYS)
    # Keyed: a row can name a person, and its hash travels as an id.
    content_hash = sealer.fingerprint(raw, "import-row").hex()[:16]
    occurrences[content_hash] = occurrences.get(content_hash, 0) + 1
    position = f"{content_hash}.{occurrences[content_hash]}"
    if "" in row or None in row.values():
        fault = Problem(f"/line {line}", "the row has another number of cells than the header", "correct the row")
        return Entry(origin, position, raw, fault)
    try:
        data = dict(table.fixed) | {
            column.field: _read_cell(name, column, row[name])
            for name, column in table.columns.items()
            if row.get(name, "").strip() or column.required
        }
        if _read_flag("withdrawn", row.get("withdrawn", "")):
            data["withdrawn"] = True
        time = _read_time("recorded_at", row["recorded_at"]) if row.get("recorded_at") else now
        time += timedelta(microseconds=line)
    except ValueError as error:
        return Entry(origin, position, raw, Problem(f"/line {line}", str(error), "correct the cell and import again"))
    event_id = _identity(table, row, position)
    envelope = {
        "specversion": "1.0",
        "id": event_id,
        "source": f"{source}/{table.kind}",
        "type": table.event.type_name(),
        "time": time.isoformat(),
        "data": data,
    }
    return Entry(origin, position, write_json(envelope))


def _identity(table: TableImport, row: Mapping[str, str], position: str) -> str:
    revision = f".r{row['revision']}" if row.get("revision") else ""
    if table.entry_column:
        return f"{row[table.entry_column]}{revision}"
    return ":".join([*(row[name] for name in table.key_columns), position])


def _read_cell(name: str, column: Column, cell: str) -> Any:
    text = cell.strip()
    if not text and column.required:
        raise ValueError(f"column {name} is empty")
    match column.kind:
        case "integer":
            if not text.lstrip("-").isdigit():
                raise ValueError(f"column {name}: {text!r} is not a whole number")
            return int(text)
        case "flag":
            return _read_flag(name, text)
        case "list":
            return _read_list(text)
        case "days":
            return {
                day.strip(): weight.strip() or "1" for day, _, weight in (p.partition("=") for p in _read_list(text))
            }
        case "datetime":
            return _read_time(name, text).isoformat()
        case "text":
            return text


def _read_list(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _read_flag(name: str, text: str) -> bool:
    lowered = text.strip().lower()
    if lowered in _TRUE:
        return True
    if lowered in _FALSE:
        return False
    raise ValueError(f"column {name}: {text!r} is neither yes nor no")


def _read_time(name: str, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"column {name}: {text!r} is not a time like 2022-07-31T18:00:00") from error
    return moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment.astimezone(UTC)
