"""Claims as they are answered: what each is for, its answer, how far its money is, and why it is this amount."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

import asyncpg
from pydantic import Field

from services.payroll.api.answers.ledger import ClaimPosting, claim_posting
from services.payroll.domain.claims import WHAT_TO_DO
from services.payroll.store.cancellations import PaymentProgress
from services.payroll.store.claims import ClaimRow, ClaimState
from shared.http.answers import Answer, KeptAmount, NextText
from shared.http.lines import ClauseAnswer, Wording
from shared.identifiers import Identifier
from shared.money import format_amount
from shared.written_forms import PERIOD_PATTERN

KeptClaimPeriod = Annotated[
    str,
    Field(
        description="The year, month or quarter the fact belongs to: YYYY, YYYY-MM or YYYY-Qn",
        json_schema_extra={"pattern": PERIOD_PATTERN, "maxLength": 7},
    ),
]


class ClaimListed(Answer):
    """A claim and the answer in force."""

    claim: Identifier
    revision: int
    policy_pack: Identifier
    rule: Identifier
    fund: Identifier
    beneficiary_kind: Literal["worker", "household", "organisation"]
    beneficiary: Identifier
    payee_kind: Literal["worker", "organisation"]
    payee: Identifier
    subject: Identifier = Field(description="The person or unit the fact is about")
    period: KeptClaimPeriod
    purpose: str
    place: str
    approved_by: str
    approved_at: datetime
    amount: KeptAmount
    state: ClaimState
    reason: str = Field(description="A code; empty where nothing needs saying")
    winner: Identifier | None = Field(description="The claim that was first for the same fact")
    answered_at: datetime


class ClaimsPage(Answer):
    """A page of claims, by id."""

    claims: list[ClaimListed]
    names: dict[str, str] = Field(description="To finance, what the workers are called, by id")
    next: NextText


class ClaimWhy(Answer):
    """Why a claim comes to its amount, as it was approved."""

    title: Wording
    clause: ClauseAnswer | None
    formula: Wording
    numbers: dict[str, str]
    events: list[str]


class ExcludesAnswer(Answer):
    """Of which subsidies the subject draws one, and by which passage."""

    group: str
    rules: list[str]
    clause: ClauseAnswer | None


class ClaimExplained(ClaimListed):
    """A claim with its answer, its money and why."""

    names: dict[str, str] = Field(description="To finance, what the workers are called, by id")
    advice: str = Field(description="What to do about its reason; empty where nothing is to be done")
    position: int | None = Field(description="Its place in the fund's queue, where it waits")
    payment: PaymentProgress | None = Field(description="How far its payment is; null where nothing is owed")
    postings: list[ClaimPosting]
    explanation: ClaimWhy
    excludes: ExcludesAnswer | None = Field(description="Null where its policy pack is not at hand")
    event: str
    correlation_id: str


@dataclass(frozen=True, slots=True)
class ClaimMoney:
    """How far a claim's money is: its place in the queue, its payment and its postings."""

    position: int | None
    payment: PaymentProgress | None
    postings: Sequence[asyncpg.Record]


def claim_listed(row: ClaimRow) -> ClaimListed:
    """A claim and its answer."""
    facts = row.facts
    return ClaimListed(
        claim=facts.claim,
        revision=facts.revision,
        policy_pack=facts.policy_pack,
        rule=facts.rule,
        fund=facts.fund,
        beneficiary_kind=facts.beneficiary_kind,
        beneficiary=facts.beneficiary,
        payee_kind=facts.payee_kind,
        payee=facts.payee,
        subject=facts.subject,
        period=facts.period,
        purpose=facts.purpose,
        place=facts.place,
        approved_by=facts.approved_by,
        approved_at=facts.approved_at,
        amount=format_amount(facts.amount_yuan),
        state=row.state,
        reason=row.reason,
        winner=row.winner,
        answered_at=row.answered_at,
    )


def claim_explained(
    row: ClaimRow, names: Mapping[str, str], money: ClaimMoney, excludes: ExcludesAnswer | None
) -> ClaimExplained:
    """A claim with everything that is known of it."""
    return ClaimExplained(
        **dict(claim_listed(row)),
        names=names,
        advice=WHAT_TO_DO[row.reason],
        position=money.position,
        payment=money.payment,
        postings=[claim_posting(posting) for posting in money.postings],
        explanation=ClaimWhy.model_validate(row.facts.explanation),
        excludes=excludes,
        event=row.facts.event,
        correlation_id=row.facts.correlation_id,
    )
