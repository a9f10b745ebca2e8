"""Month sheets as workshops keep them: what marks say, which headings there are, and what is refused by place."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import pytest

from services.placement.files.month_sheet import MAXIMUM_LINES, MonthSheet, is_month_sheet, read_mark, read_month_sheet
from shared.months import Month
from shared.tables import Row, Sheet, UnreadableFileError, read_table
from tests.unit.shared.tables.workbooks import workbook

DAYS = tuple(range(1, 32))
TITLE = ("大屯村工坊 2022年7月 考勤表",)
PLACE = ("工坊", "WS-01")


def line(worker: str, name: str, *marks: object, total: object = None) -> tuple[object, ...]:
    return (1, worker, name, *marks, *(None,) * (31 - len(marks)), total)


def sheet(
    *lines: Sequence[object],
    days: Sequence[object] = DAYS,
    above: Sequence[Sequence[object]] = (TITLE, PLACE),
    workshop: str | None = None,
    month: str | None = None,
) -> MonthSheet:
    content = workbook(*above, ("序号", "工号", "姓名", *days, "合计"), *lines)
    return read_month_sheet(read_table(content), workshop, Month.parse(month) if month else None)


def marks_of(read: MonthSheet, row: int = 0) -> dict[int, tuple[str, str | None]]:
    return {day.day: (mark.weight_days, mark.leave) for day, mark in read.rows[row].marks.items()}


@pytest.mark.parametrize(
    ("mark", "weight_days", "leave"),
    [
        *((mark, "1", None) for mark in ("√", "✓", "✔", "1", "1.0", "１", "全", " √ ", "V")),
        *((mark, "0.5", None) for mark in ("半", "0.5", "0.50", "半天", "½", ".5")),
        *((mark, "0", None) for mark in ("×", "✗", "x", "X", "0", "0.0", "旷工", "休")),
        *((mark, "0", "unpaid") for mark in ("假", "事假", "无薪假")),
        *((mark, "0", "paid") for mark in ("带薪假", "年假", "婚假")),
        *((mark, "0.5", leave) for mark, leave in (("半假", "unpaid"), ("半带薪假", "paid"))),
    ],
)
def test_what_a_mark_says(mark: str, weight_days: str, leave: str | None) -> None:
    read = read_mark(mark)
    assert read is not None
    assert (read.weight_days, read.leave) == (weight_days, leave)


@pytest.mark.parametrize("mark", ["?", "病假", "2", "0.3", "10", "-1", "√√", "8:00", "半半", "TRUE"])
def test_a_mark_that_could_be_something_else_is_none(mark: str) -> None:
    assert read_mark(mark) is None


def test_a_sheet_gives_each_marked_day_and_says_nothing_of_empty_cells() -> None:
    read = sheet(line("W-1", "李秀英", "√", "半", None, "×", "假", 0.5, total=2), line("W-2", "王芳", 1))
    assert (read.workshop, str(read.month)) == ("WS-01", "2022-07")
    assert marks_of(read) == {
        1: ("1", None), 2: ("0.5", None), 4: ("0", None), 5: ("0", "unpaid"), 6: ("0.5", None)
    }  # fmt: skip
    assert [(row.worker, row.name) for row in read.rows] == [("W-1", "李秀英"), ("W-2", "王芳")]
    assert read.rows[0].marks[date(2022, 7, 2)].written == "半"
    assert read.faults == ()


@pytest.mark.parametrize(
    "days",
    [
        [f"{day}日" for day in DAYS],
        [f"{day:02d}" for day in DAYS],
        [f"7月{day}日" for day in DAYS],
        [f"7/{day}" for day in DAYS],
        [datetime(2022, 7, day) for day in DAYS],  # noqa: DTZ001 - as a workbook keeps it
    ],
)
def test_days_may_be_written_as_numbers_or_dates(days: Sequence[object]) -> None:
    assert marks_of(sheet(line("W-1", "李秀英", "√", None, "半"), days=days)) == {1: ("1", None), 3: ("0.5", None)}


def test_a_line_of_weekdays_sums_and_signatures_are_passed_over() -> None:
    weekdays = ("", "", "", *"五六日一二三四" * 4, *"五六日")
    read = sheet(weekdays, line("W-1", "李秀英", "√"), ("合计", "", "", 1), ("制表：", "", "李"))
    assert len(read.rows) == 1
    assert read.faults == ()


def test_workshop_and_month_come_from_the_lines_above_or_from_who_sends_it() -> None:
    read = sheet(line("W-1", "", "√"), above=(), workshop="WS-02", month="2022-08")
    assert (read.workshop, str(read.month)) == ("WS-02", "2022-08")
    with pytest.raises(UnreadableFileError, match="name no month"):
        sheet(line("W-1", "", "√"), above=(PLACE,))
    with pytest.raises(UnreadableFileError, match="name no workshop"):
        sheet(line("W-1", "", "√"), above=(TITLE,))
    with pytest.raises(UnreadableFileError, match=r"names the month 2022-07, not 2022-08"):
        sheet(line("W-1", "", "√"), month="2022-08")
    with pytest.raises(UnreadableFileError, match=r"names the workshop WS-01, not WS-02"):
        sheet(line("W-1", "", "√"), workshop="WS-02")


def faults(*lines: Sequence[object], **more: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.reason.en) for fault in sheet(*lines, **more).faults]


def test_a_cell_that_is_no_mark_is_named_by_line_and_day_and_the_others_count() -> None:
    read = sheet(line("W-1", "李秀英", "√", "病假", "半"))
    assert marks_of(read) == {1: ("1", None), 3: ("0.5", None)}
    (fault,) = read.faults
    assert (fault.line, fault.reason.en.partition(";")[0]) == (4, "day 2: '病假' is no mark")


def test_marks_without_an_id_and_an_id_in_two_lines_are_refused() -> None:
    (fault,) = faults(line("", "李秀英", "√"))
    assert fault == (4, "the worker's id (工号) is missing beside the marks")
    twice = sheet(line("W-1", "李秀英", "√"), line("W-1", "李秀英", "半"), line("W-2", "王芳", "√"))
    assert [row.worker for row in twice.rows] == ["W-2"]
    assert [fault.line for fault in twice.faults] == [4, 5]


def test_a_sum_that_the_marks_do_not_come_to_refuses_the_line() -> None:
    assert faults(line("W-1", "李秀英", "√", "半", total="1.5天")) == []
    (fault,) = faults(line("W-1", "李秀英", "√", "半", total=2))
    assert fault == (4, "the marks come to 1.5 days, the sum beside them says 2")


def test_a_mark_on_a_day_the_month_does_not_have_is_refused() -> None:
    june = {"month": "2022-06"}
    marks = ["√"] * 31
    read = sheet(line("W-1", "", *marks), above=(PLACE,), **june)
    assert [fault.reason.en for fault in read.faults] == ["day 31: 2022-06 has no such day"]
    assert len(read.rows[0].marks) == 30


def test_columns_nobody_knows_are_refused_by_name() -> None:
    content = workbook(TITLE, PLACE, ("工号", "姓名", *DAYS, "加班"), ("W-1", "", "√"))
    with pytest.raises(UnreadableFileError, match="unknown columns 加班"):
        read_month_sheet(read_table(content), None, None)


def test_a_sheet_of_more_lines_than_its_days_could_be_taken_of_is_refused() -> None:
    table = Sheet("", tuple(Row(at, cells) for at, cells in enumerate(_a_line_for_each(MAXIMUM_LINES + 1), start=1)), 0)
    with pytest.raises(UnreadableFileError, match="more than 3000 lines; split the file"):
        read_month_sheet([table], "WS-01", Month.parse("2022-07"))


def _a_line_for_each(workers: int) -> Iterator[tuple[str, ...]]:
    yield ("工号", *(str(day) for day in DAYS))
    yield from ((f"W-{number}", "√") for number in range(workers))


def test_a_day_that_stands_twice_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="stands twice"):
        sheet(line("W-1", "", "√"), days=[*DAYS[:-1], 30])


def test_a_file_with_a_row_a_day_is_no_month_sheet() -> None:
    rows = [("W-1", "WS-01", f"2022-07-{day:02}", "1") for day in DAYS]
    assert not is_month_sheet(read_table(workbook(("worker", "workshop", "day", "weight_days"), *rows)))


def test_a_mark_and_a_sum_that_no_program_worked_out_are_refused_and_not_taken_for_empty() -> None:
    read = sheet(line("W-1", "李秀英", "√", "=A1", total=1), line("W-2", "王芳", "√", total="=SUM(D4:D5)"))
    assert [worker.worker for worker in read.rows] == ["W-1"]
    marked, summed = (fault.reason.en for fault in read.faults)
    assert "day 2: '#公式无值 NO VALUE' is no mark" in marked
    assert "the sum beside them says #公式无值 NO VALUE" in summed
