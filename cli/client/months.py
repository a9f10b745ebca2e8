"""Months from open to closed, one person's supplement, and the ledger."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.client.calling import JsonOption, MonthArgument, TokenOption, UrlOption, WorkshopArgument, call, print_json

months_app = typer.Typer(help="Months of workshops: look, submit, approve, send back.", no_args_is_help=True)
supplements_app = typer.Typer(help="One person's differences settled between closings.", no_args_is_help=True)
ledger_app = typer.Typer(help="The ledger: trial balance and accounts.", no_args_is_help=True)

STATES = {"open": "未结 open", "in_review": "审核中 in review", "closed": "已结 closed", "paid": "已发 paid"}
ReasonOption = Annotated[str, typer.Option("--reason", help="Kept for ever")]


@months_app.command("list")
def list_months(
    token: TokenOption,
    month: Annotated[str | None, typer.Option(help="Only this month")] = None,
    as_json: JsonOption = False,
    url: UrlOption = None,
) -> None:
    """The months you may see, newest first."""
    found = call("payroll", url, token, "GET", "/v1/months", params={"month": month} if month else {})
    if as_json:
        print_json(found)
        return
    table = Table("工坊 workshop", "月份 month", "状态 state", "人数 people", "未完结 incomplete", "合计 total 元")
    for row in found["months"]:
        table.add_row(
            row["workshop"],
            row["month"],
            STATES[row["state"]],
            str(row["workers"]),
            str(row["incomplete"] or ""),
            row["total"],
        )
    Console().print(table)


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
        print_json(found)
        return
    console = Console(highlight=False)
    console.print(f"[bold]{workshop} {month}[/]  {STATES[found['state']]}  {found['statements_hash'] or ''}")
    table = Table("对象 beneficiary", "应得 earned", "补扣 adjusted", "扣回 recovered", "实发 net", "备注 remarks")
    for part in found["settlements"]:
        recovered = part["recovered"] if "recovered" in part else part["recovery"]["recovered"]
        remarks = ", ".join((part.get("statement") or {}).get("incomplete", []))
        table.add_row(
            part["beneficiary"], part["earned"], part["adjustments_total"], recovered, part["net"], escape(remarks)
        )
    console.print(table)
    for worker, reason in (found.get("held") or {}).items():
        console.print(f"  暂缓 held {worker}: {escape(reason)}")
    for step in found["steps"]:
        reason = f": {escape(step['reason'])}" if step["reason"] else ""
        console.print(f"  {step['at'][:19]}  {step['action']}  {step['actor']}{reason}")


@months_app.command("submit")
def submit_month(
    workshop: WorkshopArgument,
    month: MonthArgument,
    token: TokenOption,
    hold: Annotated[list[str], typer.Option(help="Leave a worker out, as worker=reason; repeatable")] = [],  # noqa: B006
    accept_incomplete: Annotated[
        str | None, typer.Option(help="Why incomplete statements are closed as they are")
    ] = None,
    url: UrlOption = None,
) -> None:
    """Put an open month in review; another person approves it."""
    held = []
    for pair in hold:
        worker, separator, reason = pair.partition("=")
        if not separator:
            raise typer.BadParameter(f"{pair!r} is not worker=reason", param_hint="'--hold'")
        held.append({"worker": worker, "reason": reason})
    body = {"hold": held, "accept_incomplete": accept_incomplete}
    found = call("payroll", url, token, "POST", f"/v1/months/{workshop}/{month}/submit", json=body)
    _tell_totals(found, "已提交审核 submitted")
    typer.echo(f"hash {found['statements_hash']}")


@months_app.command("approve")
def approve_month(
    workshop: WorkshopArgument,
    month: MonthArgument,
    token: TokenOption,
    statements_hash: Annotated[
        str | None, typer.Option("--hash", help="The hash you looked at; asked for where left out")
    ] = None,
    url: UrlOption = None,
) -> None:
    """Close a month in review. From then on nothing of it is rewritten."""
    path = f"/v1/months/{workshop}/{month}"
    if statements_hash is None:
        seen = call("payroll", url, token, "GET", path)
        typer.echo(f"{seen['workers']} people, net {seen['totals']['net']} 元, hash {seen['statements_hash']}")
        typer.confirm("按以上内容结账？ Close the month as shown?", abort=True)
        statements_hash = seen["statements_hash"]
    found = call("payroll", url, token, "POST", f"{path}/approve", json={"statements_hash": statements_hash})
    _tell_totals(found, "已结账 closed")


@months_app.command("send-back")
def send_back_month(
    workshop: WorkshopArgument, month: MonthArgument, token: TokenOption, reason: ReasonOption, url: UrlOption = None
) -> None:
    """Open a month in review again."""
    call("payroll", url, token, "POST", f"/v1/months/{workshop}/{month}/send-back", json={"reason": reason})
    typer.echo("已退回 sent back")


def _tell_totals(found: dict[str, Any], done: str) -> None:
    totals = found["totals"]
    typer.echo(
        f"{done}: {found['workers']} 人 people, 应得 earned {totals['earned']}, 补扣 adjusted {totals['adjustments']}, "
        f"扣回 recovered {totals['recovered']}, 实发 net {totals['net']} 元"
    )


@supplements_app.command("prepare")
def prepare_supplement(
    workshop: WorkshopArgument,
    month: MonthArgument,
    worker: Annotated[str, typer.Argument(help="Whose differences are settled now")],
    token: TokenOption,
    reason: ReasonOption,
    url: UrlOption = None,
) -> None:
    """Propose to settle one person's differences now; the run of the month stays as it is."""
    body = {"worker": worker, "reason": reason}
    found = call("payroll", url, token, "POST", f"/v1/months/{workshop}/{month}/supplements", json=body)
    typer.echo(f"supplement {found['supplement']}: 实发 net {found['net']} 元, hash {found['prepared_hash']}")


