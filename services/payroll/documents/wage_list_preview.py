"""A preview of a wage list: what closing the month now would settle, and what to look at before. No paper.

Nothing of it is laid out as the list an employer keeps: no numbers in clear, no proof of payment, nowhere to sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.payroll.documents.html import render_html
from services.payroll.documents.model import MonthState, WageList, WageRow
from services.payroll.documents.payslip import STATES
from services.payroll.documents.pdf import PrintedPdf, render_pdf
from services.payroll.documents.spreadsheet import Cell, Column, Sheet, workbook
from services.payroll.documents.wage_list import (
    DAYS,
    DEDUCTIONS,
    EMPLOYER,
    GROSS,
    IDENTITY_NUMBER,
    NAME,
    NET,
    NO_ROWS,
    NUMBER,
    PERIOD,
    TOTAL,
    UNIT,
    WORKSHOP,
    amounts_of_row_yuan,
    totals_yuan,
)
from services.payroll.documents.wording import (
    PAGE,
    PREVIEW,
    PREVIEW_ONLY,
    written_amount,
    written_date,
    written_month,
    written_number,
    written_part,
)
from shared.identity import mask_identity_number
from shared.texts import Language, Text

TITLE: Final = Text("document.wage_list_preview.title", "工资试算", "Wages as they stand")
WORKER: Final = Text("document.wage_list_preview.worker", "工号", "Worker")
AS_OF: Final = Text("document.wage_list_preview.as_of", "试算日期", "As of")
STATE: Final = Text("document.wage_list_preview.state", "状态", "State")
TO_LOOK_AT: Final = Text("document.wage_list_preview.to_look_at", "须核对", "To look at")
KIND: Final = Text("document.wage_list_preview.kind", "事项", "What")
DETAIL: Final = Text("document.wage_list_preview.detail", "内容", "Detail")
NOTHING: Final = Text("document.wage_list_preview.nothing", "没有须核对的事项。", "Nothing to look at.")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at before the month is submitted, about somebody; he may have no row, being held."""

    worker: str
    name: str
    kind: Text
    detail: Text


@dataclass(frozen=True, slots=True)
class WageListPreview:
    """A month's wages as closing it now would settle them, with what to look at; `wages` names nobody who signs."""

    wages: WageList
    state: MonthState
    as_of: date
    remarks: tuple[Remark, ...]

    def remarks_on(self, worker: str) -> list[Remark]:
        return [remark for remark in self.remarks if remark.worker == worker]


def wage_list_preview_html(preview: WageListPreview, language: Language = "zh") -> str:
    """A4 across, the mark on every page."""
    return render_html("wage_list_preview", _title(language), [preview_view(preview, language)], language)


def wage_list_preview_pdf(preview: WageListPreview, language: Language = "zh") -> PrintedPdf:
    """A4 across, the mark on every page."""
    return render_pdf("wage_list_preview", _title(language), [preview_view(preview, language)], language)


def wage_list_preview_xlsx(preview: WageListPreview, language: Language = "zh") -> bytes:
    """Two sheets, each marked: the wages, and what to look at."""
    wages, mark = preview.wages, PREVIEW.text(language)
    title = f"{wages.workshop_name} {wages.month} {TITLE.text(language)}"
    amounts = _amount_titles(wages, language)
    columns = (
        *(Column(text) for text in _who_titles(language)),
        Column(DAYS.text(language), "number"),
        *(Column(text, "amount") for text in amounts),
        Column(TO_LOOK_AT.text(language)),
    )
    rows: list[list[Cell]] = [
        [*_who(index, row), row.attendance_days, *amounts_of_row_yuan(row, wages), _kinds(preview, row, language)]
        for index, row in enumerate(wages.rows, 1)
    ]
    totals: list[Cell] = [TOTAL.text(language), *[None] * 4, *totals_yuan(wages), None]
    notes = [PREVIEW_ONLY.text(language), *(f"{label}: {value}" for label, value in _facts(preview, language))]
    remarks = _remarks(preview, language)
    looks = tuple(Column(text) for text in _remark_titles(language))
    return workbook(
        [
            Sheet(f"{mark} {TITLE.text(language)}", title, columns, rows, totals, notes, mark),
            Sheet(
                f"{mark} {TO_LOOK_AT.text(language)}",
                f"{title} {TO_LOOK_AT.text(language)}",
                looks,
                remarks,
                None,
                [] if remarks else [NOTHING.text(language)],
                mark,
            ),
        ]
    )


def preview_view(preview: WageListPreview, language: Language) -> dict[str, object]:
    """Everything a preview shows, as text in one language; identity numbers masked."""
    wages = preview.wages
    return {
        "title": TITLE.text(language),
        "mark": PREVIEW.text(language),
        "strip": PREVIEW_ONLY.text(language),
        "facts": [[label, value] for label, value in _facts(preview, language)],
        "unit": UNIT.text(language),
        "columns": [
            *_who_titles(language),
            DAYS.text(language),
            *_amount_titles(wages, language),
            TO_LOOK_AT.text(language),
        ],
        "amounts": len(wages.items) + 3,
        "rows": [
            [
                *_who(index, row),
                written_number(row.attendance_days),
                *(written_part(amount) for amount in amounts_of_row_yuan(row, wages)),
                _kinds(preview, row, language),
            ]
            for index, row in enumerate(wages.rows, 1)
        ],
        "no_rows": NO_ROWS.text(language),
        "total_label": TOTAL.text(language),
        "totals": [written_amount(amount) for amount in totals_yuan(wages)],
        "remarks_title": TO_LOOK_AT.text(language),
        "remark_columns": _remark_titles(language),
        "remarks": _remarks(preview, language),
        "nothing": NOTHING.text(language),
        "running": f"{PREVIEW.text(language)} · {wages.workshop_name} · {written_month(wages.month, language)}",
        "page": PAGE.text(language),
    }


def _title(language: Language) -> str:
    return f"{PREVIEW.text(language)} {TITLE.text(language)}"


def _facts(preview: WageListPreview, language: Language) -> list[tuple[str, str]]:
    wages = preview.wages
    return [
        (EMPLOYER.text(language), wages.employer),
        (WORKSHOP.text(language), f"{wages.workshop_name} {wages.workshop}"),
        (PERIOD.text(language), written_month(wages.month, language)),
        (STATE.text(language), STATES[preview.state].text(language)),
        (AS_OF.text(language), written_date(preview.as_of, language)),
    ]


def _who_titles(language: Language) -> list[str]:
    return [heading.text(language) for heading in (NUMBER, WORKER, NAME, IDENTITY_NUMBER)]


def _amount_titles(wages: WageList, language: Language) -> list[str]:
    return [title.text(language) for title in (*(item.title for item in wages.items), GROSS, DEDUCTIONS, NET)]


def _who(index: int, row: WageRow) -> list[str]:
    return [str(index), row.worker, row.name, mask_identity_number(row.identity_number) or "—"]


def _kinds(preview: WageListPreview, row: WageRow, language: Language) -> str:
    """What there is to look at of somebody, in a word each; the details stand in the list below."""
    kinds = dict.fromkeys(remark.kind.text(language) for remark in preview.remarks_on(row.worker))
    return "、".join(kinds) if language == "zh" else ", ".join(kinds)


def _remark_titles(language: Language) -> list[str]:
    return [heading.text(language) for heading in (WORKER, NAME, KIND, DETAIL)]


def _remarks(preview: WageListPreview, language: Language) -> Sequence[Sequence[str]]:
    return [
        [remark.worker, remark.name, remark.kind.text(language), remark.detail.text(language)]
        for remark in preview.remarks
    ]
