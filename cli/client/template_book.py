"""The workbooks people fill in: cells of text, so that no program makes numbers of ids or dates of anything."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from shared.months import Month

People = list[tuple[str, str]]
"""Ids and names; an empty name where it may not be seen."""

_FONT: Final = {"font_name": "等线", "font_size": 10}
_TEXT: Final = {**_FONT, "num_format": "@"}
_FRAMED: Final = {**_TEXT, "border": 1, "border_color": "#9aa3ad"}
_HEADING: Final = {**_FRAMED, "bold": True, "bg_color": "#e8ecf0", "align": "center"}
_WEEKEND: Final = {**_FRAMED, "align": "center", "bg_color": "#f6efe3"}
_WEEKDAYS: Final = "一二三四五六日"
_MARKS: Final = ("√", "半", "×", "假", "带薪假")
_LEGEND: Final = "√ 全天，半 或 0.5 半天，× 未出勤，假 无薪假，带薪假 有薪假，空白 不作记录"
_HEAD_LINES: Final = 4
_SPARE_LINES: Final = 10
_SATURDAY: Final = 5
_A4: Final = 9


def table_book(kind: str, help_titles: Sequence[str], columns: Sequence[Sequence[str]], people: People) -> bytes:
    """A sheet with the headings of a kind, one that explains them, and one with the people where any are given.

    `columns` are rows under `help_titles`: Chinese title and name first.
    """
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    text, heading = book.add_format(_TEXT), book.add_format(_HEADING)
    sheet = book.add_worksheet(kind)
    sheet.freeze_panes(1, 0)
    for place, (title, name, *_) in enumerate(columns):
        sheet.set_column(place, place, max(len(title) * 2, len(name)) + 4, text)
        sheet.write_string(0, place, title if title == name else f"{title} {name}", heading)
    _write_rows(book, "说明 columns", help_titles, columns)
    if people:
        _write_rows(book, "工人 people", ("工号 worker", "姓名 name"), people)
    book.close()
    return buffer.getvalue()


def month_sheet_book(workshop: str, month: Month, people: People) -> bytes:
    """A month sheet: a line a worker and lines to spare, a column a day with its weekday, marks to choose from."""
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("考勤表")
    lines = len(people) + max(_SPARE_LINES, len(people) // 5)
    _write_above(book, sheet, workshop, month)
    _write_lines(book, sheet, month, people + [("", "")] * (lines - len(people)))
    columns = len(month.days())
    choice: dict[str, Any] = {"validate": "list", "source": list(_MARKS), "error_type": "warning"}
    sheet.data_validation(_HEAD_LINES, 2, _HEAD_LINES + lines - 1, 1 + columns, choice)
    sheet.set_column(0, 1, 13)
    sheet.set_column(2, 1 + columns, 4)
    sheet.set_column(2 + columns, 2 + columns, 16)
    sheet.freeze_panes(_HEAD_LINES, 2)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2, 3)
    book.close()
    return buffer.getvalue()


def _write_above(book: Workbook, sheet: Worksheet, workshop: str, month: Month) -> None:
    """Title, workshop and month, headings and weekdays."""
    framed, heading = book.add_format(_FRAMED), book.add_format(_HEADING)
    sheet.write_string(0, 0, "考勤表", book.add_format({**_TEXT, "bold": True, "font_size": 14}))
    for place, text in enumerate(("工坊", workshop, "月份", str(month))):
        sheet.write_string(1, place, text, framed)
    sheet.write_string(1, 6, _LEGEND, book.add_format({**_TEXT, "font_color": "#555555"}))
    days = month.days()
    for place, title in enumerate(("工号 worker", "姓名 name", *(str(day.day) for day in days), "备注")):
        sheet.write_string(2, place, title, heading)
    for place, day in enumerate(days, start=2):
        sheet.write_string(3, place, _WEEKDAYS[day.weekday()], heading)


def _write_lines(book: Workbook, sheet: Worksheet, month: Month, people: People) -> None:
    framed = book.add_format(_FRAMED)
    cell, weekend = book.add_format({**_FRAMED, "align": "center"}), book.add_format(_WEEKEND)
    days = month.days()
    for line, person in enumerate(people, start=_HEAD_LINES):
        for place, text in enumerate(person):
            sheet.write(line, place, text, framed)
        for place, day in enumerate(days, start=2):
            sheet.write_blank(line, place, None, weekend if day.weekday() >= _SATURDAY else cell)
        sheet.write_blank(line, 2 + len(days), None, framed)


def _write_rows(book: Workbook, name: str, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    framed, heading = book.add_format(_FRAMED), book.add_format(_HEADING)
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for place, title in enumerate(titles):
        longest = max((len(row[place]) for row in rows), default=0)
        sheet.set_column(place, place, min(max(longest, len(title)) + 6, 44))
        sheet.write_string(0, place, title, heading)
    for line, row in enumerate(rows, start=1):
        for place, text in enumerate(row):
            sheet.write_string(line, place, text, framed)
