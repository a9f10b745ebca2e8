"""The state of a workshop's months, and the statements a closing takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from asyncpg import Record

from shared.database import Connection
from shared.decisions.lifecycle import Standing


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A workshop's month as it stands; one nobody ever submitted is open."""

    workshop: str
    month: str
    state: str
    revision: int
    submitted_by: str | None
    submitted_at: datetime | None
    submitted_hash: str | None
    accept_incomplete: str | None
    held: Mapping[str, str]
    approved_by: str | None
    approved_at: datetime | None
    statements_hash: str | None
    paid_at: datetime | None

    @property
    def standing(self) -> Standing:
        """Brought there by whoever approved it, or submitted it; an open month by nobody."""
        by = None if self.state == "open" else self.approved_by or self.submitted_by
        return Standing(self.state, by, {"submitted": self.submitted_by})


_COLUMNS = """
    workshop, month, state, revision, submitted_by, submitted_at, submitted_hash, accept_incomplete, held,
    approved_by, approved_at, statements_hash, paid_at
"""


async def lock_month(connection: Connection, workshop: str, month: str) -> MonthRow:
    """The month, locked until this transaction ends; inserted first where nobody touched it before."""
    await connection.execute(
        "INSERT INTO payroll_month (workshop, month) VALUES ($1, $2) ON CONFLICT DO NOTHING", workshop, month
    )
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM payroll_month WHERE workshop = $1 AND month = $2 FOR UPDATE",  # noqa: S608 - constant
        workshop,
        month,
    )
    assert row is not None
    return MonthRow(*tuple(row))


