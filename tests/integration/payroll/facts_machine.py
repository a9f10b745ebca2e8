"""A small county whose facts arrive, are corrected and withdrawn, as the rules of a state machine."""

import asyncio
import json
from collections.abc import Coroutine
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from shared.events.envelope import Event
from tests.harness import ServiceUnderTest
from tests.payroll_facts import attended, certified, pieces, production, registered, roster, state, workshop

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

worker_names, workshop_names, months = (st.sampled_from(names) for names in (WORKERS, WORKSHOPS, MONTHS))


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
        self.send(*(workshop(name) for name in WORKSHOPS), *(registered(name, "WS-01") for name in WORKERS))

    def send(self, *events: Event) -> None:
        outcomes = self.run(self.payroll.send(*events))
        assert {outcome.status for outcome in outcomes} == {"accepted"}, outcomes
        self.log += events
        self.newest |= {str(event.subject): event for event in events}

    def next_revision(self, subject: str) -> int:
        return data_of(self.newest[subject])["revision"] + 1 if subject in self.newest else 1

    @rule(
        worker=worker_names,
        entry=st.integers(1, 3),
        month=months,
        day=st.sampled_from(["04", "20"]),
        quantity=st.sampled_from([0, 1, 120, 1000, 4000]),
        rate=st.sampled_from(["2.50", "2.50", "0.3333", None]),
        at=workshop_names,
    )
    def pieces_are_made_or_corrected(
        self, worker: str, entry: int, month: str, day: str, quantity: int, rate: str | None, at: str
    ) -> None:
        name = f"E-{entry}"
        revision = self.next_revision(f"piecework/{name}/{worker}")
        self.send(pieces(worker, name, f"{month}-{day}", quantity, rate, revision, workshop=at))

    @rule(
        worker=worker_names,
        month=months,
        days=st.sampled_from([1, 26, 27]),
        weight=st.sampled_from(["1", "0.5", "0"]),
        at=workshop_names,
    )
    def days_are_attended_or_corrected(self, worker: str, month: str, days: int, weight: str, at: str) -> None:
        names = [f"{month}-{day:02d}" for day in range(1, days + 1)]
        revisions = [self.next_revision(f"attendance/{worker}/{day}/{at}") for day in names]
        self.send(
            *(attended(worker, day, weight, at, revision) for day, revision in zip(names, revisions, strict=True))
        )

    @rule(
        worker=worker_names, homes=st.sampled_from(HOMES), first_day=st.sampled_from([None, "2022-05-20", "2022-07-01"])
    )
    def a_worker_moves_or_his_first_day_is_corrected(self, worker: str, homes: Any, first_day: str | None) -> None:
        self.send(registered(worker, homes, first_day, self.next_revision(f"worker/{worker}")))

    @rule(worker=worker_names, number=st.integers(1, 2), on=st.sampled_from(["2022-05-10", "2022-07-10"]))
    def a_certificate_is_issued(self, worker: str, number: int, on: str) -> None:
        self.send(certified(worker, f"C-{number}", on, self.next_revision(f"certificate/C-{number}")))

    @rule(month=months, at=workshop_names, days=st.sampled_from([1, 26]))
    def a_roster_is_set(self, month: str, at: str, days: int) -> None:
        names = [f"{month}-{day:02d}" for day in range(1, days + 1)]
        self.send(roster(month, names, at, self.next_revision(f"roster/{at}//{month}")))

    @rule(month=months, at=workshop_names, accepted=st.sampled_from([90, 110, 125]))
    def production_is_reported(self, month: str, at: str, accepted: int) -> None:
        revision = self.next_revision(f"production/{at}/QIAOJI/toy-a/{month}")
        self.send(production(month, 100, accepted, "100000.00", at, revision))

    @rule(choice=st.integers(0, 1000), withdrawn=st.booleans())
    def a_fact_is_withdrawn_or_stands_again(self, choice: int, withdrawn: bool) -> None:
        subject = sorted(self.newest)[choice % len(self.newest)]
        if subject.startswith("workshop/"):
            return
        event = self.newest[subject]
        data = data_of(event) | {"withdrawn": withdrawn}
        revision = data.pop("revision") + 1
        self.send(state(type(event), subject, revision, **data))

    @rule()
    def everything_is_computed(self) -> None:
        self.run(self.payroll.compute())


def data_of(event: Event) -> dict[str, Any]:
    """The data of an event as its JSON has them."""
    data: dict[str, Any] = json.loads(event.to_json())["data"]
    return data
