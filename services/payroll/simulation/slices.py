"""One unit of work: some workers, all months of the period, a year at a time so that memory does not grow with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from services.payroll.domain.basis import workshop_on
from services.payroll.simulation.tallies import Differences, Person, close_people
from services.payroll.simulation.terms import Comparison, terms_of
from services.payroll.store.simulation import RecordedMonth, load_people, load_recorded_months
from services.payroll.store.workshops import Workshop
from shared.database import Connection
from shared.months import Month

_MONTHS_AT_ONCE: Final = 12
"""A query costs more than what it brings of a single month."""


@dataclass(frozen=True, slots=True)
class Task:
    """What every process of a simulation is told once; ready for JSON.

    `workshops` are those the policy is tried in, `elsewhere` the other registered ones.
    """

    database_url: str
    snapshot: str
    first: str
    last: str
    pack: str | None
    overrides: Mapping[str, str]
    workshops: Mapping[str, Workshop]
    elsewhere: Sequence[str]

    @property
    def months(self) -> list[Month]:
        """The months of the period in order."""
        first, last = Month.parse(self.first), Month.parse(self.last)
        return [first + offset for offset in range(last - first + 1)]


class SliceComputer:
    """Computes slices of workers under both policies."""

    def __init__(self, task: Task) -> None:
        """Load the packs. Raises PolicyError for one that cannot be used."""
        self._elsewhere = frozenset(task.elsewhere)
        terms = terms_of(task.workshops, task.pack, task.overrides)
        self._comparisons = {
            month: {workshop: Comparison(str(month), *own.policies(month.first_day)) for workshop, own in terms.items()}
            for month in task.months
        }
        months = task.months
        self._batches = [months[start : start + _MONTHS_AT_ONCE] for start in range(0, len(months), _MONTHS_AT_ONCE)]
        self._pieces_by_day = any(
            comparison.asks_for_days_of_pieces
            for by_workshop in self._comparisons.values()
            for comparison in by_workshop.values()
        )

    async def compute(self, connection: Connection, workers: Sequence[str]) -> Differences:
        """What these workers' months come to under both policies."""
        differences = Differences()
        everybody = await load_people(connection, workers)
        people: dict[str, Person] = {}
        for months in self._batches:
            for recorded in await load_recorded_months(
                connection, everybody, months, pieces_by_day=self._pieces_by_day
            ):
                self._count(differences, people, recorded)
        close_people(differences, people)
        return differences

    def _count(self, differences: Differences, people: dict[str, Person], recorded: RecordedMonth) -> None:
        facts = recorded.facts
        workshop = workshop_on(facts, facts.month.last_day)
        comparison = self._comparisons[facts.month].get(workshop)
        if comparison is None:
            differences.not_computed += workshop not in self._elsewhere
            return
        before, after = comparison.outcomes(facts)
        person = people.get(facts.worker)
        if person is None:
            person = people[facts.worker] = Person(workshop)
        person.workshop = workshop
        totals = person.add(before, after)
        differences.month(comparison.month).add(*totals)
        differences.counted += 1
        if before.incomplete or after.incomplete:
            missing = {reason.partition(":")[0] for reason in (*before.incomplete, *after.incomplete)}
            differences.incomplete.update(missing)
        stored_yuan = recorded.statement_total_yuan
        differences.books_differ += stored_yuan is not None and stored_yuan != before.total_yuan
