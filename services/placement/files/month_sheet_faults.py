"""Everything that can be wrong with a month sheet, or with a line of it."""

from typing import Final

from shared.texts import Text

MARKS_TO_WRITE: Final = Text(
    "month_sheet.marks_to_write",
    "√、半（0.5）、×、假（不带薪）、带薪假，或留空",
    "√, 半 or 0.5, ×, 假 (unpaid leave), 带薪假 (paid leave), or leave it empty",
)
TOO_MANY_LINES: Final = Text(
    "month_sheet.too_many_lines",
    "考勤表超过 {most} 行；请拆分文件",
    "a month sheet of more than {most} lines; split the file",
)
UNKNOWN_COLUMNS: Final = Text(
    "month_sheet.unknown_columns",
    "不认识的栏：{unknown}；请删去，或改成认识的栏名",
    "unknown columns {unknown}; delete them or give them a known title",
)
WORKSHOP: Final = Text("month_sheet.workshop", "工坊", "workshop")
MONTH: Final = Text("month_sheet.month", "月份", "month")
NAMES_ANOTHER: Final = Text(
    "month_sheet.names_another",
    "表上写的{what}是 {named}，不是 {given}；请改其中之一",
    "the sheet names the {what} {named}, not {given}; correct one",
)
NAMES_NONE: Final = Text(
    "month_sheet.names_none",
    "栏名上方没有写明{what}，或写了几个；请写上，如 {example}，或用 {parameter} 指明",
    "the lines above the headings name no {what}, or several; write it there, like {example}, "
    "or give it as {parameter}",
)
WORKER_MISSING: Final = Text(
    "month_sheet.worker_missing", "有标记而没有工号", "the worker's id (工号) is missing beside the marks"
)
NO_WORKER_ID: Final = Text("month_sheet.no_worker_id", "{text} 不是工号", "{text} is not a worker's id (工号)")
WORKER_TWICE: Final = Text(
    "month_sheet.worker_twice",
    "{worker} 出现在几行；请只留一行",
    "{worker} stands in several lines; keep one of them",
)
NO_SUCH_DAY: Final = Text(
    "month_sheet.no_such_day", "{day} 日：{month} 没有这一天", "day {day}: {month} has no such day"
)
NO_MARK: Final = Text(
    "month_sheet.no_mark",
    "{day} 日：{text} 不是标记；请写 {marks}",
    "day {day}: {text} is no mark; write {marks}",
)
OTHER_SUM: Final = Text(
    "month_sheet.other_sum",
    "各日合计 {days} 天，合计栏写的是 {said}",
    "the marks come to {days} days, the sum beside them says {said}",
)
NOBODY_ENROLLED: Final = Text(
    "month_sheet.nobody_enrolled",
    "没有登记 {worker}；请更正工号，或先登记",
    "nobody is enrolled as {worker}; correct the id, or enrol him first",
)
OTHER_NAME: Final = Text(
    "month_sheet.other_name",
    "{worker} 旁的姓名与登记的不同；请更正工号或姓名",
    "the name beside {worker} is not the one enrolled under it; correct the id or the name",
)
