"""Reading a punch clock's export (`*_attlog.dat`): one punch a line, tab-separated, in the clock's local time.

Clocks write two layouts with nothing to tell them apart but their values:

- what a clock *pushes*: PIN, time, status, verify mode, work code …;
- what it writes to *USB*: PIN, time, device number, status, verify mode, work code.

Older clocks have the holder's name between PIN and time. Which layout a file has is found from all its lines.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from services.placement.domain.clock_day import INWARD, NOT_GIVEN, OUTWARD
from shared.months import SHANGHAI
from shared.texts import Text, TextError

_PIN: Final = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$")
_TIME: Final = re.compile(r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$", re.ASCII)
_STATUSES: Final = frozenset(str(status) for status in INWARD | OUTWARD | {NOT_GIVEN}) | {""}
_DEVICE_NUMBER: Final = re.compile(r"^\d{1,10}$", re.ASCII)
_USB_COLUMNS: Final = 6
_NEARLY_ALL: Final = 0.9
"""Of a file's lines: the rest may be damaged without changing what the file is."""
_SHOWN_CHARACTERS: Final = 70


class Layout(StrEnum):
    """Where a line has its status: third when pushed, fourth when written to USB."""

    PUSH = "push"
    USB = "usb"


UNCLEAR_LAYOUT: Final = Text(
    "attlog.unclear_layout",
    "{found}，可能是 U 盘导出（考勤号、时间、设备号、状态、验证方式、工作代码），也可能是推送的行"
    "（考勤号、时间、状态、验证方式）；请注明 layout=usb 或 layout=push 重新导入",
    "{found}, so this may be an export to USB (PIN, time, device number, status, verify mode, work code) or "
    "lines as pushed (PIN, time, status, verify mode); import it again with layout=usb or layout=push",
)
BOTH_CHANGE: Final = Text("attlog.both_change", "第三、第四栏都有变化", "columns 3 and 4 both change")
FOURTH_CHANGES: Final = Text(
    "attlog.fourth_changes",
    "第三栏全是 0，第四栏有变化",
    "column 3 is 0 throughout and column 4 changes",
)
TOO_FEW_COLUMNS: Final = Text(
    "attlog.too_few_columns",
    "不足两栏（以制表符分隔）；每行应以考勤号和时间开头",
    "fewer than two tab-separated columns; a line begins with PIN and time",
)
NO_PIN: Final = Text("attlog.no_pin", "{text} 不是考勤号", "{text} is not a PIN")
NO_TIME: Final = Text(
    "attlog.no_time",
    "{text} 不是像 2022-07-01 07:58:03 的时间",
    "{text} is not a time like 2022-07-01 07:58:03",
)
NO_MOMENT: Final = Text("attlog.no_moment", "{text} 不是存在的时刻", "{text} is no moment that exists")
BROKEN_OFF: Final = Text(
    "attlog.broken_off",
    "该行在状态（U 盘导出的第四栏）之前中断",
    "the line is broken off before its status, the fourth column of an export to USB",
)
NO_STATUS: Final = Text("attlog.no_status", "{text} 不是 0 到 255 的状态", "{text} is not a status from 0 to 255")


class UnknownLayoutError(TextError):
    """The values fit both layouts, or neither. The message says what to do."""


@dataclass(frozen=True, slots=True)
class AttlogPunch:
    """One line: the number on the clock, the moment, and which way (255: not given)."""

    line: int
    pin: str
    punched_at: datetime
    status: int


