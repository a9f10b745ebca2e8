"""Reading a clock's export: what is a punch, what is a fault, and where."""

from datetime import datetime

import pytest

from services.placement.domain.attlog import AttlogFault, AttlogPunch, Layout, UnknownLayoutError, read_attlog
from shared.months import SHANGHAI


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_a_full_line_gives_number_time_and_status() -> None:
    line = "       12\t2022-07-01 07:58:03\t1\t15\t0\t0\n"
    assert list(read_attlog(line).lines) == [AttlogPunch(1, "12", moment("2022-07-01 07:58:03"), 1)]


@pytest.mark.parametrize(
    "line", ["7\t2022-07-01 08:00:00", "7\t2022-07-01 08:00:00\t", "7\t2022-07-01 08:00:00\t255\t"]
)
def test_a_missing_status_is_not_given(line: str) -> None:
    assert list(read_attlog(line).lines) == [AttlogPunch(1, "7", moment("2022-07-01 08:00:00"), 255)]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_and_blank_lines_do_not_shift_the_line_numbers(ending: str) -> None:
    text = ending.join(["", "7\t2022-07-01 08:00:00", "   ", "8\t2022-07-01 08:00:01", ""])
    assert [line.line for line in read_attlog(text).lines] == [2, 4]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("7 2022-07-01 08:00:00", "fewer than two tab-separated columns; a line begins with PIN and time"),
        ("7", "fewer than two tab-separated columns; a line begins with PIN and time"),
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
        ("7\t2022-07-01 08:00:00\t0255", "status"),
        ("7\t2022-07-01 08:00:00\t-1", "status"),
        ("7\t2022-07-01 08:00:00\t²", "status"),
    ],
)
def test_a_malformed_line_is_a_fault_saying_why_and_the_next_is_taken(line: str, reason: str) -> None:
    fault, punch = read_attlog(f"{line}\n8\t2022-07-01 08:00:00\n").lines
    assert isinstance(fault, AttlogFault)
    assert (fault.line, fault.text) == (1, line)
    assert fault.reason.en == reason if "columns" in reason else reason in fault.reason.en
    assert isinstance(punch, AttlogPunch)
    assert punch.line == 2


@pytest.mark.parametrize("status", [0, 5, 255])
def test_every_status_of_the_protocol_is_kept(status: int) -> None:
    (punch,) = read_attlog(f"7\t2022-07-01 08:00:00\t{status}\n").lines
    assert isinstance(punch, AttlogPunch)
    assert punch.status == status


def lines(*columns: str) -> str:
    """A file whose lines go on after number and time as given, a minute apart."""
    return "".join(f"  7\t2022-07-01 08:{minute:02}:00\t{rest}\n" for minute, rest in enumerate(columns))


def read(text: str, layout: Layout | None = None) -> tuple[Layout, list[int | str]]:
    """The layout taken, and each line's status or fault."""
    attlog = read_attlog(text, layout)
    return attlog.layout, [line.status if isinstance(line, AttlogPunch) else line.reason.en for line in attlog.lines]


@pytest.mark.parametrize("device", ["1", "2", "5", "101", "300", "65534"])
def test_an_export_to_usb_has_a_device_number_before_the_status(device: str) -> None:
    text = lines(f"{device}\t0\t1\t0", f"{device}\t2\t1\t0", f"{device}\t3\t15\t0", f"{device}\t1\t1\t0")
    assert read(text) == (Layout.USB, [0, 2, 3, 1])


def test_a_single_line_of_six_columns_is_an_export_to_usb_where_its_status_is_one() -> None:
    assert read(lines("1\t0\t1\t0")) == (Layout.USB, [0])
    assert read(lines("1\t15\t0\t0")) == (Layout.PUSH, [1])


@pytest.mark.parametrize(
    ("columns", "statuses"),
    [
        (("0\t1", "1\t1"), [0, 1]),
        (("0\t1\t0", "1\t15\t0"), [0, 1]),
        (("0\t1\t0\t0\t0", "1\t1\t0\t0\t0"), [0, 1]),
        (("255\t1\t0\t0", "255\t15\t0\t0"), [255, 255]),
        (("255\t0\t0\t0", "255\t1\t0\t0"), [255, 255]),
        (("0\t15\t0\t0", "1\t15\t0\t0", "0\t15\t0\t0"), [0, 1, 0]),
        (("0\t1\t0\t0", "1\t15\t0\t0"), [0, 1]),
        (("0\t1\t0", "1\t0\t0"), [0, 1]),
        (("1\t0\t0", "1\t0\t0"), [1, 1]),
        (("101\t0", "101\t0"), [101, 101]),
        (("\t0\t1\t0", "\t1\t1\t0"), [255, 255]),
    ],
)
def test_lines_as_pushed_have_the_status_third(columns: tuple[str, ...], statuses: list[int]) -> None:
    assert read(lines(*columns)) == (Layout.PUSH, statuses)


@pytest.mark.parametrize(
    "columns",
    [
        ("0\t0\t1\t0", "1\t1\t1\t0"),
        ("0\t0\t1\t0", "0\t1\t1\t0"),
        ("301\t0\t1\t0", "302\t1\t1\t0"),
        ("1\t0\t1\t0\t0\t0", "2\t1\t1\t0\t0\t0"),
    ],
)
def test_values_that_fit_both_layouts_are_refused_until_one_is_named(columns: tuple[str, ...]) -> None:
    with pytest.raises(UnknownLayoutError, match="layout=usb or layout=push"):
        read(lines(*columns))
    assert read(lines(*columns), Layout.USB)[1] == [0, 1]
    assert read(lines(*columns), Layout.PUSH)[0] is Layout.PUSH


