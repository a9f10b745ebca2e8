"""The kernel: what happens to a batch of entries, whichever door it came by.

One transaction claims the entries in the inbox, stores the fresh facts, marks what they touch and
writes the outbox. A second, bounded one (see recompute) turns marks into states. Nothing here
acknowledges: the door does, after the commit.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter

import structlog

from shared.database import Connection, Pool
from shared.events.envelope import Event
from shared.logging import log_correlated
from shared.messaging import inbox
from shared.messaging.dead_letters import bury
from shared.messaging.definition import ServiceDefinition
from shared.messaging.entries import Entry, EventRefused, Outcome
from shared.messaging.failures import backing_off, is_outage
from shared.messaging.metrics import KernelMetrics
from shared.messaging.reader import EventReader, Ignored, NewerVersion, Problem, Rejected
from shared.messaging.transaction import Transaction
from shared.sealing import Sealer
from shared.slices import in_slices

log = structlog.get_logger()

WORK_CHANNEL = "gongfang_work"
"""PostgreSQL channel on which a transaction of another process tells the worker that there is work."""


@dataclass(frozen=True, slots=True)
class Door:
    """How entries arrived: who judges them, and whether refused ones are kept as dead letters.

    Where the sender waits for an answer he is told instead, and keeps the event himself.
    """

    name: str
    reader: EventReader
    keeps_refused: bool
    authorize: Callable[[Event], Problem | None] | None = None
    """Says why this sender may not send this event; None where he may."""
    workshops: frozenset[str] | None = None
    """The workshops its sender is bound to; None: to none. What is another's, handlers refuse."""
    only_signed: bool = False
    """True where an entry must carry the signature of the service whose stream it is."""
    tells_what_stands: bool = False
    """True where a sender waits who should know which of his facts are kept and not in force."""


