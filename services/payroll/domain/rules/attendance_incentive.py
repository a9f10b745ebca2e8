"""The incentive of the first months: a share of the month's piecework pay, added on top of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from services.payroll.domain.basis import FIRST_MONTH, MONTH_READINGS, Basis, bearer
from services.payroll.domain.full_attendance import (
    PAID_LEAVE_COUNTS,
    WITHOUT_ROSTER,
    WITHOUT_ROSTER_READINGS,
    judge_full_attendance,
)
from services.payroll.domain.rules.piecework import payable_by_workshop
from shared.money import ZERO, round_to_fen
from shared.policy import Policy
from shared.rules.lines import Line, nothing, why_not_payable
from shared.rules.wanted import DECIMALS, FLAG, WAGE_PAYER, Wanted, choice
from shared.texts import Text

TITLE: Final = Text("attendance_incentive", "出勤激励（前三个月）", "Attendance incentive of the first months")
RATES: Final = "attendance_incentive.rates"
REQUIRES_FULL_ATTENDANCE: Final = "attendance_incentive.requires_full_attendance"
PAYER: Final = "attendance_incentive.payer"
PARAMETERS: Final = (RATES, FIRST_MONTH, REQUIRES_FULL_ATTENDANCE, PAYER)
WANTED: Final[Mapping[str, Wanted]] = {
    RATES: DECIMALS,
    FIRST_MONTH: choice(*MONTH_READINGS),
    REQUIRES_FULL_ATTENDANCE: FLAG,
    PAYER: WAGE_PAYER,
    WITHOUT_ROSTER: choice(*WITHOUT_ROSTER_READINGS),
    PAID_LEAVE_COUNTS: FLAG,
}

SHARE_OF_PIECEWORK: Final = Text(
    "share_of_piecework",
    "第 {month_index} 个月（首日 {first_day}）：计件 {piecework_yuan} 元 × {percent}%",
    "month {month_index} (first day {first_day}): piecework {piecework_yuan} yuan × {percent}%",
)
AFTER_LAST_MONTH: Final = Text(
    "after_last_month",
    "第 {month_index} 个月，激励只有前 {months} 个月",
    "month {month_index}; the incentive ends after month {months}",
)
BEFORE_FIRST_FULL_MONTH: Final = Text(
    "before_first_full_month",
    "{first_day} 起的首月不满，自下月起算",
    "the month begun on {first_day} is a part month; counting starts with the next",
)
NO_PIECEWORK: Final = Text("no_piecework", "当月没有计件工资", "no piecework pay in the month")
NOT_FULL_ATTENDANCE: Final = Text(
    "not_full_attendance", "未满勤，按设定不计", "attendance was not full, which this reading requires"
)


def attendance_incentive(basis: Basis, policy: Policy, piecework_lines: Sequence[Line]) -> tuple[Line, ...]:
    """A line per workshop with piecework (two where the month's number changes inside it).

    Counted once for a person over all workshops: a transfer or a second hiring does not start again.
    """
    worker = basis.facts.worker
    blocked = why_not_payable(TITLE, worker, policy, PARAMETERS)
    if blocked is not None:
        return (blocked,)
    index = basis.tenure.month_index
    rates = policy.decimals(RATES)
    lowest_index = None if index is None else index - (basis.tenure.turns_on is not None)
    if lowest_index is not None and lowest_index > len(rates):
        numbers = {"month_index": index, "months": len(rates)}
        return (nothing(TITLE, worker, AFTER_LAST_MONTH, numbers, (RATES, FIRST_MONTH)),)
    payable = _payable(piecework_lines)
    if not payable:
        return (nothing(TITLE, worker, NO_PIECEWORK, parameters=PARAMETERS),)
    if index == 0:
        begun = {"first_day": basis.tenure.first_day}
        return (nothing(TITLE, worker, BEFORE_FIRST_FULL_MONTH, begun, (FIRST_MONTH,)),)
    if policy.flag(REQUIRES_FULL_ATTENDANCE):
        verdict = judge_full_attendance(basis, policy)
        if not verdict.full:
            return (
                nothing(
                    TITLE,
                    worker,
                    NOT_FULL_ATTENDANCE,
                    verdict.numbers,
                    (REQUIRES_FULL_ATTENDANCE,),
                    rests_on=verdict.rests_on,
                ),
            )
    lines = _lines(basis, policy, payable, rates)
    if not lines:
        numbers = {"month_index": index, "months": len(rates)}
        return (nothing(TITLE, worker, AFTER_LAST_MONTH, numbers, (RATES, FIRST_MONTH)),)
    return tuple(lines)


def _payable(piecework_lines: Sequence[Line]) -> dict[str, Decimal]:
    payable: dict[str, Decimal] = {}
    for line in piecework_lines:
        if line.amount_yuan:
            payable[line.workshop] = payable.get(line.workshop, ZERO) + line.amount_yuan
    return payable


def _lines(basis: Basis, policy: Policy, payable: dict[str, Decimal], rates: tuple[Decimal, ...]) -> list[Line]:
    facts = basis.facts
    lines = []
    for month_index, portion in _by_month_index(basis, payable):
        if not 1 <= month_index <= len(rates):
            continue
        percent = rates[month_index - 1]
        for workshop, piecework_yuan in sorted(portion.items()):
            entries = [entry for entry in facts.piecework if entry.workshop == workshop]
            payer, payer_id = bearer(policy, PAYER, facts, workshop)
            numbers = {
                "month_index": month_index,
                "first_day": basis.tenure.first_day,
                "piecework_yuan": piecework_yuan,
                "percent": percent,
            }
            lines.append(
                Line(
                    TITLE,
                    round_to_fen(piecework_yuan * percent / 100),
                    workshop,
                    payer,
                    payer_id,
                    facts.worker,
                    SHARE_OF_PIECEWORK,
                    numbers,
                    PARAMETERS,
                    (facts.registration_event, *entries),
                )
            )
    return lines


def _by_month_index(basis: Basis, payable: dict[str, Decimal]) -> list[tuple[int, dict[str, Decimal]]]:
    """The month's piecework with its number; in two portions where an anniversary falls inside.

    The later portion is the payable amount less the earlier one, so the two always make up the whole.
    """
    index, turns_on = basis.tenure.month_index, basis.tenure.turns_on
    if index is None:
        return []
    if turns_on is None:
        return [(index, payable)]
    earlier = payable_by_workshop(entry for entry in basis.facts.piecework if entry.day < turns_on)
    later = {workshop: amount - earlier.get(workshop, ZERO) for workshop, amount in payable.items()}
    return [
        (index - 1, {workshop: amount for workshop, amount in earlier.items() if amount}),
        (index, {workshop: amount for workshop, amount in later.items() if amount}),
    ]
