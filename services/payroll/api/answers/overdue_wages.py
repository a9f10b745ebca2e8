"""Overdue wages as they are answered."""

from collections.abc import Sequence
from datetime import date

from pydantic import Field

from services.payroll.store.overdue_wages import Stage
from services.payroll.watching import OverdueWages, totals_by_stage
from shared.http.answers import Answer, KeptAmount, KeptMonth
from shared.identifiers import Identifier
from shared.money import format_amount


class StageTotals(Answer):
    """Overdue wages of one stage: of how many worker-months, how much, how long the oldest."""

    workers: int
    amount: KeptAmount
    oldest_days: int


class StagesTotals(Answer):
    """Overdue wages by stage."""

    unpaid: StageTotals = Field(description="Closed, and the bank has not confirmed")
    unclosed: StageTotals = Field(description="No closing has taken them")
    difference: StageTotals = Field(description="Held or corrected, waiting to be settled")


class OverdueMonth(Answer):
    """Wages of a workshop's month that have not arrived by their day, at one stage."""

    workshop: Identifier
    month: KeptMonth
    stage: Stage
    workers: int
    amount: KeptAmount
    due_on: date
    days_late: int


class OverdueAnswer(Answer):
    """Overdue wages as seen on a day, the longest waiting first."""

    on: date
    totals: StagesTotals
    overdue: list[OverdueMonth]


def overdue_answer(on: date, overdue: Sequence[OverdueWages]) -> OverdueAnswer:
    """Overdue wages as seen on a day, with the totals of each stage."""
    totals = {
        stage: StageTotals(
            workers=of_stage.workers,
            amount=format_amount(of_stage.amount_yuan),
            oldest_days=of_stage.oldest_days,
        )
        for stage, of_stage in totals_by_stage(overdue).items()
    }
    return OverdueAnswer(on=on, totals=StagesTotals(**totals), overdue=[_month(part) for part in overdue])


def _month(overdue: OverdueWages) -> OverdueMonth:
    return OverdueMonth(
        workshop=overdue.waiting.workshop,
        month=overdue.waiting.month,
        stage=overdue.waiting.stage,
        workers=overdue.waiting.workers,
        amount=format_amount(overdue.waiting.amount_yuan),
        due_on=overdue.due_on,
        days_late=overdue.days_late,
    )
