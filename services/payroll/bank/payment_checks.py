"""What is wrong with a payment before it is written: each problem with its field, none with a name or a number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from services.payroll.bank.cells import encode
from services.payroll.bank.faults import (
    ACCOUNT_CHARACTERS,
    CODE_CHARACTERS,
    CONTROL_CHARACTER,
    EMPTY,
    FINER_THAN_FEN,
    NEGATIVE,
    NO_AMOUNT,
    OTHER_CHARACTERS,
    REFERENCE_CHARACTERS,
    TOO_LONG,
    ZERO,
    CellError,
)
from services.payroll.bank.payment import (
    LARGEST_AMOUNT_YUAN,
    LINE_CHARACTERS,
    MAXIMUM_TEXT_CHARACTERS,
    REFERENCE_PATTERN,
    BankPayment,
)
from services.payroll.bank.template import Column, PaymentLayout
from shared.money import FEN
from shared.texts import Text

_CODES: Final = {
    "reference": (REFERENCE_PATTERN, REFERENCE_CHARACTERS),
    "account": (re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}"), ACCOUNT_CHARACTERS),
    "bank_code": (re.compile(r"[A-Za-z0-9]{0,20}"), CODE_CHARACTERS),
}
"""Written as they are, so nothing in them may need a guard against formulas."""
_CONTROL_CATEGORIES: Final = ("Cc", "Zl", "Zp")
_NO_CHARACTERS: Final = "\ufffe\uffff"


def field_text(payment: BankPayment, field: str) -> str:
    """A field of a payment as text; a bank code that is not known is empty."""
    return str(getattr(payment, field) or "")


def payment_faults(payment: BankPayment, layout: PaymentLayout) -> Iterator[tuple[str, Text]]:
    """Every fault of a payment under a layout, as field and advice."""
    for column in layout.columns:
        if column.field == "amount":
            yield from ((column.field, advice) for advice in _amount_faults(payment, column))
        elif column.field not in ("sequence", "constant"):
            text = field_text(payment, column.field)
            yield from ((column.field, advice) for advice in _text_faults(text, column, layout))


def _amount_faults(payment: BankPayment, column: Column) -> Iterator[Text]:
    amount = payment.amount_yuan
    if not amount.is_finite() or abs(amount) > LARGEST_AMOUNT_YUAN:
        yield NO_AMOUNT.of(most=LARGEST_AMOUNT_YUAN)
    elif amount != amount.quantize(FEN):
        yield FINER_THAN_FEN
    elif not amount:
        yield ZERO
    elif amount < 0 and column.negative == "refuse":
        yield NEGATIVE


def _text_faults(text: str, column: Column, layout: PaymentLayout) -> Iterator[Text]:
    if not text.strip():
        if column.required or column.field in ("reference", "holder", "account"):
            yield EMPTY
        return
    if len(text) > MAXIMUM_TEXT_CHARACTERS:
        yield TOO_LONG.of(most=MAXIMUM_TEXT_CHARACTERS)
        return
    if column.field in _CODES:
        pattern, allowed = _CODES[column.field]
        if not pattern.fullmatch(text):
            yield OTHER_CHARACTERS.of(allowed=allowed)
            return
    allowed_controls = "" if layout.format == "fixed" else LINE_CHARACTERS
    for character in () if text.isprintable() else sorted(set(text)):
        control = unicodedata.category(character) in _CONTROL_CATEGORIES or character in _NO_CHARACTERS
        if control and character not in allowed_controls:
            yield CONTROL_CHARACTER.of(character=f"U+{ord(character):04X}")
    try:
        encode(text, layout.encoding or "utf-8")
    except CellError as error:
        yield error.text
