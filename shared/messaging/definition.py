"""What a service tells the kernel: which events it acts on, and how its marks become states."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from prometheus_client import CollectorRegistry

from shared.database import Connection
from shared.events.catalogue import ServiceName
from shared.events.envelope import Event
from shared.messaging.clients import Client
from shared.messaging.entries import WordInForce
from shared.messaging.transaction import Mark, Transaction
from shared.messaging.waiting import Concerning
from shared.refusals import Refusal

Handler = Callable[[Transaction, Sequence[Any]], Awaitable[None]]
"""Stores a batch of events of one class and marks what they touch. Raises Refused for one it cannot."""

Computation = Callable[[Transaction, Sequence[Mark]], Awaitable[None]]
"""Locks the marked subjects in sorted order, reads, computes, writes and publishes what changed."""

FanOut = Callable[[Transaction, Sequence[Mark]], Awaitable[None]]
"""Turns marks of one kind into marks of the subjects behind them, and does nothing else."""

Decide = Callable[..., Awaitable[Any]]
"""Takes a decision in the transaction given first. Raises Refused for one that cannot be taken."""

Authorize = Callable[[Client, Event], Refusal | None]
"""Says why a client may not send an event, beyond its source being the client's own; None where he may."""

AtStart = Callable[[Transaction], Awaitable[None]]
"""Does what must be done before a worker reads or computes; it may leave marks."""

Measure = Callable[[Connection], Awaitable[None]]
"""Looks at the service's own tables for numbers an operator watches; about once a minute, and decides nothing."""


class WordsInForce(Protocol):
    """Knows which word on a thing is in force, of the facts of one type."""

    async def words_above(
        self, connection: Connection, events: Sequence[Event], hashes: Sequence[bytes]
    ) -> list[WordInForce | None]:
        """For each event, the word in force on the same thing; None where that is its own, or says the same.

        `hashes` are the contents of the events as the inbox knows them.
        """


@dataclass(frozen=True, slots=True)
class ServiceDefinition:
    """One service, as the kernel sees it. Handlers run in the order listed, whatever order events came in."""

    name: ServiceName
    migrations: Path
    handlers: Mapping[type[Event], Handler]
    computations: Mapping[str, Computation]
    fan_outs: Mapping[str, FanOut]
    delayed: type[Event]
    """What the service publishes of a subject whose computation failed."""
    concerns: Mapping[str, Concerning]
    """By kind of mark, which decisions rest on its subject; a kind left out concerns everything."""
    words_in_force: Mapping[type[Event], WordsInForce] = field(default_factory=dict)
    """Where the facts of a type stand that can be said again: their senders are told what is not in force."""
    authorize: Authorize | None = None
    decisions: Mapping[Decide, tuple[str, ...]] = field(default_factory=dict)
    """What people decide, each with what the audit log then says they did."""
    guards: frozenset[str] = frozenset()
    """The constraints by which the database refuses a decision, in words that a person understands."""
    at_start: tuple[AtStart, ...] = ()
    measures: tuple[Callable[[CollectorRegistry], Measure], ...] = ()

    @property
    def mark_kinds(self) -> tuple[str, ...]:
        """All kinds of marks, in the order they are worked on: what a kind leads to comes after it."""
        return (*self.fan_outs, *self.computations)
