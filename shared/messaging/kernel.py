"""The kernel: what happens to a batch of entries, whichever door it came by.

One transaction admits the entries to the inbox, stores the fresh facts, marks what they touch and
writes the outbox. A second, bounded one (see recompute) turns marks into states. Nothing here
acknowledges: the door does, after the commit.
"""

import logging
from collections.abc import Mapping, Sequence
from time import perf_counter

import structlog

from shared.database import Connection, Pool
from shared.events.envelope import Event
from shared.logging import log_correlated
from shared.messaging import inbox
from shared.messaging.dead_letters import bury
from shared.messaging.definition import ServiceDefinition
from shared.messaging.entries import CAME_BEFORE, COULD_NOT_APPLY, Entry, Outcome
from shared.messaging.failures import backing_off, is_outage
from shared.messaging.judging import Door, Judged, judge
from shared.messaging.metrics import KernelMetrics
from shared.messaging.transaction import Transaction
from shared.refusals import Refused
from shared.sealing import Sealer
from shared.slices import in_slices

log = structlog.get_logger()

WORK_CHANNEL = "gongfang_work"
"""PostgreSQL channel on which a transaction of another process tells the worker that there is work."""


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

    async def judge(self, entries: Sequence[Entry], door: Door) -> Judged:
        """Judge entries, each by itself; nothing is asked of the database."""
        return await judge(entries, door, self.sealer)

    async def apply(self, entries: Sequence[Entry], door: Door) -> list[Outcome]:
        """Judge and apply entries, as apply_judged."""
        return await self.apply_judged(await self.judge(entries, door))

    async def apply_judged(self, judged: Judged) -> list[Outcome]:
        """Apply entries; the outcomes are committed and in the order of the entries.

        Raises only on an outage, with nothing applied or everything up to some entry applied; the same
        entries can be given again.
        """
        try:
            decided = await self._apply_together(judged)
        except Exception as error:
            if is_outage(error):
                raise
            decided = await self._apply_one_by_one(judged)
        done = [outcome for outcome in decided if outcome is not None]
        seconds = perf_counter() - judged.arrived
        self.metrics.count_batch(judged.door.name, done, seconds)
        await self._log(judged.entries, done, judged.door, seconds)
        return done

    async def apply_through_outages(self, judged: Judged) -> list[Outcome]:
        """As apply_judged, but an outage is waited out: the waiting is the back-pressure on the stream."""
        async for attempt in backing_off():
            try:
                return await self.apply_judged(judged)
            except Exception as error:
                if not is_outage(error):
                    raise
                self.metrics.outages.inc()
                log.warning("waiting_for_database", attempt=attempt, error=repr(error), entries=len(judged.entries))
        raise AssertionError("backing_off never ends")

    async def _apply_together(self, judged: Judged) -> list[Outcome | None]:
        door, events, decided = judged.door, judged.events, list(judged.outcomes)
        if not events and not _to_bury(judged, decided):
            return decided
        async with self.pool.acquire() as connection, connection.transaction():
            name, kinds = self.definition.name, self.definition.mark_kinds
            transaction = Transaction(connection, name, mark_kinds=kinds, workshops=door.workshops, sealing=self.sealer)
            fresh = await self._admit(transaction, events, judged.hashes, decided)
            for event_class, handler in self.definition.handlers.items():
                batch = [event for event in fresh if type(event) is event_class]
                if batch:
                    await handler(transaction, batch)
            if door.tells_what_stands:
                await self._tell_what_stands(connection, events, judged.hashes, decided)
            await bury(connection, self.sealer, _to_bury(judged, decided))
            await transaction.flush()
            if fresh and self._announces:
                await connection.execute(f"NOTIFY {WORK_CHANNEL}")
        return decided

    async def _admit(
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
        earlier = await inbox.admit(transaction.connection, first) if first else {}
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
                decided[index] = Outcome("conflict", CAME_BEFORE, *identity)
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

    async def _apply_one_by_one(self, judged: Judged) -> list[Outcome | None]:
        """Find the culprit of a batch that failed for good: everything else is applied."""
        log.info("batch_isolated", door=judged.door.name, entries=len(judged.entries))
        decided: list[Outcome | None] = []
        for index, entry in enumerate(judged.entries):
            try:
                decided += await self._apply_together(judged.only(index))
            except Exception as error:
                if is_outage(error):
                    raise
                decided.append(await self._refuse(entry, judged.events[index], error, judged.door))
        return decided

    async def _refuse(self, entry: Entry, event: Event, error: Exception, door: Door) -> Outcome:
        if isinstance(error, Refused):
            problem = error.refusal
        else:
            log.exception("event_failed", door=door.name, event_key=event.key, event_type=event.type)
            problem = COULD_NOT_APPLY.of(error=type(error).__name__)
        outcome = Outcome("rejected", problem, event.type, event.source, event.id, event.correlation)
        if door.keeps_refused:
            async with self.pool.acquire() as connection, connection.transaction():
                await bury(connection, self.sealer, [(entry, outcome)])
        return outcome

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
                    reason=outcome.problem.text.en,
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


def _to_bury(judged: Judged, outcomes: Sequence[Outcome | None]) -> list[tuple[Entry, Outcome]]:
    if not judged.door.keeps_refused:
        return []
    return [
        (entry, outcome)
        for entry, outcome in zip(judged.entries, outcomes, strict=True)
        if outcome is not None and outcome.status in ("rejected", "conflict")
    ]
