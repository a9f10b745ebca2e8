"""Reading the facts of workers' months, and finding the months something touches."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from services.payroll.domain.facts import (
    WORKSHOP_ROSTER,
    AttendanceDay,
    Certificate,
    PieceworkEntry,
    Roster,
    WorkerMonth,
    WorkshopAssignment,
)
from shared.database import Connection
from shared.months import Month

_WEIGHTS = {"0.0": Decimal(0), "0.5": Decimal("0.5"), "1.0": Decimal(1)}

WorkerMonthKey = tuple[str, str]
"""Worker and month, the latter as `YYYY-MM`."""


class Registration(NamedTuple):
    """What a worker is registered with, the same in all his months; `rosters` are those he can be under."""

    first_day: date | None
    assignments: tuple[WorkshopAssignment, ...]
    event: str
    rosters: Sequence[tuple[str, str]]


_NOT_REGISTERED: Final = Registration(None, (), "", ())


async def load_worker_months(connection: Connection, keys: Sequence[WorkerMonthKey]) -> list[WorkerMonth]:
    """The facts of each worker and month, in the order of the keys."""
    workers = [worker for worker, _ in keys]
    months = [Month.parse(month) for _, month in keys]
    firsts = [month.first_day.isoformat() for month in months]
    lasts = [month.last_day.isoformat() for month in months]
    people = sorted(set(workers))
    registrations = await load_registrations(connection, people)
    first_days = await load_first_worked_days(connection, people)
    attendance = await _attendance(connection, workers, firsts, lasts)
    piecework = await _piecework(connection, workers, firsts, lasts)
    certificates = await load_certificates(connection, people)
    rosters = await load_rosters(connection, sorted({month for _, month in keys}))
    return [
        assemble_worker_month(
            worker,
            month,
            registrations.get(worker),
            first_days.get(worker),
            attendance.get((worker, month.year, month.number), ()),
            piecework.get((worker, month.year, month.number), ()),
            certificates.get(worker, ()),
            rosters.get(str(month), {}),
        )
        for worker, month in zip(workers, months, strict=True)
    ]


def assemble_worker_month(
    worker: str,
    month: Month,
    registration: Registration | None,
    first_worked_day: date | None,
    attendance: Sequence[AttendanceDay],
    piecework: Sequence[PieceworkEntry],
    certificates: Sequence[Certificate],
    rosters_of_month: dict[tuple[str, str], Roster],
) -> WorkerMonth:
    """A worker's month put together from what was read of it; of the rosters only those he can be under."""
    known = registration or _NOT_REGISTERED
    return WorkerMonth(
        worker=worker,
        month=month,
        registered=registration is not None,
        registered_first_day=known.first_day,
        first_worked_day=first_worked_day,
        assignments=known.assignments,
        attendance=tuple(attendance),
        piecework=tuple(piecework),
        certificates=tuple(certificates),
        rosters=tuple([rosters_of_month[key] for key in known.rosters if key in rosters_of_month]),
        registration_event=known.event,
    )


async def load_registrations(connection: Connection, workers: Sequence[str]) -> dict[str, Registration]:
    """The registrations that stand, by worker."""
    rows = await connection.fetch(
        "SELECT worker, first_day, assignments, event FROM worker WHERE worker = ANY($1::text[]) AND NOT withdrawn",
        workers,
    )
    return {worker: _registration(*values) for worker, *values in rows}


def _registration(first_day: date | None, parts: Sequence[Mapping[str, Any]], event: str) -> Registration:
    assignments = tuple(
        WorkshopAssignment(
            part["workshop"], date.fromisoformat(part["since"]), event, part.get("group") or WORKSHOP_ROSTER
        )
        for part in parts
    )
    rosters = {(part.workshop, group) for part in assignments for group in (part.group, WORKSHOP_ROSTER)}
    return Registration(first_day, assignments, event, sorted(rosters))


