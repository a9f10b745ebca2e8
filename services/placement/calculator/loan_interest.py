"""A period of a guaranteed loan: the interest subsidised on what is owed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final, Literal

from pydantic import Field

from services.placement.domain.rules.loan_interest import RATE_PERCENT, InterestPeriod, Principal, loan_interest
from shared.calculator.evaluation import CalculatorKind, Evaluation, refuse_without_rule
from shared.calculator.fields import (
    DateText,
    Identifier,
    Parameters,
    Strict,
    YuanText,
    read_date,
    refuse_repeated,
)
from shared.calculator.problems import InputError
from shared.policy import PolicyPack


class PrincipalInput(Strict):
    """What is owed at the end of a day and from then on."""

    since: DateText
    owed: YuanText


class LoanInterestInput(Strict):
    """A period of a loan in which the rate does not change."""

    kind: Literal["loan_interest"]
    first_day: DateText
    last_day: DateText
    due_on: DateText
    extended_to: DateText | None = None
    principals: list[PrincipalInput] = Field(min_length=1, max_length=1000)
    guaranteed: bool = True
    loan: Identifier = "loan"
    borrower: Identifier = "borrower"
    township: Identifier | None = None
    parameters: Parameters = Field(default_factory=dict)


def evaluate_loan_interest(given: LoanInterestInput, pack: PolicyPack) -> Evaluation:
    """The period's interest. Raises InputError for days that cross, and where the rate changes in the period."""
    refuse_repeated("principals", [item.since for item in given.principals])
    if given.last_day < given.first_day:
        raise InputError("last_day", f"{given.last_day} is before {given.first_day}")
    if given.extended_to is not None and given.extended_to < given.due_on:
        raise InputError("extended_to", f"{given.extended_to} is before {given.due_on}")
    facts = InterestPeriod(
        loan=given.loan,
        borrower=given.borrower,
        first_day=date.fromisoformat(given.first_day),
        last_day=date.fromisoformat(given.last_day),
        due_on=date.fromisoformat(given.due_on),
        principals=tuple(Principal(date.fromisoformat(item.since), Decimal(item.owed)) for item in given.principals),
        guaranteed=given.guaranteed,
        extended_to=read_date(given.extended_to),
        township=given.township or "",
    )
    policy = pack.rules_on(facts.first_day, given.parameters)
    refuse_without_rule(policy, loan_interest.__name__)
    rate = pack.edition_on(facts.last_day).history(RATE_PERCENT).on(facts.last_day)
    if rate.since > facts.first_day:
        raise InputError("last_day", f"the rate changes on {rate.since}; evaluate each part by itself")
    return Evaluation.of_rule(loan_interest, facts, policy)


LOAN_INTEREST: Final = CalculatorKind("loan_interest", LoanInterestInput, evaluate_loan_interest)
