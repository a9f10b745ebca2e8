"""Payslips as HTML, PDF and XLSX: what a worker earned in a month, how it was computed and on what it rests."""

from collections.abc import Sequence
from typing import Final

from services.payroll.documents.html import render_html
from services.payroll.documents.model import MonthState, Payslip, PayslipAdjustment, PayslipLine
from services.payroll.documents.pdf import PrintedPdf, render_pdf
from services.payroll.documents.wording import (
    PAGE,
    PREVIEW,
    PREVIEW_ONLY,
    YUAN,
    written_amount,
    written_date,
    written_month,
    written_number,
)
from services.payroll.domain.rmb_words import rmb_words
from shared.identity import mask_account, mask_identity_number
from shared.texts import Language, Text

TITLE: Final = Text("document.payslip.title", "工资单", "Payslip")
NAME: Final = Text("document.payslip.name", "姓名", "Name")
WORKER: Final = Text("document.payslip.worker", "工号", "Worker id")
IDENTITY_NUMBER: Final = Text("document.payslip.identity_number", "身份证号", "Identity number")
WORKSHOP: Final = Text("document.payslip.workshop", "工坊", "Workshop")
EMPLOYER: Final = Text("document.payslip.employer", "用工单位", "Employer")
MONTH: Final = Text("document.payslip.month", "工资月份", "Month")
ATTENDANCE: Final = Text("document.payslip.attendance", "出勤天数", "Days attended")
PAY_DATE: Final = Text("document.payslip.pay_date", "发放日期", "Pay date")
ACCOUNT: Final = Text("document.payslip.account", "收款账户", "Account")
STATE: Final = Text("document.payslip.state", "状态", "State")
ITEM: Final = Text("document.payslip.item", "项目", "Item")
FORMULA: Final = Text("document.payslip.formula", "计算", "How it was computed")
CLAUSE: Final = Text("document.payslip.clause", "依据", "Rests on")
PAYER: Final = Text("document.payslip.payer", "承担方", "Borne by")
AMOUNT: Final = Text("document.payslip.amount", "金额（元）", "Amount (yuan)")
ADJUSTMENTS: Final = Text("document.payslip.adjustments", "补结与更正", "Settled late or corrected")
ORIGIN: Final = Text("document.payslip.origin", "原月份", "Of month")
REASON: Final = Text("document.payslip.reason", "原因", "Reason")
BEFORE: Final = Text("document.payslip.before", "原计（元）", "Before (yuan)")
AFTER: Final = Text("document.payslip.after", "应为（元）", "After (yuan)")
DIFFERENCE: Final = Text("document.payslip.difference", "差额（元）", "Difference (yuan)")
DEDUCTIONS: Final = Text("document.payslip.deductions", "扣减", "Deductions")
RECOVERED: Final = Text("document.payslip.recovered", "追回以前多发", "Earlier overpayment recovered")
GROSS: Final = Text("document.payslip.gross", "应发", "Gross")
NET: Final = Text("document.payslip.net", "实发", "Net pay")
IN_WORDS: Final = Text("", "大写", "")  # an amount is written in words in Chinese alone
DEBT_CARRIED: Final = Text(
    "document.payslip.debt_carried",
    "另有以前多发的 {amount} 元未追回，结转以后月份。",
    "{amount} yuan of earlier overpayments are still to be recovered in later months.",
)
NO_LINES: Final = Text("document.payslip.no_lines", "本月无工资项目", "No pay in this month")
QUESTIONS: Final = Text(
    "document.payslip.questions",
    "对任何一项有疑问，可凭工号向工坊或乡镇经办人查询其算法、依据和原始记录。",
    "For any item you may ask the clerk of the workshop or township how it was computed, and from which records.",
)
STATES: Final[dict[MonthState, Text]] = {
    "open": Text("document.payslip.states.open", "草稿，本月未结账", "Draft: the month is open"),
    "in_review": Text("document.payslip.states.in_review", "草稿，审核中", "Draft: the month is under review"),
    "closed": Text("document.payslip.states.closed", "已结账，待发放", "Closed, to be paid"),
    "paid": Text("document.payslip.states.paid", "已发放", "Paid"),
}


