"""The CloudEvents 1.0 envelope every event travels in, and what all events have in common."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from shared.dates import Moment
from shared.identifiers import Readable, Revision

MAXIMUM_EVENT_BYTES = 64 * 1024
MAXIMUM_SOURCE_CHARACTERS: Final = 200
MAXIMUM_SUBJECT_CHARACTERS: Final = 300
MAXIMUM_ID_CHARACTERS: Final = MAXIMUM_SUBJECT_CHARACTERS + 20
"""Of what a service publishes the id is the subject with its revision."""
MAXIMUM_KEY_CHARACTERS: Final = MAXIMUM_SOURCE_CHARACTERS + 1 + MAXIMUM_ID_CHARACTERS
"""Of `source#id`, which what follows from an event is correlated by."""
SERVICE_SOURCES = "gongfang:"
"""How the source of every event begins that a service publishes."""


def source_of(service: str) -> str:
    """The source of the events a service publishes."""
    return f"{SERVICE_SOURCES}{service}"


class EventData(BaseModel):
    """The facts an event carries. Unknown fields are refused, so a misspelt one is never ignored."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class FactData(EventData):
    """What an outside system reports. Of several with one natural key the highest revision is in force, then the
    latest.
    """

    revision: Annotated[int, Field(ge=0, le=2_147_483_647)] = Field(
        default=0, description="Counts corrections of one fact: the highest is in force, whatever came first or later"
    )
    withdrawn: bool = Field(default=False, description="True takes the fact back: from then on it counts as nothing")


class StateData(EventData):
    """What a service has decided: the full state of one subject, ordered by its revision."""

    revision: Annotated[Revision, Field(description="The highest one is in force")]
    withdrawn: bool = Field(default=False, description="True: the subject counts as nothing")


class Event(BaseModel):
    """A CloudEvents 1.0 envelope. `source` and `id` together identify an event for ever."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)

    owner: ClassVar[str]
    """The service that decides about this type; only it accepts or publishes it."""
    carries_identity: ClassVar[bool] = False
    """True where the data name a person, or tell of him what few may know: such an event never enters a stream."""

    specversion: Literal["1.0"] = "1.0"
    id: Annotated[Readable, Field(min_length=1, max_length=MAXIMUM_ID_CHARACTERS)]
    source: Annotated[Readable, Field(min_length=1, max_length=MAXIMUM_SOURCE_CHARACTERS)]
    type: str
    subject: Annotated[Readable, Field(max_length=MAXIMUM_SUBJECT_CHARACTERS)] | None = None
    time: Moment
    datacontenttype: Literal["application/json"] = "application/json"
    correlationid: Annotated[Readable, Field(min_length=1, max_length=MAXIMUM_KEY_CHARACTERS)] | None = None
    causationid: Annotated[Readable, Field(min_length=1, max_length=MAXIMUM_KEY_CHARACTERS)] | None = None
    data: Any

    @classmethod
    def type_name(cls) -> str:
        """The type with its version, such as `attendance.recorded.v1`."""
        (name,) = cls.model_fields["type"].annotation.__args__  # type: ignore[union-attr]
        return str(name)

    @property
    def key(self) -> str:
        """`source#id`, the form in which explanations and causation name an event."""
        return f"{self.source}#{self.id}"

    @property
    def correlation(self) -> str:
        """The correlation id, which a first event starts with its own id."""
        return self.correlationid or self.key

    def content_hash(self) -> bytes:
        """SHA-256 over the canonical type, subject and data: equal for a resend, whatever its spelling.

        Fields left at their default are not part of it, so a later optional field changes no old hash.
        """
        digest = hashlib.sha256()
        digest.update(f"{self.type}\n{self.subject or ''}\n".encode())
        digest.update(self.data.__pydantic_serializer__.to_json(self.data, exclude_defaults=True))
        return digest.digest()

    def to_json(self) -> bytes:
        """The envelope as UTF-8 JSON, as it stands in a stream entry's `event` field."""
        return self.__pydantic_serializer__.to_json(self, exclude_none=True)

    def upcast(self) -> Event | Self:
        """This event in the newest version of its type. An old version's class overrides it."""
        return self
