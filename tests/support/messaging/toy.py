"""A definition on payroll's database whose handlers and computations do as a test says."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from services.payroll.definition import DEFINITION
from shared.events.envelope import Event
from shared.events.people import AttendanceRecorded
from shared.messaging.definition import ServiceDefinition
from shared.messaging.transaction import Mark, Transaction

NOTE = "note"


@dataclass
class Toy:
    """Notes which workers were handled and computed, and calls the given hooks first."""

    on_event: Callable[[Event], Awaitable[None]] | None = None
    on_mark: Callable[[Mark], Awaitable[None]] | None = None
    computed: list[str] = field(default_factory=list)

    @property
    def definition(self) -> ServiceDefinition:
        """The definition, under payroll's name, so that its streams and tables serve."""
        return replace(
            DEFINITION, handlers={AttendanceRecorded: self._handle}, fan_outs={}, computations={NOTE: self._compute}
        )

    async def _handle(self, transaction: Transaction, events: Sequence[AttendanceRecorded]) -> None:
        for event in events:
            if self.on_event is not None:
                await self.on_event(event)
            transaction.mark(NOTE, (event.data.worker,), event)

    async def _compute(self, _: Transaction, marks: Sequence[Mark]) -> None:
        for mark in marks:
            if self.on_mark is not None:
                await self.on_mark(mark)
        self.computed += [mark.subject[0] for mark in marks]
