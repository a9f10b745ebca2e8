"""Which wages are overdue, and by how many days: what an operator is alarmed by and a county asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from services.payroll.domain.rule_book import WAGES_DUE_DAYS
from services.payroll.store.overdue_wages import WagesNotArrived, wages_not_arrived
from services.payroll.store.workshops import PolicyPlace, policy_places
from shared.database import Connection
from shared.money import ZERO
from shared.months import Month
from shared.policy import available_packs, load_pack

STAGES: Final = ("unpaid", "unclosed", "difference")


@dataclass(frozen=True, slots=True)
class OverdueWages:
    """Wages of a workshop's month past the day by which they were due."""

    waiting: WagesNotArrived
    due_on: date
    days_late: int


@dataclass(frozen=True, slots=True)
class OverdueTotals:
    """Overdue wages of one stage: of how many worker-months, how many yuan, how many days the oldest."""

    workers: int
    amount_yuan: Decimal
    oldest_days: int


def due_on(place: PolicyPlace, month: str) -> date | None:
    """The last day on which wages of a month are in time, by the pack on its first day; None without a known pack."""
    if place.pack not in available_packs():
        return None
    of_month = Month.parse(month)
    policy = load_pack(place.pack).rules_on(of_month.first_day, scope=place.scope)
    return of_month.last_day + timedelta(days=policy.integer(WAGES_DUE_DAYS))


async def overdue_wages(connection: Connection, today: date) -> list[OverdueWages]:
    """What is overdue today, the longest waiting first. A day is late from the one after it was due."""
    places = await policy_places(connection)
    found = []
    for waiting in await wages_not_arrived(connection):
        place = places.get(waiting.workshop)
        due = waiting.due_on or (due_on(place, waiting.month) if place else None)
        if due is not None and due < today:
            found.append(OverdueWages(waiting, due, (today - due).days))
    return sorted(found, key=lambda overdue: (-overdue.days_late, overdue.waiting.workshop, overdue.waiting.month))


def totals_by_stage(overdue: Iterable[OverdueWages]) -> dict[str, OverdueTotals]:
    """The sums of each stage, also of those where nothing is overdue."""
    listed = list(overdue)
    return {stage: _totals([part for part in listed if part.waiting.stage == stage]) for stage in STAGES}


def _totals(overdue: list[OverdueWages]) -> OverdueTotals:
    return OverdueTotals(
        sum(part.waiting.workers for part in overdue),
        sum((part.waiting.amount_yuan for part in overdue), ZERO),
        max((part.days_late for part in overdue), default=0),
    )
