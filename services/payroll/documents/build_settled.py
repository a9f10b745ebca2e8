"""What payslips and wage lists are both built from: settlements as they were frozen, a person's details, a payer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from services.payroll.domain.frozen_settlement import Explanation
from services.payroll.domain.settlement import Settlement
from services.payroll.store.workshops import Workshop
from shared.details import PersonDetails
from shared.money import ZERO
from shared.months import Month
from shared.rules.lines import ExplainedLine, ExplainedPayer
from shared.texts import Language, Text

NOT_REGISTERED: Final = "（姓名未登记）"
_ROLES: Final[dict[str, Text]] = {
    "company": Text("document.build_settled.roles.company", "企业", "company"),
    "collective": Text("document.build_settled.roles.collective", "村集体", "collective"),
    "county": Text("document.build_settled.roles.county", "县", "county"),
    "township": Text("document.build_settled.roles.township", "乡镇", "township"),
    "group": Text("document.build_settled.roles.group", "集团", "group"),
    "buyer": Text("document.build_settled.roles.buyer", "收购方", "buyer"),
}
_EMPLOYING_RULE: Final = "piecework"


@dataclass(frozen=True, slots=True)
class SettledPart:
    """One settlement of a worker's month, with why: of its closing, or of a supplement. Amounts in yuan."""

    settlement: Settlement
    explanation: Explanation

    @property
    def net_yuan(self) -> Decimal:
        return self.settlement.net_yuan

    @property
    def recovered_yuan(self) -> Decimal:
        return self.settlement.recovered_yuan

    @property
    def gross_yuan(self) -> Decimal:
        """What would be paid if no debt were recovered; corrections that take away become a debt first."""
        return self.net_yuan + self.recovered_yuan

    @property
    def corrected_yuan(self) -> Decimal:
        """Corrections of earlier months as far as they are paid."""
        return max(ZERO, self.settlement.adjustment_yuan)

    @property
    def lines(self) -> Sequence[ExplainedLine]:
        """The month's lines, explained."""
        return self.explanation.lines


def attendance_days(parts: Iterable[SettledPart], month: Month) -> Decimal:
    """The days attended in the month, as settled last: by its closing, or by a supplement of its own."""
    days = Decimal(0)
    for part in parts:
        if part.settlement.statement:
            days = part.settlement.statement.attendance_days
        for adjustment in part.settlement.adjustments:
            if adjustment.month == str(month) and adjustment.attendance_days is not None:
                days = adjustment.attendance_days
    return days


def name_of(person: PersonDetails | None) -> str:
    """A name, or that none is known: not told yet, or erased."""
    return person.name if person else NOT_REGISTERED


def payer_text(payer: ExplainedPayer, language: Language) -> str:
    """Who bears an amount: the role in words, and which."""
    role = _ROLES.get(payer["role"])
    return f"{role.text(language) if role else payer['role']} {payer['id']}"


def employer_of(parts: Iterable[SettledPart], place: Workshop, language: Language) -> str:
    """Who bears the piecework of most, as the one they work for; the workshop itself where there is none."""
    bearers = Counter(
        payer_text(line["payer"], language) for part in parts for line in part.lines if line["rule"] == _EMPLOYING_RULE
    )
    return bearers.most_common(1)[0][0] if bearers else place.name
