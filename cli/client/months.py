"""Months from open to closed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any

import typer

from cli.client.calling import (
    HashOption,
    JsonOption,
    MonthArgument,
    MonthOption,
    ReasonOption,
    TokenOption,
    UrlOption,
    WorkshopArgument,
    call,
    fail,
)
from cli.client.printing import moment, print_table
from cli.client.words import AGE_CONCERNS, CLOCK_DOUBTS, called, missing_in_chinese, named, waiting_told
from services.payroll.domain import states
from shared.terminal import say, say_json, strong

months_app = typer.Typer(
    help="Months of workshops: look, submit, approve, send back.", no_args_is_help=True, add_completion=False
)


@months_app.command("list")
def list_months(
    token: TokenOption,
    month: MonthOption = None,
    as_json: JsonOption = False,
    url: UrlOption = None,
) -> None:
    """The months you may see, newest first; wages as they are now, with what came after a closing."""
    found = call("payroll", url, token, "GET", "/v1/months", params={"month": month} if month else {})
    if as_json:
        say_json(found)
        return
    columns = (
        "工坊 workshop",
        "月份 month",
        "状态 state",
        "人数 people",
        "未完结 incomplete",
        "等待 waiting",
        "工资现计 wages now 元",
    )
    names = ("workshop", "month", "state", "workers", "incomplete", "waiting", "total")
    rows = [
        row
        | {"state": states.MONTHS[row["state"]].both}
        | {name: row[name] or "" for name in ("incomplete", "waiting")}
        for row in found["months"]
    ]
    print_table(columns, [[row[name] for name in names] for row in rows], amounts=(3, 4, 5, 6))


@months_app.command("show")
def show_month(
    workshop: WorkshopArgument,
    month: MonthArgument,
    token: TokenOption,
    as_json: JsonOption = False,
    url: UrlOption = None,
) -> None:
    """What a month comes to, person by person, and who did what to it."""
    found = call("payroll", url, token, "GET", f"/v1/months/{workshop}/{month}")
    if as_json:
        say_json(found)
        return
    say(strong(f"{workshop} {month}"), f"  {states.MONTHS[found['state']].both}")
    names = found["names"]
    rows = [_row(part, names) for part in found["settlements"]]
    columns = (
        "对象 beneficiary",
        "应得 earned 元",
        "补扣 adjusted 元",
        "扣回 recovered 元",
        "实发 net 元",
        "备注 remarks",
    )
    sums = [str(sum((Decimal(row[place]) for row in rows), Decimal("0.00"))) for place in range(1, 5)]
    print_table(columns, rows, amounts=(1, 2, 3, 4), footer=("合计 total", *sums, ""))
    for worker, reason in (found.get("held") or {}).items():
        say(f"  暂缓 held {named(worker, names)}: {reason}")
    _print_ages(found.get("ages") or [], names)
    for name, waiting in (found.get("waiting") or {}).items():
        say(f"  等待 waiting {named(name, names)}, 须先暂缓 to be held:")
        for part in waiting:
            say(f"    {waiting_told(part)}")
    _print_days_to_look_at(found.get("days_to_look_at", []), names)
    if found["statements_hash"]:
        say(f"  hash {found['statements_hash']}")
    for step in found["steps"]:
        reason = f": {step['reason']}" if step["reason"] else ""
        action = called(states.MONTH_STEPS, step["action"])
        say(f"  {moment(step['at'])}  {action}  {step['actor']}{reason}")


def _print_ages(ages: Sequence[Mapping[str, str]], names: Mapping[str, str]) -> None:
    for part in ages:
        whose = named(part["worker"], names)
        say(f"  年龄 age {whose} {part['month']}: {AGE_CONCERNS[part['concern']]}, 须决定 to be decided")


def _print_days_to_look_at(days: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> None:
    """Days the clock makes less than whole ones: the clerk's word settles each."""
    if not days:
        return
    say(f"待核出勤 days to look at: {len(days)}")
    rows = [
        (
            named(day["worker"], names),
            day["day"],
            day["weight_days"],
            ", ".join(CLOCK_DOUBTS[doubt] for doubt in day["doubts"]),
        )
        for day in days
    ]
    print_table(("工号 worker", "日期 day", "计 days", "疑点 doubts"), rows, amounts=(2,))


