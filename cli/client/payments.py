"""Paying: batches for the bank, its answers, payees' accounts, and wages that are overdue."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.client.calling import (
    JsonOption,
    MonthOption,
    ReasonOption,
    TokenOption,
    UrlOption,
    call,
    check_output,
    request_service,
    save,
)
from cli.client.lines import by_fault, lines_in_short
from cli.client.printing import moment, print_table
from cli.client.refusals import in_both
from cli.client.words import RETURN_FIELDS, account_notes, blocked_reason
from services.payroll.domain import states
from shared.terminal import say, say_json

payments_app = typer.Typer(
    help="Payment batches: make, hand to the bank, read its answer, retry.", no_args_is_help=True, add_completion=False
)
BatchArgument = Annotated[int, typer.Argument(help="The batch's number; see `list`")]


class PayeeKind(StrEnum):
    """Payees whose accounts finance gives; workers' come from placement."""

    collective = "collective"
    village = "village"
    organisation = "organisation"


@payments_app.command("templates")
def list_templates(token: TokenOption, url: UrlOption = None) -> None:
    """The banks' file layouts that can be used."""
    found = call("payroll", url, token, "GET", "/v1/bank-templates")["templates"]
    rows = [
        (row["template"], row["format"], row["title"]["zh"], "示例 example" if row["example"] else "") for row in found
    ]
    print_table(("格式 template", "文件 file", "名称 title", ""), rows)


@payments_app.command("account")
def give_account(
    kind: Annotated[PayeeKind, typer.Argument(help="Whose account: of a collective, a village, an organisation")],
    payee: Annotated[str, typer.Argument(help="The payee's id, such as VC-01")],
    token: TokenOption,
    number: Annotated[str, typer.Option(help="The account's number")],
    bank: Annotated[str, typer.Option(help="The bank and branch")],
    holder: Annotated[str, typer.Option(help="In whose name the account is")],
    bank_code: Annotated[str | None, typer.Option(help="The branch's twelve digits in the payment system")] = None,
    url: UrlOption = None,
) -> None:
    """Say where money for a collective, a village or an organisation goes; another than stands is to be confirmed."""
    body = {"number": number, "bank_name": bank, "bank_code": bank_code, "holder": holder}
    found = call("payroll", url, token, "PUT", f"/v1/payee-accounts/{kind.value}/{payee}", json=body)
    say(f"已登记 recorded: {payee} {found['account']}  {states.ACCOUNTS[found['state']].both}")


@payments_app.command("withdraw-account")
def withdraw_account(
    kind: Annotated[PayeeKind, typer.Argument(help="Whose account: of a collective, a village, an organisation")],
    payee: Annotated[str, typer.Argument(help="The payee's id, such as VC-01")],
    token: TokenOption,
    reason: ReasonOption,
    url: UrlOption = None,
) -> None:
    """Pay to no account of a payee from now on; his money waits until another account is confirmed."""
    path = f"/v1/payee-accounts/{kind.value}/{payee}/withdraw"
    call("payroll", url, token, "POST", path, json={"reason": reason})
    say(f"{payee} 账号已撤销，款项等待新账号确认 account withdrawn: money waits until another is confirmed")


@payments_app.command("create")
def create_batch(
    token: TokenOption,
    template: Annotated[str, typer.Option(help="The bank's layout; see `templates`")] = "generic-csv",
    month: MonthOption = None,
    workshop: Annotated[list[str], typer.Option(help="Only these workshops; repeatable")] = [],  # noqa: B006
    kind: Annotated[str | None, typer.Option(help="Only wage, award, claim or dividend")] = None,
    url: UrlOption = None,
) -> None:
    """Instruct payment of everything closed and unpaid; who has no account is left out and listed."""
    body = {"template": template, "month": month, "workshops": workshop or None, "kind": kind}
    _tell_batch(call("payroll", url, token, "POST", "/v1/payment-batches", json=body))


@payments_app.command("list")
def list_batches(
    token: TokenOption,
    month: MonthOption = None,
    as_json: JsonOption = False,
    url: UrlOption = None,
) -> None:
    """Payment batches, newest first, at most 500."""
    query = {"limit": 500} | ({"month": month} if month else {})
    found = call("payroll", url, token, "GET", "/v1/payment-batches", params=query)
    if as_json:
        say_json(found)
        return
    rows = []
    for row in found["batches"]:
        counts = [row["by_state"].get(state, {}).get("count", 0) for state in ("instructed", "settled", "returned")]
        totals = row["totals"]
        made = (row["batch"], states.BATCHES[row["state"]].both, row["created_by"], row["retry_of"])
        rows.append((*made, totals["count"], totals["total"], *counts))
    columns = ("批次 batch", "状态 state", "制单 by", "重发 retry of", "笔数 count", "合计 total 元")
    print_table((*columns, "待到账 waiting", "到账 settled", "退回 returned"), rows, amounts=(0, 3, 4, 5, 6, 7, 8))


@payments_app.command("show")
def show_batch(
    batch: BatchArgument,
    token: TokenOption,
    state: Annotated[str | None, typer.Option(help="Only instructed, settled, returned or cancelled")] = None,
    as_json: JsonOption = False,
    url: UrlOption = None,
) -> None:
    """One batch: its first 1 000 payments with masked accounts, who is blocked, what the bank answered."""
    query = {"state": state, "limit": 1000} if state else {"limit": 1000}
    found = call("payroll", url, token, "GET", f"/v1/payment-batches/{batch}", params=query)
    if as_json:
        say_json(found)
        return
    _tell_batch(found)
    columns = ("凭证号 reference", "对象 payee", "户名 holder", "账号 account", "金额 amount 元", "状态 state")
    rows = [
        (
            row["reference"],
            row["beneficiary"],
            row["holder"] or "—",
            row["account"] or "—",
            row["amount"],
            f"{states.PAYMENTS[row['state']].both} {row['confirmed_on'] or ''}".strip(),
            row["reason"],
            account_notes(row["notes"]),
        )
        for row in found["payments"]
    ]
    print_table((*columns, "备注 reason", "注意 look at"), rows, amounts=(4,))
    _tell_refused_lines(found["returns"], found["payments"])
    if found["next"] is not None:
        say("  只列前 1000 笔 the first 1 000 payments; --state, --json 或 or GET /v1/payment-batches")


