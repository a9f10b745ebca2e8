"""What is wrong with a payment before it is written: each problem with its field, none with a name or a number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from services.payroll.bank.cells import CellError, encode
from services.payroll.bank.payment import (
    LARGEST_AMOUNT_YUAN,
    LINE_CHARACTERS,
    MAXIMUM_TEXT_CHARACTERS,
    REFERENCE_PATTERN,
    BankPayment,
)
from services.payroll.bank.template import Column, PaymentLayout
from shared.money import FEN

_CODES: Final = {
    "reference": (REFERENCE_PATTERN, "up to 64 letters, digits, dots and hyphens"),
    "account": (re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}"), "up to 40 letters, digits and hyphens"),
    "bank_code": (re.compile(r"[A-Za-z0-9]{0,20}"), "up to 20 letters and digits"),
}
"""Written as they are, so nothing in them may need a guard against formulas."""
_CONTROL_CATEGORIES: Final = ("Cc", "Zl", "Zp")
_NO_CHARACTERS: Final = "\ufffe\uffff"


def field_text(payment: BankPayment, field: str) -> str:
    """A field of a payment as text; a bank code that is not known is empty."""
    return str(getattr(payment, field) or "")


def payment_faults(payment: BankPayment, layout: PaymentLayout) -> Iterator[tuple[str, str]]:
    """Every fault of a payment under a layout, as field and advice."""
    for column in layout.columns:
        if column.field == "amount":
            yield from ((column.field, advice) for advice in _amount_faults(payment, column))
        elif column.field not in ("sequence", "constant"):
            text = field_text(payment, column.field)
            yield from ((column.field, advice) for advice in _text_faults(text, column, layout))


def _amount_faults(payment: BankPayment, column: Column) -> Iterator[str]:
    amount = payment.amount_yuan
    if not amount.is_finite() or abs(amount) > LARGEST_AMOUNT_YUAN:
        yield f"must be a number of at most {LARGEST_AMOUNT_YUAN} yuan"
    elif amount != amount.quantize(FEN):
        yield "is finer than one fen; round it where it is computed"
    elif not amount:
        yield "is zero; leave the payment out"
    elif amount < 0 and column.negative == "refuse":
        yield "is negative, which this bank does not take"


def _text_faults(text: str, column: Column, layout: PaymentLayout) -> Iterator[str]:
    if not text.strip():
        if column.required or column.field in ("reference", "holder", "account"):
            yield "is empty; complete it"
        return
    if len(text) > MAXIMUM_TEXT_CHARACTERS:
        yield f"is longer than {MAXIMUM_TEXT_CHARACTERS} characters; shorten it"
        return
    if column.field in _CODES:
        pattern, allowed = _CODES[column.field]
        if not pattern.fullmatch(text):
            yield f"may hold {allowed} only; correct it"
            return
    allowed_controls = "" if layout.format == "fixed" else LINE_CHARACTERS
    for character in () if text.isprintable() else sorted(set(text)):
        control = unicodedata.category(character) in _CONTROL_CATEGORIES or character in _NO_CHARACTERS
        if control and character not in allowed_controls:
            yield f"holds the control character U+{ord(character):04X}; remove it"
    try:
        encode(text, layout.encoding or "utf-8")
    except CellError as error:
        yield str(error)
