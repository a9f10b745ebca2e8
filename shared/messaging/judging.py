"""What the entries of a batch are found to be before the database is asked: events with their hashes, or outcomes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter
from typing import Final

from shared.events.envelope import Event
from shared.messaging.entries import Entry, Outcome
from shared.messaging.reader import EventReader, Ignored, NewerVersion, Rejected
from shared.refusals import Refusal
from shared.sealing import Sealer
from shared.slices import in_slices

_SLICE_SECONDS: Final = 0.005
"""Judging a batch goes on while the one before is written: whoever waits for the database is soon let on."""


@dataclass(frozen=True, slots=True)
class Door:
    """How entries arrived: who judges them, and whether refused ones are kept as dead letters.

    Where the sender waits for an answer he is told instead, and keeps the event himself.
    """

    name: str
    reader: EventReader
    keeps_refused: bool
    authorize: Callable[[Event], Refusal | None] | None = None
    """Says why this sender may not send this event; None where he may."""
    workshops: frozenset[str] | None = None
    """The workshops its sender is bound to; None: to none. What is another's, handlers refuse."""
    only_signed: bool = False
    """True where an entry must carry the signature of the service whose stream it is."""
    tells_what_stands: bool = False
    """True where a sender waits who should know which of his facts are kept and not in force."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A batch as it is found by itself. `events` and `hashes` are by place in it, `outcomes` None where an event is."""

    door: Door
    entries: Sequence[Entry]
    events: Mapping[int, Event]
    hashes: Mapping[int, bytes]
    outcomes: Sequence[Outcome | None]
    arrived: float
    """When it arrived, in seconds of `perf_counter`."""

    def only(self, index: int) -> "Judged":
        """A batch of one of its entries."""
        return replace(
            self,
            entries=[self.entries[index]],
            events={0: self.events[index]} if index in self.events else {},
            hashes={0: self.hashes[index]} if index in self.hashes else {},
            outcomes=[self.outcomes[index]],
        )


async def judge(entries: Sequence[Entry], door: Door, sealer: Sealer) -> Judged:
    """Judge each entry by itself."""
    arrived, now = perf_counter(), door.reader.now()
    outcomes: list[Outcome | None] = [None] * len(entries)
    events: dict[int, Event] = {}
    hashes: dict[int, bytes] = {}
    async for index, entry in in_slices(enumerate(entries), _SLICE_SECONDS):
        verdict = _judge(entry, door, now)
        if isinstance(verdict, Outcome):
            outcomes[index] = verdict
        else:
            events[index], hashes[index] = verdict, _content_hash(verdict, sealer)
    return Judged(door, entries, events, hashes, outcomes, arrived)


def _judge(entry: Entry, door: Door, now: datetime) -> Event | Outcome:
    if entry.fault is not None:
        return Outcome("rejected", entry.fault)
    verdict = door.reader.read(entry.body, now, is_proved=door.only_signed)
    match verdict:
        case Rejected():
            return Outcome(
                "rejected",
                verdict.problem,
                verdict.named_type,
                verdict.named_source,
                verdict.named_id,
            )
        case NewerVersion():
            return Outcome("postponed", verdict.problem)
        case Ignored():
            return Outcome("ignored")
    forbidden = door.authorize(verdict) if door.authorize else None
    if forbidden is not None:
        return Outcome("rejected", forbidden, verdict.type, verdict.source, verdict.id, verdict.correlation)
    return verdict


def _content_hash(event: Event, sealer: Sealer) -> bytes:
    """Keyed where the content names a person: nobody who reads the inbox can confirm a guess."""
    plain = event.content_hash()
    return sealer.fingerprint(plain, "inbox") if event.carries_identity else plain
