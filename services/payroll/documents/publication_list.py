"""The publication list: subsidies shown to everybody before they are approved, so that anyone may object."""

from typing import Final

from services.payroll.documents.html import render_html
from services.payroll.documents.model import PublicationList
from services.payroll.documents.pdf import PrintedPdf, render_pdf
from services.payroll.documents.spreadsheet import Cell, Column, Sheet, workbook
from services.payroll.documents.wording import PAGE, written_amount, written_date
from shared.identity import mask_name
from shared.texts import Language, Text

TITLE: Final = Text("document.publication_list.title", "补贴公示", "Publication of subsidies")
SHEET: Final = Text("document.publication_list.sheet", "补贴公示", "Subsidies")
INTRODUCTION: Final = Text(
    "document.publication_list.introduction",
    "以下补贴拟予发放，现予公示，接受监督。",
    "The following subsidies are about to be approved. They are published so that anyone may object.",
)
NUMBER: Final = Text("document.publication_list.number", "序号", "No.")
NAME: Final = Text("document.publication_list.name", "姓名", "Name")
PLACE: Final = Text("document.publication_list.place", "所在地", "Place")
SCHEME: Final = Text("document.publication_list.scheme", "补贴项目", "Subsidy")
CLAUSE: Final = Text("document.publication_list.clause", "依据", "Rests on")
FUND: Final = Text("document.publication_list.fund", "资金来源", "Paid from")
AMOUNT: Final = Text("document.publication_list.amount", "金额（元）", "Amount (yuan)")
TOTAL: Final = Text("document.publication_list.total", "合计", "Total")
COUNT: Final = Text("document.publication_list.count", "共 {count} 笔", "{count} subsidies")
PERIOD: Final = Text("document.publication_list.period", "公示期", "Objections")
FROM_UNTIL: Final = Text("document.publication_list.from_until", "{first} 至 {last}", "from {first} to {last}")
OBJECTIONS: Final = Text("document.publication_list.objections", "异议受理", "Where to object")
INVITATION: Final = Text(
    "document.publication_list.invitation",
    "对以上补贴有异议的，请在公示期内提出，并说明理由。",
    "Whoever objects to one of these subsidies may say so, with reasons, until the last day.",
)
NO_SUBSIDIES: Final = Text("document.publication_list.no_subsidies", "本期无拟发补贴", "No subsidies in this list")


def publication_list_html(publication: PublicationList, language: Language = "zh") -> str:
    """A4 upright, the heading repeated on every page."""
    view = publication_list_view(publication, language)
    return render_html("publication_list", TITLE.text(language), [view], language)


def publication_list_pdf(publication: PublicationList, language: Language = "zh") -> PrintedPdf:
    """A4 upright, the heading repeated on every page."""
    view = publication_list_view(publication, language)
    return render_pdf("publication_list", TITLE.text(language), [view], language)


def publication_list_xlsx(publication: PublicationList, language: Language = "zh") -> bytes:
    """One sheet; names are masked here too."""
    columns = tuple(Column(title) for title in _headings(language)[:-1])
    rows: list[list[Cell]] = [
        [
            str(index),
            mask_name(subsidy.name),
            subsidy.place,
            subsidy.scheme.text(language),
            subsidy.clause,
            subsidy.fund.text(language),
            subsidy.amount_yuan,
        ]
        for index, subsidy in enumerate(publication.subsidies, 1)
    ]
    totals: list[Cell] = [TOTAL.text(language), *[None] * 5, publication.total_yuan]
    notes = [f"{label}: {value}" for label, value in _objections(publication, language)]
    notes += [INVITATION.text(language), f"{publication.publisher} {publication.published_on}"]
    amount = Column(AMOUNT.text(language), "amount")
    title = f"{publication.publisher} {TITLE.text(language)}"
    return workbook([Sheet(SHEET.text(language), title, (*columns, amount), rows, totals, notes)])


def publication_list_view(publication: PublicationList, language: Language) -> dict[str, object]:
    """Everything a publication list shows, as text in one language; names masked."""
    return {
        "title": TITLE.text(language),
        "publisher": publication.publisher,
        "published_on": written_date(publication.published_on, language),
        "introduction": INTRODUCTION.text(language),
        "columns": _headings(language),
        "rows": [
            [
                str(index),
                mask_name(subsidy.name),
                subsidy.place,
                subsidy.scheme.text(language),
                subsidy.clause,
                subsidy.fund.text(language),
                written_amount(subsidy.amount_yuan),
            ]
            for index, subsidy in enumerate(publication.subsidies, 1)
        ],
        "no_rows": NO_SUBSIDIES.text(language),
        "total_label": TOTAL.text(language),
        "count": COUNT.text(language).format(count=len(publication.subsidies)),
        "total": written_amount(publication.total_yuan),
        "objections": [[label, value] for label, value in _objections(publication, language)],
        "invitation": INVITATION.text(language),
        "mark": "",
        "strip": "",
        "page": PAGE.text(language),
    }


def _headings(language: Language) -> list[str]:
    return [title.text(language) for title in (NUMBER, NAME, PLACE, SCHEME, CLAUSE, FUND, AMOUNT)]


def _objections(publication: PublicationList, language: Language) -> list[tuple[str, str]]:
    first = written_date(publication.objections_from, language)
    last = written_date(publication.objections_until, language)
    return [
        (PERIOD.text(language), FROM_UNTIL.text(language).format(first=first, last=last)),
        (OBJECTIONS.text(language), publication.objections_to.text(language)),
    ]
