"""Paying: batches for the bank, its answers, and wages that are overdue."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.client.calling import JsonOption, TokenOption, UrlOption, call, print_json, request_service, save

payments_app = typer.Typer(
    help="Payment batches: make, hand to the bank, read its answer, retry.", no_args_is_help=True
)
_STATES = {
    "prepared": "待交银行 prepared",
    "with_bank": "银行处理中 with the bank",
    "answered": "已回盘 answered",
    "cancelled": "已撤销 cancelled",
}
BatchArgument = Annotated[int, typer.Argument(help="The batch's number")]


@payments_app.command("templates")
def list_templates(token: TokenOption, url: UrlOption = None) -> None:
    """The banks' file layouts that can be used."""
    for template in call("payroll", url, token, "GET", "/v1/bank-templates")["templates"]:
        example = "  (示例 example)" if template["example"] else ""
        typer.echo(f"{template['template']:<24} {template['format']:<6} {template['title']['zh']}{example}")


@payments_app.command("create")
def create_batch(
    token: TokenOption,
    template: Annotated[str, typer.Option(help="The bank's layout; see `templates`")] = "generic-csv",
    month: Annotated[str | None, typer.Option(help="Only this month")] = None,
    workshop: Annotated[list[str], typer.Option(help="Only these workshops; repeatable")] = [],  # noqa: B006
    kind: Annotated[str | None, typer.Option(help="Only wage, award, claim or dividend")] = None,
    url: UrlOption = None,
) -> None:
    """Instruct payment of everything closed and unpaid; who has no account is left out and listed."""
    body = {"template": template, "month": month, "workshops": workshop or None, "kind": kind}
    _tell_batch(call("payroll", url, token, "POST", "/v1/payment-batches", json=body))


@payments_app.command("list")
def list_batches(token: TokenOption, as_json: JsonOption = False, url: UrlOption = None) -> None:
    """Payment batches, newest first."""
    found = call("payroll", url, token, "GET", "/v1/payment-batches")
    if as_json:
        print_json(found)
        return
    table = Table("批次 batch", "状态 state", "笔数 count", "合计 total 元", "制单 by", "到账 settled", "退回 returned")
    for row in found["batches"]:
        counts = [str(row["by_state"].get(state, {}).get("count", 0)) for state in ("settled", "returned")]
        totals = row["totals"]
        table.add_row(
            str(row["batch"]), _STATES[row["state"]], str(totals["count"]), totals["total"], row["created_by"], *counts
        )
    Console().print(table)


@payments_app.command("show")
def show_batch(
    batch: BatchArgument,
    token: TokenOption,
    state: Annotated[str | None, typer.Option(help="Only instructed, settled, returned or cancelled")] = None,
    as_json: JsonOption = False,
    url: UrlOption = None,
) -> None:
    """One batch: payments with masked accounts, who is blocked, what the bank answered."""
    query = {"state": state, "limit": 1000} if state else {"limit": 1000}
    found = call("payroll", url, token, "GET", f"/v1/payment-batches/{batch}", params=query)
    if as_json:
        print_json(found)
        return
    _tell_batch(found)
    table = Table(
        "凭证号 reference", "对象 payee", "户名 holder", "账号 account", "元 yuan", "状态 state", "备注 reason"
    )
    for row in found["payments"]:
        table.add_row(
            row["reference"],
            row["beneficiary"],
            row["holder"] or "—",
            row["account"] or "—",
            row["amount"],
            f"{row['state']} {row['confirmed_on'] or ''}".strip(),
            escape(row["reason"] or ""),
        )
    Console().print(table)


@payments_app.command("file")
def save_file(
    batch: BatchArgument,
    token: TokenOption,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write it")],
    url: UrlOption = None,
) -> None:
    """Fetch the bank's file. It holds accounts in clear; that it was fetched is recorded."""
    save(request_service("payroll", url, token, "GET", f"/v1/payment-batches/{batch}/file"), output)


@payments_app.command("return")
def take_return(
    batch: BatchArgument,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="What the bank answered")],
    token: TokenOption,
    url: UrlOption = None,
) -> None:
    """Read the bank's answer; the same file again changes nothing."""
    found = call("payroll", url, token, "POST", f"/v1/payment-batches/{batch}/return", content=file.read_bytes())
    typer.echo(
        f"{found['rows']} 行 rows: 到账 settled {found['settled']}, 退回 returned {found['returned']}, "
        f"未变 unchanged {found['unchanged']}"
    )
    for problem in found["problems"]:
        typer.echo(f"  {escape(str(problem))}")


@payments_app.command("retry")
def retry_batch(
    batch: BatchArgument,
    token: TokenOption,
    template: Annotated[str | None, typer.Option(help="Another layout than the batch's")] = None,
    url: UrlOption = None,
) -> None:
    """Pay again what the bank returned, that alone."""
    _tell_batch(call("payroll", url, token, "POST", f"/v1/payment-batches/{batch}/retry", json={"template": template}))


@payments_app.command("cancel")
def cancel_batch(
    batch: BatchArgument,
    token: TokenOption,
    reason: Annotated[str, typer.Option("--reason", help="Kept for ever")],
    url: UrlOption = None,
) -> None:
    """Take back a batch whose file nobody fetched."""
    _tell_batch(call("payroll", url, token, "POST", f"/v1/payment-batches/{batch}/cancel", json={"reason": reason}))


@payments_app.command("overdue")
def overdue(token: TokenOption, as_json: JsonOption = False, url: UrlOption = None) -> None:
    """Wages whose day has passed and that the bank has not confirmed."""
    found = call("payroll", url, token, "GET", "/v1/overdue-wages")
    if as_json:
        print_json(found)
        return
    print_json(found)


def _tell_batch(found: Mapping[str, Any]) -> None:
    totals = found["totals"]
    typer.echo(
        f"批次 batch {found['batch']}  {_STATES[found['state']]}: {totals['count']} 笔 payments, {totals['total']} 元"
    )
    for blocked in found["blocked"]:
        typer.echo(f"  未付 blocked: {blocked['beneficiary']} {blocked['amount']} 元: {blocked['reason']}")
