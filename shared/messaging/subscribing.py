"""The subscriber of a stream: batches of raw entries, acknowledged by whoever took them in."""

from collections.abc import Awaitable, Callable, Mapping
from types import GenericAlias
from typing import Any

from faststream import AckPolicy
from faststream.redis import RedisBroker, StreamSub
from faststream.redis.message import FAKE_CONSUMER, RedisBatchStreamMessage

from shared.messaging.judging import Door
from shared.settings import Settings

RawEntry = tuple[bytes, Mapping[bytes, bytes] | None]
"""An entry's id and fields as the stream has them; no fields where it was trimmed."""


def declare_subscriber(
    broker: RedisBroker,
    stream: str,
    group: str,
    consumer: str,
    door: Door,
    settings: Settings,
    on_batch: Callable[[list[RawEntry]], Awaitable[None]],
) -> None:
    """Register a batch subscriber: for real in the worker, and for the AsyncAPI document in the API."""
    subscription = broker.subscriber(
        stream=StreamSub(
            stream,
            group=group,
            consumer=consumer,
            batch=True,
            max_records=settings.batch_maximum_entries,
            polling_interval=int(settings.batch_wait_seconds * 1000),
        ),
        ack_policy=AckPolicy.MANUAL,
        parser=_raw_batch,
        decoder=_as_it_is,
        title=f"{stream}:{group}",
        description=f"{group} acts on {', '.join(door.reader.accepted_types)}",
    )
    # The broker applies no types, so the annotation serves the AsyncAPI document alone.
    on_batch.__annotations__["entries"] = GenericAlias(list, (door.reader.accepted_union,))
    subscription(on_batch)


async def _raw_batch(message: Any) -> RedisBatchStreamMessage:
    """Hand over ids and fields as they came: each entry is judged on its own, in the kernel."""
    return RedisBatchStreamMessage(
        raw_message=message,
        body=list(zip(message["message_ids"], message["data"], strict=True)),
        consumer=FAKE_CONSUMER,
        group=None,
    )


async def _as_it_is(message: Any) -> Any:
    return message.body
