"""Wages past their day at the end of the demonstration, and why the alarm is on: the sample's month is long past."""

from collections.abc import Mapping
from typing import Any

import httpx

from cli.stack import Stack
from services.payroll.domain import states
from shared.terminal import Terminal, faint, say, strong


def read_overdue(stack: Stack) -> Mapping[str, Any]:
    """What `GET /v1/overdue-wages` answers today."""
    headers = {"Authorization": f"Bearer {stack.keys.token('demo', ['payroll:read'])}"}
    answer = httpx.get(f"{stack.url('payroll')}/v1/overdue-wages", headers=headers, timeout=60)
    found: Mapping[str, Any] = answer.raise_for_status().json()
    return found


def print_overdue(console: Terminal, month: str, found: Mapping[str, Any]) -> None:
    """The sums by stage, and whose clock they are by; `month` is the sample's."""
    say(to=console)
    late = {stage: totals for stage, totals in found["totals"].items() if totals["workers"]}
    if not late:
        say(strong("拖欠 · overdue wages"), f"  截至 as of {found['on']}: 没有 none", to=console)
        return
    say(strong("拖欠 · overdue wages"), f"  截至 as of {found['on']}", to=console)
    for stage, totals in late.items():
        told = f"{totals['workers']} 人 people, {totals['amount']} 元, 最久 the oldest {totals['oldest_days']} 天 days"
        say(f"  {states.OVERDUE[stage].both}: {told}", to=console)
    chinese = (
        f"样例是 {month} 的，时钟是今天的，应发日早已过去：日志里的 wages_overdue 和指标因此报警，真实数据里也会这样报"
    )
    english = (
        f"The sample is of {month} and the clock is today's, so their day is long past: "
        "wages_overdue in payroll's log and the metrics tell of them, as they would of real wages"
    )
    say("  ", faint(chinese), to=console)
    say("  ", faint(english), to=console)