@payments_app.command("file")
def save_file(
    batch: BatchArgument,
    token: TokenOption,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write it")],
    url: UrlOption = None,
) -> None:
    """Fetch the bank's file. It holds accounts in clear; that it was fetched is recorded."""
    check_output(output)
    save(request_service("payroll", url, token, "GET", f"/v1/payment-batches/{batch}/file"), output)


@payments_app.command("return")
def take_return(
    batch: BatchArgument,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="What the bank answered")],
    token: TokenOption,
    url: UrlOption = None,
) -> None:
    """Read the bank's answer; the same file again changes nothing. Exit code 1 where any row was not taken."""
    found = call("payroll", url, token, "POST", f"/v1/payment-batches/{batch}/return", content=file.read_bytes())
    say(
        f"{found['rows']} 行 rows: 到账 settled {found['settled']}, 退回 returned {found['returned']}, "
        f"未变 unchanged {found['unchanged']}"
    )
    if not found["problems"]:
        return
    refused = {problem["line"] for problem in found["problems"]}
    say(f"{len(refused)} 行未采用，其余不受影响 rows were not taken, the others are not affected:")
    grouped = by_fault(
        (problem["line"], (problem["field"], in_both(problem, "advice"))) for problem in found["problems"]
    )
    rows = [
        (lines_in_short(lines), RETURN_FIELDS.get(field, field), advice) for (field, advice), lines in grouped.items()
    ]
    print_table(("行 line", "栏 field", "问题与办法 what is wrong, what to do"), rows, amounts=(0,))
    raise typer.Exit(1)


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
def cancel_batch(batch: BatchArgument, token: TokenOption, reason: ReasonOption, url: UrlOption = None) -> None:
    """Take back a batch whose file nobody fetched."""
    _tell_batch(call("payroll", url, token, "POST", f"/v1/payment-batches/{batch}/cancel", json={"reason": reason}))


@payments_app.command("overdue")
def overdue(
    token: TokenOption,
    workshop: Annotated[str | None, typer.Option(help="Only of this workshop")] = None,
    as_json: JsonOption = False,
    url: UrlOption = None,
) -> None:
    """Wages whose day has passed and that the bank has not confirmed, the longest waiting first."""
    query = {"workshop": workshop} if workshop else {}
    found = call("payroll", url, token, "GET", "/v1/overdue-wages", params=query)
    if as_json:
        say_json(found)
        return
    if not found["overdue"]:
        say(f"截至 on {found['on']}: 没有拖欠 no wages are overdue")
        return
    columns = (
        "工坊 workshop",
        "月份 month",
        "阶段 stage",
        "人数 people",
        "金额 amount 元",
        "应发日 due",
        "拖欠天数 days late",
    )
    names = ("workshop", "month", "stage", "workers", "amount", "due_on", "days_late")
    rows = [{**row, "stage": states.OVERDUE[row["stage"]].both} for row in found["overdue"]]
    print_table(columns, [[row[name] for name in names] for row in rows], amounts=(3, 4, 6))
    for stage, totals in found["totals"].items():
        if totals["workers"]:
            say(f"  {states.OVERDUE[stage].both}: {totals['workers']} 人月 worker-months, {totals['amount']} 元")


def _tell_refused_lines(returns: Sequence[Mapping[str, Any]], payments: Sequence[Mapping[str, Any]]) -> None:
    """What the bank answered and could not be taken, line by line, with whom each is about where that is known."""
    about = {row["reference"]: row for row in payments}
    nobody: dict[str, str | None] = {"beneficiary": "—", "holder": None}
    for taken in returns:
        if not taken["problems"]:
            continue
        say(
            f"  {moment(taken['taken_at'])} {taken['taken_by']}: 银行回盘未采用 the bank's answer, not taken: "
            f"{len({problem['line'] for problem in taken['problems']})} 行 lines"
        )
        rows = []
        for problem in taken["problems"]:
            payee = about.get(problem.get("reference", ""), nobody)
            whom = " ".join(part for part in (payee["beneficiary"], payee["holder"]) if part)
            field = RETURN_FIELDS.get(problem["field"], problem["field"])
            rows.append((problem["line"], problem.get("reference"), whom, field, in_both(problem, "advice")))
        columns = ("行 line", "凭证号 reference", "对象 payee", "栏 field", "问题与办法 what is wrong, what to do")
        print_table(columns, rows, amounts=(0,))


def _tell_batch(found: Mapping[str, Any]) -> None:
    totals = found["totals"]
    retry = f" (重发 retry of {found['retry_of']})" if found["retry_of"] else ""
    say(
        f"批次 batch {found['batch']}{retry}  {states.BATCHES[found['state']].both}: "
        f"{totals['count']} 笔 payments, {totals['total']} 元"
    )
    for blocked in found["blocked"]:
        reason = blocked_reason(blocked["reason"])
        say(f"  未付 blocked: {blocked['beneficiary']} {blocked['amount']} 元: {reason}")
    if found["first_payments"]:
        say(f"  首次付款 first payments: {found['first_payments']}")
    for noted in found["notes"]:
        say(f"  请核对 look at: {noted['beneficiary']}: {account_notes(noted['notes'])}")
