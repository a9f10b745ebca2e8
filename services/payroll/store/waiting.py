"""What waits in any of the three services, and whose money rests on it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.payroll.domain.basis import workshop_on
from services.payroll.store.worker_months import (
    WorkerMonthKey,
    assemble_worker_month,
    load_registrations,
)
from shared.database import Connection
from shared.events.waiting import DecisionAbout
from shared.months import Month


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits, and a part of what rests on it; a part that is None is not narrowed down."""

    service: str
    kind: str
    subject: tuple[str, ...]
    since: datetime
    reason: str
    worker: str | None
    workshop: str | None
    month: str | None

    @property
    def code(self) -> str:
        """How it stands among what a statement lacks."""
        return f"facts_waiting:{self.kind}"


WaitingByKey = Mapping[WorkerMonthKey, Sequence[Waiting]]


def each_once(waiting: Collection[Waiting]) -> list[Waiting]:
    """Each waiting thing once, oldest first."""
    once = {(part.service, part.kind, part.subject): part for part in waiting}
    return sorted(once.values(), key=lambda part: (part.since, part.kind, part.subject))


async def waiting_about(connection: Connection, about: DecisionAbout) -> list[Waiting]:
    """Everything that waits on which decisions about this rest."""
    rows = await connection.fetch(
        """
        SELECT service, kind, waiting, since, reason, worker, workshop, month FROM waiting_concern
        WHERE about = $1 ORDER BY since, kind, waiting
        """,
        about,
    )
    return [Waiting(row["service"], row["kind"], tuple(row["waiting"]), *tuple(row)[3:]) for row in rows]


async def wages_waiting(
    connection: Connection, keys: Collection[WorkerMonthKey]
) -> dict[WorkerMonthKey, list[Waiting]]:
    """Of these workers' months, those whose wages rest on something that waits, with all of it."""
    waiting = await waiting_about(connection, "wages")
    if not waiting:
        return {}
    places = {part.workshop for part in waiting if part.worker is None and part.workshop is not None}
    of_places = await _places_touched(connection, sorted(keys), sorted(places))
    found: dict[WorkerMonthKey, list[Waiting]] = defaultdict(list)
    for key in keys:
        for part in waiting:
            of_worker = (
                part.worker == key[0] if part.worker else part.workshop is None or part.workshop in of_places[key]
            )
            if of_worker and part.month in (None, key[1]):
                found[key].append(part)
    return dict(found)


async def waiting_without_statement(connection: Connection, workshop: str, month: str) -> set[str]:
    """Workers who belong to the workshop in this month, have no statement of it, and on whose facts something waits."""
    waiting = [part for part in await waiting_about(connection, "wages") if part.month in (None, month)]
    named = {part.worker for part in waiting if part.worker}
    if any(part.worker is None and part.workshop in (None, workshop) for part in waiting):
        named |= await _registered_in(connection, workshop)
    if not named:
        return set()
    with_statement = await _with_statement(connection, month, named)
    homes = await home_workshops(connection, named - with_statement, month)
    unregistered = [(worker, month) for worker, home in sorted(homes.items()) if not home]
    touched = await _places_touched(connection, unregistered, [workshop])
    named_here = {part.worker for part in waiting if part.workshop == workshop}
    return {worker for worker, home in homes.items() if home == workshop} | {
        worker for worker, _ in unregistered if worker in named_here or touched[worker, month]
    }


async def home_workshops(connection: Connection, workers: Collection[str], month: str) -> dict[str, str]:
    """Where workers belong at a month's end by their registrations; empty for who is not registered."""
    registrations = await load_registrations(connection, sorted(workers))
    of_month = Month.parse(month)
    homes: dict[str, str] = {}
    for worker in workers:
        facts = assemble_worker_month(worker, of_month, registrations.get(worker), None, (), (), (), {})
        homes[worker] = workshop_on(facts, of_month.last_day)
    return homes


async def _with_statement(connection: Connection, month: str, workers: Collection[str]) -> set[str]:
    rows = await connection.fetch(
        "SELECT worker FROM statement WHERE month = $1 AND worker = ANY($2::text[])", month, sorted(workers)
    )
    return {row["worker"] for row in rows}


