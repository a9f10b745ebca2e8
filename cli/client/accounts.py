"""Changed accounts: what waits for a second person, confirmed or rejected by writing the number again."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any

import typer

from cli.client.calling import JsonOption, ReasonOption, TokenOption, UrlOption, call
from cli.client.printing import print_table
from cli.client.words import account_notes
from shared.terminal import say, say_json

accounts_app = typer.Typer(
    help="Changed accounts: what waits, confirmed or rejected by a second person.",
    no_args_is_help=True,
    add_completion=False,
)
_PAGE = 500
_COLUMNS = (
    "对象 whose",
    "姓名 name",
    "原账号 account now",
    "新账号 changed to",
    "开户行 bank",
    "户名 holder",
    "登记人 given by",
    "注意 look at",
)


class Whose(StrEnum):
    """Workers' accounts are decided on in placement, those of others in payroll."""

    worker = "worker"
    collective = "collective"
    village = "village"
    organisation = "organisation"


IdArgument = Annotated[str, typer.Argument(help="Whose account: a worker's id such as W-00017, or a payee's")]
KindOption = Annotated[Whose, typer.Option("--kind", help="What the id is of")]
# Asked for, so that it does not stand in the shell's history.
NumberOption = Annotated[
    str, typer.Option("--number", prompt="账号（照银行卡或开户证明抄写） the number, from the card", help="Asked for")
]


@accounts_app.command("list")
def list_accounts(
    token: TokenOption,
    payees: Annotated[bool, typer.Option("--payees", help="Of collectives, villages and organisations")] = False,
    as_json: JsonOption = False,
    url: UrlOption = None,
) -> None:
    """Changed accounts nobody has decided on, with what to look at in each; until then money goes to the old ones."""
    found = list(_payees(url, token) if payees else _workers(url, token))
    if as_json:
        say_json({"proposals": found})
    elif not found:
        say("没有待确认的账号 no account waits to be confirmed")
    else:
        print_table(_COLUMNS, [_row(part) for part in found])
        say("请逐位核对后 compare digit by digit, then: gongfang accounts confirm / reject")


@accounts_app.command("confirm")
def confirm(
    whose: IdArgument,
    token: TokenOption,
    reason: ReasonOption,
    number: NumberOption,
    kind: KindOption = Whose.worker,
    url: UrlOption = None,
) -> None:
    """Confirm a changed account somebody else gave: money goes to it after the pack's days of waiting."""
    answer = _decide(kind, whose, token, url, {"confirmed": True, "reason": reason}, number)
    first_day = answer.get("in_force_from")
    since = f"，{first_day} 起付往新账号 paid to from that day" if first_day else "，等待期满后付往新账号"
    say(f"{whose} 账号已确认 account confirmed{since}")


@accounts_app.command("reject")
def reject(
    whose: IdArgument,
    token: TokenOption,
    reason: ReasonOption,
    number: NumberOption,
    kind: KindOption = Whose.worker,
    url: UrlOption = None,
) -> None:
    """Turn a changed account down: money goes on to the one before."""
    _decide(kind, whose, token, url, {"confirmed": False, "reason": reason}, number)
    say(f"{whose} 账号变更已驳回，仍付原账号 account rejected, money goes on to the one before")


def _decide(kind: Whose, whose: str, token: str, url: str | None, body: dict[str, Any], number: str) -> Any:
    if kind == Whose.worker:
        path = f"/v1/workers/{whose}/account/decision"
        return call("placement", url, token, "PUT", path, json=body | {"account_number": number.strip()})
    path = f"/v1/payee-accounts/{kind.value}/{whose}/decision"
    return call("payroll", url, token, "PUT", path, json=body | {"number": number.strip()})


def _workers(url: str | None, token: str) -> Iterator[Mapping[str, Any]]:
    yield from _pages("placement", url, token, "/v1/account-proposals", "proposals", {})


def _payees(url: str | None, token: str) -> Iterator[Mapping[str, Any]]:
    yield from _pages("payroll", url, token, "/v1/payee-accounts", "accounts", {"proposed": "true"})


def _pages(
    service: str, url: str | None, token: str, path: str, name: str, query: dict[str, str]
) -> Iterator[Mapping[str, Any]]:
    after: str | None = ""
    while after is not None:
        page = call(service, url, token, "GET", path, params={**query, "after": after, "limit": _PAGE})
        yield from page[name]
        after = page["next"]


def _row(part: Mapping[str, Any]) -> tuple[str, ...]:
    now, proposed = part["account"], part["proposed_account"]
    return (
        part.get("worker") or f"{part['kind']} {part['payee']}",
        part.get("name") or "—",
        now["account_number"] if now else "—",
        proposed["account_number"],
        proposed["bank_name"],
        proposed["account_name"] or "—",
        proposed["given_by"] or "—",
        account_notes(part["notes"]),
    )
