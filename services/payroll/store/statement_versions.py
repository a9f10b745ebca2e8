"""Every version of a worker's month, and the events that settled months rested on."""

from collections.abc import Sequence
from typing import NamedTuple

from asyncpg import Record

from services.payroll.store.worker_months import WorkerMonthKey
from shared.database import Connection


async def settled_revisions(connection: Connection, keys: Sequence[WorkerMonthKey]) -> dict[WorkerMonthKey, int]:
    """The revision of a worker's month that was settled last, by its closing or as an adjustment since."""
    rows = await connection.fetch(
        """
        SELECT worker, month, settled_revision FROM statement_settlement
        JOIN unnest($1::text[], $2::text[]) AS wanted (worker, month) USING (worker, month)
        """,
        [worker for worker, _ in keys],
        [month for _, month in keys],
    )
    return {
        (row["worker"], row["month"]): row["settled_revision"] for row in rows if row["settled_revision"] is not None
    }


async def events_by_revision(
    connection: Connection, wanted: Sequence[tuple[str, str, int]]
) -> dict[tuple[str, str, int], set[str]]:
    """The events each version of a worker's month rested on."""
    rows = await connection.fetch(
        """
        SELECT worker, month, revision, rests_on FROM statement_version
        JOIN unnest($1::text[], $2::text[], $3::integer[]) AS wanted (worker, month, revision)
        USING (worker, month, revision)
        """,
        [worker for worker, _, _ in wanted],
        [month for _, month, _ in wanted],
        [revision for _, _, revision in wanted],
    )
    return {(row["worker"], row["month"], row["revision"]): set(row["rests_on"]) for row in rows}


async def explained_events(connection: Connection, collective: str, month: str) -> set[str]:
    """The events a collective's month rested on when it was settled last."""
    rows = await connection.fetch(
        """
        SELECT event FROM (
            SELECT t.settlement, t.month, t.explained -> 'lines' AS lines FROM settlement AS t
            WHERE t.beneficiary_kind = 'collective' AND t.beneficiary = $1
            UNION ALL
            SELECT t.settlement, a ->> 'month', a -> 'lines' FROM settlement AS t,
                   jsonb_array_elements(t.explained -> 'adjustments') AS a
            WHERE t.beneficiary_kind = 'collective' AND t.beneficiary = $1) AS told,
            jsonb_array_elements(lines) AS line, jsonb_array_elements_text(line -> 'events') AS event
        WHERE told.month = $2 AND told.settlement = (
            SELECT max(settlement) FROM settlement AS t WHERE t.beneficiary_kind = 'collective' AND t.beneficiary = $1
            AND (t.month = $2 OR t.content -> 'adjustments'
                 @> jsonb_build_array(jsonb_build_object('month', $2::text))))
        """,
        collective,
        month,
    )
    return {row["event"] for row in rows}


class StatementVersion(NamedTuple):
    """A version of a worker's month, and the events that made it differ from the one before."""

    row: Record
    events_added: Sequence[str]
    events_removed: Sequence[str]


async def statement_versions(connection: Connection, worker: str, month: str) -> list[StatementVersion]:
    """Every version of a worker's month, oldest first."""
    rows = await connection.fetch(
        "SELECT * FROM statement_version WHERE worker = $1 AND month = $2 ORDER BY revision", worker, month
    )
    versions, before = [], set[str]()
    for row in rows:
        events = set(row["rests_on"])
        versions.append(StatementVersion(row, sorted(events - before), sorted(before - events)))
        before = events
    return versions
