"""What is printed, as plain values: payslips, a wage list, a publication list. Amounts are yuan, exact to the fen.

Names and numbers are given in full; the renderers mask what a document may not show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from shared.money import FEN, ZERO
from shared.months import Month
from shared.texts import Text

MonthState = Literal["open", "in_review", "closed", "paid"]


class DocumentError(ValueError):
    """Values that must not be printed: sums that do not agree, or amounts finer than one fen."""


@dataclass(frozen=True, slots=True)
class PayslipLine:
    """One amount of the month: the rule, its working, the clause it rests on and who bears it."""

    rule: str
    title: Text
    formula: Text
    amount_yuan: Decimal
    payer: str
    clause: str
    source: str


@dataclass(frozen=True, slots=True)
class PayslipAdjustment:
    """What an earlier month turned out to be, against what had been counted for it."""

    origin: Month
    before_yuan: Decimal
    after_yuan: Decimal
    amount_yuan: Decimal
    reasons: tuple[Text, ...]

    def __post_init__(self) -> None:
        _agree(f"the adjustment of {self.origin}", self.after_yuan - self.before_yuan, self.amount_yuan)


@dataclass(frozen=True, slots=True)
class Deduction:
    """Something kept back, as a positive amount."""

    title: Text
    amount_yuan: Decimal


@dataclass(frozen=True, slots=True)
class Payslip:
    """One worker's month. `recovered_yuan` is what of an earlier debt is kept back, `debt_carried_yuan` what stays.

    Raises DocumentError where gross less deductions is not the net amount.
    """

    worker: str
    name: str
    identity_number: str
    workshop: str
    workshop_name: str
    employer: str
    month: Month
    state: MonthState
    attendance_days: Decimal
    pay_date: date | None
    account: str
    lines: tuple[PayslipLine, ...]
    adjustments: tuple[PayslipAdjustment, ...]
    gross_yuan: Decimal
    net_yuan: Decimal
    recovered_yuan: Decimal = ZERO
    debt_carried_yuan: Decimal = ZERO
    other_deductions: tuple[Deduction, ...] = ()

    def __post_init__(self) -> None:
        _agree(f"the payslip of {self.worker}", self.gross_yuan - self.deductions_yuan, self.net_yuan)
        _whole_fen(f"the payslip of {self.worker}", (line.amount_yuan for line in self.lines))
        _whole_fen(f"the payslip of {self.worker}", (self.debt_carried_yuan,))

    @property
    def is_preview(self) -> bool:
        """Whether the month may still change: nobody takes it for the paper then."""
        return self.state in ("open", "in_review")

    @property
    def deductions_yuan(self) -> Decimal:
        return sum((deduction.amount_yuan for deduction in self.other_deductions), self.recovered_yuan)


@dataclass(frozen=True, slots=True)
class GrossItem:
    """A column of the wage list: one kind of pay."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class PaymentProof:
    """The bank's word that a wage was paid."""

    bank_reference: str
    paid_on: date


@dataclass(frozen=True, slots=True)
class WageRow:
    """One worker of a wage list. `items_yuan` is keyed by the code of a gross item; an absent one is nothing."""

    worker: str
    name: str
    identity_number: str
    contact: str
    attendance_days: Decimal | None
    attendance_hours: Decimal | None
    items_yuan: Mapping[str, Decimal]
    gross_yuan: Decimal
    deductions_yuan: Decimal
    net_yuan: Decimal
    proof: PaymentProof | None = None

    def __post_init__(self) -> None:
        place = f"the wages of {self.worker}"
        _agree(place, sum(self.items_yuan.values(), ZERO), self.gross_yuan)
        _agree(place, self.gross_yuan - self.deductions_yuan, self.net_yuan)


@dataclass(frozen=True, slots=True)
class WageList:
    """A workshop's wages of a month, with what the Ordinance on Migrant Workers' Wages wants recorded (article 15).

    Identity numbers and contacts are masked unless `in_clear`, which is for the record the employer keeps.
    Raises DocumentError for a row with an item that is no column.
    """

    employer: str
    workshop: str
    workshop_name: str
    month: Month
    pay_date: date | None
    items: tuple[GrossItem, ...]
    rows: tuple[WageRow, ...]
    in_clear: bool = False
    prepared_by: str = ""
    checked_by: str = ""
    paid_by: str = ""

    def __post_init__(self) -> None:
        columns = {item.code for item in self.items}
        for row in self.rows:
            if unknown := sorted(set(row.items_yuan) - columns):
                raise DocumentError(f"the wages of {row.worker} have {', '.join(unknown)}, which is no column")

    def total_yuan(self, code: str) -> Decimal:
        """The sum of one gross item."""
        return sum((row.items_yuan.get(code, ZERO) for row in self.rows), ZERO)


@dataclass(frozen=True, slots=True)
class Subsidy:
    """One subsidy about to be approved. The name is printed masked."""

    name: str
    place: str
    scheme: Text
    clause: str
    fund: Text
    amount_yuan: Decimal

    def __post_init__(self) -> None:
        _whole_fen(f"a subsidy of {self.fund.en}", (self.amount_yuan,))


@dataclass(frozen=True, slots=True)
class PublicationList:
    """Subsidies published for objections from one day to another, both included.

    Raises DocumentError where the period ends before it begins.
    """

    publisher: str
    published_on: date
    subsidies: tuple[Subsidy, ...]
    objections_from: date
    objections_until: date
    objections_to: Text

    def __post_init__(self) -> None:
        if self.objections_until < self.objections_from:
            raise DocumentError(f"objections end on {self.objections_until}, before they begin")

    @property
    def total_yuan(self) -> Decimal:
        return sum((subsidy.amount_yuan for subsidy in self.subsidies), ZERO)


def _agree(place: str, counted_yuan: Decimal, given_yuan: Decimal) -> None:
    _whole_fen(place, (counted_yuan, given_yuan))
    if counted_yuan != given_yuan:
        raise DocumentError(f"{place} gives {given_yuan} yuan where its parts make {counted_yuan}")


def _whole_fen(place: str, amounts_yuan: Iterable[Decimal]) -> None:
    for amount in amounts_yuan:
        if amount != amount.quantize(FEN):
            raise DocumentError(f"{place} has {amount} yuan, which is finer than one fen")
