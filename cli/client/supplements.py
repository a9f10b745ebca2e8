"""One person's differences settled between two closings: proposed by the clerk, decided by the checker."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli.client.calling import (
    HashOption,
    JsonOption,
    MonthArgument,
    ReasonOption,
    TokenOption,
    UrlOption,
    WorkshopArgument,
    call,
    fail,
)
from cli.client.printing import moment, print_table
from cli.client.words import AGE_CONCERNS, named
from services.payroll.domain import states
from shared.terminal import say, say_json

supplements_app = typer.Typer(
    help="One person's differences settled between closings.", no_args_is_help=True, add_completion=False
)
NumberArgument = Annotated[int, typer.Argument(help="The supplement's number; see `list`")]


@supplements_app.command("prepare")
def prepare_supplement(
    workshop: WorkshopArgument,
    month: MonthArgument,
    worker: Annotated[str, typer.Argument(help="Whose differences are settled now")],
    token: TokenOption,
    reason: ReasonOption,
    accept_age: Annotated[
        str | None, typer.Option(help="Why he is paid, where his age was looked at; kept for ever")
    ] = None,
    url: UrlOption = None,
) -> None:
    """Propose to settle one person's differences now; the run of the month stays as it is."""
    body = {"worker": worker, "reason": reason, "accept_age": accept_age}
    found = call("payroll", url, token, "POST", f"/v1/months/{workshop}/{month}/supplements", json=body)
    say(f"补充结算 supplement {found['supplement']}: {worker}, 待核准 to be approved")
    _tell_content(found)
    say(f"  hash {found['prepared_hash']}")


@supplements_app.command("list")
def list_supplements(
    workshop: WorkshopArgument,
    month: MonthArgument,
    token: TokenOption,
    as_json: JsonOption = False,
    url: UrlOption = None,
) -> None:
    """A month's supplements, newest first."""
    found = call("payroll", url, token, "GET", f"/v1/months/{workshop}/{month}/supplements")
    if as_json:
        say_json(found)
        return
    rows = [
        (
            row["supplement"],
            named(row["worker"], found["names"]),
            states.SUPPLEMENTS[row["state"]].both,
            f"{row['prepared_by']} {moment(row['prepared_at'])}",
            f"{row['decided_by']} {moment(row['decided_at'])}" if row["decided_by"] else "",
            row["reason"],
            row["refusal"],
        )
        for row in found["supplements"]
    ]
    columns = ("号 no.", "工人 worker", "状态 state", "提出 prepared", "决定 decided", "原因 reason", "驳回 refusal")
    print_table(columns, rows, amounts=(0,))


@supplements_app.command("show")
def show_supplement(
    number: NumberArgument, token: TokenOption, as_json: JsonOption = False, url: UrlOption = None
) -> None:
    """One supplement: what it would settle now, or has settled."""
    found = call("payroll", url, token, "GET", f"/v1/supplements/{number}")
    if as_json:
        say_json(found)
    else:
        _tell(found)


@supplements_app.command("approve")
def approve_supplement(
    number: NumberArgument, token: TokenOption, prepared_hash: HashOption = None, url: UrlOption = None
) -> None:
    """Settle a prepared supplement; not by whoever prepared it."""
    if prepared_hash is None:
        seen = call("payroll", url, token, "GET", f"/v1/supplements/{number}")
        prepared_hash = seen["prepared_hash"]
        if seen["state"] == "prepared":
            _tell(seen)
            if not typer.confirm("按以上内容核准？ Approve as shown?"):
                fail("未核准 not approved")
    body = {"prepared_hash": prepared_hash}
    found = call("payroll", url, token, "POST", f"/v1/supplements/{number}/approve", json=body)
    say(f"已核准 approved: 实发 net {found['net']} 元")


@supplements_app.command("refuse")
def refuse_supplement(number: NumberArgument, token: TokenOption, reason: ReasonOption, url: UrlOption = None) -> None:
    """Turn a prepared supplement down; the difference waits for the next closing."""
    call("payroll", url, token, "POST", f"/v1/supplements/{number}/refuse", json={"reason": reason})
    say("已驳回 refused")


def _tell(found: Mapping[str, Any]) -> None:
    say(
        f"补充结算 supplement {found['supplement']}: {found['workshop']} {found['month']} "
        f"{named(found['worker'], found['names'])}, "
        f"{states.SUPPLEMENTS[found['state']].both}, {found['prepared_by']}: {found['reason']}"
    )
    if found["content"] is None:
        say("  现已没有待结的差额 nothing is due any more")
        return
    _tell_content(found["content"])
    for part in found["ages"]:
        say(f"  年龄 age {part['month']}: {AGE_CONCERNS[part['concern']]}, 须决定 to be decided")
    if found["changed"]:
        say("  提出以后数据有变，请驳回后重新提出 facts have changed it since: refuse it and prepare a new one")


def _tell_content(content: Mapping[str, Any]) -> None:
    """Before and after of each month it corrects, and what comes of it."""
    for adjustment in content["adjustments"]:
        say(f"  {adjustment['month']} 差额 difference {adjustment['amount']} 元")
        for line in adjustment["difference"]:
            say(f"    {line['rule']} ({line['workshop']}): {line['amount']} 元")
    recovery = content["recovery"]
    if recovery["debt_after"] != "0.00" or recovery["recovered"] != "0.00":
        say(f"  扣回 recovered {recovery['recovered']} 元, 结转欠款 debt carried on {recovery['debt_after']} 元")
    say(f"  实发 net {content['net']} 元")
