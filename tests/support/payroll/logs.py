"""Logs of states for payroll: worlds of few or many workers, drawn by hypothesis or from a seed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import strategies as st

from shared.events.envelope import Event
from tests.support.payroll.facts import (
    attended,
    certified,
    pieces,
    production,
    profit,
    registered,
    roster,
    shares,
    workshop,
)
from tests.support.payroll.recount import recount

MONTHS = ("2022-06", "2022-07", "2022-08", "2022-09")
WORKSHOPS = ("WS-01", "WS-02")
RATES = ("2.50", "0.3333", "12", None)
FIRST_DAY = date(2022, 6, 1)


class LogWriter:
    """Appends states with the next revision of their subject, as their owners would publish them."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.events: list[Event] = []
        self._revisions: dict[tuple[str, ...], int] = defaultdict(int)

    def write(self, kind: str, worker: str) -> None:
        """One more state of a kind, of or around a worker."""
        getattr(self, f"_{kind}")(worker)

    def _next(self, *key: str) -> int:
        self._revisions[key] += 1
        return self._revisions[key]

    def _day(self) -> str:
        return (FIRST_DAY + timedelta(days=self.random.randrange(122))).isoformat()

    def _withdrawn(self) -> dict[str, Any]:
        return {"withdrawn": True} if self.random.random() < 0.1 else {}

    def _attendance(self, worker: str) -> None:
        day, at = self._day(), self.random.choice(WORKSHOPS)
        weight = self.random.choice(["1", "1", "1", "0.5", "0"])
        leave = self.random.choice([None, "paid", "unpaid"]) if weight != "1" else None
        more = self._withdrawn() | {"leave": leave}
        self.events.append(attended(worker, day, weight, at, self._next("attendance", worker, day, at), **more))

    def _month(self, worker: str) -> None:
        """A month attended nearly in full, as the awards and the floor need it."""
        month, at = self.random.choice(MONTHS), self.random.choice(WORKSHOPS)
        for number in range(1, self.random.choice([25, 26, 27]) + 1):
            day = f"{month}-{number:02d}"
            self.events.append(attended(worker, day, "1", at, self._next("attendance", worker, day, at)))

    def _piecework(self, worker: str) -> None:
        entry, at = f"E-{self.random.randrange(6)}", self.random.choice(WORKSHOPS)
        self.events.append(
            pieces(
                worker,
                entry,
                self._day(),
                self.random.choice([0, 1, 7, 120, 400]),
                self.random.choice(RATES),
                self._next("piecework", worker, entry),
                workshop=at,
                operation=self.random.choice(["sewing", "packing"]),
                **self._withdrawn(),
            )
        )

    def _registration(self, worker: str) -> None:
        homes = self.random.choice(
            [
                [("WS-01", "2022-01-01")],
                [("WS-02", "2022-01-01")],
                [("WS-01", "2022-01-01"), ("WS-02", "2022-07-16")],
                [("WS-02", "2022-08-01"), ("WS-01", "2022-09-10")],
            ]
        )
        first_day = self.random.choice([None, "2022-05-20", "2022-07-01", "2022-08-31"])
        groups = self.random.choice([None, {"WS-01": "night"}])
        revision = self._next("worker", worker)
        self.events.append(registered(worker, homes, first_day, revision, groups, **self._withdrawn()))

    def _certificate(self, worker: str) -> None:
        number = f"C-{self.random.randrange(3)}"
        more: dict[str, Any] = {"revoked_on": "2022-08-15"} if self.random.random() < 0.3 else {}
        grade = self.random.choice(["elementary", "senior"])
        self.events.append(
            certified(worker, number, self._day(), self._next("certificate", number), grade=grade, **more)
        )

    def _roster(self, _: str) -> None:
        month, at = self.random.choice(MONTHS), self.random.choice(WORKSHOPS)
        group: dict[str, Any] = {"group": "night"} if self.random.random() < 0.3 else {}
        days = [f"{month}-{number:02d}" for number in range(1, self.random.choice([1, 3, 25]))]
        revision = self._next("roster", month, at, group.get("group", ""))
        self.events.append(roster(month, days, at, revision, **group, **self._withdrawn()))

    def _workshop(self, _: str) -> None:
        name = self.random.choice(WORKSHOPS)
        self.events.append(workshop(name, self._next("workshop", name), **self._withdrawn()))

    def _production(self, _: str) -> None:
        month, at, product = self.random.choice(MONTHS), self.random.choice(WORKSHOPS), self.random.choice("ab")
        self.events.append(
            production(
                month,
                self.random.choice([0, 100]),
                self.random.choice([0, 99, 110, 125]),
                self.random.choice(["1000.00", "333.33"]),
                at,
                self._next("production", month, at, product),
                product=product,
                **self._withdrawn(),
            )
        )

    def _profit(self, _: str) -> None:
        year, at = self.random.choice(["2022", "2023", "2024"]), self.random.choice(WORKSHOPS)
        amount = self.random.choice(["-1000.00", "0.01", "12345.67", "800.00"])
        self.events.append(profit(year, amount, at, self._next("profit", year, at), **self._withdrawn()))

    def _shares(self, _: str) -> None:
        village, at = self.random.choice(["V-1", "V-2", "V-3"]), self.random.choice(WORKSHOPS)
        since = self.random.choice(["2020-01-01", "2023-07-01"])
        held = self.random.choice(["0", "1", "2.5", "3"])
        self.events.append(shares(village, held, since, at, self._next("shares", village, since, at)))


