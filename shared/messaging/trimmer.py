"""The trimmer: cuts a stream below what every expected group has applied, and nothing else."""

from collections.abc import Sequence

import structlog
from redis import exceptions as redis_errors
from redis.asyncio import Redis

log = structlog.get_logger()


async def trim(redis: "Redis", stream: str, expected_groups: Sequence[str]) -> int:
    """Cut the entries that every group on the stream has acknowledged. Returns the number cut.

    Refuses, with a warning, while an expected group is missing: its service has not started yet and
    has everything still to read. What is cut can be sent again from the publisher's `sent` table.
    """
    try:
        groups = {group["name"].decode(): group for group in await redis.xinfo_groups(stream)}
    except redis_errors.ResponseError as error:
        if "no such key" in str(error):
            return 0
        raise
    missing = [group for group in expected_groups if group not in groups]
    if missing:
        log.warning("trim_refused", stream=stream, missing_groups=missing)
        return 0
    if not groups:
        return 0
    oldest_needed = []
    for name, group in groups.items():
        oldest_pending = (await redis.xpending(stream, name))["min"] if group["pending"] else None
        # All may have been acknowledged since the first question: then what it told was read is done.
        oldest_needed.append(_position(oldest_pending or group["last-delivered-id"]))
    milliseconds, sequence = min(oldest_needed)
    trimmed = int(await redis.xtrim(stream, minid=f"{milliseconds}-{sequence}", approximate=False))
    if trimmed:
        log.info("trimmed", stream=stream, entries=trimmed)
    return trimmed


def _position(entry_id: bytes | str) -> tuple[int, int]:
    text = entry_id.decode() if isinstance(entry_id, bytes) else entry_id
    milliseconds, _, sequence = text.partition("-")
    return int(milliseconds), int(sequence or 0)
