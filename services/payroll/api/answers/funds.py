"""Funds as they are answered: what each was given, has and owes, and a division's parts posted to them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import Field

from services.payroll.decisions.divisions import Part
from services.payroll.store.funds import Allotment, Appropriation, FundFigures
from shared.http.answers import Answer, KeptAmount
from shared.identifiers import Identifier
from shared.money import format_amount


class Holder(Answer):
    """Who holds a fund: the two first pots of a profit the workshop's township, what is appropriated the county."""

    kind: Literal["county", "township", "workshop"]
    id: str = Field(description="The county's is its policy pack's; a workshop's township may change")


class FundAnswer(Answer):
    """A fund and what it comes to by the ledger: received is its balance, committed and spent together."""

    fund: str
    name: str
    policy_pack: Identifier
    budget: str | None = Field(description="The pack's budget it spends")
    opened_by: str
    opened_at: datetime
    received: KeptAmount
    balance: KeptAmount = Field(description="What it can still give")
    committed: KeptAmount = Field(description="Promised to claims and not paid yet")
    spent: KeptAmount
    queued: KeptAmount = Field(description="What claims that wait for its money come to")
    queued_claims: int
    held_by: Holder
    pot: str = Field(description="The pot of a workshop's profit that feeds it; empty where none does")


class AppropriationAnswer(Answer):
    """Money a fund was given by a document."""

    document: str
    amount: KeptAmount
    reason: str
    actor: str
    at: datetime


class AllotmentAnswer(Answer):
    """Money of a joint pot given to relief or redevelopment by a document, or given back to it."""

    document: str
    pot: str
    amount: KeptAmount
    given_back: bool
    reason: str
    actor: str
    at: datetime


class FundsAnswer(Answer):
    """Every fund, by id."""

    funds: list[FundAnswer]


class FundWithMoney(FundAnswer):
    """A fund with its appropriations, oldest first."""

    appropriations: list[AppropriationAnswer]
    allotments: list[AllotmentAnswer] = Field(description="Of a joint pot, oldest first")


class FundOpened(Answer):
    """What became of a fund that was opened or changed."""

    fund: Identifier
    state: Literal["opened", "unchanged", "changed"]


class MoneyGiven(Answer):
    """What became of an appropriation, and the fund after it."""

    state: Literal["posted", "already_posted"]
    fund: FundAnswer


class MoneyAllotted(Answer):
    """What became of an allotment, and the joint pot after it."""

    state: Literal["posted", "already_posted"]
    fund: FundAnswer


class PartPosted(Answer):
    """A pot of a divided profit, or a village's share of one: what was posted for it before, and now."""

    pot: str
    beneficiary: str
    before: KeptAmount
    after: KeptAmount
    difference: KeptAmount


class DivisionApproved(Answer):
    """What the approval of a division has posted."""

    revision: int
    posted: list[PartPosted]


def fund_answer(figures: FundFigures) -> FundAnswer:
    """A fund with its figures."""
    kind, holder = figures.holder
    return FundAnswer(
        fund=figures.fund,
        name=figures.name,
        policy_pack=figures.policy_pack,
        budget=figures.budget,
        opened_by=figures.opened_by,
        opened_at=figures.opened_at,
        received=format_amount(figures.received_yuan),
        balance=format_amount(figures.balance_yuan),
        committed=format_amount(figures.committed_yuan),
        spent=format_amount(figures.spent_yuan),
        queued=format_amount(figures.queued_yuan),
        queued_claims=figures.queued_claims,
        held_by=Holder.model_validate({"kind": kind, "id": holder}),
        pot=figures.pot,
    )


def fund_with_money(
    figures: FundFigures, given: Sequence[Appropriation], allotted: Sequence[Allotment]
) -> FundWithMoney:
    """A fund with what it was given, and what of it was allotted."""
    return FundWithMoney(
        **dict(fund_answer(figures)),
        appropriations=[_appropriation(money) for money in given],
        allotments=[_allotment(part) for part in allotted],
    )


def _appropriation(money: Appropriation) -> AppropriationAnswer:
    return AppropriationAnswer(
        document=money.document,
        amount=format_amount(money.amount_yuan),
        reason=money.reason,
        actor=money.actor,
        at=money.at,
    )


def _allotment(part: Allotment) -> AllotmentAnswer:
    return AllotmentAnswer(
        document=part.document,
        pot=part.pot,
        amount=format_amount(part.amount_yuan),
        given_back=part.given_back,
        reason=part.reason,
        actor=part.actor,
        at=part.at,
    )


def division_approved(revision: int, parts: Sequence[Part]) -> DivisionApproved:
    """What was posted of each part of a division."""
    return DivisionApproved(
        revision=revision,
        posted=[
            PartPosted(
                pot=part.pot,
                beneficiary=part.beneficiary,
                before=format_amount(part.before_yuan),
                after=format_amount(part.after_yuan),
                difference=format_amount(part.difference_yuan),
            )
            for part in parts
        ],
    )
