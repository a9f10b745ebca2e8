"""What closing and paying came to, on the terminal."""

from decimal import Decimal

from rich.table import Table

from cli.demo.paying import Paid
from services.payroll.domain import states
from shared.money import format_amount
from shared.terminal import Terminal, say, strong

_SHOWN_KINDS = ("expense", "payable", "debt", "transit", "bank")


def print_paid(console: Terminal, paid: Paid) -> None:
    """Print months, batches, who could not be paid, and the ledger by kind of account."""
    console.rule(strong("结账与发放 · closed and paid"))
    console.print(_months(paid))
    for closed in paid.closed:
        for worker, reason in closed["held"].items():
            say(f"  暂缓 held at {closed['workshop']}: {worker} ({reason})", to=console)
    for batch in paid.batches:
        counts = ", ".join(f"{part['count']} {state}" for state, part in sorted(batch["by_state"].items()))
        totals = batch["totals"]
        say(
            f"  批次 batch {batch['batch']}: {totals['count']} 笔 payments, {totals['total']} 元; {counts}",
            to=console,
        )
        for blocked in batch["blocked"]:
            say(
                f"    未付 blocked: {blocked['beneficiary']} {blocked['amount']} 元: {blocked['reason']}",
                to=console,
            )
    console.print(_ledger(paid))
    for paper in paid.papers:
        say(f"  {paper}", to=console)


def _months(paid: Paid) -> Table:
    table = Table(title="月份 · months")
    for header in ("工坊\nworkshop", "月份\nmonth", "状态\nstate", "人数\npeople"):
        table.add_column(header)
    table.add_column("合计\ntotal", justify="right")
    for header in ("提交\nsubmitted by", "核准\napproved by"):
        table.add_column(header)
    for row in paid.months:
        table.add_row(
            row["workshop"],
            row["month"],
            states.MONTHS[row["state"]].both,
            str(row["workers"]),
            row["total"],
            row["submitted_by"] or "—",
            row["approved_by"] or "—",
        )
    return table


def _ledger(paid: Paid) -> Table:
    table = Table(title="试算 · trial balance by kind of account", show_footer=True)
    table.add_column(
        "科目\naccounts", footer="平衡 balanced" if paid.trial_balance["balanced"] else "不平 NOT BALANCED"
    )
    table.add_column("个数\nnumber", justify="right")
    for header in ("借方\ndebits", "贷方\ncredits"):
        table.add_column(header, justify="right", footer=paid.trial_balance[header.partition("\n")[2]])
    for kind in _SHOWN_KINDS:
        rows = [row for row in paid.trial_balance["accounts"] if row["kind"] == kind]
        sides = (sum((Decimal(row[side]) for row in rows), Decimal(0)) for side in ("debits", "credits"))
        table.add_row(kind, str(len(rows)), *(format_amount(side) for side in sides))
    return table