class Kernel:
    """Applies entries exactly once in effect. Shared by all doors of one process.

    `announces` tells the worker, in another process, that there is work; the worker's own needs no telling.
    """

    def __init__(
        self,
        definition: ServiceDefinition,
        pool: Pool,
        sealer: Sealer,
        metrics: KernelMetrics,
        *,
        announces: bool = True,
    ) -> None:
        self.definition = definition
        self.pool = pool
        self.sealer = sealer
        self.metrics = metrics
        self._announces = announces

    async def apply(self, entries: Sequence[Entry], door: Door) -> list[Outcome]:
        """Judge and apply entries; the outcomes are committed and in the order of the entries.

        Raises only on an outage, with nothing applied or everything up to some entry applied; the same
        entries can be given again.
        """
        started = perf_counter()
        outcomes: list[Outcome | None] = [None] * len(entries)
        events: dict[int, Event] = {}
        now = door.reader.now()
        async for index, entry in in_slices(enumerate(entries)):
            verdict = self._judge(entry, door, now)
            if isinstance(verdict, Outcome):
                outcomes[index] = verdict
            else:
                events[index] = verdict
        try:
            await self._apply_together(entries, events, outcomes, door)
        except Exception as error:
            if is_outage(error):
                raise
            await self._apply_one_by_one(entries, events, outcomes, door)
        done = [outcome for outcome in outcomes if outcome is not None]
        self.metrics.count_batch(door.name, done, perf_counter() - started)
        await self._log(entries, done, door, perf_counter() - started)
        return done

    async def apply_through_outages(self, entries: Sequence[Entry], door: Door) -> list[Outcome]:
        """As apply, but an outage is waited out: the waiting is the back-pressure on the stream."""
        async for attempt in backing_off():
            try:
                return await self.apply(entries, door)
            except Exception as error:
                if not is_outage(error):
                    raise
                self.metrics.outages.inc()
                log.warning("waiting_for_database", attempt=attempt, error=repr(error), entries=len(entries))
        raise AssertionError("backing_off never ends")

    def _judge(self, entry: Entry, door: Door, now: datetime) -> Event | Outcome:
        if entry.fault is not None:
            return Outcome("rejected", entry.fault)
        verdict = door.reader.read(entry.body, now, is_proved=door.only_signed)
        match verdict:
            case Rejected():
                return Outcome(
                    "rejected",
                    verdict.problem,
                    verdict.claimed_type,
                    verdict.claimed_source,
                    verdict.claimed_id,
                )
            case NewerVersion():
                return Outcome("postponed", verdict.problem)
            case Ignored():
                return Outcome("ignored")
        forbidden = door.authorize(verdict) if door.authorize else None
        if forbidden is not None:
            forbidden = replace(forbidden, kind="forbidden")
            return Outcome("rejected", forbidden, verdict.type, verdict.source, verdict.id, verdict.correlation)
        return verdict

    async def _apply_together(
        self, entries: Sequence[Entry], events: dict[int, Event], outcomes: list[Outcome | None], door: Door
    ) -> None:
        decided = list(outcomes)
        if not events and not self._to_bury(entries, decided, door):
            outcomes[:] = decided
            return
        async with self.pool.acquire() as connection, connection.transaction():
            name, kinds = self.definition.name, self.definition.mark_kinds
            transaction = Transaction(connection, name, mark_kinds=kinds, workshops=door.workshops, sealing=self.sealer)
            hashes = {index: self._content_hash(event) async for index, event in in_slices(events.items())}
            fresh = await self._claim(transaction, events, hashes, decided)
            for event_class, handler in self.definition.handlers.items():
                batch = [event for event in fresh if type(event) is event_class]
                if batch:
                    await handler(transaction, batch)
            if door.tells_what_stands:
                await self._tell_what_stands(connection, events, hashes, decided)
            await bury(connection, self.sealer, self._to_bury(entries, decided, door))
            await transaction.flush()
            if fresh and self._announces:
                await connection.execute(f"NOTIFY {WORK_CHANNEL}")
        outcomes[:] = decided

    async def _claim(
        self,
        transaction: Transaction,
        events: Mapping[int, Event],
        hashes: Mapping[int, bytes],
        decided: list[Outcome | None],
    ) -> list[Event]:
        """Sort events into fresh ones, returned, and duplicates and conflicts, decided in place."""
        first: dict[inbox.EventKey, bytes] = {}
        first_index: dict[inbox.EventKey, int] = {}
        for index, event in events.items():
            if (event.source, event.id) not in first:
                first[event.source, event.id] = hashes[index]
                first_index[event.source, event.id] = index
        earlier = await inbox.claim(transaction.connection, first) if first else {}
        fresh: list[Event] = []
        for index, event in events.items():
            key = (event.source, event.id)
            identity = (event.type, event.source, event.id, event.correlation)
            if key not in earlier and first_index[key] == index:
                fresh.append(event)
                decided[index] = Outcome("accepted", None, *identity)
            elif earlier.get(key, first[key]) == hashes[index]:
                decided[index] = Outcome("duplicate", None, *identity)
            else:
                decided[index] = Outcome("conflict", _CONFLICT, *identity)
        return fresh

    async def _tell_what_stands(
        self,
        connection: Connection,
        events: Mapping[int, Event],
        hashes: Mapping[int, bytes],
        decided: list[Outcome | None],
    ) -> None:
        """Add to what was taken, now or before, the word in force where that is another."""
        for event_class, words in self.definition.words_in_force.items():
            taken = {
                index: outcome
                for index, outcome in enumerate(decided)
                if index in events
                and type(events[index]) is event_class
                and outcome is not None
                and outcome.status in ("accepted", "duplicate")
            }
            if not taken:
                continue
            above = await words.words_above(
                connection, [events[index] for index in taken], [hashes[index] for index in taken]
            )
            for (index, outcome), word in zip(taken.items(), above, strict=True):
                decided[index] = outcome._replace(above=word)

    def _content_hash(self, event: Event) -> bytes:
        """Keyed where the content names a person: nobody who reads the inbox can confirm a guess."""
        plain = event.content_hash()
        return self.sealer.fingerprint(plain, "inbox") if event.carries_identity else plain

    async def _apply_one_by_one(
        self, entries: Sequence[Entry], events: dict[int, Event], outcomes: list[Outcome | None], door: Door
    ) -> None:
        """Find the culprit of a batch that failed for good: everything else is applied."""
        log.info("batch_isolated", door=door.name, entries=len(entries))
        for index, entry in enumerate(entries):
            single = [outcomes[index]]
            event = {0: events[index]} if index in events else {}
            try:
                await self._apply_together([entry], event, single, door)
            except Exception as error:
                if is_outage(error):
                    raise
                single = [await self._refuse(entry, events[index], error, door)]
            outcomes[index] = single[0]

    async def _refuse(self, entry: Entry, event: Event, error: Exception, door: Door) -> Outcome:
        if isinstance(error, EventRefused):
            problem = error.problem
        else:
            log.exception("event_failed", door=door.name, event_key=event.key, event_type=event.type)
            problem = Problem("", f"could not be applied: {type(error).__name__}", "tell the operator of the service")
        outcome = Outcome("rejected", problem, event.type, event.source, event.id, event.correlation)
        if door.keeps_refused:
            async with self.pool.acquire() as connection, connection.transaction():
                await bury(connection, self.sealer, [(entry, outcome)])
        return outcome

    def _to_bury(
        self, entries: Sequence[Entry], outcomes: Sequence[Outcome | None], door: Door
    ) -> list[tuple[Entry, Outcome]]:
        if not door.keeps_refused:
            return []
        return [
            (entry, outcome)
            for entry, outcome in zip(entries, outcomes, strict=True)
            if outcome is not None and outcome.status in ("rejected", "conflict")
        ]

    async def _log(self, entries: Sequence[Entry], outcomes: Sequence[Outcome], door: Door, seconds: float) -> None:
        tally: dict[str, int] = {}
        tells_each = log.is_enabled_for(logging.DEBUG)
        async for entry, outcome in in_slices(zip(entries, outcomes, strict=True)):
            tally[outcome.status] = tally.get(outcome.status, 0) + 1
            if outcome.status in ("rejected", "conflict", "postponed") and outcome.problem:
                log.warning(
                    f"event_{outcome.status}",
                    door=door.name,
                    position=entry.position,
                    event_type=outcome.event_type,
                    correlation_id=outcome.correlation_id,
                    pointer=outcome.problem.pointer,
                    reason=outcome.problem.reason,
                )
            elif tells_each:
                log.debug(
                    f"event_{outcome.status}",
                    door=door.name,
                    position=entry.position,
                    event_type=outcome.event_type,
                    event_key=f"{outcome.event_source}#{outcome.event_id}",
                    correlation_id=outcome.correlation_id,
                )
        log_correlated(
            "batch_applied",
            (outcome.correlation_id for outcome in outcomes if outcome.correlation_id is not None),
            door=door.name,
            client=structlog.contextvars.get_contextvars().get("client") or door.name.rpartition(":")[2],
            milliseconds=round(seconds * 1000, 1),
            **tally,
        )


_CONFLICT = Problem(
    "/id",
    "this source and id came before with other content, which stays in force",
    "give a correction an id of its own; send a resend unchanged",
)