@dataclass(frozen=True, slots=True)
class AttlogFault:
    """A line that is no punch, and why."""

    line: int
    text: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Attlog:
    """A file as read: the layout taken, and every line that is not blank, in order."""

    layout: Layout
    lines: tuple[AttlogPunch | AttlogFault, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    cells: tuple[str, ...]
    """Without the name that old clocks write."""

    def cell(self, position: int) -> str:
        return self.cells[position] if position < len(self.cells) else ""


def read_attlog(text: str, layout: Layout | None = None) -> Attlog:
    """Read a file in the layout given, else in the one its values show.

    Everything after the time may be missing; without a status it is 255, not given. Raises UnknownLayoutError
    where the values do not show the layout and none is given.
    """
    written = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = [_split(number, line) for number, line in enumerate(written, start=1) if line.strip()]
    taken = layout or recognise_layout([line.cells for line in lines if _TIME.match(line.cell(1))])
    return Attlog(taken, tuple(_read_line(line, taken) for line in lines))


def recognise_layout(lines: Sequence[Sequence[str]]) -> Layout:
    """The layout of lines of PIN, time and what follows. Raises UnknownLayoutError where values do not show it.

    A device number is one for the whole file; a status is 0 to 5, or 255. Where both readings are possible, a
    column that changes in both decides nothing, for a wrong guess would turn work into breaks.
    """
    longest = max((len(cells) for cells in lines), default=0)
    if longest <= 4:
        return Layout.PUSH
    third, fourth = _column(lines, 2), _column(lines, 3)
    (device, same), *_ = third.most_common()
    columns_vary = len(third) > 1 and len(fourth) > 1
    one_device = same >= _NEARLY_ALL * third.total() and bool(_DEVICE_NUMBER.match(device))
    if one_device and device not in _STATUSES:
        return Layout.USB
    if device in ("", str(NOT_GIVEN)) or _share(fourth) < _NEARLY_ALL:
        return Layout.PUSH
    if longest >= _USB_COLUMNS and (columns_vary or _share(third) < _NEARLY_ALL):
        raise UnknownLayoutError(UNCLEAR_LAYOUT.of(found=BOTH_CHANGE))
    if len(third) > 1:
        return Layout.PUSH
    if len(fourth) > 1 and device == "0":
        raise UnknownLayoutError(UNCLEAR_LAYOUT.of(found=FOURTH_CHANGES))
    # Where nothing changes, nobody's way in or out is told either way: the number of columns is all there is.
    return Layout.USB if len(fourth) > 1 or longest == _USB_COLUMNS else Layout.PUSH


def _column(lines: Iterable[Sequence[str]], position: int) -> Counter[str]:
    return Counter(cells[position] if position < len(cells) else "" for cells in lines)


def _share(values: Counter[str]) -> float:
    """How much of a column are statuses."""
    return sum(count for value, count in values.items() if value in _STATUSES) / values.total()


def _split(number: int, line: str) -> _Line:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) > 2 and not _TIME.match(cells[1]) and _TIME.match(cells[2]):
        del cells[1]
    return _Line(number, line, tuple(cells))


def _read_line(line: _Line, layout: Layout) -> AttlogPunch | AttlogFault:
    if len(line.cells) < 2:
        return _fault(line, TOO_FEW_COLUMNS)
    pin, time = line.cells[:2]
    if not _PIN.match(pin):
        return _fault(line, NO_PIN.of(text=repr(pin[:_SHOWN_CHARACTERS])))
    if not _TIME.match(time):
        return _fault(line, NO_TIME.of(text=repr(time[:_SHOWN_CHARACTERS])))
    try:
        punched_at = datetime.fromisoformat(time).replace(tzinfo=SHANGHAI)
    except ValueError:
        return _fault(line, NO_MOMENT.of(text=repr(time)))
    if layout is Layout.USB and len(line.cells) < 4:
        return _fault(line, BROKEN_OFF)
    status = line.cell(2 if layout is Layout.PUSH else 3)
    if status and not (status.isascii() and status.isdigit() and len(status) <= 3 and int(status) <= NOT_GIVEN):
        return _fault(line, NO_STATUS.of(text=repr(status[:_SHOWN_CHARACTERS])))
    return AttlogPunch(line.number, pin, punched_at, int(status) if status else NOT_GIVEN)


def _fault(line: _Line, reason: Text) -> AttlogFault:
    return AttlogFault(line.number, line.text, reason)
