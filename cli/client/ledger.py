"""The ledger: trial balance and accounts."""

from typing import Annotated

import typer

from cli.client.calling import JsonOption, TokenOption, UrlOption, call
from cli.client.printing import moment, print_table
from shared.terminal import say, say_json

ledger_app = typer.Typer(help="The ledger: trial balance and accounts.", no_args_is_help=True, add_completion=False)


@ledger_app.command("trial-balance")
def trial_balance(
    token: TokenOption,
    kind: Annotated[str | None, typer.Option(help="Only accounts of a kind, such as payable or fund")] = None,
    as_json: JsonOption = False,
    url: UrlOption = None,
) -> None:
    """Every account with its balance, derived from the postings at this moment; exit code 1 if it is not balanced."""
    found = call("payroll", url, token, "GET", "/v1/ledger/trial-balance", params={"kind": kind} if kind else {})
    if as_json:
        say_json(found)
    else:
        sides = {"debit": "借 debit", "credit": "贷 credit"}
        rows = [
            (row["account"], row["debits"], row["credits"], row["balance"], sides[row["balance_side"]])
            for row in found["accounts"]
        ]
        columns = ("科目 account", "借方 debits 元", "贷方 credits 元", "余额 balance 元", "方向 side")
        footer = ("合计 total", found["debits"], found["credits"], "", "")
        print_table(columns, rows, amounts=(1, 2, 3), footer=footer)
        if found["balanced"] is not None:
            say("借贷平衡 balanced" if found["balanced"] else "借贷不平 NOT BALANCED")
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
        say_json(found)
        return
    if not found["postings"]:
        say(f"没有分录 nothing was posted to {name}; 科目见 accounts: gongfang ledger trial-balance")
        return
    rows = [
        (
            row["posting"],
            moment(row["posted_at"]),
            row["effect"],
            row["debit_account"],
            row["credit_account"],
            row["amount"],
            row["month"],
            row["rule"],
        )
        for row in found["postings"]
    ]
    columns = (
        "号 no.",
        "时间 at",
        "事由 effect",
        "借 debit",
        "贷 credit",
        "金额 amount 元",
        "月份 month",
        "规则 rule",
    )
    print_table(columns, rows, amounts=(0, 5))
