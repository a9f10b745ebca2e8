"""The append-only record of what people did."""

from collections.abc import Mapping

from shared.database import Connection
from shared.request_notes import note_step


async def record_action(
    connection: Connection, actor: str, action: str, subject: str, detail: Mapping[str, object]
) -> None:
    """Write one step with its transaction. The database refuses to change or delete it afterwards."""
    note_step(action, subject)
    await connection.execute(
        "INSERT INTO audit_log (actor, action, subject, detail) VALUES ($1, $2, $3, $4)",
        actor,
        action,
        subject,
        dict(detail),
    )
