"""A made-up county for three months: who made and attended what, when it became known, and what was wrong at first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

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

MONTHS = ("2022-07", "2022-08", "2022-09")
CLOSINGS = (*MONTHS, "2022-10")
LATE_OR_WRONG = 0.05
SPARSE = 0.4
HELD = 0.01
DUPLICATES = 0.1

Known = tuple[int, Event]
"""An event, and the closing before which it becomes known."""


@dataclass(frozen=True)
class Round:
    """What becomes known before a month is closed, cut into batches, and who is held back from that closing."""

    month: str
    batches: list[list[Event]]
    held: frozenset[str]


@dataclass(frozen=True)
class County:
    """Its workshops, and what happens before each closing."""

    workshops: list[str]
    rounds: list[Round]

    def known_before(self, closing: int) -> list[Event]:
        """Everything that has arrived when this closing is made."""
        return [event for round_ in self.rounds[: closing + 1] for batch in round_.batches for event in batch]


def make_county(seed: int, workers: int, workshops: int, largest_batch: int = 200) -> County:
    """A county from a seed: so many workers, spread over so many workshops."""
    random = Random(seed)
    writer = _Writer(random, [f"WS-{number:02d}" for number in range(1, workshops + 1)])
    writer.write_workshops()
    names = [f"W-{number:04d}" for number in range(workers)]
    for name in names:
        writer.write_worker(name)
    rounds = []
    known: list[Event] = []
    for number, month in enumerate(CLOSINGS):
        fresh = [event for closing, event in writer.known if closing == number]
        again = random.sample(fresh, int(len(fresh) * DUPLICATES)) + random.sample(known, len(known) // 50)
        held = frozenset(name for name in names if random.random() < HELD) if number < len(MONTHS) else frozenset()
        rounds.append(Round(month, list(_cut([*fresh, *again], random, largest_batch)), held))
        known += fresh
    return County(writer.workshops, rounds)


def _cut(events: list[Event], random: Random, largest: int) -> Iterator[list[Event]]:
    random.shuffle(events)
    while events:
        size = random.choice([1, largest // 10 or 1, largest, largest])
        yield events[:size]
        del events[:size]


class _Writer:
    """Writes the county's states, each with the closing before which it arrives."""

    def __init__(self, random: Random, workshops: list[str]) -> None:
        self.random = random
        self.workshops = workshops
        self.known: list[Known] = []

    def _write(self, closing: int, versions: Sequence[Event]) -> None:
        """What was wrong at first is known in time and put right then or up to two closings later; some comes late."""
        *wrong, right = versions
        self.known += [(closing, event) for event in wrong]
        is_late = self._chance(LATE_OR_WRONG / 2)
        closing += self.random.randint(0, 2) if wrong else self.random.randint(1, 2) if is_late else 0
        self.known.append((min(closing, len(MONTHS)), right))

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _is_wrong_first(self) -> bool:
        return self._chance(LATE_OR_WRONG / 2)

    def write_workshops(self) -> None:
        """Workshops of three townships with their rosters, production and profits."""
        for index, at in enumerate(self.workshops):
            self.known.append((0, workshop(at, township=f"TS-{index % 3}")))
            for closing, month in enumerate(MONTHS):
                if index % 3:
                    self._write(closing, self._rosters(at, month))
                if index % 4 == 1:
                    self._write(closing, [roster(month, _days(month)[:24], at, group="night")])
                for product in ("toy-a", "toy-b"):
                    self._write(closing, self._production(at, month, product))
            self._write(1, [profit("2022", f"{self.random.randrange(-10_000, 500_000)}.37", at)])
            for village in ("V-1", "V-2", "V-3"):
                self._write(0, [shares(village, self.random.choice(["1", "2.5", "7"]), at=at)])

    def _rosters(self, at: str, month: str) -> list[Event]:
        right = roster(month, _days(month)[: self.random.choice([24, 26])], at, 2)
        return [roster(month, _days(month), at), right] if self._chance(0.3) else [right]

    def _production(self, at: str, month: str, product: str) -> list[Event]:
        accepted = self.random.choice([9_000, 10_000, 11_000, 12_500])
        right = production(month, 10_000, accepted, "200000.00", at, 2, product=product)
        if self._chance(0.3):
            return [production(month, 10_000, 13_000, "200000.00", at, product=product), right]
        return [right]

    def write_worker(self, worker: str) -> None:
        """One worker's registration, certificate, and three months of work, dense or sparse."""
        home = self.random.choice(self.workshops)
        moves_in = self.random.randrange(len(MONTHS)) if self._chance(0.04) else None
        homes = [(home, "2020-01-01")]
        if moves_in is not None:
            homes.append((self.random.choice(self.workshops), f"{MONTHS[moves_in]}-15"))
        begins = self.random.choice([None, None, "2021-03-01", "2022-05-20", "2022-06-15", "2022-07-04"])
        self._write_registration(worker, homes, begins, moves_in)
        if self._chance(0.1):
            self._write_certificate(worker)
        is_sparse = self._chance(SPARSE)
        for closing, month in enumerate(MONTHS):
            at = homes[-1][0] if moves_in is not None and closing > moves_in else home
            self._write_month(worker, closing, month, at, is_sparse=is_sparse)

    def _write_registration(
        self, worker: str, homes: list[tuple[str, str]], begins: str | None, moves_in: int | None
    ) -> None:
        groups = {homes[0][0]: "night"} if self._chance(0.2) else None
        arrives = 1 if self._chance(0.03) else 0  # people work before the office knows of them
        self.known.append((arrives, registered(worker, homes[:1], begins, groups=groups)))
        if moves_in is not None:
            self._write(max(moves_in, arrives), [registered(worker, homes, begins, 2, groups)])
        elif self._is_wrong_first():
            closing = self.random.randint(arrives, len(MONTHS))
            self.known.append((closing, registered(worker, homes, "2022-07-01", 2, groups)))

    def _write_certificate(self, worker: str) -> None:
        on = self.random.choice(["2022-03-15", "2022-06-30", "2022-07-15", "2022-08-31"])
        ends: dict[str, Any] = {"revoked_on": "2022-08-20"} if self._chance(0.1) else {}
        certificate = certified(worker, f"C-{worker}", on, **ends)
        self.known.append((self.random.choice([0, 0, 0, 1, 2, 3]), certificate))

    def _write_month(self, worker: str, closing: int, month: str, at: str, *, is_sparse: bool) -> None:
        days = _days(month)
        if is_sparse:
            for day in self.random.sample(days, 2):
                if self._chance(0.5):
                    self._write(closing, self._attendance(worker, day, at))
                else:
                    self._write(closing, self._piecework(worker, f"E-{day}", day, at))
            return
        present = self.random.choice([20, 24, 26, 26, 27])
        for day in sorted(self.random.sample(days, present) if present < 26 else days[:present]):
            self._write(closing, self._attendance(worker, day, at))
        for number in range(6):
            day = self.random.choice(days)
            self._write(closing, self._piecework(worker, f"E-{month}-{number}", day, at))

    def _attendance(self, worker: str, day: str, at: str) -> list[Event]:
        weight = "0.5" if self._chance(0.01) else "1"
        leave: dict[str, Any] = {"leave": "paid"} if weight != "1" and self._chance(0.5) else {}
        right = attended(worker, day, weight, at, 3, withdrawn=self._chance(0.005), **leave)
        if self._is_wrong_first():
            return [attended(worker, day, self.random.choice(["0", "0.5", "1"]), at, 1), right]
        return [right]

    def _piecework(self, worker: str, entry: str, day: str, at: str) -> list[Event]:
        where = at if self._chance(0.98) else self.random.choice(self.workshops)
        rate = self.random.choice(["2.50", "0.3333", "1.20", "12"])
        quantity, entry = self.random.choice([0, 7, 60, 120, 200]), f"{entry}-{worker}"
        more = {"workshop": where, "operation": self.random.choice(["sewing", "packing"])}
        gone = {"withdrawn": self._chance(0.01)}
        right = pieces(worker, entry, day, quantity, rate, 3, **more, **gone)
        if not self._is_wrong_first():
            return [right]
        return [self._mistake(worker, entry, day, quantity, rate, more), right]

    def _mistake(self, worker: str, entry: str, day: str, quantity: int, rate: str, more: dict[str, str]) -> Event:
        """What was entered at first: far too much, another month, or no rate."""
        match self.random.randrange(4):
            case 0:
                return pieces(worker, entry, day, quantity + 3000, rate, 1, **more)
            case 1 if day[:7] > MONTHS[0]:
                earlier = (date.fromisoformat(day) - timedelta(days=31)).isoformat()
                return pieces(worker, entry, earlier, quantity, rate, 1, **more)
            case 2:
                return pieces(worker, entry, day, quantity, None, 1, **more)
            case _:
                return pieces(worker, entry, day, quantity // 2, rate, 1, **more)


def _days(month: str) -> list[str]:
    return [f"{month}-{number:02d}" for number in range(1, 31)]
