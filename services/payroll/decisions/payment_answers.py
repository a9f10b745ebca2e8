"""Judging a bank's return against a batch: what changes, what stands already, and what cannot be taken and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NotRequired, TypedDict

from services.payroll.bank.returns import ReturnRow
from services.payroll.decisions.refusals.returns import (
    BEFORE_CONFIRMED,
    BEFORE_INSTRUCTED,
    CONFIRMED_BEFORE,
    CONTRADICTED,
    NO_PAYMENT,
    OTHER_AMOUNT,
    OTHER_BATCH,
    RETURNED_BEFORE,
    STANDS_ALREADY,
)
from services.payroll.store.payments import Answer, PaymentRow
from shared.money import format_amount
from shared.months import Month
from shared.texts import Text

_REFERENCE: Final = re.compile(r"GF-([0-9]{1,18})-([0-9]{1,18})")
_NO_REASON: Final = "no reason given"
_REASON_CHARACTERS: Final = 500


class AdviceWords(TypedDict):
    """What to do, in Chinese and English."""

    advice: dict[str, str]


class RowProblem(TypedDict):
    """Why a row could not be taken: the field at fault, and what to do; the reference where it could be read."""

    line: int
    reference: NotRequired[str]
    field: str
    advice: str
    code: NotRequired[str]
    words: NotRequired[AdviceWords]
    """Not of what was taken before there were codes."""


@dataclass(slots=True)
class Judged:
    """A return as judged: answers to keep, how many rows said what is known, and problems by row."""

    answers: dict[int, Answer] = field(default_factory=dict)
    unchanged: int = 0
    problems: list[RowProblem] = field(default_factory=list)

    def refuse(self, row: ReturnRow, name: str, advice: Text) -> None:
        """A row that changes nothing."""
        problem = problem_of(row.line, name, advice)
        self.problems.append({**problem, "reference": row.reference})


def problem_of(line: int, name: str, advice: Text) -> RowProblem:
    """A row that cannot be taken, as it is kept and answered."""
    words: AdviceWords = {"advice": advice.as_json()}
    return {"line": line, "field": name, "advice": advice.en, "code": advice.code, "words": words}


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
            judged.refuse(row, "status", CONTRADICTED)
        elif first_line != row.line:
            judged.refuse(row, "reference", STANDS_ALREADY.of(line=first_line))
        elif row.amount_yuan is not None and row.amount_yuan != payment.amount_yuan:
            instructed = format_amount(payment.amount_yuan)
            judged.refuse(row, "amount", OTHER_AMOUNT.of(amount=instructed))
        else:
            _judge_row(judged, row, payment, batch_day, today)
    return judged


def _stranger(reference: str, batch: int, elsewhere: Mapping[int, int]) -> Text:
    other = elsewhere.get(item_of(reference) or 0)
    if other is None or other == batch:
        return NO_PAYMENT
    return OTHER_BATCH.of(batch=other)


def _judge_row(judged: Judged, row: ReturnRow, payment: PaymentRow, batch_day: date, today: date) -> None:
    day = row.day or today
    if row.outcome == payment.state and (row.outcome == "returned" or row.day in (None, payment.confirmed_on)):
        judged.unchanged += 1
    elif payment.state == "returned":
        judged.refuse(row, "status", RETURNED_BEFORE)
    elif row.outcome == payment.state:
        judged.refuse(row, "date", CONFIRMED_BEFORE.of(day=payment.confirmed_on))
    elif not (payment.confirmed_on or batch_day) <= day <= today:
        judged.refuse(row, "date", _outside(payment, batch_day, today))
    elif row.outcome == "returned":
        reason = " ".join(row.reason.split())[:_REASON_CHARACTERS] or _NO_REASON
        judged.answers[payment.item] = Answer(payment.item, "returned", reason=reason)
    else:
        delay_days = (day - Month.parse(payment.month).last_day).days if payment.month else None
        judged.answers[payment.item] = Answer(payment.item, "settled", confirmed_on=day, delay_days=delay_days)


def _outside(payment: PaymentRow, batch_day: date, today: date) -> Text:
    if payment.confirmed_on is not None:
        return BEFORE_CONFIRMED.of(day=payment.confirmed_on, today=today)
    return BEFORE_INSTRUCTED.of(day=batch_day, today=today)
