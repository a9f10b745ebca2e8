"""Settling one person's month: what is earned, what earlier months turn out to owe, and how a debt is recovered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, NamedTuple

from services.payroll.domain.accounts import BeneficiaryKind, Posting, debt, expense, payable
from shared.money import ZERO, round_down_to_fen

EARNING: Final = "earning"
ADJUSTMENT: Final = "adjustment"
DEBT_INCURRED: Final = "debt_incurred"
DEBT_RECOVERED: Final = "debt_recovered"


class LineKey(NamedTuple):
    """What amounts are compared by when a month is computed again: rule, workshop, and who bears it."""

    rule: str
    workshop: str
    payer: str
    payer_id: str


@dataclass(frozen=True, slots=True)
class StoredLine:
    """A line as statements, awards and settlements keep it, in yuan."""

    key: LineKey
    beneficiary: str
    amount_yuan: Decimal


Amounts = Mapping[LineKey, Decimal]


@dataclass(frozen=True, slots=True)
class Adjustment:
    """The difference between what a closed month should be and everything already posted for it, in yuan.

    `revision` and `attendance_days` are those of the statement it should be; awards have none.
    """

    month: str
    before: Amounts
    after: Amounts
    revision: int | None = None
    attendance_days: Decimal | None = None

    @property
    def difference(self) -> dict[LineKey, Decimal]:
        """What changes, by line; lines that stay are left out."""
        keys = sorted({*self.before, *self.after})
        changes = {key: self.after.get(key, ZERO) - self.before.get(key, ZERO) for key in keys}
        return {key: amount for key, amount in changes.items() if amount}

    @property
    def amount_yuan(self) -> Decimal:
        return sum(self.difference.values(), ZERO)


@dataclass(frozen=True, slots=True)
class RecoveryLimits:
    """How much of a debt one month may take: a percentage of what it pays, and never below a floor in yuan.

    Where either is not configured, nothing is recovered and the debt is carried on.
    """

    cap_percent: Decimal | None
    floor_yuan: Decimal | None

    def of(self, payable_yuan: Decimal) -> Decimal:
        """The most that may be taken from a month that pays this much: not a fraction of a fen beyond either limit."""
        if self.cap_percent is None or self.floor_yuan is None:
            return ZERO
        cap_yuan = payable_yuan * self.cap_percent / 100
        return max(ZERO, round_down_to_fen(min(cap_yuan, payable_yuan - self.floor_yuan)))


UNLIMITED: Final = RecoveryLimits(Decimal(100), ZERO)
"""A collective's debt is set against its next awards in full."""


@dataclass(frozen=True, slots=True)
class SettledFlag:
    """Something a clerk was to look at, in both languages."""

    code: str
    message: Mapping[str, str]
    numbers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SettledStatement:
    """A worker's statement as a closing takes it; amounts in yuan. `incomplete` says what it still lacked."""

    revision: int
    policy_pack: str
    lines: tuple[StoredLine, ...]
    total_yuan: Decimal
    piecework_yuan: Decimal
    attendance_days: Decimal
    month_index: int | None
    flags: tuple[SettledFlag, ...]
    incomplete: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settlement:
    """One beneficiary's settlement in a workshop's month, as it is drafted and as it is frozen; amounts in yuan.

    The net is what is paid: earned, plus adjustments where they come to more than nothing, less what is
    recovered. Adjustments that come to less become a debt first. A worker's month is settled with its
    `statement`; differences alone, and awards, have none.
    """

    beneficiary_kind: BeneficiaryKind
    beneficiary: str
    workshop: str
    month: str
    earned: Amounts
    adjustments: Sequence[Adjustment]
    debt_before_yuan: Decimal
    recovered_yuan: Decimal
    limits: RecoveryLimits
    statement: SettledStatement | None = None

    @property
    def worker_months(self) -> list[tuple[str, str]]:
        """The worker-months it settles: its own where it has a statement, and the ones adjusted."""
        if self.beneficiary_kind != "worker":
            return []
        own = [(self.beneficiary, self.month)] if self.statement else []
        return own + [(self.beneficiary, adjustment.month) for adjustment in self.adjustments]

    @property
    def earned_yuan(self) -> Decimal:
        return sum(self.earned.values(), ZERO)

    @property
    def adjustment_yuan(self) -> Decimal:
        return sum((adjustment.amount_yuan for adjustment in self.adjustments), ZERO)

    @property
    def incurred_yuan(self) -> Decimal:
        """The debt that arises now."""
        return max(ZERO, -self.adjustment_yuan)

    @property
    def debt_after_yuan(self) -> Decimal:
        return self.debt_before_yuan + self.incurred_yuan - self.recovered_yuan

    @property
    def net_yuan(self) -> Decimal:
        return self.earned_yuan + max(ZERO, self.adjustment_yuan) - self.recovered_yuan

    @property
    def is_empty(self) -> bool:
        """Nothing is earned, adjusted or recovered."""
        return not (any(self.earned.values()) or self.adjustments or self.recovered_yuan)


