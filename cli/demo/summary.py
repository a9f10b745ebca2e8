"""The summary on the terminal: the month as a clerk would want it, in Chinese with English."""

from decimal import Decimal
from typing import Any

from rich.table import Table

from cli.demo.facts import County, amount_of
from cli.demo.sending import Sent
from shared.money import format_amount
from shared.terminal import Terminal, faint, say, strong

_RULES = {
    "piecework": "计件\npiecework",
    "attendance_incentive": "出勤激励\nincentive",
    "full_attendance_award": "满勤奖\nattendance",
    "skill_uplift": "技能\nskill",
    "guaranteed_floor": "兜底\nfloor",
}
_SHOWN_PROBLEMS = 12


def print_summary(console: Terminal, county: County, sent: Sent, seconds: float) -> None:
    """Print everything; `seconds` is from the first event sent to the last statement computed."""
    console.rule(strong(f"{county.month} 生产效益 · production and benefit"))
    console.print(_production(county))
    console.print(_statements("工资最高者 · largest statements", county.largest))
    console.print(_statements("试岗期 · first three months", county.probation))
    for statement in county.explained:
        _explain(console, statement)
    console.print(_divisions(county))
    _print_counts(console, county, sent, seconds)
    _print_problems(console, county)


def _production(county: County) -> Table:
    table = Table(title="每坊每月生产效益表 · per workshop", show_lines=True)
    for header in ("工坊\nworkshop", "产品\nproduct", "固定/超额\nfixed+excess", "合格\naccepted", "完成\ncomplete"):
        table.add_column(header)
    table.add_column("人数\nworkers", justify="right")
    for header in ("订单金额\norders", "工资奖补\nwages", "超额奖励\naward"):
        table.add_column(header, justify="right")
    for sheet in county.production:
        products = sheet["products"]
        table.add_row(
            f"{sheet['workshop']}\n{sheet['name'] or ''}",
            "\n".join(product["product"] for product in products),
            "\n".join(f"{product['fixed_quantity']}+{product['excess_quantity']}" for product in products),
            "\n".join(str(product["accepted_quantity"]) for product in products),
            "\n".join("是 yes" if product["complete"] else "否 no" for product in products),
            str(sheet["workers"]),
            sheet["totals"]["order_amount"],
            sheet["totals"]["wages"],
            sheet["totals"]["awards"],
        )
    return table


def _statements(title: str, rows: list[dict[str, Any]]) -> Table:
    table = Table(title=title)
    for header in ("工人\nworker", "工坊\nworkshop", "第几月\nmonth no."):
        table.add_column(header)
    for header in ("出勤\ndays", *_RULES.values(), "合计\ntotal"):
        table.add_column(header, justify="right")
    for row in rows:
        table.add_row(
            row["worker"],
            row["workshop"] or "—",
            str(row["month_index"] or "—"),
            row["attendance_days"],
            *(_amount(amount_of(row, rule)) for rule in _RULES),
            row["total"],
        )
    return table


def _amount(amount_yuan: Decimal) -> str:
    return format_amount(amount_yuan) if amount_yuan else "—"


def _explain(console: Terminal, statement: dict[str, Any]) -> None:
    say(to=console)
    say(strong("为什么 · why"), f"  {statement['worker']} {statement['month']}  {statement['total']} 元", to=console)
    for line in statement["lines"]:
        say(f"  {line['amount']:>10}  ", strong(line["title"]["zh"]), f" {line['formula']['zh']}", to=console)
        told = f"{line['title']['en']}: {line['formula']['en']}; {len(line['events'])} events"
        say(f"  {'':>10}  ", faint(f"{told}; {line['clause']['document']}"), to=console)
    say(to=console)


def _divisions(county: County) -> Table:
    table = Table(title=f"{county.month[:4]} 利润分配 · profit division")
    table.add_column("工坊\nworkshop")
    table.add_column("净利润\nnet profit", justify="right")
    table.add_column("去向\nbeneficiary")
    table.add_column("金额\namount", justify="right")
    for division in county.divisions:
        lines = division["lines"]
        table.add_row(
            division["workshop"],
            division["net_profit"],
            "\n".join(f"{line['pot']} → {line['beneficiary']}" for line in lines) or "无 nothing to divide",
            "\n".join(line["amount"] for line in lines) or "0.00",
            end_section=True,
        )
    return table


def _print_counts(console: Terminal, county: County, sent: Sent, seconds: float) -> None:
    counts = ", ".join(f"{number} {status}" for status, number in sent.counts.items())
    say(to=console)
    say(
        strong("事件 · events"),
        f"  {sent.entries} entries sent in this run; answered over HTTP: {counts}",
        to=console,
    )
    for service, number in county.inbox_entries.items():
        say(f"  {service:<10} {number:>7} applied once   {county.sent_events[service]:>7} published", to=console)
    say(
        f"  {seconds:.1f} s from the first entry sent to the last statement computed"
        f" ({sent.entries / seconds:.0f} entries a second)",
        to=console,
    )


def _print_problems(console: Terminal, county: County) -> None:
    letters = [(service, letter) for service, found in county.dead_letters.items() for letter in found]
    say(to=console)
    say(
        strong("待处理 · dead letters"), f"  {len(letters)} (kept sealed until an operator deals with them)", to=console
    )
    for service, letter in letters[:_SHOWN_PROBLEMS]:
        problem = letter["problem"]
        say(
            f"  {service:<10} {letter['origin']}  {problem['pointer']} {problem['reason']}",
            to=console,
        )
    if len(letters) > _SHOWN_PROBLEMS:
        say(f"  … and {len(letters) - _SHOWN_PROBLEMS} more: GET /v1/dead-letters", to=console)
    say(to=console)
    say(strong("未完结 · incomplete statements"), f"  {len(county.incomplete)}", to=console)
    for row in county.incomplete[:_SHOWN_PROBLEMS]:
        say(f"  {row['worker']:<10} {', '.join(row['incomplete'])}", to=console)
