"""A simulation from its request to its result: one moment of the books, read by every core, nothing written."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from services.payroll.domain.statement import RULES_IN_ORDER
from services.payroll.simulation.pool import OnProgress, calculators, compute_slices, cores
from services.payroll.simulation.request import Request, check_request, choose_workshops
from services.payroll.simulation.slices import Task
from services.payroll.simulation.tallies import Differences
from services.payroll.simulation.terms import Terms, terms_of
from services.payroll.simulation.workshop_money import compare_awards, compare_divisions
from services.payroll.store.simulation import list_workers, reading, share_snapshot
from services.payroll.store.workshops import load_workshops
from shared.database import Connection
from shared.policy import PolicyPack

First = TypeVar("First")
Second = TypeVar("Second")
_SLICES_LEFT_A_PROCESS: Final = 3
_SMALLEST_SLICE: Final = 10
_LARGEST_SLICE: Final = 100


@dataclass(frozen=True, slots=True)
class Simulation:
    """The differences a policy makes; `wages` of people, `awards` and `divisions` of collectives and funds.

    `rules` are those of the packs, in the order they are shown.
    """

    request: Request
    workshops: int
    rules: Sequence[str]
    wages: Differences
    awards: Differences
    divisions: Differences


async def simulate(request: Request, database_url: str, on_progress: OnProgress) -> Simulation:
    """Compute the period's facts under the registered packs and under the policy that is tried.

    Both are computed anew by the same code from the same facts, so that the policy alone makes the
    difference, whatever the books hold. Raises InputError naming the option, ProcessFailedError, and
    OSError or asyncpg errors while the server is away.
    """
    check_request(request)
    async with reading(database_url) as connection, calculators(cores()) as running:
        task, slices = await _prepare(request, database_url, connection)
        terms = terms_of(task.workshops, task.pack, task.overrides)
        wages, (awards, divisions) = await _both(
            compute_slices(running[: len(slices)], task, slices, on_progress),
            _compare_collectives(connection, request, task, terms),
        )
    packs = [pack for own in terms.values() for pack in (own.before, own.after)]
    return Simulation(request, len(task.workshops), _rules_of(packs), wages, awards, divisions)


def _rules_of(packs: Iterable[PolicyPack]) -> list[str]:
    """The rules of a statement as they apply, then the others as the packs name them."""
    place = {rule: number for number, rule in enumerate(RULES_IN_ORDER)}
    rules = dict.fromkeys(rule for pack in packs for rule in pack.rules)
    return sorted(rules, key=lambda rule: place.get(rule, len(place)))


async def _both(first: Coroutine[Any, Any, First], second: Coroutine[Any, Any, Second]) -> tuple[First, Second]:
    """Run both at once. Where one fails the other is stopped before its connection is given back."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = group.create_task(first), group.create_task(second)
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return tasks[0].result(), tasks[1].result()


async def _compare_collectives(
    connection: Connection, request: Request, task: Task, terms: Mapping[str, Terms]
) -> tuple[Differences, Differences]:
    return (
        await compare_awards(connection, terms, task.workshops, request.first, request.last),
        await compare_divisions(connection, terms, request.first, request.last),
    )


async def _prepare(request: Request, database_url: str, connection: Connection) -> tuple[Task, list[Sequence[str]]]:
    registered = await load_workshops(connection)
    chosen = choose_workshops(request, registered)
    limit = sorted(chosen) if request.workshops else None
    workers = await list_workers(connection, limit, request.first, request.last)
    task = Task(
        database_url,
        await share_snapshot(connection),
        str(request.first),
        str(request.last),
        request.pack,
        request.overrides,
        chosen,
        [name for name in registered if name not in chosen],
    )
    return task, cut(workers, cores())


def cut(workers: Sequence[str], processes: int) -> list[Sequence[str]]:
    """Slices large enough to be worth their queries, and smaller to the end so that all processes end together."""
    slices = []
    start = 0
    while start < len(workers):
        size = (len(workers) - start) // (processes * _SLICES_LEFT_A_PROCESS)
        size = min(max(size, _SMALLEST_SLICE), _LARGEST_SLICE)
        slices.append(workers[start : start + size])
        start += size
    return slices
