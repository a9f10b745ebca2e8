"""How documents write amounts, months and dates in either language."""

from datetime import date
from decimal import Decimal
from typing import Final

from shared.months import Month
from shared.texts import Language, Text

YUAN: Final = Text("document.wording.yuan", "元", "yuan")
PAGE: Final = Text("document.wording.page", "第 {page} 页，共 {pages} 页", "page {page} of {pages}")
PREVIEW: Final = Text("document.wording.preview", "未关账预览", "PREVIEW")
"""What stands on every page and sheet that is no paper yet."""
PREVIEW_ONLY: Final = Text(
    "document.wording.preview_only",
    "未关账预览：按现有数据试算，不是工资支付凭证，不得签字、公示或据以发放。",
    "PREVIEW of a month that is not closed: computed from the facts of now. No paper to sign, publish or pay by.",
)
MISSING_CHARACTERS: Final = Text(
    "document.wording.missing_characters",
    "〓 代表字库缺字：{characters}。请手工补写并告知系统管理员。",
    "〓 stands for a character that the font lacks: {characters}. Write it in by hand and tell the administrator.",
)


def written_amount(amount_yuan: Decimal) -> str:
    """Yuan with two decimals and thousands apart: -1,234.50. Zero has no sign."""
    return f"{amount_yuan if amount_yuan else abs(amount_yuan):,.2f}"


def written_part(amount_yuan: Decimal) -> str:
    """An amount among others of its row, a dash for zero: what was paid stands out."""
    return written_amount(amount_yuan) if amount_yuan else "—"


def written_number(number: Decimal | None) -> str:
    """Days or hours without needless zeros; nothing for None."""
    if number is None:
        return ""
    whole = number == number.to_integral_value()
    return f"{number.quantize(Decimal(1)) if whole else number.normalize():f}"


def written_month(month: Month, language: Language) -> str:
    return f"{month.year}年{month.number}月" if language == "zh" else str(month)


def written_date(day: date | None, language: Language) -> str:
    """A date, or a dash where there is none yet."""
    if day is None:
        return "—"
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else day.isoformat()


def html_language(language: Language) -> str:
    """The language as HTML names it."""
    return "zh-CN" if language == "zh" else "en"
