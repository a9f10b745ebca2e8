"""What placement last published of each subject, apart from attendance, which has a table of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from shared.database import Connection


@dataclass(frozen=True, slots=True)
class PublishedState:
    """The latest revision of a subject; 0 and no content while nothing was published."""

    revision: int
    withdrawn: bool
    content: dict[str, Any] | None


async def lock_states(connection: Connection, subjects: Sequence[str]) -> dict[str, PublishedState]:
    """Lock subjects in order, those that do not exist yet included, and return what was published last."""
    ordered = sorted(subjects)
    await connection.execute(
        """
        INSERT INTO published_state (subject)
        SELECT subject FROM unnest($1::text[]) WITH ORDINALITY AS wanted (subject, position) ORDER BY position
        ON CONFLICT DO NOTHING
        """,
        ordered,
    )
    rows = await connection.fetch(
        """
        SELECT subject, revision, withdrawn, content FROM published_state
        WHERE subject = ANY($1::text[]) ORDER BY subject FOR UPDATE
        """,
        ordered,
    )
    return {row["subject"]: PublishedState(row["revision"], row["withdrawn"], row["content"]) for row in rows}


async def save_states(connection: Connection, states: Mapping[str, PublishedState]) -> None:
    """Write new revisions of locked subjects."""
    if not states:
        return
    subjects = sorted(states)
    await connection.execute(
        """
        UPDATE published_state AS kept
        SET revision = given.revision, withdrawn = given.withdrawn, content = given.content::jsonb
        FROM unnest($1::text[], $2::integer[], $3::boolean[], $4::text[])
             AS given (subject, revision, withdrawn, content)
        WHERE kept.subject = given.subject
        """,
        subjects,
        [states[subject].revision for subject in subjects],
        [states[subject].withdrawn for subject in subjects],
        [orjson.dumps(states[subject].content).decode() for subject in subjects],
    )


async def forget_sent(connection: Connection, subjects: Sequence[str]) -> None:
    """Delete what was sent of locked subjects, so that no replay sends it again."""
    if subjects:
        await connection.execute("DELETE FROM sent WHERE subject = ANY($1::text[])", sorted(subjects))


async def forget_published(connection: Connection, subject: str) -> None:
    """Delete what was sent and what waits to be sent of a locked subject.

    Waits for the relay and for replays, and holds them off until the transaction ends: else a copy they
    hold in their hands would be put back behind it.
    """
    await connection.execute("LOCK TABLE outbox IN EXCLUSIVE MODE")
    await connection.execute("DELETE FROM outbox WHERE subject = $1", subject)
    await forget_sent(connection, [subject])
