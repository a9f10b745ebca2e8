"""Single values of a bank's return: read exactly as the template says, or refused with advice."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from services.payroll.bank.faults import (
    AMOUNT_TOO_LARGE,
    CELL_EMPTY,
    NO_AMOUNT_IN,
    NO_DATE,
    NO_REFERENCE,
    UNKNOWN_STATUS,
    ValueFaultError,
)
from services.payroll.bank.payment import LARGEST_AMOUNT_YUAN, LINE_CHARACTERS, REFERENCE_PATTERN
from services.payroll.bank.template import AmountUnit, DateFormat, ReturnLayout
from shared.money import FEN
from shared.tables import CellFaultError
from shared.tables.cells import read_day, tidy, without_noise

Outcome = Literal["settled", "returned"]

_STATUS_CHARACTERS_SHOWN: Final = 40
_COMPACT_DAY: Final = re.compile(r"^([0-9]{4})([0-9]{2})([0-9]{2})$")
_TIME_OF_DAY: Final = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_YUAN: Final = re.compile(r"[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]{1,20})(\.[0-9]{1,2}0*)?")
_AROUND_AMOUNT: Final = re.compile(r"^¥|元$|\s")
_WHOLE_FEN: Final = re.compile(r"[+-]?[0-9]{1,20}")


def read_reference(cell: str) -> str:
    """Our reference. Raises ValueFaultError for anything that cannot be one."""
    text = tidy("text", cell)
    if not REFERENCE_PATTERN.fullmatch(text):
        raise ValueFaultError(NO_REFERENCE if text else CELL_EMPTY)
    return text


def read_outcome(cell: str, layout: ReturnLayout) -> Outcome:
    """What the bank's word means. Raises ValueFaultError for a word the template does not know."""
    text = cell.strip()
    if text in layout.settled:
        return "settled"
    if text in layout.returned:
        return "returned"
    shown = text[:_STATUS_CHARACTERS_SHOWN]
    raise ValueFaultError(UNKNOWN_STATUS.of(text=repr(shown)))


def read_reason(cell: str) -> str:
    """The bank's words, without control characters, which a database may refuse; line ends stay."""
    return "".join(
        character
        for character in cell.strip()
        if character in LINE_CHARACTERS or unicodedata.category(character) != "Cc"
    )


def read_date(cell: str, date_format: DateFormat | None) -> date | None:
    """A date; None for an empty cell. Written in any way with a year of four digits in front; without signs between
    only where the template says so. Raises ValueFaultError for anything else.
    """
    text = _TIME_OF_DAY.sub("", tidy("day", cell))
    if not text or date_format is None:
        return None
    if date_format == "yyyymmdd":
        text = _COMPACT_DAY.sub(r"\1-\2-\3", text)
    try:
        return date.fromisoformat(read_day(text) or "")
    except CellFaultError as fault:
        raise ValueFaultError(fault.text) from fault
    except ValueError as error:
        raise ValueFaultError(NO_DATE.of(form=date_format)) from error


def read_amount(cell: str, unit: AmountUnit | None) -> Decimal | None:
    """Yuan to the fen; None for an empty cell. Raises ValueFaultError for anything else than one amount."""
    text = _AROUND_AMOUNT.sub("", tidy("amount", cell))
    if not text or unit is None:
        return None
    text = without_noise(text)
    if not (_YUAN if unit == "yuan" else _WHOLE_FEN).fullmatch(text):
        raise ValueFaultError(NO_AMOUNT_IN.of(unit=unit))
    number = Decimal(text.replace(",", ""))
    amount_yuan = (number if unit == "yuan" else number * FEN).quantize(FEN)
    if abs(amount_yuan) > LARGEST_AMOUNT_YUAN:
        raise ValueFaultError(AMOUNT_TOO_LARGE.of(most=LARGEST_AMOUNT_YUAN))
    return amount_yuan
