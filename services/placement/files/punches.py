"""A punch clock's export, read apart."""

import hashlib
from collections.abc import Iterator
from typing import Any, Final

import orjson

from services.placement.domain.attlog import Attlog, AttlogFault, AttlogPunch, Layout, read_attlog
from services.placement.domain.clock_day import NOT_GIVEN
from shared.events import people
from shared.imports import MAXIMUM_ROWS, FileRows, pieces_of
from shared.messaging.entries import Entry
from shared.refusals import Refusal
from shared.tables import UnreadableFileError, decode_text
from shared.texts import Text

TOO_MANY_PUNCHES: Final = Text(
    "attlog.too_many_lines", "超过 {most} 行；请拆分文件", "more than {most} lines; split the file"
)
CORRECT_LINE: Final = Text("attlog.correct_line", "请更正该行后重新导入", "correct the line and import the file again")


def read_punches(
    content: bytes, layout: Layout | None, serial: str, client: str, station: str | None
) -> Iterator[Layout | FileRows]:
    """The layout taken, then an entry a line. Raises UnreadableFileError, UnknownLayoutError."""
    attlog = read_attlog(decode_text(content), layout)
    if len(attlog.lines) > MAXIMUM_ROWS:
        raise UnreadableFileError(TOO_MANY_PUNCHES.of(most=MAXIMUM_ROWS))
    yield attlog.layout
    yield from pieces_of(rows_of_attlog(attlog, serial, client, station))


def rows_of_attlog(attlog: Attlog, serial: str, client: str, station: str | None) -> FileRows:
    """An entry a line, known by number, time and layout, so that it is the same in any file.

    The layout is part of it so that a file once read in the wrong one can be read again: the punch of the other
    layout is another fact of the same moment, and the later word of the two by its id.
    """
    source = f"{client}/clock:{serial}"
    entries = [
        _fault(source, line) if isinstance(line, AttlogFault) else _punch(source, serial, station, line, attlog.layout)
        for line in attlog.lines
    ]
    lines = [line.line for line in attlog.lines]
    return FileRows(entries, lines, lines[-1] if lines else 0)


def _fault(source: str, fault: AttlogFault) -> Entry:
    body = fault.text.encode()
    problem = Refusal(fault.reason, CORRECT_LINE, "unusable", f"/line {fault.line}")
    return Entry(f"file:{source}", hashlib.sha256(body).hexdigest()[:32], body, problem)


def _punch(source: str, serial: str, station: str | None, punch: AttlogPunch, layout: Layout) -> Entry:
    moment = punch.punched_at.isoformat()
    data: dict[str, Any] = {"serial": serial, "pin": punch.pin, "punched_at": moment}
    if punch.status != NOT_GIVEN:
        data["status"] = punch.status
    if station is not None:
        data["station"] = station
    event_id = f"{punch.pin}@{punch.punched_at:%Y-%m-%dT%H:%M:%S}"
    if layout is Layout.USB:
        event_id += ".usb"
    envelope = {
        "specversion": "1.0",
        "id": event_id,
        "source": source,
        "type": people.PunchRecorded.type_name(),
        "time": moment,
        "data": data,
    }
    return Entry(f"file:{source}", event_id, orjson.dumps(envelope))