async def load_first_worked_days(connection: Connection, workers: Sequence[str]) -> dict[str, date]:
    """The first day each worker attended or made an accepted piece, in any month."""
    rows = await connection.fetch(
        """
        SELECT wanted.worker, least(
            (SELECT day FROM attendance AS a
             WHERE a.worker = wanted.worker AND weight_days > 0 AND NOT withdrawn ORDER BY day LIMIT 1),
            (SELECT worked_on FROM piecework AS p
             WHERE p.worker = wanted.worker AND accepted_quantity > 0 AND NOT withdrawn ORDER BY worked_on LIMIT 1)
        ) AS first_day
        FROM unnest($1::text[]) AS wanted (worker)
        """,
        workers,
    )
    return {row["worker"]: row["first_day"] for row in rows if row["first_day"] is not None}


async def _attendance(
    connection: Connection, workers: Sequence[str], firsts: Sequence[str], lasts: Sequence[str]
) -> dict[tuple[str, int, int], list[AttendanceDay]]:
    rows = await connection.fetch(
        """
        SELECT a.worker, a.workshop, a.day, a.weight_days::text, a.paid_leave, a.event
        FROM unnest($1::text[], $2::text[], $3::text[]) AS wanted (worker, first_day, last_day)
        JOIN attendance AS a
             ON a.worker = wanted.worker AND a.day BETWEEN wanted.first_day::date AND wanted.last_day::date
        WHERE NOT a.withdrawn
        """,
        workers,
        firsts,
        lasts,
    )
    found: defaultdict[tuple[str, int, int], list[AttendanceDay]] = defaultdict(list)
    for worker, workshop, day, weight_text, paid_leave, event in rows:
        days, weight_days = found[worker, day.year, day.month], _WEIGHTS[weight_text]
        days.append(AttendanceDay(workshop, day, weight_days, False, event))
        if paid_leave:  # it fills what presence leaves of the day
            days.append(AttendanceDay(workshop, day, 1 - weight_days, True, event))
    return found


async def _piecework(
    connection: Connection, workers: Sequence[str], firsts: Sequence[str], lasts: Sequence[str]
) -> dict[tuple[str, int, int], list[PieceworkEntry]]:
    rows = await connection.fetch(
        """
        SELECT p.worker, p.workshop, p.company, p.product, p.operation, p.worked_on, p.accepted_quantity,
               p.unit_rate_yuan, p.rejected_quantity, p.event
        FROM unnest($1::text[], $2::text[], $3::text[]) AS wanted (worker, first_day, last_day)
        JOIN piecework AS p
             ON p.worker = wanted.worker AND p.worked_on BETWEEN wanted.first_day::date AND wanted.last_day::date
        WHERE NOT p.withdrawn
        """,
        workers,
        firsts,
        lasts,
    )
    found: defaultdict[tuple[str, int, int], list[PieceworkEntry]] = defaultdict(list)
    for worker, *values in rows:
        day: date = values[4]
        found[worker, day.year, day.month].append(PieceworkEntry(*values))
    return found


async def load_certificates(connection: Connection, workers: Sequence[str]) -> dict[str, list[Certificate]]:
    """The certificates of each worker who has any."""
    rows = await connection.fetch(
        """
        SELECT worker, trade, grade, certified_on, revoked_on, event FROM certificate
        WHERE worker = ANY($1::text[]) AND NOT withdrawn
        """,
        workers,
    )
    found: defaultdict[str, list[Certificate]] = defaultdict(list)
    for worker, *values in rows:
        found[worker].append(Certificate(*values))
    return found


