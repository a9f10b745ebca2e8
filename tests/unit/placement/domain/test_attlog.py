"""Reading a clock's export: what is a punch, what is a fault, and where."""

from datetime import datetime

import pytest

from services.placement.domain.attlog import AttlogFault, AttlogPunch, read_attlog
from shared.months import SHANGHAI


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_a_full_line_gives_number_time_and_status() -> None:
    line = "       12\t2022-07-01 07:58:03\t1\t15\t0\t0\n"
    assert list(read_attlog(line)) == [AttlogPunch(1, "12", moment("2022-07-01 07:58:03"), 1)]


@pytest.mark.parametrize(
    "line", ["7\t2022-07-01 08:00:00", "7\t2022-07-01 08:00:00\t", "7\t2022-07-01 08:00:00\t255\t"]
)
def test_a_missing_status_is_not_given(line: str) -> None:
    assert list(read_attlog(line)) == [AttlogPunch(1, "7", moment("2022-07-01 08:00:00"), 255)]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_and_blank_lines_do_not_shift_the_line_numbers(ending: str) -> None:
    text = ending.join(["", "7\t2022-07-01 08:00:00", "   ", "8\t2022-07-01 08:00:01", ""])
    assert [line.line for line in read_attlog(text)] == [2, 4]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("7 2022-07-01 08:00:00", "tab-separated"),
        ("7", "tab-separated"),
        ("\t2022-07-01 08:00:00", "PIN"),
        ("李\t2022-07-01 08:00:00", "PIN"),
        (f"{'7' * 65}\t2022-07-01 08:00:00", "PIN"),
        ("7\t2022-07-01", "time"),
        ("7\t2022-07-01 8:00:00", "time"),
        ("7\t01/07/2022 08:00:00", "time"),
        ("7\t2022-02-30 08:00:00", "no moment"),
        ("7\t2022-07-01 24:00:00", "no moment"),
        ("7\t2022-07-01 08:00:00\tin", "status"),
        ("7\t2022-07-01 08:00:00\t256", "status"),
        ("7\t2022-07-01 08:00:00\t-1", "status"),
        ("7\t2022-07-01 08:00:00\t²", "status"),
    ],
)
def test_a_malformed_line_is_a_fault_saying_why_and_the_next_is_taken(line: str, reason: str) -> None:
    fault, punch = read_attlog(f"{line}\n8\t2022-07-01 08:00:00\n")
    assert isinstance(fault, AttlogFault)
    assert (fault.line, fault.text) == (1, line)
    assert reason in fault.reason
    assert isinstance(punch, AttlogPunch)
    assert punch.line == 2


@pytest.mark.parametrize("status", [0, 5, 255])
def test_every_status_of_the_protocol_is_kept(status: int) -> None:
    (punch,) = read_attlog(f"7\t2022-07-01 08:00:00\t{status}\n")
    assert isinstance(punch, AttlogPunch)
    assert punch.status == status