def _row(part: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, ...]:
    recovered = part["recovered"] if "recovered" in part else part["recovery"]["recovered"]
    lacking = (part.get("statement") or {}).get("incomplete", [])
    remarks = ", ".join(f"{missing_in_chinese(reason)} {reason}".strip() for reason in lacking)
    whose = named(part["beneficiary"], names) if part["beneficiary_kind"] == "worker" else part["beneficiary"]
    return whose, part["earned"], part["adjustments_total"], recovered, part["net"], remarks


@months_app.command("submit")
def submit_month(
    workshop: WorkshopArgument,
    month: MonthArgument,
    token: TokenOption,
    hold: Annotated[list[str], typer.Option(help="Leave a worker or collective out, as id=reason; repeatable")] = [],  # noqa: B006
    accept_incomplete: Annotated[
        str | None, typer.Option(help="Why incomplete statements are closed as they are")
    ] = None,
    accept_age: Annotated[
        list[str], typer.Option(help="Pay somebody whose age was looked at, as worker=reason; repeatable")
    ] = [],  # noqa: B006
    url: UrlOption = None,
) -> None:
    """Put an open month in review; another person approves it."""
    held, ages = _reasons(hold, "--hold"), _reasons(accept_age, "--accept-age")
    body: dict[str, Any] = {"hold": held, "accept_incomplete": accept_incomplete, "accept_ages": ages}
    found = call("payroll", url, token, "POST", f"/v1/months/{workshop}/{month}/submit", json=body)
    say(f"已提交审核 submitted: {_totals(found)}")
    left = [day for day in found["days_to_look_at"] if day["worker"] not in found["held"]]
    if left:
        people = len({day["worker"] for day in left})
        say(f"其中未核出勤 days left that need a look: {len(left)} 天 days, {people} 人 people")
    say(f"hash {found['statements_hash']}")


@months_app.command("approve")
def approve_month(
    workshop: WorkshopArgument,
    month: MonthArgument,
    token: TokenOption,
    statements_hash: HashOption = None,
    url: UrlOption = None,
) -> None:
    """Close a month in review. From then on nothing of it is rewritten."""
    path = f"/v1/months/{workshop}/{month}"
    if statements_hash is None:
        seen = call("payroll", url, token, "GET", path)
        statements_hash = seen["statements_hash"]
        if seen["state"] == "in_review":
            say(f"{workshop} {month}: {_totals(seen)}")
            say(f"提交 submitted by {seen['submitted_by']}, hash {statements_hash}")
            if not typer.confirm("按以上内容结账？ Close the month as shown?"):
                fail("未结账 not closed")
    found = call("payroll", url, token, "POST", f"{path}/approve", json={"statements_hash": statements_hash})
    say(f"已结账 closed: {_totals(found)}")


@months_app.command("send-back")
def send_back_month(
    workshop: WorkshopArgument, month: MonthArgument, token: TokenOption, reason: ReasonOption, url: UrlOption = None
) -> None:
    """Open a month in review again."""
    call("payroll", url, token, "POST", f"/v1/months/{workshop}/{month}/send-back", json={"reason": reason})
    say("已退回 sent back")


def _totals(found: Mapping[str, Any]) -> str:
    totals = found["totals"]
    return (
        f"{found['workers']} 人 people, 应得 earned {totals['earned']}, 补扣 adjusted {totals['adjustments']}, "
        f"扣回 recovered {totals['recovered']}, 实发 net {totals['net']} 元"
    )


def _reasons(pairs: Sequence[str], option: str) -> list[dict[str, str]]:
    """Workers with a reason each, as worker=reason."""
    found = []
    for pair in pairs:
        worker, separator, reason = pair.partition("=")
        if not (separator and worker and reason):
            raise typer.BadParameter(
                f"{pair!r} 应写成 工号=原因；is not worker=reason, such as W-00012=no contract yet",
                param_hint=f"'{option}'",
            )
        found.append({"worker": worker, "reason": reason})
    return found