async def load_rosters(
    connection: Connection, months: Sequence[str], workshops: Sequence[str] | None = None
) -> dict[str, dict[tuple[str, str], Roster]]:
    """The rosters of these months by month and then by workshop and group, of some workshops or of all."""
    rows = await connection.fetch(
        """
        SELECT month, workshop, worker_group, expected_days, event FROM roster
        WHERE month = ANY($1::text[]) AND ($2::text[] IS NULL OR workshop = ANY($2::text[])) AND NOT withdrawn
        """,
        months,
        workshops,
    )
    found: defaultdict[str, dict[tuple[str, str], Roster]] = defaultdict(dict)
    for row in rows:
        days = {date.fromisoformat(day): Decimal(weight) for day, weight in row["expected_days"].items()}
        roster = Roster(row["workshop"], days, row["event"], row["worker_group"])
        found[row["month"]][row["workshop"], row["worker_group"]] = roster
    return found


async def months_of_workers(connection: Connection, workers: Sequence[str]) -> list[WorkerMonthKey]:
    """Every month in which these workers have facts or a statement."""
    return _keys(
        await connection.fetch(
            """
            SELECT worker, to_char(day, 'YYYY-MM') AS month FROM attendance WHERE worker = ANY($1::text[])
            UNION SELECT worker, to_char(worked_on, 'YYYY-MM') FROM piecework WHERE worker = ANY($1::text[])
            UNION SELECT worker, month FROM statement WHERE worker = ANY($1::text[])
            """,
            workers,
        )
    )


async def workers_of_workshop_months(connection: Connection, keys: Sequence[tuple[str, str]]) -> list[WorkerMonthKey]:
    """The worker-months that a workshop's roster of a month can touch: those of its registered workers."""
    return _keys(
        await connection.fetch(
            """
            WITH wanted AS (
                SELECT workshop, month, to_date(month, 'YYYY-MM') AS first_day
                FROM unnest($1::text[], $2::text[]) AS w (workshop, month))
            SELECT worker, month FROM (
                SELECT w.worker, wanted.month, wanted.first_day FROM wanted
                JOIN worker AS w
                ON w.assignments @> jsonb_build_array(jsonb_build_object('workshop', wanted.workshop))) AS registered
            WHERE EXISTS (SELECT FROM attendance AS a WHERE a.worker = registered.worker
                          AND a.day >= first_day AND a.day < first_day + interval '1 month')
               OR EXISTS (SELECT FROM piecework AS p WHERE p.worker = registered.worker
                          AND p.worked_on >= first_day AND p.worked_on < first_day + interval '1 month')
               OR EXISTS (SELECT FROM statement AS s WHERE s.worker = registered.worker AND s.month = registered.month)
            """,
            [workshop for workshop, _ in keys],
            [month for _, month in keys],
        )
    )


async def worker_months_in_workshops(connection: Connection, workshops: Sequence[str]) -> list[WorkerMonthKey]:
    """Every worker-month with facts in these workshops, or with facts of workers registered there.

    Looks for facts rather than statements: a month computed for the first time at this very moment, from
    the workshop as it was before, has a statement that nobody else can see yet.
    """
    return _keys(
        await connection.fetch(
            """
            WITH registered AS (
                SELECT w.worker FROM unnest($1::text[]) AS wanted (workshop)
                JOIN worker AS w
                ON w.assignments @> jsonb_build_array(jsonb_build_object('workshop', wanted.workshop)))
            SELECT worker, to_char(day, 'YYYY-MM') AS month FROM attendance WHERE workshop = ANY($1::text[])
            UNION SELECT worker, to_char(worked_on, 'YYYY-MM') FROM piecework WHERE workshop = ANY($1::text[])
            UNION SELECT worker, month FROM statement WHERE workshop = ANY($1::text[])
            UNION SELECT worker, to_char(day, 'YYYY-MM') FROM attendance JOIN registered USING (worker)
            UNION SELECT worker, to_char(worked_on, 'YYYY-MM') FROM piecework JOIN registered USING (worker)
            UNION SELECT worker, month FROM statement JOIN registered USING (worker)
            """,
            workshops,
        )
    )


def _keys(rows: Sequence[Any]) -> list[WorkerMonthKey]:
    return [(row["worker"], row["month"]) for row in rows]
