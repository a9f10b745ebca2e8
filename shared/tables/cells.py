"""Single cells as people and spreadsheet programs write them, brought to the form events have.

What a spreadsheet program has destroyed is refused. Anything else that is not understood stays as it is: the event's
own fields say what they take.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Context, Decimal
from typing import Final, Literal

from stdnum import luhn

from shared.tables.faults import (
    DATE_FOR_A_MONTH,
    DAY_TWICE,
    DIGITS_CUT,
    FORMULA_WITHOUT_RESULT,
    MADE_A_NUMBER,
    NEITHER_YES_NOR_NO,
    NO_WHOLE_NUMBER,
    NUMBER_OF_A_DAY,
    NUMBER_TOO_LARGE,
    SHOWN,
    SHOWS_ERROR,
    CellFaultError,
)
from shared.tables.sheet import EXACT_DIGITS, FORMULA_WITHOUT_VALUE

CellKind = Literal[
    "text",
    "label",
    "name",
    "digits",
    "identity",
    "integer",
    "number",
    "amount",
    "rate",
    "day",
    "month",
    "datetime",
    "flag",
    "list",
    "days",
]
PERSONAL: Final = frozenset({"name", "digits", "identity"})
"""Kinds whose cells no message repeats."""

_SPREADSHEET_DAY_ZERO: Final = date(1899, 12, 30)
_SERIALS: Final = range(18_264, 73_051)
"""The numbers spreadsheet programs keep for the days from 1950 to 2099."""
_TRUE: Final = {"true", "yes", "1", "y", "是", "√"}
_FALSE: Final = {"false", "no", "0", "n", "否", ""}
_LARGEST_INTEGER_DIGITS: Final = 18

_SCIENTIFIC: Final = re.compile(r"[+-]?\d(\.\d+)?[eE][+-]?\d{1,3}")
_ERROR_VALUE: Final = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|#+)")
_AS_FORMULA: Final = re.compile(r'="(.*)"')
_BLANKS: Final = re.compile(r"\s+")
_BLANK_IN_NAME: Final = re.compile(
    r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff])\s+(?=[\u3400-\u9fff\U00020000-\U0003ffff])"
)
_GROUPED_DIGITS: Final = re.compile(r"[0-9][0-9 ]*[0-9]")
_WHOLE: Final = re.compile(r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d+))(?:\.0+)?")
_DECIMAL: Final = re.compile(r"¥?([+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,20})(?:\.\d{1,20})?)元?")
_DAY: Final = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日)(?:[T ]?0?0:00(?::00(?:\.0+)?)?)?"
)
_MONTH: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:月份?)?")
_MONTH_AS_DATE: Final = re.compile(r"([A-Za-z]{3}|\d{1,2}月)-\d{2}|\d{2}-[A-Za-z]{3}")
_MOMENT: Final = re.compile(r"(.+?\d日?)[T ]+(\d{1,2}):(\d{2})(.*)")
_SERIAL: Final = re.compile(r"\d{5}(\.\d+)?")


def read_cell(kind: CellKind, cell: str, words: Mapping[str, str] | None = None) -> object:
    """A cell that is not empty as the event's data has it; `words` are those that stand for others.

    Raises CellFaultError for what a spreadsheet program destroyed, and where only this kind can say what is wrong.
    """
    text = tidy(kind, cell)
    refuse_destroyed(kind, text)
    if words and (word := words.get(text)):
        return word
    match kind:
        case "integer":
            return read_integer(text)
        case "flag":
            return read_flag(text)
        case "list":
            return read_list(text)
        case "days":
            return _read_days(text)
        case "day":
            return read_day(text) or text
        case "month":
            return _read_month(text)
        case "datetime":
            return _read_moment(text)
        case "amount" | "rate" | "number":
            return _read_decimal(kind, text)
        case "digits" | "identity" | "text":
            return _ungrouped(kind, text)
        case "label" | "name":
            return text


def tidy(kind: CellKind, cell: str) -> str:
    """A cell without what stands around its content, in plain digits and letters unless it is text for people."""
    text = cell.strip()
    if kind == "label":
        return text
    if kind == "name":
        # Names of two characters are often spread to the width of three.
        return _BLANK_IN_NAME.sub("", _BLANKS.sub(" ", text))
    text = _BLANKS.sub(" ", unicodedata.normalize("NFKC", text)).strip()
    if as_formula := _AS_FORMULA.fullmatch(text):
        text = as_formula[1].strip()
    if kind in ("digits", "identity"):
        text = text.removeprefix("'")
    return text.upper() if kind == "identity" else text


def refuse_destroyed(kind: CellKind, text: str) -> None:
    """Raise CellFaultError for what a spreadsheet program left of a content that is gone."""
    shown = "" if kind in PERSONAL else SHOWN.of(text=repr(text))
    if text == FORMULA_WITHOUT_VALUE:
        raise CellFaultError(FORMULA_WITHOUT_RESULT)
    if _ERROR_VALUE.fullmatch(text):
        raise CellFaultError(SHOWS_ERROR.of(shown=shown))
    if _SCIENTIFIC.fullmatch(text):
        raise CellFaultError(MADE_A_NUMBER.of(shown=shown))
    if kind in ("text", "digits", "identity") and _is_cut(text):
        raise CellFaultError(DIGITS_CUT.of(shown=shown, exact=EXACT_DIGITS))


def _is_cut(text: str) -> bool:
    if not (text.isascii() and text.isdigit() and len(text) > EXACT_DIGITS) or text[EXACT_DIGITS:].strip("0"):
        return False
    # One zero stands at the end of every tenth card: there the check digit decides.
    return len(text) > EXACT_DIGITS + 1 or not luhn.is_valid(text)


def _ungrouped(kind: CellKind, text: str) -> str:
    if kind == "text":
        return text.replace(" ", "") if _GROUPED_DIGITS.fullmatch(text) else text
    return text.replace(" ", "").replace("-", "")


def read_integer(text: str) -> int:
    """A whole number, with or without separators of thousands. Raises CellFaultError."""
    found = _WHOLE.fullmatch(text.replace(" ", ""))
    if not found:
        raise CellFaultError(NO_WHOLE_NUMBER.of(text=repr(text)))
    if len(found[1]) > _LARGEST_INTEGER_DIGITS:
        raise CellFaultError(NUMBER_TOO_LARGE.of(count=len(found[1])))
    return int(found[1].replace(",", ""))


def read_flag(text: str) -> bool:
    """Yes or no. Raises CellFaultError."""
    lowered = text.strip().lower()
    if lowered in _TRUE:
        return True
    if lowered in _FALSE:
        return False
    raise CellFaultError(NEITHER_YES_NOR_NO.of(text=repr(text)))


def read_list(text: str) -> list[str]:
    """The parts of a list that are not empty; they are separated by semicolons."""
    return [part.strip() for part in text.split(";") if part.strip()]


def read_day(text: str) -> str | None:
    """An ISO date out of 2022-7-1, 2022/7/1, 2022.7.1 or 2022年7月1日; None for anything else.

    Raises CellFaultError for the number a spreadsheet program keeps for a day.
    """
    if found := _DAY.fullmatch(text.replace(" ", "") if "年" in text else text):
        month, day = found[3] or found[5], found[4] or found[6]
        return f"{found[1]}-{int(month):02d}-{int(day):02d}"
    if _SERIAL.fullmatch(text) and int(text[:5]) in _SERIALS:
        meant = _SPREADSHEET_DAY_ZERO + timedelta(days=int(text[:5]))
        raise CellFaultError(NUMBER_OF_A_DAY.of(text=repr(text), day=meant))
    return None


def _read_month(text: str) -> str:
    day = read_day(text)
    if day and day.endswith("-01"):
        return day[:7]
    if found := _MONTH.fullmatch(text.replace(" ", "")):
        return f"{found[1]}-{int(found[2]):02d}"
    if day or _MONTH_AS_DATE.fullmatch(text):
        raise CellFaultError(DATE_FOR_A_MONTH.of(text=repr(text)))
    return text


def _read_moment(text: str) -> str:
    found = _MOMENT.fullmatch(text)
    day = read_day(found[1] if found else text)
    if day is None:
        return text
    return f"{day}T{int(found[2]):02d}:{found[3]}{found[4].strip()}" if found else f"{day}T00:00:00"


def _read_days(text: str) -> dict[str, str]:
    days: dict[str, str] = {}
    for part in read_list(text):
        written, _, weight = part.partition("=")
        day = read_day(written.strip()) or written.strip()
        if day in days:
            raise CellFaultError(DAY_TWICE.of(day=day))
        days[day] = weight.strip() or "1"
    return days


def _read_decimal(kind: CellKind, text: str) -> str:
    """Amounts with two decimals, rates with at least two, other numbers with none to spare."""
    found = _DECIMAL.fullmatch(text.replace(" ", ""))
    if not found:
        return text
    number = Decimal(without_noise(found[1].replace(",", ""))).normalize()
    decimals = max(-int(number.as_tuple().exponent), 0)
    least = 0 if kind == "number" else 2
    return f"{number:.{max(decimals, least)}f}"


def without_noise(number: str) -> str:
    """A decimal number without the binary noise behind the digits that a spreadsheet program keeps."""
    if "." in number and sum(map(str.isdigit, number.lstrip("+-0.").replace(".", ""))) > EXACT_DIGITS:
        return f"{Context(prec=EXACT_DIGITS).create_decimal(number):f}"
    return number