WORKER_KINDS = ("attendance", "piecework", "registration", "certificate")
SHARED_KINDS = ("roster", "workshop", "production", "profit", "shares")


def sparse_log(seed: int, workers: int) -> list[Event]:
    """Two facts a worker, months apart as they fall: rows that nobody has locked before."""
    writer = LogWriter(Random(seed))
    for number in range(workers):
        for _ in range(2):
            writer.write(writer.random.choice(["attendance", "attendance", "piecework"]), f"W-{number:04d}")
        if number % 3 == 0:
            writer.write("registration", f"W-{number:04d}")
    for _ in range(4):
        writer.write("workshop", "")
    return writer.events


@st.composite
def logs(draw: st.DrawFn) -> list[Event]:
    """A log in the order of its revisions, of two sizes: a few workers with much, or many with little."""
    random = Random(draw(st.integers(0, 2**32)))
    if draw(st.booleans()):
        return sparse_log(random.randrange(2**32), draw(st.integers(1, 25)))
    writer = LogWriter(random)
    kinds = st.sampled_from([*WORKER_KINDS * 4, "month", "month", *SHARED_KINDS])
    for kind in draw(st.lists(kinds, min_size=3, max_size=40)):
        writer.write(kind, f"W-{random.randrange(3)}")
    return writer.events


def disturb(log: Sequence[Event], random: Random) -> list[list[Event]]:
    """The same log in another order, parts of it twice, cut into batches."""
    events = [*log, *random.sample(list(log), k=len(log) // 3)]
    random.shuffle(events)
    batches: list[list[Event]] = []
    while events:
        size = random.choice([1, 2, 5, 20, 100])
        batches.append(events[:size])
        events = events[size:]
    return batches


def assert_equals_recount(states: dict[str, dict[str, Any]], log: Sequence[Event]) -> None:
    """The published states say what counting the log again by hand says, no more and no less."""
    counted = recount(event.to_json() for event in log)
    statements: dict[tuple[str, str], dict[str, str]] = {}
    incomplete: dict[tuple[str, str], set[str]] = {}
    awards: dict[tuple[str, str, str], str] = {}
    divisions: dict[tuple[str, str], dict[tuple[str, str], str]] = {}
    for subject, state in states.items():
        match subject.partition("/")[0]:
            case "statement":
                key = (state["worker"], state["month"])
                statements[key] = _by_rule(state)
                incomplete[key] = {_reason(reason) for reason in state["incomplete"]}
            case "award":
                awards[state["workshop"], state["company"], state["month"]] = state["amount_yuan"]
            case "division":
                parts = {(part["pot"], part["beneficiary"]): part["amount_yuan"] for part in state["parts"]}
                divisions[state["workshop"], state["period"]] = parts
    assert statements == counted.statements
    assert incomplete == counted.incomplete
    assert awards == counted.awards
    assert divisions == counted.divisions


def _by_rule(state: dict[str, Any]) -> dict[str, str]:
    amounts: dict[str, Decimal] = {}
    for line in state["lines"]:
        amounts[line["rule"]] = amounts.get(line["rule"], Decimal(0)) + Decimal(line["amount_yuan"])
    assert Decimal(state["total_yuan"]) == sum(amounts.values(), Decimal(0))
    return {rule: f"{amount:.2f}" for rule, amount in amounts.items()}


def _reason(text: str) -> str:
    return "rate_missing" if text.startswith("rate_missing:") else text
