"""A small county whose facts arrive, are corrected and withdrawn, as what may happen in a state machine."""

import asyncio
import json
from collections.abc import Coroutine, Sequence
from typing import Any, ClassVar, TypeVar

from hypothesis.stateful import RuleBasedStateMachine, initialize

from shared.events.envelope import Event
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.facts import attended, certified, pieces, production, registered, roster, state, workshop

MONTHS = ("2022-06", "2022-07", "2022-08")
WORKSHOPS = ("WS-01", "WS-02")
WORKERS = ("W-1", "W-2", "W-3")
HOMES = (
    [("WS-01", "2022-01-01")],
    [("WS-02", "2022-01-01")],
    [("WS-01", "2022-01-01"), ("WS-02", "2022-07-16")],
    [("WS-02", "2022-01-01"), ("WS-01", "2022-08-01")],
)
Result = TypeVar("Result")

Act = tuple[Any, ...]
"""A method of the machine and its arguments."""
Acts = tuple[str, tuple[Sequence[Any], ...]]
"""A method of the machine, and what each argument may be; of what is listed more than once there is more."""

FACTS: Acts = (
    "a_fact_arrives",
    (
        [*["pieces"] * 4, "days", "move", "certificate", "roster", "production", "withdrawal"],
        WORKERS,
        MONTHS,
        WORKSHOPS,
        range(12),
        (True, False),
    ),
)


class FactsMachine(RuleBasedStateMachine):
    """Two workshops, three workers, and what is recorded of them; facts wait until they are computed."""

    loop: ClassVar[asyncio.AbstractEventLoop]
    payroll: ClassVar[ServiceUnderTest]

    def __init__(self) -> None:
        super().__init__()
        self.log: list[Event] = []
        self.newest: dict[str, Event] = {}
        self.run(self.payroll.forget_everything())

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self.loop.run_until_complete(work)

    @initialize()
    def a_county(self) -> None:
        """All made something in June in one workshop, and one in August in the other, which had nothing before."""
        self.send(*(workshop(name) for name in WORKSHOPS))
        for name in WORKERS:
            homes = HOMES[2] if name == WORKERS[-1] else HOMES[0]
            self.send(registered(name, homes, "2022-05-20"), pieces(name, "E-1", "2022-06-10", 1000))
        self.send(pieces(WORKERS[-1], "E-2", "2022-08-10", 1000, workshop="WS-02"))
        self.everything_is_computed()

    def send(self, *events: Event) -> None:
        outcomes = self.run(self.payroll.send(*events))
        assert {outcome.status for outcome in outcomes} == {"accepted"}, outcomes
        self.log += events
        self.newest |= {str(event.subject): event for event in events}

    def next_revision(self, subject: str) -> int:
        return data_of(self.newest[subject])["revision"] + 1 if subject in self.newest else 1

    def a_fact_arrives(self, kind: str, worker: str, month: str, at: str, choice: int, computed: bool) -> None:
        """A new one, or a correction of what was recorded before; perhaps computed at once."""
        getattr(self, f"_record_{kind}")(worker, month, at, choice)
        if computed:
            self.everything_is_computed()

    def _record_pieces(self, worker: str, month: str, at: str, choice: int) -> None:
        name, quantity, rate = (
            f"E-{choice % 2 + 1}",
            (0, 120, 1000, 4000)[choice % 4],
            ("2.50", "1.3333", None)[choice // 4],
        )
        revision = self.next_revision(f"piecework/{name}/{worker}")
        self.send(pieces(worker, name, f"{month}-04", quantity, rate, revision, workshop=at))

    def _record_days(self, worker: str, month: str, at: str, choice: int) -> None:
        days, weight = (1, 26, 27)[choice % 3], ("1", "1", "0.5", "0")[choice // 3]
        names = [f"{month}-{day:02d}" for day in range(1, days + 1)]
        revisions = [self.next_revision(f"attendance/{worker}/{day}/{at}") for day in names]
        self.send(
            *(attended(worker, day, weight, at, revision) for day, revision in zip(names, revisions, strict=True))
        )

    def _record_move(self, worker: str, _: str, __: str, choice: int) -> None:
        """To another workshop from some day on, or as if he had never been elsewhere; from another first day."""
        first_day = (None, "2022-05-20", "2022-07-01")[choice // 4]
        self.send(registered(worker, HOMES[choice % 4], first_day, self.next_revision(f"worker/{worker}")))

    def _record_certificate(self, worker: str, _: str, __: str, choice: int) -> None:
        name, on = f"C-{choice % 2}", ("2022-05-10", "2022-07-10")[choice // 6]
        self.send(certified(worker, name, on, self.next_revision(f"certificate/{name}")))

    def _record_roster(self, _: str, month: str, at: str, choice: int) -> None:
        names = [f"{month}-{day:02d}" for day in range(1, (1, 26)[choice % 2] + 1)]
        self.send(roster(month, names, at, self.next_revision(f"roster/{at}//{month}")))

    def _record_production(self, _: str, month: str, at: str, choice: int) -> None:
        revision = self.next_revision(f"production/{at}/QIAOJI/toy-a/{month}")
        self.send(production(month, 100, (90, 110, 125)[choice % 3], "100000.00", at, revision))

    def _record_withdrawal(self, worker: str, _: str, __: str, choice: int) -> None:
        """A fact of a worker is withdrawn, or stands again."""
        subjects = sorted(name for name, event in self.newest.items() if data_of(event).get("worker") == worker)
        event = self.newest[subjects[choice % len(subjects)]]
        data = data_of(event)
        revision = data.pop("revision") + 1
        self.send(state(type(event), str(event.subject), revision, **data | {"withdrawn": not data["withdrawn"]}))

    def everything_is_computed(self) -> None:
        self.run(self.payroll.compute())


def data_of(event: Event) -> dict[str, Any]:
    """The data of an event as its JSON has them."""
    data: dict[str, Any] = json.loads(event.to_json())["data"]
    return data
