"""One unit of work: some workers, all months of the period, month by month so that memory does not grow with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.payroll.domain.basis import workshop_on
from services.payroll.simulation.tallies import Differences, Person, Tally, close_people
from services.payroll.simulation.terms import read_days_of_pieces, terms_of
from services.payroll.store.simulation import RecordedMonth, RegisteredWorkshop, load_people, load_recorded_months
from shared.database import Connection
from shared.months import Month


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
    workshops: Mapping[str, RegisteredWorkshop]
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
        self._terms = terms_of(task.workshops, task.pack, task.overrides)
        self._months = [(month, read_days_of_pieces(self._terms.values(), month.first_day)) for month in task.months]

    async def compute(self, connection: Connection, workers: Sequence[str]) -> Differences:
        """What these workers' months come to under both policies."""
        differences = Differences()
        everybody = await load_people(connection, workers)
        people: dict[str, Person] = {}
        for month, by_day in self._months:
            for recorded in await load_recorded_months(connection, everybody, month, pieces_by_day=by_day):
                self._count(differences, people, recorded)
        close_people(differences, people)
        return differences

    def _count(self, differences: Differences, people: dict[str, Person], recorded: RecordedMonth) -> None:
        facts = recorded.facts
        workshop = workshop_on(facts, facts.month.last_day)
        terms = self._terms.get(workshop)
        if terms is None:
            differences.not_computed += workshop not in self._elsewhere
            return
        before, after = terms.statements(facts)
        person = people.get(facts.worker)
        if person is None:
            person = people[facts.worker] = Person(workshop)
        person.workshop = workshop
        totals = person.add(before, after)
        differences.months.setdefault(str(facts.month), Tally()).add(*totals)
        differences.counted += 1
        for reason in {reason.partition(":")[0] for reason in (*before.incomplete, *after.incomplete)}:
            differences.incomplete[reason] += 1
        stored_yuan = recorded.statement_total_yuan
        differences.books_differ += stored_yuan is not None and stored_yuan != before.total_yuan
