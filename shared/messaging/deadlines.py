"""Deadlines: subjects to be looked at again on a day, kept beside the marks and turned into marks when it has come."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from shared.database import Connection, text_array

MAXIMUM_DAYS: Final = 100
"""How many days a subject may be looked at again on."""
_RELEASE_CLASS: Final = 7474


class Deadlines(NamedTuple):
    """All days on which a subject is looked at again, in order, and what led to them."""

    kind: str
    subject: tuple[str, ...]
    days: tuple[date, ...]
    causation_id: str
    correlation_id: str


class Undecided(NamedTuple):
    """What was due by the day reached and has not been computed yet, and for how long the oldest has been due."""

    subjects: int
    oldest_seconds: float


async def replace_deadlines(connection: Connection, wanted: Iterable[Deadlines]) -> None:
    """Keep these days of each subject and no others.

    Rows are locked in the order of kind and subject. What is just being released is left to that: its mark stands.
    """
    groups: dict[tuple[str, int], list[Deadlines]] = {}
    for one in sorted(wanted):
        groups.setdefault((one.kind, len(one.subject)), []).append(one)
    for (kind, width), group in groups.items():
        await _remove(connection, kind, width, group)
        if any(one.days for one in group):
            await _insert(connection, kind, width, group)


async def _remove(connection: Connection, kind: str, width: int, group: Sequence[Deadlines]) -> None:
    columns = ", ".join(f"${2 + index}::text::text[]" for index in range(width))
    names = ", ".join(f"k{index}" for index in range(width))
    await connection.execute(
        f"""
        DELETE FROM deadline WHERE ctid = ANY(ARRAY(
            SELECT known.ctid FROM unnest({columns}) AS subject ({names})
            JOIN deadline AS known ON known.kind = $1 AND known.key = ARRAY[{names}]
            ORDER BY {names}, known.due_on FOR UPDATE OF known SKIP LOCKED))
        """,  # noqa: S608 - only generated column names are interpolated
        kind,
        *[text_array([one.subject[index] for one in group]) for index in range(width)],
    )


async def _insert(connection: Connection, kind: str, width: int, group: Sequence[Deadlines]) -> None:
    rows = [(one, day) for one in group for day in one.days]
    columns = ", ".join(f"${5 + index}::text::text[]" for index in range(width))
    names = ", ".join(f"k{index}" for index in range(width))
    await connection.execute(
        f"""
        INSERT INTO deadline (kind, key, due_on, correlation_id, causation_id)
        SELECT $1, ARRAY[{names}], due_on, correlation_id, causation_id
        FROM unnest($2::date[], $3::text::text[], $4::text::text[], {columns})
             AS wanted (due_on, correlation_id, causation_id, {names})
        ORDER BY {names}, due_on
        ON CONFLICT (kind, key, due_on) DO UPDATE
        SET correlation_id = excluded.correlation_id, causation_id = excluded.causation_id
        """,  # noqa: S608 - only generated column names are interpolated
        kind,
        [day for _, day in rows],
        text_array([one.correlation_id for one, _ in rows]),
        text_array([one.causation_id for one, _ in rows]),
        *[text_array([one.subject[index] for one, _ in rows]) for index in range(width)],
    )


_COME: Final = """
WITH come AS (
    SELECT kind, ARRAY(SELECT jsonb_array_elements_text(subject)) AS key, due_on, correlation_id, causation_id
    FROM jsonb_to_recordset($1::jsonb)
         AS given (kind text, subject jsonb, due_on date, correlation_id text, causation_id text))
"""
_LEAVE_MARKS: Final = """
INSERT INTO recompute_due AS mark (kind, key, correlation_id, causation_id, due_on)
SELECT DISTINCT ON (array_position($2::text[], kind), key) kind, key, correlation_id, causation_id, due_on
FROM come ORDER BY array_position($2::text[], kind), key, due_on
ON CONFLICT (kind, key) DO UPDATE
SET due_on = least(mark.due_on, excluded.due_on), failures = 0, failure = NULL, retry_at = NULL
"""
_FORGET: Final = """
DELETE FROM deadline WHERE ctid = ANY(ARRAY(
    SELECT known.ctid FROM come JOIN deadline AS known USING (kind, key, due_on) FOR UPDATE OF known SKIP LOCKED))
"""


class Released(NamedTuple):
    """What one turn has released: how many deadlines, the day of the oldest, and what led to them."""

    deadlines: int
    oldest: date | None
    correlation_ids: Sequence[str]


async def release_deadlines(connection: Connection, kinds: Sequence[str], day: date, limit: int) -> Released:
    """Turn up to `limit` deadlines of days up to `day` into marks, the oldest first, unless another worker is at it.

    `kinds` are those the service knows, in the order they are worked on: a deadline of another kind stays for the
    version that set it. To be called in a transaction of its own. The mark a subject has already keeps its cause, which
    is the newer one.
    """
    if not await connection.fetchval("SELECT pg_try_advisory_xact_lock($1, 1)", _RELEASE_CLASS):
        return Released(0, None, ())
    rows = await connection.fetch(
        """
        SELECT kind, key AS subject, due_on, correlation_id, causation_id FROM deadline
        WHERE due_on <= $1 AND kind = ANY($2::text[]) ORDER BY due_on LIMIT $3
        """,
        day,
        kinds,
        limit,
    )
    if not rows:
        return Released(0, None, ())
    come = [dict(row) for row in rows]
    # The marks first: whoever computes one holds it, and may be replacing its deadlines. Those wait for nobody here.
    await connection.execute(_COME + _LEAVE_MARKS, come, kinds)
    status = await connection.execute(_COME + _FORGET, come)
    return Released(int(status.split()[-1]), rows[0]["due_on"], [row["correlation_id"] for row in rows])


async def unknown_kinds(connection: Connection, kinds: Sequence[str]) -> dict[str, int]:
    """How many deadlines there are of kinds this version of the service does not know, by kind."""
    rows = await connection.fetch(
        "SELECT kind, count(*) AS deadlines FROM deadline WHERE kind <> ALL($1::text[]) GROUP BY kind", kinds
    )
    return {row["kind"]: row["deadlines"] for row in rows}


async def undecided(connection: Connection) -> Undecided:
    """What was due by the day reached: neither released nor, where it was, computed."""
    row = await connection.fetchrow(
        """
        SELECT count(due_on), coalesce(extract(epoch FROM
            least(clock_timestamp(), (max(reached.day) + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')
            - min(due_on)::timestamp AT TIME ZONE 'Asia/Shanghai'), 0)::float8
        FROM (SELECT day FROM day_reached) AS reached
        JOIN (SELECT due_on FROM deadline UNION ALL SELECT due_on FROM recompute_due WHERE due_on IS NOT NULL) AS due
             ON due.due_on <= reached.day
        """
    )
    assert row is not None
    return Undecided(*row)
