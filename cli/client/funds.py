"""Funds, the profit that feeds them, and the claims that draw on them."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli.client.calling import JsonOption, ReasonOption, TokenOption, UrlOption, WorkshopArgument, call
from cli.client.printing import moment, print_table
from cli.client.words import called, named
from services.payroll.domain import states
from services.payroll.domain.claims import REASONS
from shared.terminal import say, say_json, strong

funds_app = typer.Typer(help="Funds and budgets: open, give money, look.", no_args_is_help=True, add_completion=False)
claims_app = typer.Typer(
    help="Subsidy claims: committed, queued or refused.", no_args_is_help=True, add_completion=False
)
FundArgument = Annotated[str, typer.Argument(help="The fund's id, such as sandu-awards")]
_PAGE = 500


@funds_app.command("list")
def list_funds(token: TokenOption, as_json: JsonOption = False, url: UrlOption = None) -> None:
    """Every fund with what it received, has, has committed and has spent."""
    found = call("payroll", url, token, "GET", "/v1/funds")
    if as_json:
        say_json(found)
        return
    columns = (
        "资金 fund",
        "名称 name",
        "收入 received",
        "余额 balance",
        "已承诺 committed",
        "已付 spent",
        "排队 queued",
    )
    names = ("fund", "name", "received", "balance", "committed", "spent", "queued")
    print_table(columns, [[row[name] for name in names] for row in found["funds"]], amounts=(2, 3, 4, 5, 6))


@funds_app.command("open")
def open_fund(
    fund: FundArgument,
    token: TokenOption,
    name: Annotated[str, typer.Option(help="What people call it")],
    pack: Annotated[str, typer.Option(help="The county whose policy it serves, such as sandu")],
    budget: Annotated[str | None, typer.Option(help="The pack's budget it spends, such as awards_budget")] = None,
    url: UrlOption = None,
) -> None:
    """Open a fund, or give it another name or budget."""
    body = {"name": name, "policy_pack": pack, "budget": budget}
    found = call("payroll", url, token, "PUT", f"/v1/funds/{fund}", json=body)
    say(f"{fund}: {states.FUNDS[found['state']].both}")


@funds_app.command("appropriate")
def appropriate(
    fund: FundArgument,
    amount: Annotated[str, typer.Argument(help="Yuan with two decimals, such as 10000000.00")],
    token: TokenOption,
    document: Annotated[str, typer.Option(help="By which document; counts once")],
    reason: ReasonOption,
    url: UrlOption = None,
) -> None:
    """Give a fund money; claims that wait are committed as far as it goes."""
    body = {"amount": amount, "document": document, "reason": reason}
    found = call("payroll", url, token, "POST", f"/v1/funds/{fund}/appropriations", json=body)
    say(f"{states.APPROPRIATIONS[found['state']].both}: 余额 balance {found['fund']['balance']} 元")


@funds_app.command("allot")
def allot(
    fund: Annotated[str, typer.Argument(help="The joint pot's id, such as WS-01.relief_and_redevelopment")],
    pot: Annotated[str, typer.Argument(help="relief_fund or redevelopment_fund")],
    amount: Annotated[str, typer.Argument(help="Yuan with two decimals, such as 600000.00")],
    token: TokenOption,
    document: Annotated[str, typer.Option(help="By which document; counts once")],
    reason: ReasonOption,
    give_back: Annotated[bool, typer.Option(help="Back from that fund to the joint pot")] = False,
    url: UrlOption = None,
) -> None:
    """Allot money of a joint pot to relief or redevelopment; before that none of it is spent."""
    body = {"pot": pot, "amount": amount, "given_back": give_back, "document": document, "reason": reason}
    found = call("payroll", url, token, "POST", f"/v1/funds/{fund}/allotments", json=body)
    say(f"{states.APPROPRIATIONS[found['state']].both}: 未划分 not allotted {found['fund']['balance']} 元")


@funds_app.command("show-profit")
def show_profit(
    workshop: WorkshopArgument,
    period: Annotated[str, typer.Argument(help="The year, such as 2022")],
    token: TokenOption,
    as_json: JsonOption = False,
    url: UrlOption = None,
) -> None:
    """How a year's profit is divided, and the revision that is approved."""
    found = call("payroll", url, token, "GET", f"/v1/profit-divisions/{workshop}/{period}")
    if as_json:
        say_json(found)
        return
    say(f"{workshop} {period}: 版次 revision {found['revision']}")
    rows = [(line["beneficiary"], line["formula"]["zh"], line["amount"]) for line in found["lines"]]
    print_table(("归 beneficiary", "计算 formula", "金额 amount 元"), rows, amounts=(2,))
    for reason in found.get("incomplete", []):
        say(f"  未完结 incomplete: {reason}")


