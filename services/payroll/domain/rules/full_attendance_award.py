"""The full-attendance award: a fixed amount for a month attended in full."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from services.payroll.domain.basis import FIRST_MONTH, Basis, bearer
from services.payroll.domain.full_attendance import (
    PAID_LEAVE_COUNTS,
    WITHOUT_ROSTER,
    WITHOUT_ROSTER_READINGS,
    judge_full_attendance,
)
from shared.money import round_to_fen
from shared.policy import Policy
from shared.rules.lines import Line, nothing, payer_unknown, why_not_payable
from shared.rules.wanted import DECIMAL, FLAG, WAGE_PAYER, Wanted, choice
from shared.texts import Text

TITLE: Final = Text("full_attendance_award", "满勤奖", "Full-attendance award")
AMOUNT: Final = "full_attendance_award.amount"
MONTHS: Final = "full_attendance_award.months"
PAYER: Final = "full_attendance_award.payer"
PARAMETERS: Final = (AMOUNT, WITHOUT_ROSTER, PAID_LEAVE_COUNTS, MONTHS, PAYER)
WANTED: Final[Mapping[str, Wanted]] = {
    AMOUNT: DECIMAL,
    WITHOUT_ROSTER: choice(*WITHOUT_ROSTER_READINGS),
    PAID_LEAVE_COUNTS: FLAG,
    MONTHS: choice("unlimited", "<number>"),
    PAYER: WAGE_PAYER,
}

AFTER_LAST_MONTH: Final = Text(
    "after_last_month",
    "第 {month_index} 个月，满勤奖只有前 {months} 个月",
    "month {month_index}; the award ends after month {months}",
)


def full_attendance_award(basis: Basis, policy: Policy) -> tuple[Line, ...]:
    """The month's award in yuan, once for a person, borne by the workshop with most days."""
    worker = basis.facts.worker
    blocked = why_not_payable(TITLE, worker, policy, PARAMETERS)
    if blocked is not None:
        return (blocked,)
    months, index = policy.numbered_choice(MONTHS).number, basis.tenure.month_index
    if months is not None and index is not None and index > months:
        numbers = {"month_index": index, "months": months}
        return (nothing(TITLE, worker, AFTER_LAST_MONTH, numbers, (MONTHS, FIRST_MONTH)),)
    verdict = judge_full_attendance(basis, policy)
    amount_yuan = round_to_fen(policy.decimal(AMOUNT)) if verdict.full else Decimal(0)
    if not amount_yuan:
        return (
            nothing(
                TITLE,
                worker,
                verdict.text,
                verdict.numbers,
                PARAMETERS,
                workshop=basis.bearing_workshop,
                rests_on=verdict.rests_on,
            ),
        )
    payer, payer_id = bearer(policy, PAYER, basis.facts, basis.bearing_workshop)
    if not payer_id:
        return (payer_unknown(TITLE, worker, policy, PAYER, basis.bearing_workshop),)
    return (
        Line(
            TITLE,
            amount_yuan,
            basis.bearing_workshop,
            payer,
            payer_id,
            worker,
            verdict.text,
            verdict.numbers,
            PARAMETERS,
            verdict.rests_on,
        ),
    )
