"""Over-fulfilment awards as they are answered: as they are kept, and explained."""

from datetime import datetime
from typing import Any, Literal

import asyncpg
from pydantic import Field

from services.payroll.api.answers.waiting import WaitingFact, waiting_facts
from services.payroll.explanations.live import Explained
from shared.http.answers import Answer, KeptAmount, KeptMonth
from shared.http.lines import (
    LineAnswer,
    LineExplained,
    LineUnpaid,
)
from shared.identifiers import Identifier
from shared.money import format_amount


class _Award(Answer):
    workshop: Identifier
    company: Identifier
    month: KeptMonth
    revision: int
    beneficiary: str
    incomplete: list[str] = Field(description="What is still missing, as codes")
    payer: str | None
    amount: KeptAmount
    correlation_id: str
    causation_id: str
    computed_at: datetime


class AwardAnswer(_Award):
    """The award of a workshop's month for one company."""

    lines: list[LineAnswer]


class AwardsAnswer(Answer):
    """Awards, newest months first."""

    awards: list[AwardAnswer]


class AwardExplained(_Award):
    """An award, explained where the workshop's policy pack is at hand."""

    lines: list[LineExplained] | list[LineAnswer]
    unpaid: list[LineUnpaid] = Field(description="Why nothing else is earned")
    correlation_ids: list[str]
    pending: bool = Field(description="Newer facts wait to be computed")
    waiting: list[WaitingFact]


class AwardNotComputed(Answer):
    """An award of which nothing could be computed yet, and what waits."""

    workshop: Identifier
    company: Identifier
    month: KeptMonth
    revision: Literal[0]
    lines: list[LineAnswer] = Field(max_length=0)
    unpaid: list[LineUnpaid] = Field(max_length=0)
    waiting: list[WaitingFact]


def award_answer(row: asyncpg.Record) -> AwardAnswer:
    """An award, from its row."""
    return AwardAnswer(**_award(row), lines=row["lines"])


def award_explained(workshop: str, company: str, month: str, explained: Explained) -> AwardExplained | AwardNotComputed:
    """An award with why it is what it is, or what it waits for."""
    waiting = waiting_facts(explained.waiting)
    if explained.row is None:
        return AwardNotComputed(
            workshop=workshop, company=company, month=month, revision=0, lines=[], unpaid=[], waiting=waiting
        )
    told = explained.lines
    return AwardExplained(
        **_award(explained.row),
        lines=told["lines"] if told else explained.row["lines"],
        unpaid=told["unpaid"] if told else [],
        correlation_ids=explained.correlation_ids,
        pending=explained.pending,
        waiting=waiting,
    )


def _award(row: asyncpg.Record) -> dict[str, Any]:
    names = ("workshop", "company", "month", "revision", "beneficiary", "incomplete")
    published = ("correlation_id", "causation_id", "computed_at")
    return {name: row[name] for name in (*names, *published)} | {
        "payer": row["payer"] or None,
        "amount": format_amount(row["amount_yuan"]),
    }
