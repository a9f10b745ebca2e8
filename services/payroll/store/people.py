"""Workers' details as placement published them last: sealed, to be opened where a document or a payment needs them."""

from collections.abc import Sequence

from shared.database import Connection
from shared.details import SealedPerson


async def load_people(connection: Connection, workers: Sequence[str]) -> dict[str, SealedPerson]:
    """The known ones among these workers, by worker; somebody erased is there with nothing sealed."""
    rows = await connection.fetch(
        "SELECT worker, sealed_key, sealed_details FROM person WHERE worker = ANY($1::text[])", workers
    )
    return {row["worker"]: SealedPerson(row["worker"], row["sealed_key"], row["sealed_details"]) for row in rows}
