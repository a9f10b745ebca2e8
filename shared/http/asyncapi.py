"""The AsyncAPI document of a service, rendered from a broker that is never started."""

from typing import Annotated, Any, Union

from faststream.redis import RedisBroker, StreamSub
from faststream.specification import AsyncAPI
from pydantic import Field

from shared.events.catalogue import published_by
from shared.messaging.definition import ServiceDefinition
from shared.messaging.doors import stream_doors
from shared.messaging.subscribing import RawEntry, declare_subscriber
from shared.settings import Settings


def asyncapi_document(definition: ServiceDefinition, settings: Settings) -> str:
    """The document as JSON: the streams read, and the service's own stream with what it publishes."""
    broker = RedisBroker("redis://redis:6379", apply_types=False)
    for stream, door in stream_doors(definition, settings):

        async def on_batch(entries: list[RawEntry]) -> None:
            """Each entry has a field `event`, holding one of these as JSON."""

        declare_subscriber(broker, stream, definition.name, "worker", door, settings, on_batch)
    published = published_by(definition.name)
    schema: Any = Annotated[Union[published], Field(discriminator="type")]  # noqa: UP007
    broker.publisher(
        stream=StreamSub(definition.name),
        schema=schema,
        title=definition.name,
        description="The service's own stream: `event` holds one of these as JSON, `signature` its proof",
    )
    specification = AsyncAPI(broker, title=f"gongfang {definition.name}", version="1").to_specification()
    return str(specification.to_json())
