"""Workers' months as they are answered: as the facts say now, explained, and in every version."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal

import asyncpg
from pydantic import Field

from services.payroll.api.answers.ages import AgeAnswer
from services.payroll.api.answers.settlements import (
    CorrectionAnswer,
    SettlementOfStatement,
    SettlementOfStatementExplained,
    correction,
    settlement_of_statement,
    settlement_of_statement_explained,
)
from services.payroll.api.answers.waiting import WaitingFact, waiting_facts
from services.payroll.explanations.live import StatementFound
from services.payroll.store.adjustments import DifferenceDue
from services.payroll.store.statement_versions import StatementVersion
from services.payroll.store.waiting import Waiting
from shared.http.answers import Answer, KeptAmount, KeptMonth, NextText
from shared.http.lines import (
    FlagAnswer,
    LineAnswer,
    LineExplained,
    LineUnpaid,
)
from shared.identifiers import Identifier
from shared.money import format_amount


class _Statement(Answer):
    worker: Identifier
    month: KeptMonth
    revision: int = Field(description="0: nothing could be computed yet, and what is computed is null")
    workshop: Identifier | None = Field(description="Where the worker is registered at the month's end")
    policy_pack: str | None
    total: KeptAmount | None
    piecework: KeptAmount | None
    attendance_days: str | None
    month_index: int | None = Field(description="Months since the worker began, from 1")
    flags: list[FlagAnswer]
    incomplete: list[str] = Field(description="What it lacks, and what of it waits, as codes")
    complete: bool
    correlation_id: str | None
    causation_id: str | None
    computed_at: datetime | None
    waiting: list[WaitingFact]


class StatementListed(_Statement):
    """A worker's month as the facts say now."""

    lines: list[LineAnswer]


class StatementsPage(Answer):
    """A page of a month's statements, by worker."""

    statements: list[StatementListed]
    next: NextText


class DifferenceAnswer(Answer):
    """A difference of a closed month that waits to be settled."""

    amount: KeptAmount
    settled_by: str = Field(description="The workshop whose closing takes it; empty where nobody knows it yet")
    waits_for: list[str] = Field(description="What it lacks, as codes")


class _OneStatement(_Statement):
    correlation_ids: list[str]
    state: Literal["open", "in_review", "closed", "paid"]
    corrections: list[CorrectionAnswer]
    difference_due: DifferenceAnswer | None
    age: AgeAnswer | None = Field(description="Where somebody decides on it")
    name: str | None = Field(description="What the worker is called, to who may know")


class StatementAnswer(_OneStatement):
    """A worker's month as the facts say now, with what closings settled of it."""

    lines: list[LineAnswer]
    settlements: list[SettlementOfStatement]


class StatementExplained(_OneStatement):
    """A worker's month, explained; its lines are as they are kept where the statement itself could not be computed."""

    lines: list[LineExplained] | list[LineAnswer]
    unpaid: list[LineUnpaid]
    pending: bool = Field(description="Newer facts wait to be computed: the explanation already rests on them")
    settlements: list[SettlementOfStatementExplained]


class VersionAnswer(Answer):
    """A version of a worker's month, and the events that made it differ from the one before."""

    revision: int
    computed_at: datetime
    workshop: Identifier | None
    policy_pack: str | None
    total: KeptAmount
    lines: list[LineAnswer]
    attendance_days: str
    flags: list[FlagAnswer]
    incomplete: list[str]
    events_added: list[str]
    events_removed: list[str]
    causation_id: str
    correlation_id: str


class StatementHistory(Answer):
    """Every version of a worker's month, oldest first."""

    worker: Identifier
    name: str | None = Field(description="What the worker is called, to who may know")
    month: KeptMonth
    versions: list[VersionAnswer]


def statement_listed(row: asyncpg.Record, waiting: Collection[Waiting]) -> StatementListed:
    """A worker's month, and what of it waits."""
    return StatementListed(
        worker=row["worker"],
        month=row["month"],
        **_computed(row),
        **_lacking(row, waiting),
        lines=row["lines"],
    )


def statement_answer(
    found: StatementFound, age: AgeAnswer | None, name: str | None
) -> StatementAnswer | StatementExplained:
    """A worker's month, explained where that was asked for."""
    kept = found.row["lines"] if found.row else []
    if found.pending is None:
        settled = [settlement_of_statement(part) for part in found.settled]
        return StatementAnswer(**_one_statement(found), age=age, name=name, lines=kept, settlements=settled)
    told = found.lines
    return StatementExplained(
        **_one_statement(found),
        age=age,
        name=name,
        lines=told["lines"] if told else kept,
        unpaid=told["unpaid"] if told else [],
        pending=found.pending,
        settlements=[settlement_of_statement_explained(part) for part in found.settled],
    )


def version_answer(version: StatementVersion) -> VersionAnswer:
    """A version of a worker's month."""
    row = version.row
    return VersionAnswer(
        revision=row["revision"],
        computed_at=row["computed_at"],
        workshop=row["workshop"] or None,
        policy_pack=row["policy_pack"] or None,
        total=format_amount(row["total_yuan"]),
        lines=row["lines"],
        attendance_days=str(row["attendance_days"]),
        flags=row["flags"],
        incomplete=row["incomplete"],
        events_added=version.events_added,
        events_removed=version.events_removed,
        causation_id=row["causation_id"],
        correlation_id=row["correlation_id"],
    )


def _one_statement(found: StatementFound) -> dict[str, Any]:
    return {
        "worker": found.worker,
        "month": found.month,
        **(_computed(found.row) if found.row else _not_computed(found)),
        **_lacking(found.row, found.waiting),
        "correlation_ids": found.correlation_ids,
        "state": found.state,
        "corrections": [correction(part) for part in found.corrections],
        "difference_due": _difference(found.difference_due) if found.difference_due else None,
    }


def _computed(row: asyncpg.Record) -> dict[str, Any]:
    names = ("revision", "month_index", "flags", "correlation_id", "causation_id", "computed_at")
    return {name: row[name] for name in names} | {
        "workshop": row["workshop"] or None,
        "policy_pack": row["policy_pack"] or None,
        "total": format_amount(row["total_yuan"]),
        "piecework": format_amount(row["piecework_yuan"]),
        "attendance_days": str(row["attendance_days"]),
    }


def _not_computed(found: StatementFound) -> dict[str, Any]:
    names = ("policy_pack", "total", "piecework", "attendance_days", "month_index")
    published = ("correlation_id", "causation_id", "computed_at")
    return {"revision": 0, "workshop": found.workshop or None, "flags": [], **dict.fromkeys((*names, *published))}


def _lacking(row: asyncpg.Record | None, waiting: Collection[Waiting]) -> dict[str, Any]:
    """What a statement lacks, whether it lacks nothing, and what of it waits."""
    incomplete = [*(row["incomplete"] if row else []), *dict.fromkeys(part.code for part in waiting)]
    return {"incomplete": incomplete, "complete": not incomplete, "waiting": waiting_facts(waiting)}


def _difference(due: DifferenceDue) -> DifferenceAnswer:
    return DifferenceAnswer(amount=format_amount(due.amount_yuan), settled_by=due.workshop, waits_for=due.incomplete)
