"""Claims for subsidies: what placement approves, and what payroll answers: committed, queued or refused."""

from typing import Annotated, Literal

from pydantic import Field

from shared.dates import Moment
from shared.events.envelope import MAXIMUM_KEY_CHARACTERS, Event, EventData, StateData
from shared.identifiers import Identifier, Number, Readable, Revision
from shared.money import AmountText
from shared.written_forms import PERIOD_PATTERN

ClaimPeriod = Annotated[
    str,
    Field(
        pattern=PERIOD_PATTERN,
        max_length=7,
        description="The year, month or quarter the fact belongs to: YYYY, YYYY-MM or YYYY-Qn",
        examples=["2019", "2019-06", "2019-Q2"],
    ),
]
ShortText = Annotated[Readable, Field(max_length=200)]
LongText = Annotated[Readable, Field(max_length=1000)]


class BothLanguages(EventData):
    """A text in Chinese and in English."""

    zh: LongText
    en: LongText


class ClaimClause(EventData):
    """The passage of policy an amount rests on."""

    document: ShortText
    paragraph: ShortText
    restated: BothLanguages


class ClaimExplanation(EventData):
    """Why a claim comes to its amount: enough to answer for every fen without asking whoever approved it."""

    title: BothLanguages = Field(description="What the subsidy is called")
    clause: ClaimClause | None = None
    formula: BothLanguages
    numbers: dict[Annotated[Readable, Field(max_length=64)], ShortText] = Field(
        default={}, description="The numbers of the formula, as written", max_length=64
    )
    events: Annotated[
        tuple[Annotated[Readable, Field(max_length=MAXIMUM_KEY_CHARACTERS)], ...], Field(max_length=64, strict=False)
    ] = ()


class ClaimApproved(Event):
    """A claim for a subsidy has passed every step before the money: payroll commits, queues or refuses it."""

    class Data(StateData):
        claim: Identifier
        policy_pack: Identifier
        rule: Identifier = Field(description="The subsidy, by the name the pack knows it under")
        fund: Identifier = Field(description="The fund or budget that is to pay")
        beneficiary_kind: Literal["worker", "household", "organisation"]
        beneficiary: Identifier
        payee_kind: Literal["worker", "organisation"]
        payee: Identifier = Field(description="To whose account the money goes")
        subject: Identifier = Field(description="The person or unit the fact is about, whoever organised it")
        period: ClaimPeriod
        purpose: ShortText = Field(default="", description="What for, where a period has several: course, trade, grade")
        place: ShortText = Field(default="", description="Village or workshop, as a publication list shows it")
        amount_yuan: AmountText
        approved_by: ShortText
        approved_at: Moment = Field(description="Its place in the queue")
        explanation: ClaimExplanation

    owner = "placement"
    type: Literal["claim.approved.v1"]
    data: Data


class ClaimAnswer(StateData):
    """What payroll answers to the newest revision of a claim. One subject, whichever of the three it is."""

    claim: Identifier
    claim_revision: Annotated[Revision, Field(description="The revision of the approval this answers")]
    fund: Identifier
    amount_yuan: AmountText
    reason: Annotated[Readable, Field(max_length=64, description="A code; empty where nothing needs saying")] = ""
    winner: Identifier | None = Field(default=None, description="The claim that was first for the same fact")


class ClaimCommitted(Event):
    """The fund has set the amount aside; it is paid with the next payment."""

    class Data(ClaimAnswer):
        pass

    owner = "payroll"
    type: Literal["claim.committed.v1"]
    data: Data


class ClaimQueued(Event):
    """The fund is short of money: the claim waits, in order of approval."""

    class Data(ClaimAnswer):
        position: Annotated[
            Number, Field(description="Its place when this was said; it moves up as others are committed")
        ]

    owner = "payroll"
    type: Literal["claim.queued.v1"]
    data: Data


class ClaimRefused(Event):
    """Nothing is paid on this revision of the claim; the reason and, where there is one, the winner say why."""

    class Data(ClaimAnswer):
        pass

    owner = "payroll"
    type: Literal["claim.refused.v1"]
    data: Data
