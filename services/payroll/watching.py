"""What is watched of wages and decides nothing: which are overdue, and how long after their month they arrive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, get_args

import structlog
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from services.payroll.decisions.obligations import due_on
from services.payroll.store.overdue_wages import Stage, WagesNotArrived, delays_of_wages, wages_not_arrived
from services.payroll.store.workshops import load_workshops
from shared.database import Connection
from shared.decisions.lifecycle import days_late
from shared.messaging.days import day_reached
from shared.messaging.definition import Measure
from shared.money import ZERO, format_amount

log = structlog.get_logger()

STAGES: Final[tuple[Stage, ...]] = get_args(Stage)
_DELAY_DAYS: Final = (0, 5, 10, 15, 20, 30, 45, 60, 90, 180, 365)


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


async def overdue_wages(connection: Connection, today: date) -> list[OverdueWages]:
    """What is overdue today, the longest waiting first."""
    workshops = await load_workshops(connection)
    found = []
    for waiting in await wages_not_arrived(connection):
        due = waiting.due_on or due_on(workshops[waiting.workshop], waiting.month)
        if due is not None and (late := days_late(due, today)):
            found.append(OverdueWages(waiting, due, late))
    return sorted(found, key=lambda overdue: (-overdue.days_late, overdue.waiting.workshop, overdue.waiting.month))


def totals_by_stage(overdue: Iterable[OverdueWages]) -> dict[Stage, OverdueTotals]:
    """The sums of each stage, also of those where nothing is overdue."""
    listed = list(overdue)
    return {stage: _totals([part for part in listed if part.waiting.stage == stage]) for stage in STAGES}


def _totals(overdue: list[OverdueWages]) -> OverdueTotals:
    return OverdueTotals(
        sum(part.waiting.workers for part in overdue),
        sum((part.waiting.amount_yuan for part in overdue), ZERO),
        max((part.days_late for part in overdue), default=0),
    )


class WageMeasures(Collector):
    """The last measurement; all of it comes from the books, so that every worker and every restart says the same."""

    def __init__(self) -> None:
        self._overdue: Mapping[Stage, OverdueTotals] = totals_by_stage([])
        self._delays: Mapping[int, int] = {}

    async def measure(self, connection: Connection) -> None:
        """Look at the books; warn where what is overdue has changed."""
        overdue = totals_by_stage(await overdue_wages(connection, await day_reached(connection)))
        self._delays = {row["delay_days"]: row["wages"] for row in await delays_of_wages(connection)}
        if overdue == self._overdue:
            return
        self._overdue = overdue
        for stage, totals in overdue.items():
            if totals.workers:
                log.warning(
                    "wages_overdue",
                    stage=stage,
                    workers=totals.workers,
                    amount_yuan=format_amount(totals.amount_yuan),
                    oldest_days=totals.oldest_days,
                    advice="GET /v1/overdue-wages names the workshops",
                )

    def collect(self) -> Iterable[Metric]:
        """Gauges by stage, and the delays as a histogram in days."""
        workers = GaugeMetricFamily("gongfang_wages_overdue_workers", "Worker-months overdue", labels=["stage"])
        amount = GaugeMetricFamily("gongfang_wages_overdue_yuan", "Yuan overdue", labels=["stage"])
        oldest = GaugeMetricFamily(
            "gongfang_wages_overdue_oldest_days", "Days since the longest overdue wages were due", labels=["stage"]
        )
        for stage, totals in self._overdue.items():
            workers.add_metric([stage], totals.workers)
            amount.add_metric([stage], float(totals.amount_yuan))
            oldest.add_metric([stage], totals.oldest_days)
        delays = HistogramMetricFamily("gongfang_wage_delay_days", "Days from month end to the bank's confirmation")
        delays.add_metric([], self._buckets(), sum(days * wages for days, wages in self._delays.items()))
        return (workers, amount, oldest, delays)

    def _buckets(self) -> list[tuple[str, float]]:
        upper = [
            (str(bound), float(sum(wages for days, wages in self._delays.items() if days <= bound)))
            for bound in _DELAY_DAYS
        ]
        return [*upper, ("+Inf", float(sum(self._delays.values())))]


def measure_wages(registry: CollectorRegistry) -> Measure:
    """Have a registry tell of wages; what keeps its numbers fresh."""
    measures = WageMeasures()
    registry.register(measures)
    return measures.measure