@supplements_app.command("approve")
def approve_supplement(
    number: int, token: TokenOption, prepared_hash: Annotated[str, typer.Option("--hash")], url: UrlOption = None
) -> None:
    """Settle a prepared supplement; not by whoever prepared it."""
    body = {"prepared_hash": prepared_hash}
    found = call("payroll", url, token, "POST", f"/v1/supplements/{number}/approve", json=body)
    typer.echo(f"已核准 approved: 实发 net {found['net']} 元")


@supplements_app.command("refuse")
def refuse_supplement(number: int, token: TokenOption, reason: ReasonOption, url: UrlOption = None) -> None:
    """Turn a prepared supplement down; the difference waits for the next closing."""
    call("payroll", url, token, "POST", f"/v1/supplements/{number}/refuse", json={"reason": reason})
    typer.echo("已驳回 refused")


@ledger_app.command("trial-balance")
def trial_balance(
    token: TokenOption,
    kind: Annotated[str | None, typer.Option(help="Only accounts of a kind, such as payable or fund")] = None,
    as_json: JsonOption = False,
    url: UrlOption = None,
) -> None:
    """Every account with its balance, derived from the postings at this moment."""
    found = call("payroll", url, token, "GET", "/v1/ledger/trial-balance", params={"kind": kind} if kind else {})
    if as_json:
        print_json(found)
        return
    table = Table(show_footer=True)
    table.add_column("科目 account", footer="合计 total", overflow="fold")
    for title, footer in (("借方 debits", found["debits"]), ("贷方 credits", found["credits"]), ("余额 balance", "")):
        table.add_column(title, footer=footer, justify="right")
    table.add_column("方向 side")
    for row in found["accounts"]:
        side = "借 debit" if row["balance_side"] == "debit" else "贷 credit"
        table.add_row(row["account"], row["debits"], row["credits"], row["balance"], side)
    Console().print(table)
    if found["balanced"] is not None:
        typer.echo("借贷平衡 balanced" if found["balanced"] else "借贷不平 NOT BALANCED")
    if found["balanced"] is False:
        raise typer.Exit(1)


@ledger_app.command("account")
def account(
    name: Annotated[str, typer.Argument(help="Such as payable:worker:W-0001")],
    token: TokenOption,
    as_json: JsonOption = False,
    url: UrlOption = None,
) -> None:
    """What was posted to one account, oldest first, at most 500."""
    found = call("payroll", url, token, "GET", f"/v1/ledger/accounts/{name}/postings", params={"limit": 500})
    if as_json:
        print_json(found)
        return
    table = Table("no.", "时间 at", "effect", "借 debit", "贷 credit", "元 yuan", "月份 month", "rule")
    for row in found["postings"]:
        table.add_row(
            str(row["posting"]),
            row["posted_at"][:19],
            row["effect"],
            row["debit_account"],
            row["credit_account"],
            row["amount"],
            row["month"] or "",
            row["rule"] or "",
        )
    Console().print(table)
