"""Single values of a bank's return: read exactly as the template says, or refused with advice."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

from services.payroll.documents.bank_payment import LARGEST_AMOUNT_YUAN, LINE_CHARACTERS, REFERENCE_PATTERN
from services.payroll.documents.bank_template import AmountUnit, DateFormat, ReturnLayout
from services.payroll.documents.bank_workbook import CellRead
from shared.money import FEN

Outcome = Literal["settled", "returned"]

_STATUS_CHARACTERS_SHOWN: Final = 40
_DATES: Final[dict[DateFormat, re.Pattern[str]]] = {
    "yyyy-mm-dd": re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})"),
    "yyyymmdd": re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"),
    "yyyy/m/d": re.compile(r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})"),
}
_YUAN: Final = re.compile(r"[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]{1,20})(\.[0-9]{1,2}0*)?")
_WHOLE_FEN: Final = re.compile(r"[+-]?[0-9]{1,20}")


class ValueFaultError(ValueError):
    """A cell that says nothing usable; the message is advice."""


def cell_text(cell: CellRead) -> str:
    """A cell as text without blanks around it; a workbook's number as it is shown there."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float):
        # Spreadsheet programs keep fifteen digits; the digits after those are binary noise.
        return f"{cell:.15g}"
    return cell.isoformat(sep=" ") if isinstance(cell, datetime) else str(cell)


def read_reference(cell: CellRead) -> str:
    """Our reference. Raises ValueFaultError for anything that cannot be one."""
    text = cell_text(cell)
    if not REFERENCE_PATTERN.fullmatch(text):
        raise ValueFaultError("is empty; ask the bank" if not text else "is no reference of ours; compare the columns")
    return text


def read_outcome(cell: CellRead, layout: ReturnLayout) -> Outcome:
    """What the bank's word means. Raises ValueFaultError for a word the template does not know."""
    text = cell_text(cell)
    if text in layout.settled:
        return "settled"
    if text in layout.returned:
        return "returned"
    shown = text[:_STATUS_CHARACTERS_SHOWN]
    raise ValueFaultError(f"{shown!r} is neither settled nor returned by the template; add it there or ask the bank")


def read_reason(cell: CellRead) -> str:
    """The bank's words, without control characters, which a database may refuse; line ends stay."""
    return "".join(
        character
        for character in cell_text(cell)
        if character in LINE_CHARACTERS or unicodedata.category(character) != "Cc"
    )


def read_date(cell: CellRead, date_format: DateFormat | None) -> date | None:
    """A date; None for an empty cell. Raises ValueFaultError for one not written as the template says."""
    if isinstance(cell, datetime):
        return cell.date()
    text = cell_text(cell)
    if not text or date_format is None:
        return None
    parts = _DATES[date_format].fullmatch(text)
    try:
        if parts:
            return date(*map(int, parts.groups()))
    except ValueError:
        pass
    raise ValueFaultError(f"is no date written {date_format}; correct the cell or the template")


def read_amount(cell: CellRead, unit: AmountUnit | None) -> Decimal | None:
    """Yuan to the fen; None for an empty cell. Raises ValueFaultError for anything else than one amount."""
    text = cell_text(cell)
    if not text or unit is None:
        return None
    if not (_YUAN if unit == "yuan" else _WHOLE_FEN).fullmatch(text):
        raise ValueFaultError(f"is no amount in {unit}; correct the cell or the template")
    number = Decimal(text.replace(",", ""))
    amount_yuan = (number if unit == "yuan" else number * FEN).quantize(FEN)
    if abs(amount_yuan) > LARGEST_AMOUNT_YUAN:
        raise ValueFaultError(f"is more than {LARGEST_AMOUNT_YUAN} yuan; ask the bank")
    return amount_yuan
