"""Reading a punch clock's export (`*_attlog.dat`): one punch a line, tab-separated, in the clock's local time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.placement.domain.clock_day import NOT_GIVEN
from shared.months import SHANGHAI

_PIN: Final = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$")
_TIME: Final = re.compile(r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$", re.ASCII)


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
    reason: str


def read_attlog(text: str) -> Iterator[AttlogPunch | AttlogFault]:
    """Every line that is not blank, in order. Columns: PIN, time, status, then what does not matter here.

    Everything after the time may be missing; without a status it is 255, not given.
    """
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        if line.strip():
            yield _read_line(number, line)


def _read_line(number: int, line: str) -> AttlogPunch | AttlogFault:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) < 2:
        return AttlogFault(number, line, "fewer than two tab-separated columns; a line begins with PIN and time")
    pin, time, status = cells[0], cells[1], cells[2] if len(cells) > 2 else ""
    if not _PIN.match(pin):
        return AttlogFault(number, line, f"{pin[:70]!r} is not a PIN")
    if not _TIME.match(time):
        return AttlogFault(number, line, f"{time[:70]!r} is not a time like 2022-07-01 07:58:03")
    try:
        punched_at = datetime.fromisoformat(time).replace(tzinfo=SHANGHAI)
    except ValueError:
        return AttlogFault(number, line, f"{time!r} is no moment that exists")
    if status and not (status.isascii() and status.isdigit() and int(status) <= NOT_GIVEN):
        return AttlogFault(number, line, f"{status[:70]!r} is not a status from 0 to 255")
    return AttlogPunch(number, pin, punched_at, int(status) if status else NOT_GIVEN)