async def _registered_in(connection: Connection, workshop: str) -> set[str]:
    rows = await connection.fetch(
        """
        SELECT worker FROM worker WHERE NOT withdrawn
        AND assignments @> jsonb_build_array(jsonb_build_object('workshop', $1::text))
        """,
        workshop,
    )
    return {row["worker"] for row in rows}


async def _places_touched(
    connection: Connection, keys: Sequence[WorkerMonthKey], workshops: Sequence[str]
) -> dict[WorkerMonthKey, set[str]]:
    """Of these workshops, those where each worker was ever registered, or has facts or his statement in the month."""
    touched: dict[WorkerMonthKey, set[str]] = {key: set() for key in keys}
    if not workshops:
        return touched
    rows = await connection.fetch(
        """
        SELECT k.worker, k.month, p.workshop
        FROM unnest($1::text[], $2::text[]) AS k (worker, month) CROSS JOIN unnest($3::text[]) AS p (workshop)
        WHERE EXISTS (SELECT FROM worker AS w WHERE w.worker = k.worker
                      AND w.assignments @> jsonb_build_array(jsonb_build_object('workshop', p.workshop)))
           OR EXISTS (SELECT FROM statement AS s WHERE s.worker = k.worker AND s.month = k.month
                      AND s.workshop = p.workshop)
           OR EXISTS (SELECT FROM attendance AS a WHERE a.worker = k.worker AND a.workshop = p.workshop
                      AND to_char(a.day, 'YYYY-MM') = k.month)
           OR EXISTS (SELECT FROM piecework AS e WHERE e.worker = k.worker AND e.workshop = p.workshop
                      AND to_char(e.worked_on, 'YYYY-MM') = k.month)
        """,
        [worker for worker, _ in keys],
        [month for _, month in keys],
        workshops,
    )
    for row in rows:
        touched[row["worker"], row["month"]].add(row["workshop"])
    return touched


async def awards_waiting(connection: Connection, workshop: str, month: str) -> dict[str, list[Waiting]]:
    """Village collectives whose awards of this month or an earlier one rest on something that waits, with all of it."""
    waiting = [
        part
        for part in await waiting_about(connection, "awards")
        if part.workshop in (None, workshop) and (part.month is None or part.month <= month)
    ]
    if not waiting:
        return {}
    rows = await connection.fetch(
        """
        SELECT village_collective AS collective, NULL AS month FROM workshop WHERE workshop = $1 AND NOT withdrawn
        UNION SELECT beneficiary, month FROM award WHERE workshop = $1 AND month <= $2 AND beneficiary <> ''
        """,
        workshop,
        month,
    )
    found: dict[str, list[Waiting]] = defaultdict(list)
    for row in rows:
        found[row["collective"]] += [
            part for part in waiting if None in (row["month"], part.month) or row["month"] == part.month
        ]
    return {collective: parts for collective, parts in found.items() if parts}


async def award_waiting(connection: Connection, workshop: str, month: str) -> list[Waiting]:
    """What waits of the awards of a workshop's month."""
    about = await waiting_about(connection, "awards")
    return [part for part in about if part.workshop in (None, workshop) and part.month in (None, month)]


async def sheet_waiting(connection: Connection, workshop: str, month: str) -> list[Waiting]:
    """What waits of a workshop's month as the county keeps it: of its awards, and of the wages of who belongs there."""
    wages = [part for part in await waiting_about(connection, "wages") if part.month in (None, month)]
    anywhere = {part.worker for part in wages if part.worker and part.workshop is None}
    homes = await home_workshops(connection, anywhere, month) if anywhere else {}
    of_wages = [
        part
        for part in wages
        if part.workshop == workshop
        or (part.workshop is None and (part.worker is None or homes[part.worker] in ("", workshop)))
    ]
    return [*await award_waiting(connection, workshop, month), *of_wages]


async def profit_waiting(connection: Connection, workshop: str) -> list[Waiting]:
    """What waits of a workshop's profit or its shareholders."""
    return [part for part in await waiting_about(connection, "profit") if part.workshop in (None, workshop)]


async def accounts_waiting(connection: Connection) -> set[str] | None:
    """Workers whose accounts wait to be told; None where it may be anybody's."""
    workers = {part.worker for part in await waiting_about(connection, "accounts")}
    return None if None in workers else {worker for worker in workers if worker}
