"""What placement last published of each subject, apart from attendance, which has a table of its own."""

from collections.abc import Sequence
from typing import Final

from shared.database import Connection
from shared.facts.states import StateTable

PUBLISHED: Final = StateTable(
    "published_state", {"subject": "text"}, {"revision": "integer", "withdrawn": "boolean", "content": "jsonb"}
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
