"""What is printed of a month that is not closed says so on every page and sheet, and a paper never does."""

import re
from datetime import date
from typing import Any

import pytest

from services.payroll.documents.build_wage_list_preview import AGE, HELD
from services.payroll.documents.payslip import payslips_html, payslips_pdf
from services.payroll.documents.payslip_spreadsheet import payslips_xlsx
from services.payroll.documents.wage_list import wage_list_html, wage_list_pdf
from services.payroll.documents.wage_list_preview import (
    Remark,
    WageListPreview,
    wage_list_preview_html,
    wage_list_preview_pdf,
    wage_list_preview_xlsx,
)
from services.payroll.documents.wage_list_spreadsheet import wage_list_xlsx
from shared.texts import Text
from tests.unit.payroll.documents.examples import IDENTITY_NUMBER, opened, pages_of, payslip, wage_list

MARK, WARNING = "未关账预览", "不是工资支付凭证"


def preview(rows: int = 3, **changes: Any) -> WageListPreview:
    """A month of some people, the first held and doubted."""
    remarks = (
        Remark("W-9", "石老满", HELD, Text("", "尚未登记", "not registered")),
        Remark(
            "W-00001", "杨秀英", AGE, Text("", "2022-07 不满十六周岁，须决定", "2022-07: under sixteen, to be decided")
        ),
    )
    values: dict[str, Any] = {
        "wages": wage_list(rows, in_clear=False),
        "state": "open",
        "as_of": date(2022, 8, 2),
        "remarks": remarks,
    }
    return WageListPreview(**values | changes)


def marked_sheets(content: bytes) -> list[bool]:
    """Whether each sheet says by its name, its title and the head of its pages that it is a preview."""
    book: Any = opened(content)
    return [
        sheet.title.startswith(MARK)
        and str(sheet.cell(1, 1).value).startswith(MARK)
        and MARK in str(sheet.oddHeader.center.text)
        for sheet in book.worksheets
    ]


@pytest.mark.parametrize("state", ["open", "in_review"])
def test_a_payslip_of_a_month_that_is_not_closed_says_so_on_every_page_and_sheet(state: Any) -> None:
    slip = payslip(state=state)
    pages = pages_of(payslips_pdf([slip]).content)
    assert all(WARNING in page for page in pages)
    html = payslips_html([slip])
    assert re.search(rf'class="mark"[^>]*><span>{MARK}', html)
    assert WARNING in html
    assert html.count('class="again"') == 2, "each table repeats on every page that it is none"
    assert marked_sheets(payslips_xlsx([slip])) == [True, True, True]
    assert "PREVIEW of a month that is not closed" in payslips_html([slip], "en")


@pytest.mark.parametrize("state", ["closed", "paid"])
def test_a_payslip_of_a_closed_month_is_no_preview(state: Any) -> None:
    slip = payslip(state=state)
    assert not any("预览" in page for page in pages_of(payslips_pdf([slip]).content))
    assert "预览" not in payslips_html([slip])
    assert marked_sheets(payslips_xlsx([slip])) == [False, False, False]


def test_a_wage_list_is_no_preview() -> None:
    assert not any("预览" in page for page in pages_of(wage_list_pdf(wage_list(2)).content))
    assert "预览" not in wage_list_html(wage_list(2))
    assert marked_sheets(wage_list_xlsx(wage_list(2))) == [False]


@pytest.mark.parametrize("rows", [0, 3, 70])
def test_a_preview_of_a_wage_list_says_so_on_every_page_and_sheet(rows: int) -> None:
    shown = preview(rows)
    pages = pages_of(wage_list_preview_pdf(shown).content)
    assert all(WARNING in page and f"{MARK}·" in page for page in pages)
    html = wage_list_preview_html(shown)
    assert re.search(rf'class="mark"[^>]*><span>{MARK}', html)
    assert html.count('class="again"') == 2, "each table repeats on every page that it is none"
    assert marked_sheets(wage_list_preview_xlsx(shown)) == [True, True]


def test_a_preview_has_nowhere_to_sign_no_numbers_in_clear_and_is_titled_otherwise() -> None:
    shown = preview()
    printed = "".join(pages_of(wage_list_preview_pdf(shown).content))
    cells = [str(cell) for sheet in opened(wage_list_preview_xlsx(shown)) for row in sheet.values for cell in row]
    for text in (printed, wage_list_preview_html(shown), "\n".join(cells)):
        for of_the_paper in ("工资支付表", "签字", "制表", "审核", "支付凭证\n", "大写", IDENTITY_NUMBER):
            assert of_the_paper not in text.replace("不得签字", "").replace("审核中", ""), of_the_paper


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_preview_shows_what_to_look_at_beside_each_person_and_in_full_below(language: Any) -> None:
    shown = preview()
    pages = "".join(pages_of(wage_list_preview_pdf(shown, language).content))
    sheets = opened(wage_list_preview_xlsx(shown, language)).worksheets
    looks = [list(row) for row in sheets[1].iter_rows(min_row=3, values_only=True)]
    for remark in shown.remarks:
        detail = remark.detail.text(language)
        assert detail.replace(" ", "") in pages
        assert detail in wage_list_preview_html(shown, language)
        assert [remark.worker, remark.name, remark.kind.text(language), detail] in looks


def test_a_preview_with_nothing_to_look_at_says_so() -> None:
    shown = preview(remarks=())
    assert "没有须核对的事项" in wage_list_preview_html(shown)
    assert "没有须核对的事项" in "".join(pages_of(wage_list_preview_pdf(shown).content))
