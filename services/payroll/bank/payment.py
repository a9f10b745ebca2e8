"""What is paid and what is handed over: payments, the finished file with its totals, and why there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from services.payroll.bank.faults import PROBLEMS
from shared.texts import Text, TextError

MAXIMUM_PAYMENTS: Final = 100_000
"""Payments a file may hold; the same bound as for rows of a return."""
MAXIMUM_TEXT_CHARACTERS: Final = 1000
LINE_CHARACTERS: Final = "\t\r\n"
"""The control characters a text may hold where cells can be quoted."""
REFERENCE_PATTERN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""Plain enough to come back unchanged from any bank's system; also for the name of a batch."""
LARGEST_AMOUNT_YUAN: Final = Decimal("999999999999.99")
"""Twelve digits and the fen: what a spreadsheet still keeps exactly as a number."""


@dataclass(frozen=True, slots=True)
class BankPayment:
    """One transfer to one account; `reference` is ours, comes back in the bank's return, and is plain ASCII."""

    reference: str
    holder: str
    account: str
    bank_name: str
    bank_code: str | None
    amount_yuan: Decimal
    remark: str


@dataclass(frozen=True, slots=True)
class BankFile:
    """A file as it goes to the bank, with the totals a clerk compares: how many payments, how many yuan."""

    file_name: str
    media_type: str
    content: bytes
    payment_count: int
    total_yuan: Decimal


@dataclass(frozen=True, slots=True)
class PaymentProblem:
    """Why a payment cannot be written: its position from 1 (0 for the file as a whole), reference, field, way out.

    The advice repeats no name and no account number, so it may be logged.
    """

    position: int
    reference: str
    field: str
    advice: Text


class BankFileError(TextError):
    """A file that is not written, since its totals would not agree; `problems` lists everything in its way."""

    def __init__(self, problems: Sequence[PaymentProblem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(
            PROBLEMS.of(
                count=len(self.problems),
                position=first.position,
                reference=repr(first.reference),
                field=first.field,
                advice=first.advice,
            )
        )
