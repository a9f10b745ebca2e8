"""The wage list of a workshop's month: the record of wages an employer must keep, print and have signed.

Ordinance on Guaranteeing Wage Payment to Migrant Workers (2020), article 15: employer, period, pay date, name,
identity number, contact, working time, gross items, deductions, net pay, proof of payment and signature.
"""

from decimal import Decimal
from typing import Final

from services.payroll.documents.html import render_html
from services.payroll.documents.model import WageList, WageRow
from services.payroll.documents.pdf import PrintedPdf, render_pdf
from services.payroll.documents.wording import (
    PAGE,
    written_amount,
    written_date,
    written_month,
    written_number,
    written_part,
)
from services.payroll.domain.rmb_words import rmb_words
from shared.identity import mask_identity_number, mask_phone
from shared.money import ZERO
from shared.texts import Language, Text

TITLE: Final = Text("document.wage_list.title", "工资支付表", "Wage list")
EMPLOYER: Final = Text("document.wage_list.employer", "用工单位", "Employer")
WORKSHOP: Final = Text("document.wage_list.workshop", "工坊", "Workshop")
PERIOD: Final = Text("document.wage_list.period", "工资月份", "Month")
PAY_DATE: Final = Text("document.wage_list.pay_date", "发放日期", "Pay date")
UNIT: Final = Text("document.wage_list.unit", "金额单位：元", "amounts in yuan")
NUMBER: Final = Text("document.wage_list.number", "序号", "No.")
NAME: Final = Text("document.wage_list.name", "姓名", "Name")
IDENTITY_NUMBER: Final = Text("document.wage_list.identity_number", "身份证号", "Identity number")
CONTACT: Final = Text("document.wage_list.contact", "联系方式", "Contact")
DAYS: Final = Text("document.wage_list.days", "天数", "Days")
HOURS: Final = Text("document.wage_list.hours", "工时", "Hours")
GROSS: Final = Text("document.wage_list.gross", "应发", "Gross")
DEDUCTIONS: Final = Text("document.wage_list.deductions", "扣减", "Deductions")
NET: Final = Text("document.wage_list.net", "实发", "Net")
PROOF: Final = Text("document.wage_list.proof", "支付凭证", "Proof of payment")
SIGNATURE: Final = Text("document.wage_list.signature", "签字", "Signature")
TOTAL: Final = Text("document.wage_list.total", "合计", "Total")
IN_WORDS: Final = Text("", "实发合计大写", "")  # in Chinese alone
PREPARED_BY: Final = Text("document.wage_list.prepared_by", "制表", "Prepared by")
CHECKED_BY: Final = Text("document.wage_list.checked_by", "审核", "Checked by")
PAID_BY: Final = Text("document.wage_list.paid_by", "发放", "Paid by")
NO_ROWS: Final = Text("document.wage_list.no_rows", "本月无工资记录", "No wages in this month")


def wage_list_html(wage_list: WageList, language: Language = "zh") -> str:
    """A4 across, the heading repeated on every page."""
    return render_html("wage_list", TITLE.text(language), [wage_list_view(wage_list, language)], language)


def wage_list_pdf(wage_list: WageList, language: Language = "zh") -> PrintedPdf:
    """A4 across, the heading repeated on every page."""
    return render_pdf("wage_list", TITLE.text(language), [wage_list_view(wage_list, language)], language)


def wage_list_view(wage_list: WageList, language: Language) -> dict[str, object]:
    """Everything a wage list shows, as text in one language."""
    net_yuan = sum((row.net_yuan for row in wage_list.rows), ZERO)
    return {
        "title": TITLE.text(language),
        "facts": [[label, value] for label, value in facts(wage_list, language)],
        "unit": UNIT.text(language),
        "with_hours": shows_hours(wage_list),
        "items": len(wage_list.items),
        "columns": _headings(wage_list, language),
        "rows": [_texts(index, row, wage_list, language) for index, row in enumerate(wage_list.rows, 1)],
        "no_rows": NO_ROWS.text(language),
        "total_label": TOTAL.text(language),
        "totals": [written_amount(amount) for amount in totals_yuan(wage_list)],
        "words": f"{IN_WORDS.text(language)}：{rmb_words(net_yuan)}" if language == "zh" else "",
        "signers": [[label, value] for label, value in signers(wage_list, language)],
        "running": f"{wage_list.workshop_name} · {written_month(wage_list.month, language)}",
        "mark": "",
        "strip": "",
        "page": PAGE.text(language),
    }


def facts(wage_list: WageList, language: Language) -> list[tuple[str, str]]:
    """Employer, workshop, month and pay date, by their labels."""
    return [
        (EMPLOYER.text(language), wage_list.employer),
        (WORKSHOP.text(language), f"{wage_list.workshop_name} {wage_list.workshop}"),
        (PERIOD.text(language), written_month(wage_list.month, language)),
        (PAY_DATE.text(language), written_date(wage_list.pay_date, language)),
    ]


def signers(wage_list: WageList, language: Language) -> list[tuple[str, str]]:
    """Who prepared, checked and paid, empty where it is still to be signed."""
    return [
        (PREPARED_BY.text(language), wage_list.prepared_by),
        (CHECKED_BY.text(language), wage_list.checked_by),
        (PAID_BY.text(language), wage_list.paid_by),
    ]


def shows_hours(wage_list: WageList) -> bool:
    """Whether any worker is paid by hours."""
    return any(row.attendance_hours is not None for row in wage_list.rows)


def _headings(wage_list: WageList, language: Language) -> list[str]:
    before = [NUMBER, NAME, IDENTITY_NUMBER, CONTACT, DAYS, *([HOURS] if shows_hours(wage_list) else [])]
    items = [item.title for item in wage_list.items]
    return [heading.text(language) for heading in (*before, *items, GROSS, DEDUCTIONS, NET, PROOF, SIGNATURE)]


def _texts(index: int, row: WageRow, wage_list: WageList, language: Language) -> list[str]:
    hours = [written_number(row.attendance_hours)] if shows_hours(wage_list) else []
    amounts = [written_part(amount) for amount in amounts_of_row_yuan(row, wage_list)]
    proof = f"{row.proof.bank_reference}\n{row.proof.paid_on.isoformat()}" if row.proof else ""
    return [str(index), *who(row, wage_list), written_number(row.attendance_days), *hours, *amounts, proof, ""]


def who(row: WageRow, wage_list: WageList) -> list[str]:
    """Name, identity number and contact, the two masked unless the list is in clear."""
    if wage_list.in_clear:
        return [row.name, row.identity_number, row.contact]
    return [row.name, mask_identity_number(row.identity_number), mask_phone(row.contact)]


def amounts_of_row_yuan(row: WageRow, wage_list: WageList) -> list[Decimal]:
    """The gross items in the order of the columns, then gross, deductions and net."""
    items = [row.items_yuan.get(item.code, ZERO) for item in wage_list.items]
    return [*items, row.gross_yuan, row.deductions_yuan, row.net_yuan]


def totals_yuan(wage_list: WageList) -> list[Decimal]:
    """The sums of the columns of amounts, zeros for a list without rows."""
    of_rows = [amounts_of_row_yuan(row, wage_list) for row in wage_list.rows]
    return [sum(column, ZERO) for column in zip(*of_rows, strict=True)] or [ZERO] * (len(wage_list.items) + 3)
