"""Importing files, and sending states again."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from cli.client.calling import MonthOption, TokenOption, UrlOption, call, fail
from cli.client.lines import by_fault, lines_in_short
from cli.client.month_sheets import print_month_sheet
from cli.client.printing import moment
from cli.client.refusals import in_both
from shared.terminal import say

_CORRECTING = "要更正，请在 revision 栏写 1、2……；to correct an entry give it the next `revision`: 1, 2, …"
_TAKING_FILES: Final = ("orders", "placement")
_NOT_IN_FORCE: Final = {
    "accepted": "已收下，但不生效 kept, but not in force",
    "duplicate": "以前来过，已不生效 came before, no longer in force",
}
_OUTRANKED: Final = "以记录员的修改为准；要改，请他改那一天；the clerk's word on the day stands: have him edit it"
_OTHER_WORDS_SHOWN: Final = 12
_STATUSES: Final = {
    "accepted": "接收 accepted",
    "duplicate": "重复 duplicate",
    "conflict": "冲突 conflict",
    "rejected": "拒绝 rejected",
    "postponed": "暂缓 postponed",
}


def import_file(
    service: Annotated[str, typer.Argument(help="orders or placement")],
    kind: Annotated[str, typer.Argument(help="Such as orders, piecework, workers, attendance, punches")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    token: TokenOption,
    serial: Annotated[str | None, typer.Option(help="The clock's serial number, for punches")] = None,
    layout: Annotated[str | None, typer.Option(help="push or usb, for punches whose file does not show it")] = None,
    workshop: Annotated[str | None, typer.Option(help="Of a month sheet that does not name its own")] = None,
    month: MonthOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take a month sheet's marks without asking")] = False,
    url: UrlOption = None,
) -> None:
    """Import a file; the same file again, or a longer version of it, changes nothing twice. Exit code 1 where
    any row was not taken. The marks of a month sheet (考勤表) are shown first.
    """
    if service not in _TAKING_FILES:
        raise typer.BadParameter(
            f"{service!r} 不收文件，请写 orders 或 placement；takes no files: write orders or placement",
            param_hint="'SERVICE'",
        )
    given = {"serial": serial, "layout": layout, "workshop": workshop, "month": month}
    query = {name: value for name, value in given.items() if value}
    if (service, kind) == ("placement", "attendance") and not yes:
        shown = {**query, "preview": True}
        preview = call(service, url, token, "POST", f"/v1/imports/{kind}", content=file.read_bytes(), params=shown)
        if preview["layout"] == "month_sheet":
            print_month_sheet(preview)
            if not typer.confirm("按以上内容导入？ Take the marks as shown?"):
                fail("未导入 nothing was taken")
    answer = call(service, url, token, "POST", f"/v1/imports/{kind}", content=file.read_bytes(), params=query)
    counts = ", ".join(
        f"{answer[name]} {_STATUSES[name]}" for name in ("accepted", "duplicate", "conflict", "rejected")
    )
    taken = f" ({answer['layout']})" if "layout" in answer else ""
    say(f"{answer['rows']} 行 rows{taken}: {counts}")
    _tell_not_in_force(answer["not_in_force"])
    _tell_rows(answer["refused"])
    if answer["refused"]:
        raise typer.Exit(1)


def _tell_rows(rows: Sequence[Mapping[str, Any]]) -> None:
    """Each reason once, with the lines it is about."""
    for (status, column, reason, advice), lines in by_fault((row["line"], _fault(row)) for row in rows).items():
        place = f" [{column}]" if column else ""
        say(f"  第 {lines_in_short(lines)} 行 line: {_STATUSES[status]}{place}")
        for sentence in (reason, advice):
            if sentence:
                for line in sentence.split("\n"):
                    say(f"    {line}")
        if status == "conflict":
            say(f"    {_CORRECTING}")


def _tell_not_in_force(rows: Sequence[Mapping[str, Any]]) -> None:
    """Each other word that stands above rows once, with their lines and how to bring them back."""
    by_word = by_fault((row["line"], _other_word(row)) for row in rows)
    for (status, said_at, revision, outranks), lines in list(by_word.items())[:_OTHER_WORDS_SHOWN]:
        say(f"  第 {lines_in_short(lines)} 行 line: {_NOT_IN_FORCE[status]}")
        say(f"    生效的是 {said_at} 的另一份（revision {revision}）another word of that time is in force")
        back = (
            f"要恢复这几行，请在 revision 栏写 {revision + 1}；to bring these back give them `revision` {revision + 1}"
        )
        say(f"    {_OUTRANKED if outranks else back}")
    if len(by_word) > _OTHER_WORDS_SHOWN:
        left = sum(len(lines) for lines in list(by_word.values())[_OTHER_WORDS_SHOWN:])
        say(f"  … 另有 {left} 行不生效 and {left} more lines are not in force")


def _other_word(row: Mapping[str, Any]) -> tuple[str, str, int, bool]:
    word = row["in_force"]
    return row["status"], moment(word["time"]), word["revision"], word["outranks"]


def _fault(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    problem = row.get("problem", {})
    return row["status"], row.get("column", ""), in_both(problem, "reason"), in_both(problem, "advice")


def replay(
    service: Annotated[str, typer.Argument(help="Whose stream: orders, payroll or placement")],
    token: TokenOption,
    subject_prefix: Annotated[str, typer.Option(help="Only subjects that begin so, such as worker/")] = "",
    url: UrlOption = None,
) -> None:
    """Send the latest state of every subject again, to fill a new projection; readers drop what they have."""
    answer = call(service, url, token, "POST", "/v1/replay", json={"subject_prefix": subject_prefix})
    say(f"{answer['events']} events queued")
