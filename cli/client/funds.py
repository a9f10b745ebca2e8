"""Funds and the claims that draw on them."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.client.calling import JsonOption, TokenOption, UrlOption, call, print_json

funds_app = typer.Typer(help="Funds and budgets: open, give money, look.", no_args_is_help=True)
claims_app = typer.Typer(help="Subsidy claims: committed, queued or refused.", no_args_is_help=True)


@funds_app.command("list")
def list_funds(token: TokenOption, as_json: JsonOption = False, url: UrlOption = None) -> None:
    """Every fund with what it received, has, has committed and has spent."""
    found = call("payroll", url, token, "GET", "/v1/funds")
    if as_json:
        print_json(found)
        return
    table = Table(
        "资金 fund", "名称 name", "收入 received", "余额 balance", "已承诺 committed", "已付 spent", "排队 queued"
    )
    for row in found["funds"]:
        columns = ("received", "balance", "committed", "spent", "queued")
        table.add_row(row["fund"], row["name"], *(str(row[column]) for column in columns))
    Console().print(table)


@funds_app.command("open")
def open_fund(
    fund: str,
    token: TokenOption,
    name: Annotated[str, typer.Option(help="What people call it")],
    pack: Annotated[str, typer.Option(help="The county whose policy it serves, such as sandu")],
    budget: Annotated[str | None, typer.Option(help="The pack's budget it spends, such as awards_budget")] = None,
    url: UrlOption = None,
) -> None:
    """Open a fund, or give it another name or budget."""
    body = {"name": name, "policy_pack": pack, "budget": budget}
    typer.echo(call("payroll", url, token, "PUT", f"/v1/funds/{fund}", json=body)["state"])


@funds_app.command("appropriate")
def appropriate(
    fund: str,
    amount: Annotated[str, typer.Argument(help="Yuan with two decimals, such as 10000000.00")],
    token: TokenOption,
    document: Annotated[str, typer.Option(help="By which document; counts once")],
    reason: Annotated[str, typer.Option("--reason", help="Kept for ever")],
    url: UrlOption = None,
) -> None:
    """Give a fund money; claims that wait are committed as far as it goes."""
    body = {"amount": amount, "document": document, "reason": reason}
    found = call("payroll", url, token, "POST", f"/v1/funds/{fund}/appropriations", json=body)
    typer.echo(f"{found['state']}: 余额 balance {found['fund']['balance']} 元")


@funds_app.command("approve-profit")
def approve_profit(
    workshop: str,
    period: Annotated[str, typer.Argument(help="The year, such as 2022")],
    token: TokenOption,
    revision: Annotated[int, typer.Option(help="The revision you looked at")],
    url: UrlOption = None,
) -> None:
    """Post a divided profit to its pots and villages; later changes are posted as differences."""
    path = f"/v1/profit-divisions/{workshop}/{period}/approve"
    for part in call("payroll", url, token, "POST", path, json={"revision": revision})["posted"]:
        typer.echo(f"{part['pot']:<28} {part['beneficiary']:<28} {part['difference']:>14} 元")


@claims_app.command("list")
def list_claims(
    token: TokenOption,
    fund: Annotated[str | None, typer.Option(help="Only those of this fund")] = None,
    as_json: JsonOption = False,
    url: UrlOption = None,
) -> None:
    """Claims with their state."""
    found = call("payroll", url, token, "GET", "/v1/claims", params={"fund": fund} if fund else {})
    if as_json:
        print_json(found)
        return
    table = Table("申领 claim", "规则 rule", "资金 fund", "元 yuan", "状态 state", "原因 reason")
    for row in found["claims"]:
        columns = (row["claim"], row["rule"], row["fund"], row["amount"], row["state"], row.get("reason") or "")
        table.add_row(*(str(column) for column in columns))
    Console().print(table)


@claims_app.command("show")
def show_claim(claim: str, token: TokenOption, url: UrlOption = None) -> None:
    """One claim: its state, why, and what it rests on."""
    print_json(call("payroll", url, token, "GET", f"/v1/claims/{claim}"))
