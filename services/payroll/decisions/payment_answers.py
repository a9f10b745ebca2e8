"""Judging a bank's return against a batch: what changes, what stands already, and what cannot be taken and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NotRequired, TypedDict

from services.payroll.bank.returns import ReturnRow
from services.payroll.store.payments import Answer, PaymentRow
from shared.money import format_amount
from shared.months import Month

_REFERENCE: Final = re.compile(r"GF-([0-9]{1,18})-([0-9]{1,18})")
_NO_REASON: Final = "no reason given"
_REASON_CHARACTERS: Final = 500


class RowProblem(TypedDict):
    """Why a row could not be taken: the field at fault, and what to do; the reference where it could be read."""

    line: int
    reference: NotRequired[str]
    field: str
    advice: str


@dataclass(slots=True)
class Judged:
    """A return as judged: answers to keep, how many rows said what is known, and problems by row."""

    answers: dict[int, Answer] = field(default_factory=dict)
    unchanged: int = 0
    problems: list[RowProblem] = field(default_factory=list)

    def refuse(self, row: ReturnRow, name: str, advice: str) -> None:
        """A row that changes nothing."""
        self.problems.append({"line": row.line, "reference": row.reference, "field": name, "advice": advice})


def item_of(reference: str) -> int | None:
    """The payment a reference of ours names."""
    found = _REFERENCE.fullmatch(reference)
    return int(found[2]) if found else None


def judge_return(
    rows: Sequence[ReturnRow],
    batch: int,
    payments: Mapping[str, PaymentRow],
    elsewhere: Mapping[int, int],
    batch_day: date,
    today: date,
) -> Judged:
    """Judge rows against a batch's payments, by reference; `elsewhere` has the batches of other payments.

    A row that cannot be taken keeps no other from being taken. Of rows that contradict each other none is.
    """
    judged = Judged()
    outcomes: dict[str, set[str]] = {}
    for row in rows:
        outcomes.setdefault(row.reference, set()).add(row.outcome)
    first_lines: dict[str, int] = {}
    for row in rows:
        payment = payments.get(row.reference)
        first_line = first_lines.setdefault(row.reference, row.line)
        if payment is None:
            judged.refuse(row, "reference", _stranger(row.reference, batch, elsewhere))
        elif len(outcomes[row.reference]) > 1:
            judged.refuse(row, "status", "is settled in one line and returned in another; ask the bank which holds")
        elif first_line != row.line:
            judged.refuse(row, "reference", f"stands in line {first_line} already; counted once")
        elif row.amount_yuan is not None and row.amount_yuan != payment.amount_yuan:
            instructed = format_amount(payment.amount_yuan)
            judged.refuse(row, "amount", f"differs from the {instructed} yuan instructed; ask the bank")
        else:
            _judge_row(judged, row, payment, batch_day, today)
    return judged


def _stranger(reference: str, batch: int, elsewhere: Mapping[int, int]) -> str:
    other = elsewhere.get(item_of(reference) or 0)
    if other is None or other == batch:
        return "is no payment of ours; ask the bank"
    return f"belongs to batch {other}; upload the file there"


def _judge_row(judged: Judged, row: ReturnRow, payment: PaymentRow, batch_day: date, today: date) -> None:
    day = row.day or today
    if row.outcome == payment.state and (row.outcome == "returned" or row.day in (None, payment.confirmed_on)):
        judged.unchanged += 1
    elif payment.state == "returned":
        judged.refuse(row, "status", "was returned before and is owed again; if the bank did pay, do not pay it again")
    elif row.outcome == payment.state:
        judged.refuse(row, "date", f"was confirmed on {payment.confirmed_on} before; the first day stays")
    elif not (payment.confirmed_on or batch_day) <= day <= today:
        judged.refuse(row, "date", _outside(payment, batch_day, today))
    elif row.outcome == "returned":
        reason = " ".join(row.reason.split())[:_REASON_CHARACTERS] or _NO_REASON
        judged.answers[payment.item] = Answer(payment.item, "returned", reason=reason)
    else:
        delay_days = (day - Month.parse(payment.month).last_day).days if payment.month else None
        judged.answers[payment.item] = Answer(payment.item, "settled", confirmed_on=day, delay_days=delay_days)


def _outside(payment: PaymentRow, batch_day: date, today: date) -> str:
    if payment.confirmed_on is not None:
        return f"does not lie between {payment.confirmed_on}, when it was confirmed, and {today}; ask the bank"
    return f"does not lie between {batch_day}, when it was instructed, and {today}; ask the bank"
