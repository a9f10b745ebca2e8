"""The doors of a service: who may send what by which, and whether refused entries are kept."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

from shared.events.catalogue import published_by, read_by, reported_to, streams_read_by
from shared.events.envelope import SERVICE_SOURCES, Event, source_of
from shared.messaging.clients import Client
from shared.messaging.definition import ServiceDefinition
from shared.messaging.judging import Door
from shared.messaging.reader import EventReader
from shared.messaging.signing import EntrySigner
from shared.refusals import Refusal
from shared.sealing import Sealer, key_from_base64
from shared.settings import Settings
from shared.subjects import PART_SEPARATOR, canonical_subject
from shared.texts import Text

SOURCE_OF_SERVICE: Final = Refusal(
    Text("source.of_service", "{source} 是工坊系统的服务", "{source} is a service of gongfang"),
    Text("source.use_own_name", "请用自己系统的名称", "use the name of your own system"),
    "forbidden",
    "/source",
)
SOURCE_OF_ANOTHER: Final = Refusal(
    Text("source.of_another", "{source} 不是 {sender} 的来源", "{source} is not a source of {sender}"),
    Text("source.use_own", "来源请写 {sender} 或 {sender}/…", "use {sender} or {sender}/… as source"),
    "forbidden",
    "/source",
)
SOURCE_NOT_STREAMS: Final = Refusal(
    Text("source.not_streams", "{source} 不是 {service}", "{source} is not {service}"),
    Text("source.send_to_doors", "请把事实发送到该服务自己的入口", "send facts to the service's own doors"),
    "forbidden",
    "/source",
)


class SealingKeyMissingError(RuntimeError):
    """No key to seal dead letters and personal details with."""


def sealer_from(settings: Settings) -> Sealer:
    """The sealer of this process. Raises SealingKeyMissingError."""
    return Sealer.from_base64(_sealing_key_of(settings))


def signer_from(settings: Settings) -> EntrySigner:
    """What signs and checks the services' own streams. Raises SealingKeyMissingError."""
    return EntrySigner(key_from_base64(_sealing_key_of(settings)))


def _sealing_key_of(settings: Settings) -> str:
    if settings.sealing_key is None:
        raise SealingKeyMissingError(
            "set GONGFANG_SEALING_KEY to the base64 of 32 random bytes, the same for all processes"
        )
    return settings.sealing_key.get_secret_value()


def stream_doors(definition: ServiceDefinition, settings: Settings) -> list[tuple[str, Door]]:
    """The streams a service reads, each with its door: the other services', then its trusted clients'."""
    skew = timedelta(seconds=settings.allowed_clock_skew_seconds)
    doors: list[tuple[str, Door]] = []
    for stream in streams_read_by(definition.name):
        accepted = read_by(definition.name, stream)
        ignored = [event for event in published_by(stream) if event not in accepted]
        reader = EventReader(accepted, service=definition.name, ignored=ignored, allowed_clock_skew=skew)
        of_service = partial(service_source, stream)
        doors.append((stream, Door(stream, reader, keeps_refused=True, authorize=of_service, only_signed=True)))
    for name, scope in settings.inbound_clients.get(definition.name, {}).items():
        stream = f"inbound:{definition.name}:{name}"
        client = Client(name, frozenset((f"{definition.name}:write", *scope.split())))
        door = Door(stream, outside_reader(definition, settings), keeps_refused=True)
        doors.append((stream, door_for(door, definition, client)))
    return doors


def door_for(door: Door, definition: ServiceDefinition, client: Client) -> Door:
    """A door as a client may use it: under his own source, for whom he speaks."""

    def allowed(event: Event) -> Refusal | None:
        problem = own_source(client.id, event)
        if problem is None and definition.authorize is not None:
            problem = definition.authorize(client, event)
        return problem

    return replace(door, authorize=allowed, workshops=client.values("clerk") or None)


def own_source(sender: str, event: Event) -> Refusal | None:
    """A sender publishes under a source of its own: its id, or its id followed by `/` and a part.

    The services' own sources are nobody else's, whatever a token calls its holder. Both are compared in their
    one form, as a token's subject is.
    """
    source, own = canonical_subject(event.source), canonical_subject(sender)
    if source.startswith(SERVICE_SOURCES):
        return SOURCE_OF_SERVICE.of(source=event.source)
    if source == own or source.startswith(f"{own}{PART_SEPARATOR}"):
        return None
    return SOURCE_OF_ANOTHER.of(source=event.source, sender=sender)


def service_source(service: str, event: Event) -> Refusal | None:
    """On a service's stream only the service itself speaks."""
    if event.source == source_of(service):
        return None
    return SOURCE_NOT_STREAMS.of(source=event.source, service=source_of(service))


def outside_reader(definition: ServiceDefinition, settings: Settings, *, with_identity: bool = False) -> EventReader:
    """Judges facts from outside. Those that name a person come only where `with_identity` is set."""
    accepted = [event for event in reported_to(definition.name) if with_identity or not event.carries_identity]
    return EventReader(
        accepted,
        service=definition.name,
        allowed_clock_skew=timedelta(seconds=settings.allowed_clock_skew_seconds),
    )


def http_door(definition: ServiceDefinition, settings: Settings) -> Door:
    """POST /v1/events: the sender is answered per item and keeps what was refused."""
    return Door("http", outside_reader(definition, settings), keeps_refused=False, tells_what_stands=True)


def resource_door(definition: ServiceDefinition, settings: Settings) -> Door:
    """REST resources, which may carry identity."""
    reader = outside_reader(definition, settings, with_identity=True)
    return Door("resource", reader, keeps_refused=False, tells_what_stands=True)


def file_door(definition: ServiceDefinition, settings: Settings) -> Door:
    """File imports: a refused row is kept as a dead letter, since the file's sender may be long gone."""
    reader = outside_reader(definition, settings, with_identity=True)
    return Door("file", reader, keeps_refused=True, tells_what_stands=True)


def retry_door(definition: ServiceDefinition, settings: Settings) -> Door:
    """An operator's retry of a dead letter, whichever door it had come by."""
    accepted = list(reported_to(definition.name))
    for stream in streams_read_by(definition.name):
        accepted += read_by(definition.name, stream)
    skew = timedelta(seconds=settings.allowed_clock_skew_seconds)
    return Door("retry", EventReader(accepted, service=definition.name, allowed_clock_skew=skew), False)
