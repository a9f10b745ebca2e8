"""Which decisions rest on what placement could not compute: whose wages and account, which workshops."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from services.placement import marks
from services.placement.store import attendance, clocks
from shared.database import Connection
from shared.events.waiting import Concern, DecisionAbout
from shared.messaging.waiting import Concerning, concern
from shared.months import Month


def at_workshop(*about: DecisionAbout) -> Concerning:
    """A subject whose key begins with the workshop."""

    async def concerning(_: Connection, subject: Sequence[str]) -> set[Concern]:
        return {concern(each, workshop=subject[0]) for each in about}

    return concerning


def _of(about: DecisionAbout) -> Concerning:
    """A subject whose key is the worker."""

    async def concerning(_: Connection, subject: Sequence[str]) -> set[Concern]:
        return {concern(about, worker=subject[0])}

    return concerning


async def of_holder(connection: Connection, subject: Sequence[str]) -> set[Concern]:
    """Whose a certificate is."""
    rows = await connection.fetch("SELECT worker FROM certificate WHERE certificate = $1", subject[0])
    return {concern("wages", row["worker"]) for row in rows}


async def _roster(_: Connection, subject: Sequence[str]) -> set[Concern]:
    workshop, _group, month = subject
    return {concern("wages", workshop=workshop, month=month)}


async def _shift_hours(_: Connection, subject: Sequence[str]) -> set[Concern]:
    """The roster's month, and the days beside it."""
    workshop, month = subject[0], Month.parse(subject[1])
    return {concern("wages", workshop=workshop, month=str(month + offset)) for offset in (-1, 0, 1)}


async def _attendance(_: Connection, subject: Sequence[str]) -> set[Concern]:
    worker, workshop, day = subject
    return {concern("wages", worker, workshop, day[:7])}


async def _punch(connection: Connection, subject: Sequence[str]) -> set[Concern]:
    """An early punch belongs to the day before, and the days beside its own rest on it too."""
    day = date.fromisoformat(subject[2])
    months = {str(Month.of(day + timedelta(days=offset))) for offset in (-2, -1, 0, 1)}
    return {
        known.model_copy(update={"month": month})
        for known in await _number(connection, subject[:2])
        for month in months
    }


async def _number(connection: Connection, subject: Sequence[str]) -> set[Concern]:
    """Everybody a number ever meant, wherever its clock ever stood."""
    serial, pin = subject
    workers = (await clocks.workers_ever_of_pins(connection, [(serial, pin)])).get((serial, pin), set())
    workshops = (await clocks.workshops_ever_of_clocks(connection, [serial])).get(serial, set())
    return {concern("wages", worker, workshop) for worker in workers for workshop in workshops}


async def _clock(connection: Connection, subject: Sequence[str]) -> set[Concern]:
    workshops = (await clocks.workshops_ever_of_clocks(connection, [subject[0]])).get(subject[0], set())
    return {concern("wages", workshop=workshop) for workshop in workshops}


async def of_station(connection: Connection, subject: Sequence[str]) -> set[Concern]:
    """Everybody a station ever reported, in the months of those days."""
    days = await attendance.days_reported_by(connection, [subject[0]])
    return {concern("wages", worker, workshop, str(Month.of(day))) for worker, workshop, day in days}


async def _nothing(_: Connection, __: Sequence[str]) -> set[Concern]:
    """The list of punches that count for nobody decides no money."""
    return set()


CONCERNS: Final[Mapping[str, Concerning]] = {
    marks.PUNCH: _punch,
    marks.PIN: _number,
    marks.CLOCK: _clock,
    marks.WORKSHOP_CLOCKS: at_workshop("wages"),
    marks.WORKER: _of("wages"),
    marks.WORKER_CLOCKS: _of("wages"),
    marks.SHIFT_HOURS: _shift_hours,
    marks.DETAILS: _of("accounts"),
    marks.ROSTER: _roster,
    marks.UNATTRIBUTED_PUNCHES: _nothing,
    marks.ATTENDANCE: _attendance,
}
"""By kind of mark; those of registers stand in their declarations."""
