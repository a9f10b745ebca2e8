"""Files to fill in: which kinds `import` takes, what their columns hold, and one ready with a workshop's people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from cli.client.calling import MonthOption, UrlOption, call, check_output, fail
from cli.client.printing import print_table
from cli.client.template_book import People, month_sheet_book, table_book
from cli.event_examples import example_of
from shared.columns import Column
from shared.imports import TableImport
from shared.months import Month
from shared.tables.cells import CellKind
from shared.terminal import say

_TYPES: Final[Mapping[CellKind, str]] = {
    "text": "编号 id",
    "label": "文字 text",
    "name": "姓名 name",
    "digits": "数字串 digits",
    "identity": "身份证号 identity number",
    "integer": "整数 whole number",
    "number": "数 number",
    "amount": "金额 amount",
    "rate": "单价 rate",
    "day": "日期 date",
    "month": "月份 month",
    "datetime": "时间 time",
    "flag": "是/否 yes or no",
    "list": "用分号隔开 separated by semicolons",
    "days": "日期用分号隔开 days separated by semicolons",
}
_UNITS: Final = {"_yuan": "元 yuan", "quantity": "件 pieces", "weight_days": "天 days", "shares": "股 shares"}
_EXAMPLES: Final = {
    "account_name": "李秀英",
    "approved_by": "county-office",
    "bank_code": "000000000001",
    "closure_reason": "暴雨停电",
    "due_on": "2022-07-31",
    "first_day": "2022-07-01",
    "group": "night",
    "leave": "unpaid",
    "phone": "13800000000",
    "recorded_at": "2022-07-31 18:00",
    "rejected_quantity": "0",
    "revision": "1",
    "revoked_on": "2023-05-12",
    "rework_of": "WS-01-000000",
    "shift_hours": "20:00-08:00",
    "since": "2022-07-01",
    "valid_until": "2022-12-31",
    "withdrawn": "否",
    "workshop": "WS-01",
}
"""Of columns that may stay empty."""
_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class ColumnHelp:
    """What a person filling a column in must know."""

    name: str
    title: str
    type: str
    unit: str
    required: bool
    example: str

    def as_row(self) -> tuple[str, ...]:
        """As listed and printed."""
        needed = "必填 required" if self.required else ""
        return (self.title, self.name, self.type, self.unit, needed, self.example)


HELP_TITLES: Final = ("列 column", "名称 name", "类型 type", "单位 unit", "必填 required", "示例 example")


def tables_by_service() -> dict[str, tuple[TableImport, ...]]:
    """The kinds of tables each service takes; loaded when asked for, since they bring the services' HTTP along."""
    from services.orders.api.imports import TABLES as ORDERS
    from services.placement.api.imports import TABLES as PLACEMENT

    return {"orders": ORDERS, "placement": PLACEMENT}


def columns_of(table: TableImport) -> list[ColumnHelp]:
    """The columns of a kind, its own first, with an example each where the event's has one."""
    example = example_of(table.event)["data"]
    return [
        ColumnHelp(
            name=name,
            title=_title(table, name, column),
            type=_TYPES[column.kind],
            unit=next((unit for ending, unit in _UNITS.items() if column.field.endswith(ending)), ""),
            required=column.required,
            example=_as_cell(example.get(column.field, _EXAMPLES.get(name)), column),
        )
        for name, column in table.all_columns.items()
    ]


def _title(table: TableImport, name: str, column: Column) -> str:
    """The first Chinese word for a column; what is no person has 名称, not 姓名."""
    words = table.titles_of(name)[1:]
    return "名称" if name == "name" and column.kind == "label" else next(iter(words), name)


def _as_cell(value: Any, column: Column) -> str:
    words = {meaning: word for word, meaning in column.words.items()}
    if isinstance(value, Mapping):
        return ";".join(day if weight == "1" else f"{day}={weight}" for day, weight in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ";".join(str(part) for part in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else words.get(str(value), str(value))


def template(
    kind: Annotated[str | None, typer.Argument(help="Such as attendance or workers; all are listed without")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to write it, as .xlsx")] = None,
    workshop: Annotated[str | None, typer.Option(help="With this workshop's people; needs a token")] = None,
    month: MonthOption = None,
    token: Annotated[str | None, typer.Option("--token", envvar="GONGFANG_TOKEN", help="A bearer token")] = None,
    url: UrlOption = None,
) -> None:
    """List the files `import` takes, or write one to fill in. Attendance of a --workshop and --month is a month
    sheet (考勤表): a row a worker, a column a day.
    """
    if kind is None:
        _list_kinds()
        return
    service, table = _table_named(kind)
    columns = columns_of(table)
    if output is None:
        say(f"{service} {table.kind}: {table.description}")
        print_table(HELP_TITLES, [column.as_row() for column in columns])
        return
    if output.suffix.lower() != ".xlsx":
        fail(f"{output} 应以 .xlsx 结尾 must end with .xlsx")
    check_output(output)
    people = _people_of(workshop, month, token, url) if workshop else []
    if table.kind == "attendance" and month:
        if not workshop:
            fail("月考勤表请写明工坊 a month sheet is of one workshop\n  → --workshop WS-01")
        book = month_sheet_book(workshop, Month.parse(month), people)
    else:
        book = table_book(table.kind, HELP_TITLES, [column.as_row() for column in columns], people)
    try:
        output.write_bytes(book)
    except OSError as error:
        fail(f"写不了 {output} cannot be written: {error.strerror}")
    say(f"{output}: gongfang import {service} {table.kind} {output}")


def _list_kinds() -> None:
    for service, tables in tables_by_service().items():
        for table in tables:
            say()
            say(f"{service} {table.kind}: {table.description}")
            print_table(HELP_TITLES, [column.as_row() for column in columns_of(table) if column.name in table.columns])
    say()
    say("各类另有三列 every kind also takes: revision 版次, recorded_at 记录时间, withdrawn 撤回")
    say("placement punches: 考勤机导出的 *_attlog.dat, as the clock wrote it")


def _table_named(kind: str) -> tuple[str, TableImport]:
    kinds = {table.kind: (service, table) for service, tables in tables_by_service().items() for table in tables}
    if kind not in kinds:
        fail(f"没有 {kind[:40]!r} 这一类 there is no such kind\n  → {', '.join(sorted(kinds))}")
    return kinds[kind]


def _people_of(workshop: str, month: str | None, token: str | None, url: str | None) -> People:
    """Who belongs to a workshop in a month, else at any time, with names where the token may see them."""
    if not token:
        fail("列出工坊的人要用令牌 the workshop's people need a token\n  → --token")
    people: People = []
    query: dict[str, Any] = {"workshop": workshop, "limit": _PAGE, "names": True}
    while True:
        page = call("placement", url, token, "GET", "/v1/workers", params=query)
        people += [
            (worker["worker"], worker["name"] or "")
            for worker in page["workers"]
            if month is None or _belongs(worker["assignments"], workshop, Month.parse(month))
        ]
        if page["next"] is None:
            return people
        query["after"] = page["next"]


def _belongs(assignments: Sequence[Mapping[str, Any]], workshop: str, month: Month) -> bool:
    """Whether any day of a month falls in one of a worker's times at a workshop."""
    ordered = sorted(assignments, key=lambda assignment: assignment["since"])
    for number, assignment in enumerate(ordered):
        begins = date.fromisoformat(assignment["since"])
        ends = date.fromisoformat(ordered[number + 1]["since"]) if number + 1 < len(ordered) else date.max
        if assignment["workshop"] == workshop and begins <= month.last_day and ends > month.first_day:
            return True
    return False
