"""Payslips say what was earned, how and on what clause, in Chinese and English, as HTML, PDF and XLSX."""

import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from services.payroll.documents.model import Deduction, DocumentError, MonthState
from services.payroll.documents.payslip import payslips_html, payslips_pdf
from services.payroll.documents.payslip_spreadsheet import payslips_xlsx
from shared.texts import Language, Text
from tests.unit.payroll.documents.examples import (
    ACCOUNT,
    CORRECTION,
    IDENTITY_NUMBER,
    PAY_DATE_IN_CELL,
    PIECEWORK,
    empty_payslip,
    long_payslip,
    opened,
    pages_of,
    payslip,
)

SHOWN_ON_PAPER = {
    "zh": [
        "工资单",
        "杨秀英",
        "W-000123",
        "大坪服装工坊",
        "大坪村股份经济合作社",
        "已结账，待发放",
        "2022年7月",
        "平缝1,180件×2.15元",
        "依据：铜仁市“乡村工坊”方案·计件办法",
        "云岭服装有限公司",
        "2,537.00",
        "500.00",
        "补结与更正",
        "2022年6月",
        "2,980.00",
        "3,102.50",
        "122.50",
        "6月28日验收补报合格57件",
        "3,759.50元",
        "追回以前多发",
        "-200.00元",
        "¥3,559.50",
        "叁仟伍佰伍拾玖元伍角",
        "315.00元未追回",
    ],
    "en": [
        "Payslip",
        "杨秀英",
        "Closed,tobepaid",
        "2022-07",
        "2022-08-10",
        "flatseam:1,180pieces×2.15yuan",
        "Earlieroverpaymentrecovered",
        "-200.00yuan",
        "Netpay",
        "¥3,559.50",
        "315.00yuanofearlieroverpayments",
    ],
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_payslip_shows_everything_that_led_to_the_net_amount(language: Language) -> None:
    (page,) = pages_of(payslips_pdf([payslip()], language).content)
    html = "".join(re.sub("<[^>]+>", "", payslips_html([payslip()], language)).split())
    for expected in SHOWN_ON_PAPER[language]:
        assert expected in page
        assert expected in html


def test_an_english_payslip_has_no_chinese_of_ours_and_no_words_for_the_amount() -> None:
    plain = Text("", "测试", "test")
    line = replace(PIECEWORK, title=plain, formula=plain, payer="company", clause="scheme", source="clause 2")
    slip = payslip(name="Yang", workshop_name="Daping", employer="Village", lines=(line,), adjustments=())
    assert not re.search("[\u4e00-\u9fff]", "".join(pages_of(payslips_pdf([slip], "en").content)))
    body = payslips_html([slip], "en").partition("<body>")[2]
    assert not re.search("[\u4e00-\u9fff]", body)


def test_identity_and_account_numbers_are_masked_wherever_a_payslip_goes() -> None:
    everything = payslips_html([payslip()]) + "".join(pages_of(payslips_pdf([payslip()]).content))
    with ZipFile(BytesIO(payslips_xlsx([payslip()]))) as parts:
        everything += "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    assert IDENTITY_NUMBER not in everything
    assert ACCOUNT not in everything
    assert everything.count("522***********084X") == 3
    assert everything.count("***************4567") == 3


def test_a_long_payslip_repeats_its_headings_and_counts_its_own_pages() -> None:
    pages = pages_of(payslips_pdf([payslip(), long_payslip(40), empty_payslip()]).content)
    long = pages[1:-1]
    assert len(long) > 2
    for number, page in enumerate(long, 1):
        assert "项目计算承担方金额（元）" in page
        assert f"杨秀英·W-000123·2022年7月第{number}页，共{len(long)}页" in page
    assert [f"计件工资{index:02d}" in "".join(long) for index in range(1, 41)] == [True] * 40
    assert "第1页，共1页" in pages[0]
    assert "第1页，共1页" in pages[-1]
    assert "实发" in long[-1]


def test_each_payslip_of_a_file_begins_on_its_own_sheet() -> None:
    slips = [payslip(worker=f"W-{index}") for index in range(3)]
    assert [f"W-{index}" in page for index, page in enumerate(pages_of(payslips_pdf(slips).content))] == [True] * 3
    html = payslips_html(slips)
    assert html.count('<section class="document">') == 3
    assert ".document + .document { break-before: page; }" in html


def test_a_month_without_pay_says_so() -> None:
    (page,) = pages_of(payslips_pdf([empty_payslip()]).content)
    for text in (page, payslips_html([empty_payslip()])):
        assert "本月无工资项目" in text
        assert "零元整" in text
        assert "补结与更正" not in text


@pytest.mark.parametrize(("state", "draft"), [("open", True), ("in_review", True), ("closed", False), ("paid", False)])
def test_a_month_not_closed_is_marked_as_a_draft(state: MonthState, draft: bool) -> None:
    (page,) = pages_of(payslips_pdf([payslip(state=state)]).content)
    for text in (page, payslips_html([payslip(state=state)])):
        assert [text.count("草稿"), text.count("已结账"), text.count("已发放")] == (
            [2, 0, 0] if draft else [0, int(state == "closed"), int(state == "paid")]
        )


def test_negative_amounts_and_other_deductions_are_printed_with_their_sign() -> None:
    worse = replace(CORRECTION, after_yuan=Decimal("1745.50"), amount_yuan=Decimal("-1234.50"))
    rent = Deduction(Text("", "代扣水电", "Utilities"), Decimal("59.50"))
    slip = payslip(adjustments=(worse,), other_deductions=(rent,), net_yuan=Decimal("3500.00"))
    (page,) = pages_of(payslips_pdf([slip]).content)
    assert "-1,234.50" in page
    assert "代扣水电-59.50元" in page
    assert opened(payslips_xlsx([slip]))["补结与更正"]["G3"].value == -1234.5


def test_markup_in_a_value_stays_text() -> None:
    attack = '<script>alert(1)</script>"onmouseover="x'
    html = payslips_html([payslip(name=attack)])
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;onmouseover=&#34;x" in html
    commands = '#pagebreak() *x* $1$ @y <end-0> \\u{41} "q" {{ 7*7 }} #sys.inputs'
    (page,) = pages_of(payslips_pdf([payslip(name=commands)]).content)
    assert "".join(commands.split()) in page
    assert "{{ 7*7 }}" in payslips_html([payslip(name="{{ 7*7 }}")])


def test_nothing_is_fetched_from_outside() -> None:
    html = payslips_html([payslip()])
    assert not re.search(r"(\bsrc=|href=|url\(|@import|https?:|<link|<img)", html)
    assert "default-src 'none'" in html


def test_every_font_is_inside_the_pdf() -> None:
    (page,) = PdfReader(BytesIO(payslips_pdf([payslip()]).content)).pages
    fonts = page["/Resources"]["/Font"]  # type: ignore[index]
    assert {re.sub(r"^/[A-Z]{6}\+", "", fonts[name]["/BaseFont"]).split("-")[0] for name in fonts} == {
        "NotoSansSC",
        "NotoSerifSC",
    }
    for name in fonts:
        (descendant,) = fonts[name]["/DescendantFonts"]
        assert "/FontFile3" in descendant.get_object()["/FontDescriptor"]


def test_long_names_are_kept_whole_and_push_the_sums_to_the_next_page() -> None:
    long = "阿卜杜热西提·" * 8
    pages = pages_of(payslips_pdf([payslip(name=long, workshop_name=long, employer=long)]).content)
    assert len(pages) == 2
    assert pages[0].count(long) == 4
    assert "实发" in pages[1]


def test_the_same_values_give_the_same_pdf() -> None:
    first, second = (payslips_pdf([payslip()]).content for _ in range(2))
    assert first == second
    assert (information := PdfReader(BytesIO(first)).metadata) is not None
    assert information.creation_date is None


def test_a_workbook_has_a_row_a_worker_and_one_a_line_and_one_a_correction() -> None:
    book = opened(payslips_xlsx([payslip(), empty_payslip()]))
    summary, lines, corrections = book.worksheets
    assert summary.title == "工资单"
    assert [cell.value for cell in summary[3]] == [
        *("2022-07", "W-000123", "杨秀英", "522***********084X", "大坪服装工坊 WS-03", "大坪村股份经济合作社"),
        *(22, 3759.5, 200, 3559.5, 315, PAY_DATE_IN_CELL, "***************4567", "已结账，待发放"),
    ]
    assert [cell.value for cell in summary[5]][7:11] == [3759.5, 200, 3559.5, 315]
    assert [row[3].value for row in lines.iter_rows(min_row=3)] == ["计件工资", "满勤奖", "技能提升工资"]
    assert [cell.value for cell in corrections[3]][3:] == [
        "2022-06",
        2980,
        3102.5,
        122.5,
        "6 月 28 日验收补报合格 57 件",
    ]
    assert [sheet.title for sheet in opened(payslips_xlsx([], "en")).worksheets] == [
        "Payslips",
        "Lines",
        "Settled late or corrected",
    ]


def test_a_payslip_whose_sums_disagree_is_not_made() -> None:
    with pytest.raises(DocumentError, match=r"W-000123 gives 3559.51 yuan where its parts make 3559.50"):
        payslip(net_yuan=Decimal("3559.51"))
    with pytest.raises(DocumentError, match="2022-06"):
        replace(CORRECTION, amount_yuan=Decimal("122.51"))
    with pytest.raises(DocumentError, match="finer than one fen"):
        payslip(debt_carried_yuan=Decimal("0.001"))
