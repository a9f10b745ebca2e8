"""Documents as a county would print them, and the same with what may go wrong in them."""

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook, load_workbook
from pypdf import PdfReader

from services.payroll.documents.model import (
    GrossItem,
    PaymentProof,
    Payslip,
    PayslipAdjustment,
    PayslipLine,
    PublicationList,
    Subsidy,
    WageList,
    WageRow,
)
from shared.months import Month
from shared.texts import Text

IDENTITY_NUMBER = "52222619820315084X"
ACCOUNT = "6217002940001234567"
JULY = Month(2022, 7)
PAY_DATE_IN_CELL = datetime.combine(date(2022, 8, 10), time())
"""How a workbook gives a date back."""

PIECEWORK = PayslipLine(
    "piecework",
    Text("", "计件工资", "Piecework"),
    Text("", "平缝 1,180 件 × 2.15 元", "flat seam: 1,180 pieces × 2.15 yuan"),
    Decimal("2537.00"),
    "云岭服装有限公司",
    "铜仁市“乡村工坊”方案",
    "计件办法",
)
FULL_ATTENDANCE = PayslipLine(
    "full_attendance_award",
    Text("", "满勤奖", "Full attendance award"),
    Text("", "应出勤 22 天，实际 22 天，奖 500 元", "22 of 22 rostered days attended: 500 yuan"),
    Decimal("500.00"),
    "大坪村集体",
    "铜仁市“乡村工坊”方案",
    "满勤奖励",
)
SKILL = PayslipLine(
    "skill_uplift",
    Text("", "技能提升工资", "Skill uplift"),
    Text(
        "", "缝纫工 初级，2022-05-18 取得，次月起每月 600 元", "sewing, elementary, certified on 2022-05-18: 600 yuan"
    ),
    Decimal("600.00"),
    "大坪村集体",
    "铜仁市“乡村工坊”方案",
    "技能提升",
)
CORRECTION = PayslipAdjustment(
    Month(2022, 6),
    Decimal("2980.00"),
    Decimal("3102.50"),
    Decimal("122.50"),
    (Text("", "6 月 28 日验收补报合格 57 件", "57 accepted pieces of 28 June were reported late"),),
)


def payslip(**changes: object) -> Payslip:
    """A closed month of three lines, one correction and a debt partly recovered: 3759.50 − 200.00 = 3559.50."""
    usual = Payslip(
        worker="W-000123",
        name="杨秀英",
        identity_number=IDENTITY_NUMBER,
        workshop="WS-03",
        workshop_name="大坪服装工坊",
        employer="大坪村股份经济合作社",
        month=JULY,
        state="closed",
        attendance_days=Decimal("22"),
        pay_date=date(2022, 8, 10),
        account=ACCOUNT,
        lines=(PIECEWORK, FULL_ATTENDANCE, SKILL),
        adjustments=(CORRECTION,),
        gross_yuan=Decimal("3759.50"),
        recovered_yuan=Decimal("200.00"),
        net_yuan=Decimal("3559.50"),
        debt_carried_yuan=Decimal("315.00"),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def long_payslip(count: int = 40) -> Payslip:
    """A month of many kinds of pieces, which takes several pages."""
    lines = tuple(
        replace(PIECEWORK, title=Text("", f"计件工资 {index:02d}", f"Piecework {index:02d}"))
        for index in range(1, count + 1)
    )
    gross = PIECEWORK.amount_yuan * count
    return payslip(lines=lines, adjustments=(), gross_yuan=gross, net_yuan=gross - 200)


def empty_payslip() -> Payslip:
    nothing = Decimal("0.00")
    return payslip(
        lines=(),
        adjustments=(),
        gross_yuan=nothing,
        recovered_yuan=nothing,
        net_yuan=nothing,
        debt_carried_yuan=nothing,
    )


ITEMS = (
    GrossItem("piecework", Text("", "计件工资", "Piecework")),
    GrossItem("full_attendance_award", Text("", "满勤奖", "Full attendance")),
    GrossItem("skill_uplift", Text("", "技能提升工资", "Skill uplift")),
    GrossItem("attendance_incentive", Text("", "出勤激励", "Attendance incentive")),
    GrossItem("adjustments", Text("", "补结与更正", "Corrections")),
)
NAMES = ("杨秀英", "田茂芝", "欧阳春燕", "龙再芬", "麻金花", "买买提·艾力江", "石玉", "冉景琼", "吴贵仙", "䶮小燕")


def wage_row(index: int = 0, **changes: object) -> WageRow:
    usual = WageRow(
        worker=f"W-{index:06d}",
        name=NAMES[index % len(NAMES)],
        identity_number=IDENTITY_NUMBER,
        contact="13885612345",
        attendance_days=Decimal("21.5"),
        attendance_hours=None,
        items_yuan={"piecework": Decimal("2537.00") + index, "skill_uplift": Decimal("600.00")},
        gross_yuan=Decimal("3137.00") + index,
        deductions_yuan=Decimal("200.00") if index % 4 == 0 else Decimal("0.00"),
        net_yuan=Decimal("3137.00") + index - (200 if index % 4 == 0 else 0),
        proof=PaymentProof(f"20220810{index:012d}", date(2022, 8, 10)) if index % 5 else None,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def wage_list(count: int = 10, **changes: object) -> WageList:
    usual = WageList(
        employer="大坪村股份经济合作社",
        workshop="WS-03",
        workshop_name="大坪服装工坊",
        month=JULY,
        pay_date=date(2022, 8, 10),
        items=ITEMS,
        rows=tuple(wage_row(index) for index in range(count)),
        prepared_by="田茂林",
        checked_by="龙永成",
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def subsidy(index: int = 0, **changes: object) -> Subsidy:
    usual = Subsidy(
        name=NAMES[index % len(NAMES)],
        place="大坪乡大坪村",
        scheme=Text("", "外出务工交通补助", "Travel support for work away from home"),
        clause="三都县就业扶持办法 第四条",
        fund=Text("", "县就业补助资金", "County employment fund"),
        amount_yuan=Decimal("1000.00"),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def publication(count: int = 12, **changes: object) -> PublicationList:
    usual = PublicationList(
        publisher="三都县人力资源和社会保障局",
        published_on=date(2022, 8, 1),
        subsidies=tuple(subsidy(index) for index in range(count)),
        objections_from=date(2022, 8, 1),
        objections_until=date(2022, 8, 7),
        objections_to=Text("", "县人社局就业股，电话 0854-3921234", "County employment office, telephone 0854-3921234"),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, without the blanks and line breaks that layout puts in."""
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def opened(xlsx: bytes) -> Workbook:
    return load_workbook(BytesIO(xlsx))
