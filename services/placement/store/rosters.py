"""Every version of every roster."""

from collections.abc import Sequence
from datetime import date

from asyncpg import Record

from services.placement.domain.roster import RosterVersion
from shared.database import Connection

RosterKey = tuple[str, str, str]
"""Workshop, group (empty for the whole workshop), month."""


async def read_roster_versions(
    connection: Connection, keys: Sequence[RosterKey]
) -> dict[RosterKey, list[RosterVersion]]:
    """All versions of rosters, by roster."""
    rows = await connection.fetch(
        """
        SELECT roster_version.* FROM roster_version
        JOIN unnest($1::text[], $2::text[], $3::text[]) AS wanted (workshop, worker_group, month)
             USING (workshop, worker_group, month)
        """,
        *[[key[column] for key in keys] for column in range(3)],
    )
    return _by_roster(rows)


async def read_rosters_of(connection: Connection, workshop: str, month: str) -> dict[RosterKey, list[RosterVersion]]:
    """All versions of the rosters of a workshop and its groups in a month."""
    rows = await connection.fetch("SELECT * FROM roster_version WHERE workshop = $1 AND month = $2", workshop, month)
    return _by_roster(rows)


def _by_roster(rows: Sequence[Record]) -> dict[RosterKey, list[RosterVersion]]:
    versions: dict[RosterKey, list[RosterVersion]] = {}
    for row in rows:
        version = RosterVersion(
            row["fact_time"],
            row["source"],
            row["event_id"],
            {date.fromisoformat(day): weight for day, weight in sorted(row["expected_days"].items())},
            row["closure_reason"],
            row["approved_by"],
            row["withdrawn"],
            row["shift_hours"],
            row["fact_revision"],
        )
        versions.setdefault((row["workshop"], row["worker_group"], row["month"]), []).append(version)
    return versions
