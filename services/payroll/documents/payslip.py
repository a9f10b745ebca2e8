"""Payslips as HTML, PDF and XLSX: what a worker earned in a month, how it was computed and on what it rests."""

from collections.abc import Sequence
from typing import Final

from services.payroll.documents.html import render_html
from services.payroll.documents.model import Language, MonthState, Payslip, PayslipAdjustment, PayslipLine, Wording
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

TITLE: Final = Wording("工资单", "Payslip")
NAME: Final = Wording("姓名", "Name")
WORKER: Final = Wording("工号", "Worker id")
IDENTITY_NUMBER: Final = Wording("身份证号", "Identity number")
WORKSHOP: Final = Wording("工坊", "Workshop")
EMPLOYER: Final = Wording("用工单位", "Employer")
MONTH: Final = Wording("工资月份", "Month")
ATTENDANCE: Final = Wording("出勤天数", "Days attended")
PAY_DATE: Final = Wording("发放日期", "Pay date")
ACCOUNT: Final = Wording("收款账户", "Account")
STATE: Final = Wording("状态", "State")
ITEM: Final = Wording("项目", "Item")
FORMULA: Final = Wording("计算", "How it was computed")
CLAUSE: Final = Wording("依据", "Rests on")
PAYER: Final = Wording("承担方", "Borne by")
AMOUNT: Final = Wording("金额（元）", "Amount (yuan)")
ADJUSTMENTS: Final = Wording("补结与更正", "Settled late or corrected")
ORIGIN: Final = Wording("原月份", "Of month")
REASON: Final = Wording("原因", "Reason")
BEFORE: Final = Wording("原计（元）", "Before (yuan)")
AFTER: Final = Wording("应为（元）", "After (yuan)")
DIFFERENCE: Final = Wording("差额（元）", "Difference (yuan)")
DEDUCTIONS: Final = Wording("扣减", "Deductions")
RECOVERED: Final = Wording("追回以前多发", "Earlier overpayment recovered")
GROSS: Final = Wording("应发", "Gross")
NET: Final = Wording("实发", "Net pay")
IN_WORDS: Final = Wording("大写", "")
DEBT_CARRIED: Final = Wording(
    "另有以前多发的 {amount} 元未追回，结转以后月份。",
    "{amount} yuan of earlier overpayments are still to be recovered in later months.",
)
NO_LINES: Final = Wording("本月无工资项目", "No pay in this month")
QUESTIONS: Final = Wording(
    "对任何一项有疑问，可凭工号向工坊或乡镇经办人查询其算法、依据和原始记录。",
    "For any item you may ask the clerk of the workshop or township how it was computed, and from which records.",
)
STATES: Final[dict[MonthState, Wording]] = {
    "open": Wording("草稿，本月未结账", "Draft: the month is open"),
    "in_review": Wording("草稿，审核中", "Draft: the month is under review"),
    "closed": Wording("已结账，待发放", "Closed, to be paid"),
    "paid": Wording("已发放", "Paid"),
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
