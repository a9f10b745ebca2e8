"""What the routes of a service work with, set up once when the application starts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

from fastapi import Request

from shared.apart import ApartProcesses
from shared.database import Pool
from shared.events.envelope import Event, EventData
from shared.http.clients import Client
from shared.http.titles import CONFLICT, NOT_ALLOWED, NOT_APPLIED
from shared.messaging.doors import door_for
from shared.messaging.entries import Entry, Outcome
from shared.messaging.judging import Door
from shared.messaging.kernel import Kernel
from shared.refusals import Kind, Refusal, Refused
from shared.request_notes import note_correlation
from shared.sealing import Sealer
from shared.settings import Settings
from shared.texts import Text

_TITLES: Final[Mapping[Kind, Text]] = {"unusable": NOT_APPLIED, "forbidden": NOT_ALLOWED, "conflict": CONFLICT}


@dataclass(slots=True)
class ServiceContext:
    """One per process: the database, the kernel and the doors of this API."""

    settings: Settings
    pool: Pool
    kernel: Kernel
    sealer: Sealer
    http_door: Door
    resource_door: Door
    file_door: Door
    apart: ApartProcesses

    def door_for(self, door: Door, client: Client) -> Door:
        """The door as this client may use it."""
        return door_for(door, self.kernel.definition, client)

    async def apply(
        self,
        event: type[Event],
        data: EventData,
        client: Client,
        idempotency_key: str | None = None,
        time: datetime | None = None,
    ) -> Outcome:
        """Send a resource's data through the kernel as an event of this client.

        `idempotency_key` makes a repeated request a duplicate. Raises Refused, conflict for a key used
        with other content, else for data that cannot be applied.
        """
        envelope = event(
            id=idempotency_key or str(uuid4()),
            source=client.id,
            type=event.type_name(),
            time=time or datetime.now(UTC),
            data=data,
        )
        entry = Entry(f"resource:{client.id}", envelope.id, envelope.to_json())
        (outcome,) = await self.kernel.apply([entry], self.door_for(self.resource_door, client))
        raise_unless_taken(outcome)
        note_correlation(envelope.correlation)
        return outcome


def raise_unless_taken(outcome: Outcome) -> None:
    """Raise Refused for an outcome that is neither accepted nor a duplicate."""
    if outcome.problem is not None:
        raise not_applied(outcome.problem)


def not_applied(refusal: Refusal) -> Refused:
    """The refusal of a fact that is well formed: by itself, to this sender, or beside what is known."""
    return Refused(replace(refusal, title=_TITLES[refusal.kind]))


def context_of(request: Request) -> ServiceContext:
    """A FastAPI dependency: the service's context."""
    context: ServiceContext = request.app.state.context
    return context
