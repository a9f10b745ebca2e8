"""Published states: locked with their row, and sent with the next revision only where their content changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from shared.database import Connection
from shared.events.envelope import Event
from shared.facts.rows import Row, lock, write
from shared.messaging.transaction import Cause, Transaction

_VALUE_TYPES = {"revision": "integer", "content": "jsonb", "correlation_id": "text"}


@dataclass(frozen=True, slots=True)
class Published:
    """What was last published of a subject; content None: nothing ever was."""

    revision: int
    content: dict[str, Any] | None


NEVER_PUBLISHED = Published(0, None)


async def lock_states(
    connection: Connection, table: str, key_types: Mapping[str, str], keys: Sequence[Row]
) -> dict[tuple[Any, ...], Published]:
    """Lock the states of these keys in order; what was last published of each."""
    rows = await lock(connection, table, key_types, keys)
    return {tuple(row[name] for name in key_types): Published(row["revision"], row["content"]) for row in rows}


async def write_states(
    connection: Connection,
    table: str,
    key_types: Mapping[str, str],
    states: Sequence[tuple[Row, Published, str]],
) -> None:
    """Write what is now published of each key, with the correlation it came from."""
    rows = [(*key, published.revision, published.content, correlation_id) for key, published, correlation_id in states]
    await write(connection, table, key_types, _VALUE_TYPES, rows)


def publish_if_changed(
    transaction: Transaction,
    event: type[Event],
    subject: str,
    before: Published,
    fields: dict[str, Any] | None,
    cause: Cause,
) -> Published:
    """Publish `fields` as the subject's next revision unless it says so already; return what now stands.

    `fields` None takes back what was published. The subject begins with what it is a state of, since
    the id of a publication is its subject and revision.
    """
    data_class = event.model_fields["data"].annotation
    assert data_class is not None
    revision = before.revision + 1
    if fields is None:
        if before.content is None or before.content["withdrawn"]:
            return before
        content = before.content | {"withdrawn": True}
        data = data_class.model_validate_json(orjson.dumps(content | {"revision": revision}))
    else:
        data = data_class(revision=revision, **fields)
        content = data.model_dump(mode="json", exclude={"revision"})
        if content == before.content:
            return before
    transaction.publish(event, subject, data, cause)
    return Published(revision, content)
