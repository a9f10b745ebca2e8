"""The rent a factory is not asked for in its first years: a benefit that is recorded, not money that is paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from services.placement.domain.spans import Span
from services.placement.domain.terms import end_of_term
from shared.money import round_to_fen
from shared.policy import Policy
from shared.rules.lines import Line, nothing, why_not_payable
from shared.rules.payers import payer_of
from shared.rules.wanted import DECIMAL, INTEGER, Wanted, choice
from shared.texts import Text

TITLE: Final = Text("rent_waiver", "厂房租金减免", "Rent not asked for")
MONTHS: Final = "rent_waiver.months"
WAIVED_SHARE: Final = "rent_waiver.waived_share"
PAYER: Final = "rent_waiver.payer"
PARAMETERS: Final = (MONTHS, WAIVED_SHARE, PAYER)
WANTED: Final[Mapping[str, Wanted]] = {
    MONTHS: INTEGER,
    WAIVED_SHARE: Wanted(DECIMAL.kind, most=100),
    PAYER: choice("township", "county"),
}

WAIVED: Final = Text(
    "waived",
    "{first_lease_on} 起租，减免至 {waived_until}；{days_waived}/{days} 天，市场租金 {rent_yuan} 元 × {waived_share}%",
    "leased from {first_lease_on}, waived until {waived_until}; {days_waived} of {days} days, market rent {rent_yuan} "
    "yuan × {waived_share}%",
)
WAIVER_ENDED: Final = Text(
    "waiver_ended",
    "{first_lease_on} 起租，减免已于 {waived_until} 到期",
    "leased from {first_lease_on}; the waiver ended on {waived_until}",
)
RENT_UNKNOWN: Final = Text(
    "rent_unknown", "未登记市场租金，减免多少无从计算", "no market rent is recorded; what is waived cannot be told"
)


@dataclass(frozen=True, slots=True)
class RentPeriod:
    """A period of rent, both days in it, and what the market would ask for it in yuan.

    `first_lease_on` is the first day of this operator's first lease of these premises: a later lease sets no new term.
    """

    operator: str
    premises: str
    first_lease_on: date
    first_day: date
    last_day: date
    market_rent_yuan: Decimal | None
    township: str = ""
    event: str = ""


def rent_waiver(facts: RentPeriod, policy: Policy) -> tuple[Line, ...]:
    """The benefit of the period in yuan, by days where the term ends or begins in it; no budget pays it.

    The policy must be that of the first day of the first lease.
    """
    blocked = why_not_payable(TITLE, facts.operator, policy, (WAIVED_SHARE,), facts.premises)
    if blocked is not None:
        return (blocked,)
    waived_until = end_of_term(facts.first_lease_on, policy.integer(MONTHS))
    period = Span(facts.first_day, facts.last_day)
    days_waived = period.within(Span(facts.first_lease_on, waived_until)).days
    numbers: dict[str, object] = {
        "first_lease_on": facts.first_lease_on,
        "waived_until": waived_until,
        "days": period.days,
        "days_waived": days_waived,
        "waived_share": policy.decimal(WAIVED_SHARE),
    }
    if not days_waived:
        return (_zero(facts, WAIVER_ENDED, numbers),)
    if facts.market_rent_yuan is None:
        return (_zero(facts, RENT_UNKNOWN, numbers, f"{RENT_UNKNOWN.code}:{facts.premises}"),)
    numbers["rent_yuan"] = facts.market_rent_yuan
    whole_yuan = facts.market_rent_yuan * policy.decimal(WAIVED_SHARE) / 100
    payer, payer_id = payer_of(policy, PAYER, township=facts.township)
    amount_yuan = round_to_fen(whole_yuan * days_waived / period.days)
    return (
        Line(
            TITLE, amount_yuan, facts.premises, payer, payer_id, facts.operator, WAIVED, numbers, PARAMETERS, (facts,)
        ),
    )


def _zero(facts: RentPeriod, reason: Text, numbers: Mapping[str, object], missing: str = "") -> Line:
    return nothing(
        TITLE,
        facts.operator,
        reason,
        numbers,
        PARAMETERS,
        workshop=facts.premises,
        rests_on=(facts,),
        missing=missing,
    )
