"""A worker's month, and why each amount is what it is."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from cli.client.calling import JsonOption, MonthArgument, TokenOption, UrlOption, call
from cli.client.printing import moment
from cli.client.words import AGE_CONCERNS, missing_in_chinese, waiting_told
from services.payroll.domain import states
from shared.terminal import faint, say, say_json, strong

_EVENTS_SHOWN = 5


def statement(
    worker: Annotated[str, typer.Argument(help="The worker's id, such as W-00017")],
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
        asked = str(explain or not as_json).lower()  # the lines' names come with the explanation
        found = call("payroll", url, token, "GET", path, params={"explain": asked})
    if as_json:
        say_json(found)
    elif history:
        if found["name"]:
            say(strong(f"{found['worker']} {found['name']} {found['month']}"))
        _print_versions(found["versions"])
    else:
        _print_statement(found, explain=explain)


def _print_statement(found: Mapping[str, Any], *, explain: bool) -> None:
    title = strong(" ".join(part for part in (found["worker"], found["name"], found["month"]) if part))
    say(title, f"  {states.MONTHS[found['state']].both}  按现有数据 by the facts of now {found['total'] or '—'} 元")
    _print_lines(found["lines"], explain=explain)
    if explain:
        _print_unpaid(found.get("unpaid", []))
    for reason in found["incomplete"]:
        say(f"  未完结 incomplete: {missing_in_chinese(reason)} {reason}")
    for part in found["waiting"]:
        say(f"    {waiting_told(part)}")
    if age := found["age"]:
        decided = "已决定照发 decided on" if age["accepted"] else "须决定 to be decided"
        say(f"  年龄 age: {AGE_CONCERNS[age['concern']]}, {decided}")
    if found.get("pending"):
        say("  刚有新数据，正在计算 new facts are being computed")
    frozen_since = _amounts(found["lines"])
    for settled in found["settlements"]:
        _print_settlement(settled, explain=explain, told=frozen_since)
    for correction in found["corrections"]:
        if correction["settled_in"] != found["month"]:
            say(f"  更正 corrected by {correction['amount']} 元, 结算于 settled in {correction['settled_in']}")
    if found["difference_due"]:
        due = found["difference_due"]
        say(
            f"  待结差额 difference due: {due['amount']} 元, "
            f"随 {due['settled_by']} 下次结账 with the next closing of {due['settled_by']}"
        )


def _print_settlement(settled: Mapping[str, Any], *, explain: bool, told: Sequence[Any]) -> None:
    supplement = f" 补充 supplement {settled['supplement']}" if settled["supplement"] else ""
    say(
        strong("结算 settled"),
        f"{supplement} {moment(settled['settled_at'])}: 应得 earned {settled['earned']}, "
        f"补扣 adjusted {settled['adjustments_total']}, 扣回 recovered {settled['recovered']}, ",
        strong(f"实发 net {settled['net']} 元"),
    )
    if explain and _amounts(settled["lines"]) != told:
        _print_lines(settled["lines"], explain=True, indent="  ")
    if settled["debt_after"] != "0.00":
        say(f"  结转欠款 debt carried on: {settled['debt_after']} 元")
    for adjustment in settled["adjustments"]:
        _print_adjustment(adjustment, explain=explain)


def _print_adjustment(adjustment: Mapping[str, Any], *, explain: bool) -> None:
    say(f"  {adjustment['month']} 更正 adjustment: {adjustment['amount']} 元")
    before, after = _by_rule(adjustment["before"]), _by_rule(adjustment["after"])
    titles = {line["rule"]: f"{line['title']['zh']} " for line in adjustment["lines"]}
    for rule, name in sorted({*before, *after}):
        change = f"{before.get((rule, name), '0.00')} → {after.get((rule, name), '0.00')} 元"
        say(f"    {titles.get(rule, '')}{name}: 原 before → 现 after: {change}")
    if explain:
        _print_lines(adjustment["lines"], explain=True, indent="      ")
        _print_events("      因 because of", adjustment["causes"])


def _by_rule(lines: Sequence[Mapping[str, str]]) -> dict[tuple[str, str], str]:
    return {
        (line["rule"], f"{line['rule']} ({line['workshop']}, {line['payer']} {line['payer_id']})"): line["amount"]
        for line in lines
    }


def _amounts(lines: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    return sorted((line["rule"], line["amount"]) for line in lines)


def _print_lines(lines: Sequence[Mapping[str, Any]], *, explain: bool, indent: str = "") -> None:
    for line in lines:
        title, payer = line.get("title", {"zh": "", "en": line["rule"]}), line["payer"]
        say(f"{indent}{line['amount']:>12}  {title['zh']} {title['en']}")
        if not explain or "clause" not in line:  # a statement that waits itself is not explained
            continue
        clause, formula, within = line["clause"], line["formula"], f"{indent}{'':>14}"
        say(f"{within}{formula['zh']}")
        say(within, faint(f"{formula['en']}"))
        say(within, faint(f"由 borne by {payer['role']} {payer['id']}"))
        say(within, faint(f"{clause['document']}，{clause['paragraph']}"))
        for parameter in line["parameters"]:
            say(
                within,
                faint(f"  {parameter['name']} = {parameter['value']} 自 since {parameter['since']}"),
            )
        _print_events(f"{within}  依据 from", line["events"])


def _print_unpaid(unpaid: Sequence[Mapping[str, Any]]) -> None:
    for line in unpaid:
        missing = f" ({line['missing']})" if line["missing"] else ""
        say(f"{'0.00':>12}  {line['title']['zh']} {line['title']['en']}{missing}")
        say(f"{'':>14}{line['formula']['zh']}")
        say(f"{'':>14}", faint(line["formula"]["en"]))


def _print_versions(versions: Sequence[Mapping[str, Any]]) -> None:
    for version in versions:
        say(strong(str(version["revision"])), f"  {moment(version['computed_at'])}  {version['total']} 元")
        amounts = ", ".join(f"{line['rule']} {line['amount']}" for line in version["lines"])
        say(f"    {amounts}")
        for reason in version["incomplete"]:
            say(f"    未完结 incomplete: {missing_in_chinese(reason)} {reason}")
        _print_events("    + 新计入 counted", version["events_added"])
        _print_events("    - 不再计 no longer", version["events_removed"])


def _print_events(title: str, events: Sequence[str]) -> None:
    """Some of the events, whole: their ids are what one searches a log for."""
    if not events:
        return
    more = " …" if len(events) > _EVENTS_SHOWN else ""
    say(f"{title} {len(events)}: ", faint(", ".join(events[:_EVENTS_SHOWN]) + more))
