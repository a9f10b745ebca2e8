"""A worker's month, and why each amount is what it is."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from cli.client.calling import JsonOption, MonthArgument, TokenOption, UrlOption, call, print_json

_STATES = {"open": "未结 open", "in_review": "审核中 in review", "closed": "已结 closed", "paid": "已发 paid"}


def statement(
    worker: str,
    month: MonthArgument,
    token: TokenOption,
    explain: Annotated[bool, typer.Option("--explain", help="Why each amount is what it is")] = False,
    history: Annotated[bool, typer.Option("--history", help="Every version and the events that caused it")] = False,
    as_json: JsonOption = False,
    url: UrlOption = None,
) -> None:
    """Show a worker's month; with --explain why each amount is what it is, before and after every adjustment."""
    path = f"/v1/statements/{worker}/{month}"
    if history:
        found = call("payroll", url, token, "GET", f"{path}/history")
    else:
        found = call("payroll", url, token, "GET", path, params={"explain": str(explain).lower()})
    if as_json:
        print_json(found)
    elif history:
        _print_versions(found["versions"])
    else:
        _print_statement(found, explain=explain)


def _print_statement(found: Mapping[str, Any], *, explain: bool) -> None:
    console = Console(highlight=False)
    console.print(
        f"[bold]{found['worker']} {found['month']}[/]  {_STATES[found['state']]}  合计 total {found['total']} 元"
    )
    _print_lines(console, found["lines"], explain=explain)
    for reason in found["incomplete"]:
        console.print(f"  未完结 incomplete: {escape(reason)}")
    for settled in found["settlements"]:
        _print_settlement(console, settled, explain=explain)
    for correction in found["corrections"]:
        if correction["settled_in"] != found["month"]:
            console.print(
                f"  更正 corrected by {correction['amount']} 元, {correction['settled_in']} 结算 settled then"
            )
    if found["difference_due"]:
        due = found["difference_due"]
        console.print(
            f"  待结差额 difference due: {due['amount']} 元, {due['settled_by']} 下次结算 at the next closing"
        )


def _print_settlement(console: Console, settled: Mapping[str, Any], *, explain: bool) -> None:
    console.print(
        f"[bold]结算 settled[/] {settled['settled_at'][:10]}: 应得 earned {settled['earned']}, "
        f"补扣 adjusted {settled['adjustments_total']}, 扣回 recovered {settled['recovered']}, "
        f"[bold]实发 net {settled['net']} 元[/]"
    )
    if settled["debt_after"] != "0.00":
        console.print(f"  结转欠款 debt carried on: {settled['debt_after']} 元")
    for adjustment in settled["adjustments"]:
        console.print(f"  {adjustment['month']} 更正 adjustment: {adjustment['amount']} 元")
        before, after = _by_rule(adjustment["before"]), _by_rule(adjustment["after"])
        for rule in sorted({*before, *after}):
            console.print(f"    {rule}: {before.get(rule, '0.00')} → {after.get(rule, '0.00')} 元")
        if explain:
            _print_lines(console, adjustment["lines"], explain=True, indent="      ")
            console.print(f"      [dim]因 because of: {escape(', '.join(adjustment['causes'][:6]))}[/]")


def _by_rule(lines: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {f"{line['rule']} ({line['workshop']}, {line['payer']})": line["amount"] for line in lines}


def _print_lines(console: Console, lines: Sequence[Mapping[str, Any]], *, explain: bool, indent: str = "") -> None:
    for line in lines:
        title = line.get("title", {"zh": line["rule"], "en": line["rule"]})
        console.print(f"{indent}{line['amount']:>12}  {title['zh']} {title['en']}")
        if not explain:
            continue
        clause, formula, events = line["clause"], line["formula"], line["events"]
        console.print(f"{indent}{'':>14}{escape(formula['zh'])}")
        console.print(f"{indent}{'':>14}[dim]{escape(formula['en'])}[/]")
        console.print(f"{indent}{'':>14}[dim]{escape(clause['document'])}，{escape(clause['paragraph'])}[/]")
        for parameter in line["parameters"]:
            console.print(
                f"{indent}{'':>16}[dim]{parameter['name']} = {parameter['value']} since {parameter['since']}[/]"
            )
        more = " …" if len(events) > 3 else ""
        console.print(f"{indent}{'':>16}[dim]{len(events)} events: {escape(', '.join(events[:3]))}{more}[/]")


def _print_versions(versions: Sequence[Mapping[str, Any]]) -> None:
    console = Console(highlight=False)
    for version in versions:
        console.print(f"[bold]{version['revision']}[/]  {version['computed_at'][:19]}  {version['total']} 元")
        for sign, events in (("+", version["events_added"]), ("-", version["events_removed"])):
            shown = ", ".join(events[:5]) + (" …" if len(events) > 5 else "")
            if events:
                console.print(f"    {sign} {len(events)}: {escape(shown)}")
