"""The wage list holds what the ordinance asks for, the publication list what anyone may know."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest

from services.payroll.documents.model import DocumentError, GrossItem
from services.payroll.documents.publication_list import (
    publication_list_html,
    publication_list_pdf,
    publication_list_xlsx,
)
from services.payroll.documents.wage_list import wage_list_html, wage_list_pdf
from services.payroll.documents.wage_list_spreadsheet import wage_list_xlsx
from shared.texts import Text
from tests.unit.payroll.documents.examples import (
    IDENTITY_NUMBER,
    ITEMS,
    NAMES,
    PAY_DATE_IN_CELL,
    opened,
    pages_of,
    publication,
    subsidy,
    wage_list,
    wage_row,
)

HEADINGS = ["序号", "姓名", "身份证号", "联系方式", "天数", "计件工资", "满勤奖", "技能提升工资", "出勤激励"]
HEADINGS += ["补结与更正", "应发", "扣减", "实发", "支付凭证", "签字"]


def text_of(html: str) -> str:
    return "".join(re.sub("<[^>]+>", "", html.partition("<body>")[2]).split())


def test_a_wage_list_has_the_fields_of_the_ordinance_in_every_form() -> None:
    listed = wage_list(3)
    (page,) = pages_of(wage_list_pdf(listed).content)
    for text in (page, text_of(wage_list_html(listed))):
        assert "".join(HEADINGS) in text
        for expected in ("用工单位大坪村股份经济合作社", "2022年7月", "2022年8月10日", "田茂林", "龙永成"):
            assert expected in text
        row = "2田茂芝522***********084X138****234521.52,538.00—600.00——3,138.00—3,138.00202208100000000000012022-08-10"
        assert row in text
        assert "合计7,614.000.001,800.000.000.009,414.00200.009,214.00" in text
        assert "实发合计大写：玖仟贰佰壹拾肆元整" in text


def test_a_wage_list_in_english_has_amounts_in_figures_only() -> None:
    (page,) = pages_of(wage_list_pdf(wage_list(3), "en").content)
    for text in (page, text_of(wage_list_html(wage_list(3), "en"))):
        assert "NetProofofpaymentSignature" in text
        assert "9,214.00" in text
        assert "大写" not in text


def test_the_employers_own_copy_shows_numbers_in_clear_and_no_other_does() -> None:
    def everywhere(in_clear: bool) -> str:
        listed = wage_list(1, in_clear=in_clear)
        cells = [str(cell.value) for row in opened(wage_list_xlsx(listed)).worksheets[0] for cell in row]
        return wage_list_html(listed) + "".join(pages_of(wage_list_pdf(listed).content)) + "".join(cells)

    assert everywhere(True).count(IDENTITY_NUMBER) == 3
    assert everywhere(True).count("13885612345") == 3
    assert IDENTITY_NUMBER not in everywhere(False)
    assert "13885612345" not in everywhere(False)


def test_hours_are_a_column_only_where_somebody_is_paid_by_them() -> None:
    by_hours = wage_list(0, rows=(wage_row(1), wage_row(2, attendance_days=None, attendance_hours=Decimal("86.5"))))
    (page,) = pages_of(wage_list_pdf(by_hours).content)
    assert "天数工时计件工资" in page
    assert "86.5" in page
    assert opened(wage_list_xlsx(by_hours)).worksheets[0]["F4"].value == 86.5
    assert "工时" not in pages_of(wage_list_pdf(wage_list(2)).content)[0]


def test_a_long_wage_list_repeats_its_headings() -> None:
    pages = pages_of(wage_list_pdf(wage_list(70)).content)
    assert len(pages) > 2
    assert all("".join(HEADINGS) in page for page in pages)
    assert "合计" in pages[-1]
    assert not any("合计" in page for page in pages[:-1])


def test_a_wage_list_of_many_items_and_long_names_keeps_them_all() -> None:
    items = tuple(GrossItem(f"item-{index}", Text("", f"第{index}项工资", f"item {index}")) for index in range(10))
    row = wage_row(
        name="阿卜杜热西提·买买提艾力·伊斯拉木江",
        items_yuan={item.code: Decimal("12345.67") for item in items},
        gross_yuan=Decimal("123456.70"),
        deductions_yuan=Decimal("0.00"),
        net_yuan=Decimal("123456.70"),
    )
    (page,) = pages_of(wage_list_pdf(wage_list(0, items=items, rows=(row,))).content)
    assert page.count("12,345.67") == 20
    assert row.name in page


@pytest.mark.parametrize("rows", [0, 1])
def test_a_month_without_wages_says_so(rows: int) -> None:
    listed = wage_list(rows)
    assert ("本月无工资记录" in pages_of(wage_list_pdf(listed).content)[0]) is (rows == 0)
    assert ("本月无工资记录" in wage_list_html(listed)) is (rows == 0)
    assert opened(wage_list_xlsx(listed)).worksheets[0].cell(3 + rows, 1).value == "合计"


def test_rows_whose_sums_disagree_or_have_an_unknown_item_are_refused() -> None:
    with pytest.raises(DocumentError, match="W-000001"):
        wage_row(1, gross_yuan=Decimal("3138.01"), net_yuan=Decimal("3138.01"))
    with pytest.raises(DocumentError, match="W-000001"):
        wage_row(1, net_yuan=Decimal("3137.99"))
    with pytest.raises(DocumentError, match="skill_uplift, which is no column"):
        wage_list(1, items=ITEMS[:1])


def test_a_publication_list_masks_names_and_says_until_when_and_where_to_object() -> None:
    listed = publication(10)
    pages = pages_of(publication_list_pdf(listed).content)
    cells = [str(cell.value) for row in opened(publication_list_xlsx(listed)).worksheets[0] for cell in row]
    for text in ("".join(pages), text_of(publication_list_html(listed)), "".join("".join(cells).split())):
        for expected in ("杨**", "石*", "大坪乡大坪村", "外出务工交通补助", "第四条", "县就业补助资金"):
            assert expected in text
        for expected in ("2022年8月1日至2022年8月7日", "县人社局就业股，电话0854-3921234", "三都县人力资源"):
            assert expected in text
        assert not any(name in text for name in NAMES)
    assert "共10笔10,000.00" in pages[0]


def test_a_publication_list_in_english_and_an_empty_one() -> None:
    (page,) = pages_of(publication_list_pdf(publication(2), "en").content)
    assert "TravelsupportforworkawayfromhomeE" not in page
    assert "Objectionsfrom2022-08-01to2022-08-07" in page
    (empty,) = pages_of(publication_list_pdf(publication(0)).content)
    assert "本期无拟发补贴" in empty
    assert "本期无拟发补贴" in publication_list_html(publication(0))


def test_a_long_publication_list_repeats_its_headings() -> None:
    pages = pages_of(publication_list_pdf(publication(90)).content)
    assert len(pages) == 3
    assert all("序号姓名所在地补贴项目" in page for page in pages)


def test_objections_cannot_end_before_they_begin() -> None:
    publication(1, objections_until=date(2022, 8, 1))
    with pytest.raises(DocumentError, match="2022-07-31"):
        publication(1, objections_until=date(2022, 7, 31))
    with pytest.raises(DocumentError, match="finer"):
        replace(subsidy(), amount_yuan=Decimal("0.001"))


INJECTIONS = ["=1+1", '=HYPERLINK("http://x","y")', "+86138", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1", "'=1", "1E5"]


@pytest.mark.parametrize("name", INJECTIONS)
def test_text_in_a_workbook_is_never_a_formula_or_a_number(name: str) -> None:
    xlsx = wage_list_xlsx(wage_list(0, rows=(wage_row(1, name=name),), employer=name, workshop_name=name))
    with ZipFile(BytesIO(xlsx)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        assert "xl/worksheets/_rels/sheet1.xml.rels" not in parts.namelist()
    cell = opened(xlsx).worksheets[0]["B3"]
    assert (cell.data_type, cell.number_format) == ("s", "@")
    assert cell.value == name.replace("\t", " ").replace("\r", " ")


def test_a_workbook_holds_real_amounts_and_dates_and_numbers_of_people_as_text() -> None:
    sheet = opened(wage_list_xlsx(wage_list(1, rows=(wage_row(1),), in_clear=True))).worksheets[0]
    amount, identity_number, contact = sheet["F3"], sheet["C3"], sheet["D3"]
    assert (amount.value, amount.data_type, amount.number_format) == (2538, "n", "0.00")
    assert (identity_number.value, identity_number.data_type) == (IDENTITY_NUMBER, "s")
    assert (contact.value, contact.data_type) == ("13885612345", "s")
    assert (sheet["N3"].value, sheet["N3"].data_type) == ("20220810000000000001", "s")
    assert (sheet["O3"].value, sheet["O3"].number_format) == (PAY_DATE_IN_CELL, "yyyy-mm-dd")


def test_a_negative_amount_stays_a_negative_number() -> None:
    row = wage_row(
        1,
        items_yuan={"piecework": Decimal("10.10"), "adjustments": Decimal("-1234.55")},
        gross_yuan=Decimal("-1224.45"),
        net_yuan=Decimal("-1224.45"),
    )
    listed = wage_list(0, rows=(row,))
    sheet = opened(wage_list_xlsx(listed)).worksheets[0]
    assert [sheet[cell].value for cell in ("J3", "K3", "M3", "J4")] == [-1234.55, -1224.45, -1224.45, -1234.55]
    (page,) = pages_of(wage_list_pdf(listed).content)
    assert "-1,234.55" in page
    assert "负壹仟贰佰贰拾肆元肆角伍分" in page


def test_a_workbook_is_set_up_for_paper_and_for_scrolling() -> None:
    sheet = opened(wage_list_xlsx(wage_list(2))).worksheets[0]
    assert sheet.freeze_panes == "A3"
    assert sheet.print_title_rows == "$1:$2"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (fit := sheet.sheet_properties.pageSetUpPr) is not None
    assert fit.fitToPage
    assert sheet.column_dimensions["C"].width > 18


def test_a_row_of_a_workbook_is_high_enough_for_a_wrapped_name() -> None:
    sheet = opened(wage_list_xlsx(wage_list(0, rows=(wage_row(1), wage_row(2, name="长" * 80))))).worksheets[0]
    usual, wrapped = (sheet.row_dimensions[row].height or 0 for row in (3, 4))
    assert wrapped > 2 * usual > 0


def test_text_longer_than_a_cell_is_refused_not_lost() -> None:
    with pytest.raises(ValueError, match="not written"):
        wage_list_xlsx(wage_list(0, rows=(wage_row(1, name="长" * 32_768),)))
