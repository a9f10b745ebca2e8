"""The inbox: each (source, id) takes effect once, whichever door it comes by and however often."""

from collections.abc import Collection, Mapping

from shared.database import Connection, text_array

EventKey = tuple[str, str]


async def admit(connection: Connection, hash_by_key: Mapping[EventKey, bytes]) -> dict[EventKey, bytes]:
    """Admit keys in this transaction; return those already admitted, with the hash they came with first.

    A concurrent transaction admitting the same key is waited for; when it commits, the separate SELECT
    sees its hash.
    """
    keys = sorted(hash_by_key)
    admitted = await connection.fetch(
        """
        INSERT INTO inbox (source, id, content_hash)
        SELECT source, id, decode(content_hash, 'hex')
        FROM unnest($1::text::text[], $2::text::text[], $3::text::text[]) AS admitted (source, id, content_hash)
        ON CONFLICT DO NOTHING RETURNING source, id
        """,
        text_array([source for source, _ in keys]),
        text_array([event_id for _, event_id in keys]),
        text_array([hash_by_key[key].hex() for key in keys]),
    )
    if len(admitted) == len(keys):
        return {}
    fresh = {(row["source"], row["id"]) for row in admitted}
    return await contents_of(connection, [key for key in keys if key not in fresh])


async def contents_of(connection: Connection, keys: Collection[EventKey]) -> dict[EventKey, bytes]:
    """The hashes with which events came first; of those that are forgotten there is none."""
    rows = await connection.fetch(
        """
        SELECT source, id, content_hash FROM inbox
        JOIN unnest($1::text[], $2::text[]) AS wanted (source, id) USING (source, id)
        """,
        [source for source, _ in keys],
        [event_id for _, event_id in keys],
    )
    return {(row["source"], row["id"]): row["content_hash"] for row in rows}


async def forget_older_than(connection: Connection, days: int) -> int:
    """Forget keys older than `days`: a resend after that is harmless, since facts have natural keys."""
    status = await connection.execute("DELETE FROM inbox WHERE received_at < now() - make_interval(days => $1)", days)
    return int(status.split()[-1])