@funds_app.command("approve-profit")
def approve_profit(
    workshop: WorkshopArgument,
    period: Annotated[str, typer.Argument(help="The year, such as 2022")],
    token: TokenOption,
    revision: Annotated[int, typer.Option(help="The revision you looked at")],
    url: UrlOption = None,
) -> None:
    """Post a divided profit to its pots and villages; later changes are posted as differences."""
    path = f"/v1/profit-divisions/{workshop}/{period}/approve"
    posted = call("payroll", url, token, "POST", path, json={"revision": revision})["posted"]
    if not posted:
        say("没有新的变动 nothing has changed since it was approved")
        return
    rows = [(part["pot"], part["beneficiary"], part["before"], part["after"], part["difference"]) for part in posted]
    columns = ("项目 pot", "归 beneficiary", "原 before 元", "现 after 元", "入账 posted 元")
    print_table(columns, rows, amounts=(2, 3, 4))


@claims_app.command("list")
def list_claims(
    token: TokenOption,
    fund: Annotated[str | None, typer.Option(help="Only those of this fund")] = None,
    state: Annotated[str | None, typer.Option(help="Only queued, committed, refused or withdrawn")] = None,
    as_json: JsonOption = False,
    url: UrlOption = None,
) -> None:
    """Claims with their state, the first 500."""
    query = {name: value for name, value in (("fund", fund), ("state", state)) if value} | {"limit": str(_PAGE)}
    found = call("payroll", url, token, "GET", "/v1/claims", params=query)
    if as_json:
        say_json(found)
        return
    columns = (
        "申领 claim",
        "事由所关 about",
        "规则 rule",
        "期间 period",
        "资金 fund",
        "金额 amount 元",
        "状态 state",
        "原因 reason",
    )
    rows = [
        (
            row["claim"],
            named(row["subject"], found["names"]),
            row["rule"],
            row["period"],
            row["fund"],
            row["amount"],
            states.CLAIMS[row["state"]].both,
            called(REASONS, row["reason"] or "") + (f" {row['winner']}" if row["winner"] else ""),
        )
        for row in found["claims"]
    ]
    print_table(columns, rows, amounts=(5,))
    if found["next"]:
        say(f"  只列前 {_PAGE} 笔 the first {_PAGE}; --fund, --state")


@claims_app.command("show")
def show_claim(
    claim: Annotated[str, typer.Argument(help="The claim's id")],
    token: TokenOption,
    as_json: JsonOption = False,
    url: UrlOption = None,
) -> None:
    """One claim: its state, why, how far its money is, and what it rests on."""
    found = call("payroll", url, token, "GET", f"/v1/claims/{claim}")
    if as_json:
        say_json(found)
        return
    explanation = found["explanation"]
    say(strong(found["claim"]), f"  {found['amount']} 元  {states.CLAIMS[found['state']].both}")
    if found["reason"]:
        say(f"  {called(REASONS, found['reason'])}: {found['advice']}")
    if found["winner"]:
        say(f"  已付的是 paid is {found['winner']}")
    if found["position"]:
        say(f"  排第 {found['position']} 位 place {found['position']} in the queue of {found['fund']}")
    if found["payment"]:
        say(f"  付款 payment: {called(states.PAYMENTS, found['payment'])}")
    rows = [
        ("规则 rule", f"{explanation['title']['zh']} {explanation['title']['en']} ({found['rule']})"),
        ("资金 fund", found["fund"]),
        ("期间 period", found["period"]),
        ("事由所关 about", named(found["subject"], found["names"])),
        ("受益人 beneficiary", f"{found['beneficiary_kind']} {_whose(found, 'beneficiary', found['names'])}"),
        ("收款人 payee", f"{found['payee_kind']} {_whose(found, 'payee', found['names'])}"),
        ("核准 approved", f"{found['approved_by']} {moment(found['approved_at'])}"),
        ("计算 formula", explanation["formula"]["zh"]),
    ]
    if clause := explanation["clause"]:
        rows.append(("依据 clause", f"{clause['document']}，{clause['paragraph']}"))
    if found["excludes"]:
        rows.append(("只领其一 one of", ", ".join(found["excludes"]["rules"])))
    print_table(("", ""), rows)
    for part in found["postings"]:
        accounts = f"借 debit {part['debit_account']}, 贷 credit {part['credit_account']}"
        told = f"{moment(part['posted_at'])}  {part['effect']} {part['amount']} 元: {accounts}, {part['actor']}"
        say(f"  {told}")


def _whose(claim: Mapping[str, Any], role: str, names: Mapping[str, str]) -> str:
    """Somebody's id, with the name beside it where it is a worker's."""
    who: str = claim[role]
    return named(who, names) if claim[f"{role}_kind"] == "worker" else who
