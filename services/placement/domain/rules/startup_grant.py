"""The one-off grant for starting up and giving employment, decided case by case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from shared.money import round_to_fen
from shared.policy import Policy
from shared.rules.lines import Line, nothing, why_not_payable
from shared.rules.payers import payer_of
from shared.rules.wanted import DECIMAL, Wanted, choice
from shared.texts import Text

TITLE: Final = Text("startup_grant", "就业创业补助", "Start-up and employment grant")
AMOUNT: Final = "startup_grant.amount"
PAYER: Final = "startup_grant.payer"
PARAMETERS: Final = (AMOUNT, PAYER)
WANTED: Final[Mapping[str, Wanted]] = {AMOUNT: DECIMAL, PAYER: choice("county", "township")}

APPROVED: Final = Text(
    "approved",
    "个案 {case} 于 {approved_on} 批准，一次性 {amount_yuan} 元",
    "case {case}, approved on {approved_on}: {amount_yuan} yuan once",
)
NOT_APPROVED: Final = Text("not_approved", "个案 {case} 未批准", "case {case} is not approved")
ALREADY_DRAWN: Final = Text("already_drawn", "已于 {drawn_on} 领取，只补一次", "drawn on {drawn_on}; it is given once")


@dataclass(frozen=True, slots=True)
class GrantCase:
    """An operator's case; `drawn_on` is the day this operator drew the grant before, in whatever case."""

    operator: str
    case: str
    requested_on: date
    approved_on: date | None = None
    drawn_on: date | None = None
    township: str = ""
    workshop: str = ""
    event: str = ""


def startup_grant(facts: GrantCase, policy: Policy) -> tuple[Line, ...]:
    """The grant in yuan, whole, once for an operator, by the parameters of the day of approval."""
    blocked = why_not_payable(TITLE, facts.operator, policy, (AMOUNT,), facts.workshop)
    if blocked is not None:
        return (blocked,)
    amount_yuan = round_to_fen(policy.decimal(AMOUNT))
    dates = {"approved_on": facts.approved_on, "drawn_on": facts.drawn_on}
    known_dates = {name: day for name, day in dates.items() if day is not None}
    numbers = {"case": facts.case, "amount_yuan": amount_yuan, **known_dates}
    reason = ALREADY_DRAWN if facts.drawn_on else NOT_APPROVED if facts.approved_on is None else None
    rests_on = (facts.event,)
    if reason is not None:
        return (
            nothing(TITLE, facts.operator, reason, numbers, PARAMETERS, workshop=facts.workshop, rests_on=rests_on),
        )
    payer, payer_id = payer_of(policy, PAYER, township=facts.township)
    return (
        Line(
            TITLE,
            amount_yuan,
            facts.workshop,
            payer,
            payer_id,
            facts.operator,
            APPROVED,
            numbers,
            PARAMETERS,
            rests_on,
        ),
    )
