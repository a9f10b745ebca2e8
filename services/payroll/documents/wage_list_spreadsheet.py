"""The wage list as a workbook: one sheet, the proof of payment split into reference and date."""

from typing import Final

from services.payroll.documents import wage_list as text
from services.payroll.documents.model import WageList, WageRow
from services.payroll.documents.spreadsheet import Cell, Column, Sheet, workbook
from shared.texts import Language, Text

BANK_REFERENCE: Final = Text("document.wage_list_spreadsheet.bank_reference", "银行流水号", "Bank reference")
PAID_ON: Final = Text("document.wage_list_spreadsheet.paid_on", "到账日期", "Paid on")


def wage_list_xlsx(wage_list: WageList, language: Language = "zh") -> bytes:
    """One sheet of the rows, their totals, and below who employs, prepared, checked and paid."""
    name = text.TITLE.text(language)
    notes = [
        f"{label}: {value}" for label, value in (*text.facts(wage_list, language), *text.signers(wage_list, language))
    ]
    sheet = Sheet(
        name,
        f"{wage_list.workshop_name} {wage_list.month} {name}",
        _columns(wage_list, language),
        [_row(index, row, wage_list) for index, row in enumerate(wage_list.rows, 1)],
        _totals(wage_list, language),
        notes,
    )
    return workbook([sheet])


def _columns(wage_list: WageList, language: Language) -> tuple[Column, ...]:
    hours = [Column(text.HOURS.text(language), "number")] if text.shows_hours(wage_list) else []
    texts = [Column(heading.text(language)) for heading in (text.NAME, text.IDENTITY_NUMBER, text.CONTACT)]
    amounts = [*(item.title for item in wage_list.items), text.GROSS, text.DEDUCTIONS, text.NET]
    return (
        Column(text.NUMBER.text(language)),
        *texts,
        Column(text.DAYS.text(language), "number"),
        *hours,
        *(Column(title.text(language), "amount") for title in amounts),
        Column(BANK_REFERENCE.text(language)),
        Column(PAID_ON.text(language), "date"),
        Column(text.SIGNATURE.text(language)),
    )


def _row(index: int, row: WageRow, wage_list: WageList) -> list[Cell]:
    hours: list[Cell] = [row.attendance_hours] if text.shows_hours(wage_list) else []
    proof: list[Cell] = [row.proof.bank_reference, row.proof.paid_on] if row.proof else [None, None]
    who = text.who(row, wage_list)
    return [str(index), *who, row.attendance_days, *hours, *text.amounts_of_row_yuan(row, wage_list), *proof, None]


def _totals(wage_list: WageList, language: Language) -> list[Cell]:
    before: list[Cell] = [None] * (5 if text.shows_hours(wage_list) else 4)
    return [text.TOTAL.text(language), *before, *text.totals_yuan(wage_list), None, None, None]
