"""Which decisions rest on what payroll itself could not compute."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.payroll.store.statements import months_with_other_first_day
from services.payroll.store.worker_months import load_first_worked_days
from shared.database import Connection
from shared.events.waiting import Concern
from shared.messaging.waiting import Concerning, concern


async def _statement(connection: Connection, subject: Sequence[str]) -> set[Concern]:
    """The month, and those of the worker that its first day would have moved with it."""
    worker, month = subject
    first_day = (await load_first_worked_days(connection, [worker])).get(worker)
    moved = await months_with_other_first_day(connection, {worker: first_day})
    return {concern("wages", worker, month=of_month) for _, of_month in {(worker, month), *moved}}


async def _worker(_: Connection, subject: Sequence[str]) -> set[Concern]:
    return {concern("wages", subject[0])}


async def _roster(_: Connection, subject: Sequence[str]) -> set[Concern]:
    return {concern("wages", workshop=subject[0], month=subject[1])}


async def _workshop(_: Connection, subject: Sequence[str]) -> set[Concern]:
    name = subject[0]
    return {concern("wages", workshop=name), concern("awards", workshop=name), concern("profit", workshop=name)}


async def _award(_: Connection, subject: Sequence[str]) -> set[Concern]:
    workshop, _company, month = subject
    return {concern("awards", workshop=workshop, month=month)}


async def _division(_: Connection, subject: Sequence[str]) -> set[Concern]:
    return {concern("profit", workshop=subject[0])}


CONCERNS: Final[Mapping[str, Concerning]] = {
    "workshop": _workshop,
    "roster": _roster,
    "worker": _worker,
    "statement": _statement,
    "award": _award,
    "division": _division,
}
"""By kind of mark."""
