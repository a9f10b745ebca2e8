"""Single cells of a bank file: amounts and dates as the template writes them, text no spreadsheet runs as a formula."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

from services.payroll.bank.faults import NO_SUCH_CHARACTER, TOO_WIDE, CellError
from services.payroll.bank.template import AmountUnit, Column, DateFormat, Encoding
from shared.money import format_amount

_FORMULA_STARTS: Final = "=+\\-@\t\r＝＋－＠﹦﹢﹣﹫"
# Programs skip blanks before a formula and may read each line of a cell by itself.
_RUNNABLE: Final = rf"(?=(?:'|[^\S\r\n\t])*[{_FORMULA_STARTS}])"
_RUNNABLE_LINE: Final = re.compile(rf"(?:^|(?<=[\r\n])){_RUNNABLE}")
_GUARDED_LINE: Final = re.compile(rf"(?:^|(?<=[\r\n]))'{_RUNNABLE}")


def is_runnable(text: str) -> bool:
    """Whether a spreadsheet program might take the text for a formula."""
    return _RUNNABLE_LINE.search(text) is not None


def guard(text: str) -> str:
    """Put an apostrophe before everything a program might run. Text that begins so already gets one more, so
    that unguard restores every text exactly."""
    return _RUNNABLE_LINE.sub("'", text)


def unguard(text: str) -> str:
    """Take away the apostrophes that guard has put."""
    return _GUARDED_LINE.sub("", text)


def amount_text(amount_yuan: Decimal, unit: AmountUnit) -> str:
    """An amount with two decimals in yuan, or as whole fen. Raises ValueError if it is finer than one fen."""
    written = format_amount(amount_yuan)
    return written if unit == "yuan" else f"{Decimal(written).scaleb(2):f}"


def date_text(day: date, date_format: DateFormat) -> str:
    """A date as the template writes it; only the slashed form is without leading zeros."""
    if date_format == "yyyy/m/d":
        return f"{day.year}/{day.month}/{day.day}"
    written = day.isoformat()
    return written if date_format == "yyyy-mm-dd" else written.replace("-", "")


def encode(text: str, encoding: Encoding) -> bytes:
    """The bytes of a text without a byte order mark. Raises CellError naming the character that has none."""
    try:
        return text.encode(encoding.removesuffix("-sig"))
    except UnicodeEncodeError as error:
        code = f"U+{ord(text[error.start]):04X}"
        raise CellError(NO_SUCH_CHARACTER.of(character=code, encoding=encoding)) from None


def fixed_cell(text: str, column: Column, encoding: Encoding) -> bytes:
    """A text filled up to the width of its column in bytes, never cut.

    Raises CellError where it is too long or a character does not exist in the encoding. A minus stays in
    front of the zeros a number is filled with.
    """
    content, width = encode(text, encoding), column.width or 0
    if len(content) > width:
        raise CellError(TOO_WIDE.of(bytes=len(content), encoding=encoding, width=width))
    numeric = column.is_amount or column.field in ("count", "sequence")
    pad = (column.pad or " ").encode("ascii")
    if numeric and pad == b"0":
        return content.zfill(width)
    right = column.align == "right" or (column.align is None and numeric)
    return content.rjust(width, pad) if right else content.ljust(width, pad)
