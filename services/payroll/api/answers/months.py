"""Workshops' months as they are answered: listed, drafted while they are open, as they were settled, and decided."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

import asyncpg
from pydantic import Field

from services.payroll.api.answers.ages import AgeToDecide, ages_to_decide
from services.payroll.api.answers.settlements import (
    SettlementAnswer,
    SettlementDrafted,
    drafted,
    settlement_answer,
)
from services.payroll.api.answers.waiting import WaitingFact, waiting_facts
from services.payroll.decisions.month_draft import MonthDraft
from services.payroll.store.months import MonthRow
from services.payroll.store.settlements import StoredSettlement
from services.payroll.store.worker_months import WorkerMonthKey
from shared.decisions.history import Taken
from shared.http.answers import Answer, KeptAmount, KeptMonth
from shared.identifiers import Identifier
from shared.money import format_amount

ShownState = Literal["open", "in_review", "closed", "paid", "settled_later"]
"""`settled_later` was not closed before a later month of its workshop was."""


class MonthListed(Answer):
    """A workshop's month: how far it is, how many people, and what their open statements come to."""

    workshop: Identifier
    month: KeptMonth
    state: ShownState
    workers: int
    incomplete: int = Field(description="How many statements lack something")
    submitted_by: str | None
    approved_by: str | None
    approved_at: datetime | None
    paid_at: datetime | None
    total: KeptAmount
    waiting: int = Field(description="How many subjects wait on which its closing rests")


class MonthsAnswer(Answer):
    """Months, newest first."""

    months: list[MonthListed]


class StepAnswer(Answer):
    """Something that was done to a month."""

    action: str
    state: str
    actor: str
    at: datetime
    reason: str | None
    statements_hash: str | None


class TotalsAnswer(Answer):
    """What a month's settlements come to."""

    earned: KeptAmount
    adjustments: KeptAmount
    recovered: KeptAmount
    net: KeptAmount


class DoubtedDayAnswer(Answer):
    """A worker's day that punches make less than a whole one."""

    worker: Identifier
    day: date
    weight_days: str
    doubts: list[str]


class _Draft(Answer):
    statements_hash: str = Field(description="SHA-256 over what each gets and why: what the checker approves")
    totals: TotalsAnswer
    workers: int
    held: dict[str, str] = Field(description="Who is left out, with the reason")
    incomplete: dict[str, list[str]] = Field(description="Whose statements lack something, and what, as codes")
    waiting: dict[str, list[WaitingFact]] = Field(description="For whom something waits")
    days_to_look_at: list[DoubtedDayAnswer]
    settlements: list[SettlementDrafted]


class MonthSubmitted(_Draft):
    """What was put in review."""

    state: Literal["in_review"]


class _Month(Answer):
    workshop: Identifier
    month: KeptMonth
    submitted_by: str | None
    submitted_at: datetime | None
    submitted_hash: str | None
    accept_incomplete: str | None = Field(description="Why incomplete statements are closed as they are")
    approved_by: str | None
    approved_at: datetime | None
    paid_at: datetime | None
    steps: list[StepAnswer] = Field(description="Everything done to it, oldest first")
    names: dict[str, str] = Field(description="What the workers are called, to who may know")


class MonthOpen(_Draft, _Month):
    """A month that is open or in review, as closing it now would settle it."""

    state: Literal["open", "in_review"]
    ages: list[AgeToDecide]


class MonthSettled(_Month):
    """A month as it was settled, or one that is settled with later ones."""

    state: Literal["closed", "paid", "settled_later"]
    held: dict[str, str] = Field(description="Who was left out, with the reason")
    statements_hash: str | None
    settlements: list[SettlementAnswer]


class MonthApproved(Answer):
    """A month that was closed."""

    state: Literal["closed"]
    statements_hash: str
    totals: TotalsAnswer
    workers: int


class MonthSentBack(Answer):
    """That a month is open again."""

    state: Literal["open"]


def month_listed(row: asyncpg.Record, waiting: int) -> MonthListed:
    """A month, from its row."""
    shown = {name: value for name, value in row.items() if name != "total_yuan"}
    return MonthListed(**shown, total=format_amount(row["total_yuan"]), waiting=waiting)


def month_submitted(draft: MonthDraft) -> MonthSubmitted:
    """What was put in review."""
    return MonthSubmitted(state="in_review", **_draft(draft))


def month_open(
    row: MonthRow,
    steps: Sequence[Taken],
    draft: MonthDraft,
    ages: Mapping[WorkerMonthKey, str],
    names: Mapping[str, str],
) -> MonthOpen:
    """A month as closing it now would settle it."""
    return MonthOpen(**_month(row, steps, names), state=row.state, **_draft(draft), ages=ages_to_decide(ages))


def month_settled(
    row: MonthRow,
    state: str,
    steps: Sequence[Taken],
    settled: Collection[StoredSettlement],
    names: Mapping[str, str],
) -> MonthSettled:
    """A month as it was settled."""
    return MonthSettled(
        **_month(row, steps, names),
        state=state,
        held=row.held,
        statements_hash=row.statements_hash,
        settlements=[settlement_answer(part) for part in settled],
    )


def month_approved(draft: MonthDraft, statements_hash: str) -> MonthApproved:
    """A month that was closed."""
    return MonthApproved(
        state="closed",
        statements_hash=statements_hash,
        totals=TotalsAnswer(**draft.totals()),
        workers=len(draft.workers),
    )


def _month(row: MonthRow, steps: Sequence[Taken], names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "workshop": row.workshop,
        "month": row.month,
        "submitted_by": row.submitted_by,
        "submitted_at": row.submitted_at,
        "submitted_hash": row.submitted_hash,
        "accept_incomplete": row.accept_incomplete,
        "approved_by": row.approved_by,
        "approved_at": row.approved_at,
        "paid_at": row.paid_at,
        "steps": [_step(taken) for taken in steps],
        "names": names,
    }


def _step(taken: Taken) -> StepAnswer:
    return StepAnswer(
        action=taken.step,
        state=taken.state,
        actor=taken.actor,
        at=taken.at,
        reason=taken.reason,
        statements_hash=taken.beside["statements_hash"],
    )


def _draft(draft: MonthDraft) -> dict[str, Any]:
    return {
        "statements_hash": draft.statements_hash,
        "totals": TotalsAnswer(**draft.totals()),
        "workers": len(draft.workers),
        "held": draft.held,
        "incomplete": draft.incomplete,
        "waiting": {name: waiting_facts(parts) for name, parts in sorted(draft.waiting.items())},
        "days_to_look_at": [DoubtedDayAnswer.model_validate(day) for day in draft.doubted],
        "settlements": [drafted(part) for part in draft.settlements],
    }
