"""Payslips as a workbook: a row a worker, then every line and every correction of an earlier month."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from services.payroll.documents import payslip as text
from services.payroll.documents.model import Payslip
from services.payroll.documents.spreadsheet import Cell, Column, Kind, Sheet, workbook
from services.payroll.documents.wording import PREVIEW
from shared.identity import mask_account, mask_identity_number
from shared.money import ZERO
from shared.texts import Language, Text

SUMMARY: Final = Text("document.payslip_spreadsheet.summary", "工资单", "Payslips")
LINES: Final = Text("document.payslip_spreadsheet.lines", "明细", "Lines")
DEBT_CARRIED: Final = Text("document.payslip_spreadsheet.debt_carried", "结转以后追回（元）", "Carried forward (yuan)")
GROSS: Final = Text("document.payslip_spreadsheet.gross", "应发（元）", "Gross (yuan)")
DEDUCTIONS: Final = Text("document.payslip_spreadsheet.deductions", "扣减（元）", "Deductions (yuan)")
NET: Final = Text("document.payslip_spreadsheet.net", "实发（元）", "Net (yuan)")
RULE: Final = Text("document.payslip_spreadsheet.rule", "规则", "Rule")
SOURCE: Final = Text("document.payslip_spreadsheet.source", "出处", "Source")
TOTAL: Final = Text("document.payslip_spreadsheet.total", "合计", "Total")

WHO: Final[tuple[tuple[Text, Kind], ...]] = (
    (text.MONTH, "text"),
    (text.WORKER, "text"),
    (text.NAME, "text"),
)


def payslips_xlsx(payslips: Sequence[Payslip], language: Language = "zh") -> bytes:
    """Three sheets: payslips, their lines, their corrections. Identity and account numbers are masked."""
    mark = PREVIEW.text(language) if any(slip.is_preview for slip in payslips) else ""
    sheets = [_summary(payslips, language), _lines(payslips, language), _adjustments(payslips, language)]
    return workbook([replace(sheet, mark=mark, name=f"{mark} {sheet.name}".strip()) for sheet in sheets])


def _summary(payslips: Sequence[Payslip], language: Language) -> Sheet:
    headings: tuple[tuple[Text, Kind], ...] = (
        *WHO,
        (text.IDENTITY_NUMBER, "text"),
        (text.WORKSHOP, "text"),
        (text.EMPLOYER, "text"),
        (text.ATTENDANCE, "number"),
        (GROSS, "amount"),
        (DEDUCTIONS, "amount"),
        (NET, "amount"),
        (DEBT_CARRIED, "amount"),
        (text.PAY_DATE, "date"),
        (text.ACCOUNT, "text"),
        (text.STATE, "text"),
    )
    rows: list[list[Cell]] = [
        [
            *_who(slip),
            mask_identity_number(slip.identity_number),
            f"{slip.workshop_name} {slip.workshop}",
            slip.employer,
            slip.attendance_days,
            slip.gross_yuan,
            slip.deductions_yuan,
            slip.net_yuan,
            slip.debt_carried_yuan,
            slip.pay_date,
            mask_account(slip.account),
            text.STATES[slip.state].text(language),
        ]
        for slip in payslips
    ]
    totals: list[Cell] = [TOTAL.text(language), *[None] * 6]
    totals += [_sum(row[column] for row in rows) for column in range(7, 11)]
    return _sheet(SUMMARY, headings, rows, language, [*totals, None, None, None])


def _lines(payslips: Sequence[Payslip], language: Language) -> Sheet:
    headings: tuple[tuple[Text, Kind], ...] = (
        *WHO,
        (text.ITEM, "text"),
        (RULE, "text"),
        (text.FORMULA, "text"),
        (text.AMOUNT, "amount"),
        (text.PAYER, "text"),
        (text.CLAUSE, "text"),
        (SOURCE, "text"),
    )
    rows: list[list[Cell]] = [
        [
            *_who(slip),
            line.title.text(language),
            line.rule,
            line.formula.text(language),
            line.amount_yuan,
            line.payer,
            line.clause,
            line.source,
        ]
        for slip in payslips
        for line in slip.lines
    ]
    return _sheet(LINES, headings, rows, language)


def _adjustments(payslips: Sequence[Payslip], language: Language) -> Sheet:
    headings: tuple[tuple[Text, Kind], ...] = (
        *WHO,
        (text.ORIGIN, "text"),
        (text.BEFORE, "amount"),
        (text.AFTER, "amount"),
        (text.DIFFERENCE, "amount"),
        (text.REASON, "text"),
    )
    rows: list[list[Cell]] = [
        [
            *_who(slip),
            str(adjustment.origin),
            adjustment.before_yuan,
            adjustment.after_yuan,
            adjustment.amount_yuan,
            "；".join(reason.text(language) for reason in adjustment.reasons),
        ]
        for slip in payslips
        for adjustment in slip.adjustments
    ]
    return _sheet(text.ADJUSTMENTS, headings, rows, language)


def _sheet(
    name: Text,
    headings: Iterable[tuple[Text, Kind]],
    rows: Sequence[Sequence[Cell]],
    language: Language,
    totals: Sequence[Cell] | None = None,
) -> Sheet:
    columns = tuple(Column(heading.text(language), kind) for heading, kind in headings)
    return Sheet(name.text(language), name.text(language), columns, rows, totals)


def _who(slip: Payslip) -> list[Cell]:
    return [str(slip.month), slip.worker, slip.name]


def _sum(cells: Iterable[Cell]) -> Decimal:
    return sum((cell for cell in cells if isinstance(cell, Decimal)), ZERO)
