"""Profit divisions as they are answered: as they are kept, and explained."""

from datetime import datetime
from typing import Any, Literal

import asyncpg
from pydantic import Field

from services.payroll.api.answers.waiting import WaitingFact, waiting_facts
from services.payroll.explanations.live import Explained
from shared.http.answers import Answer, KeptAmount, KeptPeriod
from shared.http.lines import (
    LineAnswer,
    LineExplained,
    LineUnpaid,
)
from shared.identifiers import Identifier
from shared.money import format_amount


class DivisionLine(LineAnswer):
    """A pot's part of the profit, or a village's part of the shareholders' pot."""

    pot: str


class _Division(Answer):
    workshop: Identifier
    period: KeptPeriod
    revision: int
    incomplete: list[str] = Field(description="What is still missing, as codes")
    net_profit: KeptAmount
    loss_brought_forward: KeptAmount
    correlation_id: str
    causation_id: str
    computed_at: datetime


class DivisionAnswer(_Division):
    """The division of a workshop's profit of a year."""

    lines: list[DivisionLine]


class DivisionsAnswer(Answer):
    """Divisions, newest years first."""

    profit_divisions: list[DivisionAnswer]


class DivisionExplained(_Division):
    """A division, explained where the workshop's policy pack is at hand."""

    lines: list[LineExplained] | list[DivisionLine]
    unpaid: list[LineUnpaid] = Field(description="Why nothing is divided")
    correlation_ids: list[str]
    pending: bool = Field(description="Newer facts wait to be computed")
    waiting: list[WaitingFact]


class DivisionNotComputed(Answer):
    """A division of which nothing could be computed yet, and what waits."""

    workshop: Identifier
    period: KeptPeriod
    revision: Literal[0]
    lines: list[DivisionLine] = Field(max_length=0)
    unpaid: list[LineUnpaid] = Field(max_length=0)
    waiting: list[WaitingFact]


def division_answer(row: asyncpg.Record) -> DivisionAnswer:
    """A division, from its row."""
    return DivisionAnswer(**_division(row), lines=row["lines"])


def division_explained(workshop: str, period: str, explained: Explained) -> DivisionExplained | DivisionNotComputed:
    """A division with why it is what it is, or what it waits for."""
    waiting = waiting_facts(explained.waiting)
    if explained.row is None:
        return DivisionNotComputed(workshop=workshop, period=period, revision=0, lines=[], unpaid=[], waiting=waiting)
    told = explained.lines
    return DivisionExplained(
        **_division(explained.row),
        lines=told["lines"] if told else explained.row["lines"],
        unpaid=told["unpaid"] if told else [],
        correlation_ids=explained.correlation_ids,
        pending=explained.pending,
        waiting=waiting,
    )


def _division(row: asyncpg.Record) -> dict[str, Any]:
    names = ("workshop", "period", "revision", "incomplete", "correlation_id", "causation_id", "computed_at")
    return {name: row[name] for name in names} | {
        "net_profit": format_amount(row["net_profit_yuan"]),
        "loss_brought_forward": format_amount(row["loss_brought_forward_yuan"]),
    }
