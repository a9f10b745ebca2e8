"""A definition on payroll's database whose computation asks to look at its subjects again, and clocks set by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from services.payroll.definition import DEFINITION
from shared.database import Connection
from shared.events.people import AttendanceRecorded
from shared.messaging.clock_watch import Reading
from shared.messaging.definition import ServiceDefinition
from shared.messaging.transaction import Mark, Transaction

VISIT = "visit"
OTHER = "other"


@dataclass
class Diary:
    """Notes on which day each worker was computed, and asks for the days a test has set for him."""

    asks: dict[str, Sequence[date]] = field(default_factory=dict)
    failing: set[str] = field(default_factory=set)
    computed: list[tuple[str, date]] = field(default_factory=list)
    causes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def definition(self) -> ServiceDefinition:
        """The definition, under payroll's name, so that its streams and tables serve."""
        computations = {VISIT: self._compute}
        return replace(
            DEFINITION, handlers={AttendanceRecorded: self._handle}, fan_outs={}, computations=computations, at_start=()
        )

    async def _handle(self, transaction: Transaction, events: Sequence[AttendanceRecorded]) -> None:
        for event in events:
            transaction.mark(VISIT, (event.data.worker,), event)

    async def _compute(self, transaction: Transaction, marks: Sequence[Mark]) -> None:
        for mark in marks:
            (worker,) = mark.subject
            if worker in self.failing:
                raise ValueError(worker)
            if worker in self.asks:
                transaction.look_again(VISIT, mark.subject, self.asks[worker], mark)
        self.computed += [(mark.subject[0], transaction.today) for mark in marks]
        self.causes += [(mark.causation_id, mark.correlation_id) for mark in marks]


@dataclass
class SetClocks:
    """Clocks that stand where a test sets them: all at noon in Shanghai of a day that passes, and agree."""

    wall: datetime
    elapsed_seconds: float = 1000.0
    boot: str = "first"
    database_ahead_seconds: float = 0.0

    async def __call__(self, _: Connection) -> Reading:
        return Reading(self.wall, self.elapsed_seconds, self.boot, self.database_ahead_seconds)

    def pass_by(self, days: float) -> None:
        """Let time pass, by every clock."""
        self.jump(days)
        self.elapsed_seconds += days * 86400

    def jump(self, days: float) -> None:
        """Move the wall clock, and the database server's with it, and nothing else."""
        self.wall += timedelta(days=days)


def clocks_on(day: date) -> SetClocks:
    """Clocks that agree, at noon in Shanghai."""
    return SetClocks(datetime(day.year, day.month, day.day, 4, tzinfo=UTC))
