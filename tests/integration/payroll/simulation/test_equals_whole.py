"""Condensed facts, and rules applied once where policies agree, come to what the whole computation comes to."""

from collections.abc import Sequence
from random import Random

import pytest

from services.payroll.domain.basis import workshop_on
from services.payroll.domain.facts import WorkerMonth
from services.payroll.domain.statement import RULES_IN_ORDER, compute_statement
from services.payroll.simulation.slices import SliceComputer, Task
from services.payroll.simulation.tallies import Differences, Person, close_people
from services.payroll.simulation.terms import Outcome, terms_of
from services.payroll.store.simulation import list_workers, reading
from services.payroll.store.worker_months import load_worker_months, months_of_workers
from services.payroll.store.workshops import load_workshops
from shared.events.envelope import Event
from shared.months import Month
from shared.policy import Domain, Kind, PolicyError, load_pack
from tests.conftest import LONG_TESTS
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.facts import pieces, registered, workshop
from tests.support.payroll.logs import LogWriter


def other_values(domain: Domain) -> list[str]:
    """Some values a parameter could have instead."""
    if domain.kind is Kind.CHOICE:
        return [alternative.replace("<number>", "20") for alternative in domain.alternatives]
    if domain.kind is Kind.TABLE:
        return [", ".join(f"{key}={700 + number}" for number, key in enumerate(domain.alternatives))]
    return {
        Kind.DECIMAL: ["1", "24", "2600", "unset"],
        Kind.INTEGER: ["1", "2", "5"],
        Kind.DECIMALS: ["60,30", "unset"],
        Kind.FLAG: ["true", "false"],
        Kind.DATE: ["2022-08-01"],
    }[domain.kind]


def accepted(domain: Domain, value: str) -> bool:
    try:
        return value == "unset" or bool(domain.read(value)) or True
    except PolicyError:
        return False


ALTERNATIVES = sorted(
    (name, value)
    for name, history in load_pack("songtao").parameters.items()
    for value in other_values(history.domain)
    if name.partition(".")[0] in (*RULES_IN_ORDER, "scheme") and accepted(history.domain, value)
)
"""Every parameter that statements rest on, with values it might have."""


def busy_log(seed: int) -> list[Event]:
    """Workers with months attended nearly in full, pieces over many days, certificates, groups and transfers.

    One began in the middle of a month and makes the same piece every day, so that its days can matter.
    """
    writer = LogWriter(Random(seed))
    for _ in range(6):
        writer.write("roster", "")
    for number in range(24):
        worker = f"W-{number:02d}"
        for kind in ("registration", "month", "month", "certificate", *["piecework"] * 9, *["attendance"] * 4):
            writer.write(kind, worker)
    days = [f"2022-{month:02d}-{day:02d}" for month in (6, 7, 8) for day in range(2, 30, 3)]
    steady = [pieces("W-99", f"D-{day}", day, 10) for day in days if day >= "2022-06-14"]
    return [*writer.events, *steady, registered("W-99"), workshop("WS-01", 99), workshop("WS-02", 99)]


@pytest.mark.parametrize("seed", range(12 if LONG_TESTS else 2))
async def test_whatever_is_tried_condensed_facts_and_shared_rules_come_to_what_the_whole_computation_does(
    payroll: ServiceUnderTest, payroll_database_url: str, seed: int
) -> None:
    await payroll.send(*busy_log(seed))
    await payroll.compute()
    changing = set()
    async with reading(payroll_database_url) as connection:
        places = await load_workshops(connection)
        workers = await list_workers(connection, None, Month.parse("2022-06"), Month.parse("2022-09"))
        keys = [key for key in await months_of_workers(connection, workers) if "2022-06" <= key[1] <= "2022-09"]
        facts = await load_worker_months(connection, sorted(keys))
        for name, value in ALTERNATIVES:
            task = Task(payroll_database_url, "", "2022-06", "2022-09", None, {name: value}, places, [])
            found = Differences()
            for start in range(0, len(workers), 10):
                found.merge(await SliceComputer(task).compute(connection, workers[start : start + 10]))
            expected = from_whole_facts(facts, task)
            tried = f"{name}={value}"
            assert (found.total, found.rules) == (expected.total, expected.rules), tried
            assert (found.workshops, found.books_differ) == (expected.workshops, 0), tried
            assert sorted(found.changes, key=lambda change: change.name) == expected.changes, tried
            if expected.changes:
                changing.add(name.partition(".")[0])
    assert changing == set(RULES_IN_ORDER) - {"piecework"} | {"scheme"}, "what changes nothing proves nothing"


def from_whole_facts(facts: Sequence[WorkerMonth], task: Task) -> Differences:
    """The same from the facts as the service loads them to compute statements, each rule applied twice."""
    terms = terms_of(task.workshops, None, task.overrides)
    people: dict[str, Person] = {}
    for month in facts:
        name = workshop_on(month, month.month.last_day)
        if name not in terms:  # nothing is left of what was recorded
            continue
        own = terms[name]
        person = people.setdefault(month.worker, Person(name))
        person.workshop = name
        before = compute_statement(month, own.before, None, own.scope)
        after = compute_statement(month, own.after, task.overrides, own.scope)
        person.add(*(Outcome(whole.lines, whole.total_yuan, whole.incomplete) for whole in (before, after)))
    expected = Differences()
    close_people(expected, people)
    expected.changes.sort(key=lambda change: change.name)
    return expected
