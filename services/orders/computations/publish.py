"""A state goes out only where its content changed, with the next revision."""

from typing import Any

import orjson

from services.orders.store.published import Published
from shared.events.envelope import Event
from shared.messaging.transaction import Cause, Transaction


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