def test_one_damaged_line_does_not_change_what_the_file_is() -> None:
    whole = ("1\t0\t1\t0", "1\t1\t1\t0") * 6
    assert read(lines(*whole, "1\tx\t1\t0")) == (Layout.USB, [0, 1] * 6 + ["'x' is not a status from 0 to 255"])
    layout, statuses = read(lines(*whole, "1"))
    assert (layout, statuses[:-1]) == (Layout.USB, [0, 1] * 6)
    assert statuses[-1] == "the line is broken off before its status, the fourth column of an export to USB"
    assert read(lines(*whole, "1\t1")) == (Layout.USB, [0, 1] * 6 + [1])
    pushed = ("0\t1\t0\t0", "1\t1\t0\t0") * 6
    assert read(lines(*pushed, "300\t1\t0\t0")) == (
        Layout.PUSH,
        [0, 1] * 6 + ["'300' is not a status from 0 to 255"],
    )


@pytest.mark.parametrize("rest", ["0\t1\t0\t0", "1\t0\t1\t0"])
def test_the_name_that_old_clocks_write_second_is_passed_over(rest: str) -> None:
    named = f"        7\t李秀英\t2022-07-01 08:00:00\t{rest}\n        8\t\t2022-07-01 08:01:00\t{rest}\n"
    (first, second), (plain, _) = read_attlog(named).lines, read_attlog(lines(rest, rest)).lines
    assert isinstance(first, AttlogPunch)
    assert isinstance(second, AttlogPunch)
    assert isinstance(plain, AttlogPunch)
    assert (first.pin, first.punched_at, first.status) == ("7", plain.punched_at, plain.status)
    assert second.pin == "8"


@pytest.mark.parametrize(
    "line", ["\0" * 300, "7\t2022-07-01 -8:00:00\t0", "7\t2022-07-01 08:60:00\t0", "7\t\0\0\0\t0\t1"]
)
def test_what_a_failing_clock_writes_is_a_fault_and_the_next_line_is_taken(line: str) -> None:
    fault, punch = read_attlog(f"{line}\n8\t2022-07-01 08:00:00\t0\t1\n").lines
    assert isinstance(fault, AttlogFault)
    assert isinstance(punch, AttlogPunch)


@pytest.mark.parametrize(("columns", "statuses"), [(("101\t0\t1",) * 2, [0, 0]), (("1\t0\t1", "1\t1\t1"), [0, 1])])
def test_five_columns_are_enough_to_see_a_device_number(columns: tuple[str, ...], statuses: list[int]) -> None:
    assert read(lines(*columns)) == (Layout.USB, statuses)


def test_a_tenth_of_the_lines_may_be_damaged_in_the_column_that_decides() -> None:
    whole = ("101\t0\t1\t0", "101\t1\t1\t0") * 4 + ("101\t0\t1\t0",)
    assert read(lines(*whole, "x\t1\t1\t0")) == (Layout.USB, [0, 1] * 5)
    with pytest.raises(UnknownLayoutError):
        read(lines(*whole[1:], "x\t1\t1\t0"))
    exported = ("1\t0\t1\t0", "1\t1\t1\t0") * 4 + ("1\t0\t1\t0",)
    assert read(lines(*exported, "1\tx\t1\t0"))[0] is Layout.USB
    assert read(lines(*exported[1:], "1\tx\t1\t0"))[0] is Layout.PUSH
    pushed = ("0\t1\t0\t0", "1\t1\t0\t0") * 4 + ("0\t1\t0\t0",)
    assert read(lines(*pushed, "300\t1\t0\t0"))[0] is Layout.PUSH
    with pytest.raises(UnknownLayoutError):
        read(lines(*pushed[1:], "300\t1\t0\t0"))


def test_lines_broken_off_say_nothing_about_the_layout() -> None:
    layout, statuses = read(lines(*("1\t0\t0", "1\t1\t0") * 4, "1", "1"))
    assert (layout, statuses[:8]) == (Layout.USB, [0, 1] * 4)


def test_a_name_alone_between_number_and_time_is_passed_over() -> None:
    (punch,) = read_attlog("7\t李秀英\t2022-07-01 08:00:00\n").lines
    assert punch == AttlogPunch(1, "7", moment("2022-07-01 08:00:00"), 255)


def test_a_file_without_a_single_time_is_all_faults() -> None:
    attlog = read_attlog("nothing\nof a clock\n")
    assert [type(line) for line in attlog.lines] == [AttlogFault, AttlogFault]
    assert attlog.layout is Layout.PUSH


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        (("301\t0\t1\t0", "302\t1\t1\t0"), "columns 3 and 4 both change"),
        (("0\t0\t1\t0", "0\t1\t1\t0"), "column 3 is 0 throughout and column 4 changes"),
    ],
)
def test_who_is_asked_for_the_layout_is_told_why_and_what_to_write(columns: tuple[str, ...], found: str) -> None:
    with pytest.raises(UnknownLayoutError) as refused:
        read(lines(*columns))
    assert str(refused.value) == (
        f"{found}, so this may be an export to USB (PIN, time, device number, status, verify mode, work code) or "
        "lines as pushed (PIN, time, status, verify mode); import it again with layout=usb or layout=push"
    )
