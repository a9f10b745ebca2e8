"""The interest subsidised on a guaranteed start-up loan: simple, by days, on what is still owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from services.placement.domain.budgets import why_not_borne
from services.placement.domain.spans import Span
from shared.money import round_to_fen
from shared.policy import Policy
from shared.rules.lines import Line, nothing
from shared.rules.payers import payer_of
from shared.rules.wanted import BUDGET_NAME, DECIMAL, FLAG, INTEGER, Wanted, choice
from shared.texts import Text

TITLE: Final = Text("loan_interest", "创业担保贷款贴息", "Interest subsidy on a start-up loan")
RATE_PERCENT: Final = "loan_interest.rate_percent"
YEAR_DAYS: Final = "loan_interest.year_days"
EXTENSION: Final = "loan_interest.extension"
PAYER: Final = "loan_interest.payer"
BUDGET: Final = "loan_interest.budget"
PARAMETERS: Final = (RATE_PERCENT, YEAR_DAYS, EXTENSION, PAYER, BUDGET)
WANTED: Final[Mapping[str, Wanted]] = {
    RATE_PERCENT: DECIMAL,
    YEAR_DAYS: Wanted(INTEGER.kind, divides=True),
    EXTENSION: FLAG,
    PAYER: choice("county", "township"),
    BUDGET: BUDGET_NAME,
}

SUBSIDISED: Final = Text(
    "subsidised",
    "{first_day} 至 {last_day} 未还本金逐日合计 {yuan_days} 元·天 × 年利率 {rate_percent}% ÷ {year_days}",
    "principal owed day by day from {first_day} to {last_day}, {yuan_days} yuan-days × {rate_percent}% a year ÷ "
    "{year_days}",
)
NOT_GUARANTEED: Final = Text("not_guaranteed", "贷款 {loan} 没有担保", "the loan {loan} is not guaranteed")
NOTHING_OWED: Final = Text(
    "nothing_owed",
    "{first_day} 至 {last_day} 没有可贴息的本金",
    "no principal counts from {first_day} to {last_day}",
)


@dataclass(frozen=True, slots=True)
class Principal:
    """What is owed in yuan at the end of a day and of each later one, until the next such entry."""

    since: date
    owed_yuan: Decimal
    event: str = ""


@dataclass(frozen=True, slots=True)
class InterestPeriod:
    """Days of a loan, both in it, in which the pack's rate does not change.

    `due_on` is the last day of the loan as first agreed, `extended_to` that of its extension.
    """

    loan: str
    borrower: str
    first_day: date
    last_day: date
    due_on: date
    principals: tuple[Principal, ...]
    guaranteed: bool
    extended_to: date | None = None
    township: str = ""


def loan_interest(facts: InterestPeriod, policy: Policy) -> tuple[Line, ...]:
    """The period's interest in yuan, rounded once, or zero with its reason.

    The rate must hold for the whole period: where it changes, the caller begins another.
    """
    blocked = why_not_borne(TITLE, facts.borrower, policy, (RATE_PERCENT,), BUDGET)
    if blocked is not None:
        return (blocked,)
    yuan_days = _yuan_days(facts, policy)
    rate_percent, year_days = policy.decimal(RATE_PERCENT), policy.integer(YEAR_DAYS)
    numbers = {
        "loan": facts.loan,
        "first_day": facts.first_day,
        "last_day": facts.last_day,
        "yuan_days": yuan_days,
        "rate_percent": rate_percent,
        "year_days": year_days,
    }
    amount_yuan = round_to_fen(yuan_days * rate_percent / (100 * year_days))
    reason = NOT_GUARANTEED if not facts.guaranteed else None if amount_yuan else NOTHING_OWED
    if reason is not None:
        return (nothing(TITLE, facts.borrower, reason, numbers, PARAMETERS, rests_on=facts.principals),)
    payer, payer_id = payer_of(policy, PAYER, township=facts.township)
    return (
        Line(
            TITLE,
            amount_yuan,
            "",
            payer,
            payer_id,
            facts.borrower,
            SUBSIDISED,
            numbers,
            PARAMETERS,
            facts.principals,
        ),
    )


def _yuan_days(facts: InterestPeriod, policy: Policy) -> Decimal:
    """The sum over the period's days of what was owed at the end of each; days past the loan's term do not count."""
    extended = facts.extended_to if policy.flag(EXTENSION) else None
    counted = Span(facts.first_day, facts.last_day).within(Span(facts.first_day, extended or facts.due_on))
    ordered = sorted(facts.principals, key=lambda entry: (entry.since, entry.event))
    nexts = [entry.since for entry in ordered[1:]]
    whole = Decimal(0)
    for entry, until in zip(ordered, [*nexts, None], strict=True):
        days = counted.within(Span(entry.since, date.max)).days
        later = counted.within(Span(until, date.max)).days if until else 0
        whole += entry.owed_yuan * (days - later)
    return whole
