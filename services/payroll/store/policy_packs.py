"""The packs payroll last computed with, and the workshops that follow a pack."""

from collections.abc import Mapping, Sequence

from shared.database import Connection


async def packs_in_use(connection: Connection) -> dict[str, str]:
    """The fingerprint of every pack payroll last computed with, by the pack's name."""
    rows = await connection.fetch("SELECT pack, fingerprint FROM policy_pack_in_use")
    return {row["pack"]: row["fingerprint"] for row in rows}


async def keep_packs_in_use(connection: Connection, fingerprints: Mapping[str, str]) -> None:
    """Remember these as the packs in use from now on, and forget those that are gone.

    `since` stays where the fingerprint does.
    """
    await connection.execute("DELETE FROM policy_pack_in_use WHERE pack <> ALL($1::text[])", list(fingerprints))
    await connection.execute(
        """
        INSERT INTO policy_pack_in_use (pack, fingerprint, since)
        SELECT pack, fingerprint, clock_timestamp() FROM unnest($1::text[], $2::text[]) AS given (pack, fingerprint)
        ON CONFLICT (pack) DO UPDATE SET fingerprint = excluded.fingerprint, since = excluded.since
        WHERE policy_pack_in_use.fingerprint <> excluded.fingerprint
        """,
        list(fingerprints),
        list(fingerprints.values()),
    )


async def workshops_following(connection: Connection, packs: Sequence[str]) -> dict[str, str]:
    """The registered workshops that follow one of these packs, each with its pack."""
    rows = await connection.fetch(
        "SELECT workshop, policy_pack FROM workshop WHERE policy_pack = ANY($1::text[]) AND NOT withdrawn", list(packs)
    )
    return {row["workshop"]: row["policy_pack"] for row in rows}