def settle(
    beneficiary_kind: BeneficiaryKind,
    beneficiary: str,
    workshop: str,
    month: str,
    earned: Amounts,
    adjustments: Sequence[Adjustment],
    debt_before_yuan: Decimal,
    limits: RecoveryLimits,
    statement: SettledStatement | None = None,
) -> Settlement:
    """Settle a beneficiary; as much of his debt is recovered as the limits allow."""
    without_recovery = Settlement(
        beneficiary_kind, beneficiary, workshop, month, earned, adjustments, debt_before_yuan, ZERO, limits, statement
    )
    recovered_yuan = min(without_recovery.debt_after_yuan, limits.of(without_recovery.net_yuan))
    return replace(without_recovery, recovered_yuan=recovered_yuan)


def postings_of(settlement: Settlement, number: int) -> list[Posting]:
    """The postings of a settlement known by its number.

    What a month earns may be posted once for ever: its cause names the month and line, not the settlement.
    """
    who = payable(settlement.beneficiary_kind, settlement.beneficiary)
    owed = debt(settlement.beneficiary_kind, settlement.beneficiary)
    postings = [
        Posting(
            EARNING,
            f"{settlement.beneficiary_kind}/{settlement.beneficiary}/{settlement.month}/{'/'.join(key)}",
            expense(key.payer, key.payer_id),
            who,
            amount_yuan,
            settlement.beneficiary,
            settlement.month,
            *key,
        )
        for key, amount_yuan in settlement.earned.items()
        if amount_yuan
    ]
    for adjustment in settlement.adjustments:
        postings += _adjustment_postings(settlement, adjustment, number)
    if settlement.incurred_yuan:
        postings.append(_debt_posting(DEBT_INCURRED, settlement, number, settlement.incurred_yuan))
    if settlement.recovered_yuan:
        postings.append(
            Posting(
                DEBT_RECOVERED, f"settlement/{number}", who, owed, settlement.recovered_yuan, settlement.beneficiary
            )
        )
    return postings


def _debt_posting(effect: str, settlement: Settlement, number: int, amount_yuan: Decimal) -> Posting:
    owed = debt(settlement.beneficiary_kind, settlement.beneficiary)
    who = payable(settlement.beneficiary_kind, settlement.beneficiary)
    return Posting(effect, f"settlement/{number}", owed, who, amount_yuan, settlement.beneficiary)


def _adjustment_postings(settlement: Settlement, adjustment: Adjustment, number: int) -> list[Posting]:
    who = payable(settlement.beneficiary_kind, settlement.beneficiary)
    postings = []
    for key, amount_yuan in adjustment.difference.items():
        bearer = expense(key.payer, key.payer_id)
        debit, credit = (bearer, who) if amount_yuan > 0 else (who, bearer)
        cause = f"settlement/{number}/{adjustment.month}/{'/'.join(key)}"
        postings.append(
            Posting(ADJUSTMENT, cause, debit, credit, abs(amount_yuan), settlement.beneficiary, adjustment.month, *key)
        )
    return postings


def sum_by_line(lines: Iterable[StoredLine]) -> dict[LineKey, Decimal]:
    """Add up lines, in yuan, by what they are compared by."""
    totals: dict[LineKey, Decimal] = {}
    for line in lines:
        totals[line.key] = totals.get(line.key, ZERO) + line.amount_yuan
    return totals