def payslips_html(payslips: Sequence[Payslip], language: Language = "zh") -> str:
    """A5 across, each payslip on a sheet of its own."""
    return render_html("payslip", TITLE.text(language), [payslip_view(slip, language) for slip in payslips], language)


def payslips_pdf(payslips: Sequence[Payslip], language: Language = "zh") -> PrintedPdf:
    """A5 across, each payslip with pages of its own; a long one repeats its headings."""
    return render_pdf("payslip", TITLE.text(language), [payslip_view(slip, language) for slip in payslips], language)


def payslip_view(slip: Payslip, language: Language) -> dict[str, object]:
    """Everything a payslip shows, as text in one language; identity and account number masked."""
    return {
        "title": TITLE.text(language),
        "month": written_month(slip.month, language),
        "state": STATES[slip.state].text(language),
        "draft": slip.is_preview,
        "mark": PREVIEW.text(language) if slip.is_preview else "",
        "strip": PREVIEW_ONLY.text(language) if slip.is_preview else "",
        "facts": _facts(slip, language),
        "columns": [heading.text(language) for heading in (ITEM, FORMULA, PAYER, AMOUNT)],
        "lines": [_line(line, language) for line in slip.lines],
        "no_lines": NO_LINES.text(language),
        "adjustments_title": ADJUSTMENTS.text(language),
        "adjustment_columns": [heading.text(language) for heading in (ORIGIN, REASON, BEFORE, AFTER, DIFFERENCE)],
        "adjustments": [_adjustment(adjustment, language) for adjustment in slip.adjustments],
        "sums": _sums(slip, language),
        "net_label": NET.text(language),
        "net": f"¥ {written_amount(slip.net_yuan)}",
        "words_label": IN_WORDS.text(language),
        "words": rmb_words(slip.net_yuan) if language == "zh" else "",
        "notes": _notes(slip, language),
        "running": f"{slip.name} · {slip.worker} · {written_month(slip.month, language)}",
        "page": PAGE.text(language),
    }


def _facts(slip: Payslip, language: Language) -> list[list[str]]:
    facts = (
        (NAME, slip.name),
        (WORKER, slip.worker),
        (IDENTITY_NUMBER, mask_identity_number(slip.identity_number) or "—"),
        (WORKSHOP, f"{slip.workshop_name} {slip.workshop}"),
        (ATTENDANCE, written_number(slip.attendance_days)),
        (PAY_DATE, written_date(slip.pay_date, language)),
        (EMPLOYER, slip.employer),
        (ACCOUNT, mask_account(slip.account) or "—"),
        (STATE, STATES[slip.state].text(language)),
    )
    return [[label.text(language), value] for label, value in facts]


def _line(line: PayslipLine, language: Language) -> dict[str, str]:
    return {
        "title": line.title.text(language),
        "formula": line.formula.text(language),
        "basis": f"{CLAUSE.text(language)}{'：' if language == 'zh' else ': '}{line.clause} · {line.source}",
        "payer": line.payer,
        "amount": written_amount(line.amount_yuan),
    }


def _adjustment(adjustment: PayslipAdjustment, language: Language) -> dict[str, object]:
    return {
        "origin": written_month(adjustment.origin, language),
        "reasons": [reason.text(language) for reason in adjustment.reasons],
        "before": written_amount(adjustment.before_yuan),
        "after": written_amount(adjustment.after_yuan),
        "amount": written_amount(adjustment.amount_yuan),
    }


def _notes(slip: Payslip, language: Language) -> list[str]:
    carried = DEBT_CARRIED.text(language).format(amount=written_amount(slip.debt_carried_yuan))
    return [*([carried] if slip.debt_carried_yuan else []), QUESTIONS.text(language)]


def _sums(slip: Payslip, language: Language) -> list[list[str]]:
    """Gross and each deduction, in yuan; what leads from the one to the net amount."""
    sums = [(GROSS, slip.gross_yuan)]
    if slip.recovered_yuan:
        sums.append((RECOVERED, -slip.recovered_yuan))
    sums += [(deduction.title, -deduction.amount_yuan) for deduction in slip.other_deductions]
    if not slip.deductions_yuan:
        sums.append((DEDUCTIONS, slip.deductions_yuan))
    return [[label.text(language), f"{written_amount(amount)} {YUAN.text(language)}"] for label, amount in sums]