async def find_month(connection: Connection, workshop: str, month: str) -> MonthRow:
    """The month as it stands, unlocked."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM payroll_month WHERE workshop = $1 AND month = $2",  # noqa: S608 - constant
        workshop,
        month,
    )
    if row is None:
        return MonthRow(workshop, month, "open", 0, None, None, None, None, {}, None, None, None, None)
    return MonthRow(*tuple(row))


async def write_submitted(
    connection: Connection, key: tuple[str, str], actor: str, hash_: str, held: Mapping[str, str], accepted: str | None
) -> None:
    """Put an open month in review."""
    await connection.execute(
        """
        UPDATE payroll_month SET state = 'in_review', revision = revision + 1, submitted_by = $3,
            submitted_at = clock_timestamp(), submitted_hash = $4, held = $5, accept_incomplete = $6
        WHERE workshop = $1 AND month = $2
        """,
        *key,
        actor,
        hash_,
        dict(held),
        accepted,
    )


async def write_sent_back(connection: Connection, key: tuple[str, str]) -> None:
    """Open a month in review again."""
    await connection.execute(
        "UPDATE payroll_month SET state = 'open', revision = revision + 1 WHERE workshop = $1 AND month = $2", *key
    )


async def write_closed(connection: Connection, key: tuple[str, str], actor: str, statements_hash: str) -> None:
    """Close a month in review; the database keeps it so for ever."""
    await connection.execute(
        """
        UPDATE payroll_month SET state = 'closed', revision = revision + 1, approved_by = $3,
            approved_at = clock_timestamp(), statements_hash = $4
        WHERE workshop = $1 AND month = $2
        """,
        *key,
        actor,
        statements_hash,
    )


async def write_paid(connection: Connection, key: tuple[str, str]) -> None:
    """A closed month of which everything has arrived."""
    await connection.execute(
        """
        UPDATE payroll_month SET state = 'paid', revision = revision + 1, paid_at = clock_timestamp()
        WHERE workshop = $1 AND month = $2
        """,
        *key,
    )


async def write_unpaid(connection: Connection, key: tuple[str, str]) -> None:
    """A paid month of which something came back is closed again."""
    await connection.execute(
        """
        UPDATE payroll_month SET state = 'closed', revision = revision + 1, paid_at = NULL
        WHERE workshop = $1 AND month = $2
        """,
        *key,
    )


async def write_supplemented(connection: Connection, key: tuple[str, str], *, reopened: bool) -> None:
    """A supplement joined a closed month; where it is to be paid, the month is not paid any more."""
    await connection.execute(
        """
        UPDATE payroll_month SET revision = revision + 1, state = CASE WHEN $3 THEN 'closed' ELSE state END,
            paid_at = CASE WHEN $3 THEN NULL ELSE paid_at END
        WHERE workshop = $1 AND month = $2
        """,
        *key,
        reopened,
    )


async def earlier_open_month(connection: Connection, workshop: str, month: str) -> str | None:
    """The first month before this one that has statements and is not closed yet."""
    found: str | None = await connection.fetchval(
        "SELECT min(month) FROM statement_settlement WHERE workshop = $1 AND month < $2 AND NOT closed",
        workshop,
        month,
    )
    return found


async def last_closed_month(connection: Connection, workshop: str) -> str | None:
    """The latest month of the workshop that is closed."""
    found: str | None = await connection.fetchval(
        "SELECT max(month) FROM payroll_month WHERE workshop = $1 AND state IN ('closed', 'paid')", workshop
    )
    return found


SETTLED_LATER: Final = "settled_later"
"""The state shown of a month that was not closed before a later one of its workshop was."""


async def shown_state(connection: Connection, row: MonthRow) -> str:
    """How far a month is; what is still open behind the last closed month is settled with later ones."""
    closed = await last_closed_month(connection, row.workshop)
    return SETTLED_LATER if row.state == "open" and closed is not None and row.month < closed else row.state


async def left_out_through(connection: Connection, workshop: str, month: str) -> list[tuple[str, str]]:
    """Worker-months of the workshop, of this month and before, that no closing has taken."""
    rows = await connection.fetch(
        "SELECT worker, month FROM statement_settlement WHERE workshop = $1 AND month <= $2 AND NOT settled",
        workshop,
        month,
    )
    return [(row["worker"], row["month"]) for row in rows]


async def is_being_computed(connection: Connection, month: str, workers: Sequence[str]) -> bool:
    """Facts have arrived that are next to be computed: of these workers' month, of somebody's first statement of
    the month, or of something behind many. What failed is not among them: it waits.
    """
    found = await connection.fetchval(
        """
        SELECT EXISTS (
            SELECT FROM recompute_due WHERE failures = 0 AND (kind IN ('worker', 'roster', 'workshop')
            OR (kind = 'statement' AND key[2] = $1 AND (key[1] = ANY($2::text[]) OR NOT EXISTS (
                SELECT FROM statement WHERE worker = key[1] AND month = key[2])))))
        """,
        month,
        workers,
    )
    return bool(found)


async def list_months(connection: Connection, workshops: Sequence[str] | None, month: str | None) -> list[Record]:
    """Months with statements or a state, newest first: counts, totals and how far each is."""
    return await connection.fetch(
        f"""
        SELECT workshop, month, CASE
                   WHEN coalesce(m.state, 'open') = 'open' AND month < last.closed THEN '{SETTLED_LATER}'
                   ELSE coalesce(m.state, 'open') END AS state, coalesce(s.workers, 0) AS workers,
               coalesce(s.incomplete, 0) AS incomplete, coalesce(s.total_yuan, 0) AS total_yuan,
               m.submitted_by, m.approved_by, m.approved_at, m.paid_at
        FROM (SELECT workshop, month, count(*) AS workers, sum(total_yuan) AS total_yuan,
                     count(*) FILTER (WHERE cardinality(incomplete) > 0) AS incomplete
              FROM statement WHERE workshop <> '' AND ($1::text[] IS NULL OR workshop = ANY($1))
                AND ($2::text IS NULL OR month = $2) GROUP BY workshop, month) AS s
        FULL JOIN (SELECT * FROM payroll_month WHERE ($1::text[] IS NULL OR workshop = ANY($1))
                   AND ($2::text IS NULL OR month = $2)) AS m USING (workshop, month)
        LEFT JOIN (SELECT workshop, max(month) AS closed FROM payroll_month WHERE state IN ('closed', 'paid')
                   GROUP BY workshop) AS last USING (workshop)
        ORDER BY month DESC, workshop LIMIT 1000
        """,  # noqa: S608 - a constant
        workshops,
        month,
    )
