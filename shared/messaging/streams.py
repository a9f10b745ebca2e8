"""Reading streams: the FastStream subscriber, what a crash left pending, and what others left behind."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol, cast

import structlog
from faststream.redis import RedisBroker
from redis import exceptions as redis_errors
from redis.asyncio import Redis

from shared.messaging.attempts import begin_together, count_attempt, forget_attempts
from shared.messaging.entries import UNPROVED, Entry, Outcome
from shared.messaging.failures import backing_off, is_outage
from shared.messaging.judging import Door, Judged
from shared.messaging.kernel import Kernel
from shared.messaging.relay import ENTRY_FIELD
from shared.messaging.signing import SIGNATURE_FIELD, EntrySigner
from shared.messaging.subscribing import RawEntry, declare_subscriber
from shared.refusals import Refusal
from shared.settings import Settings
from shared.texts import Text

log = structlog.get_logger()

_LOST_AFTER_MILLISECONDS = 10_000


class BatchContext(Protocol):
    """What the worker does around a batch."""

    def __call__(self, entries: int) -> AbstractContextManager[None]: ...


NO_EVENT: Final = Refusal(
    Text("entry.no_event", "条目没有字段 `{field}`", "the entry has no field `{field}`"),
    Text("entry.add_event", "XADD 一个字段 `event`，内容为 JSON", "XADD one field `event` holding the JSON"),
    "unusable",
).of(field=ENTRY_FIELD)
NOT_PROVED: Final = Refusal(
    Text(
        "entry.not_proved",
        "未能证实：条目没有流所属服务的有效签名",
        "unproved: the entry carries no valid signature of the service whose stream it is",
    ),
    Text(
        "entry.see_who_writes",
        "请查明还有谁能写这个流；服务自己写的可用 `gongfang replay` 重发",
        "see who else can write to this stream; what the service did write comes again with `gongfang replay`",
    ),
    "unusable",
    UNPROVED,
)
GAVE_UP: Final = Refusal(
    Text("entry.gave_up", "每次办理该条目进程都中止", "the process ended each time this entry was applied"),
    Text("entry.look_into_log", "重试前请先查看服务日志", "look into the service's log before a retry"),
    "unusable",
)


class StreamReader:
    """One stream and consumer group of a service: every entry is applied, then acknowledged."""

    def __init__(
        self,
        stream: str,
        consumer: str,
        kernel: Kernel,
        door: Door,
        signer: EntrySigner,
        redis: "Redis",
        settings: Settings,
    ) -> None:
        self.stream = stream
        self.group = kernel.definition.name
        self.consumer = consumer
        self.door = door
        self._kernel = kernel
        self._signer = signer
        self._redis = redis
        self._settings = settings
        self._postponed: set[bytes] = set()
        self._held: set[bytes] = set()
        self._applying: asyncio.Task[None] | None = None
        self._working = asyncio.Lock()

    async def create_group(self) -> None:
        """Create stream and group at 0, so that what came before the first start is delivered too.

        Looks first: under noeviction XGROUP CREATE fails on a full server even for a group that exists.
        """
        try:
            groups = await self._redis.xinfo_groups(self.stream)
        except redis_errors.ResponseError as error:
            if "no such key" not in str(error):
                raise
            groups = []
        if self.group.encode() in [group["name"] for group in groups]:
            return
        try:
            await self._redis.xgroup_create(self.stream, self.group, id="0", mkstream=True)
        except redis_errors.ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise

    def subscribe(self, broker: RedisBroker, batch: BatchContext) -> None:
        """Register the batch subscriber, which works inside `batch`.

        Its handler never raises: an outage is waited out inside.
        """

        async def on_batch(entries: list[RawEntry]) -> None:
            await self.begin(entries, batch)

        declare_subscriber(broker, self.stream, self.group, self.consumer, self.door, self._settings, on_batch)

    async def take_in(self, raw_entries: Sequence[RawEntry]) -> None:
        """Apply a batch, then acknowledge all but the postponed entries."""
        await self._apply(raw_entries, await self._judge(raw_entries))

    async def begin(self, raw_entries: Sequence[RawEntry], batch: BatchContext) -> None:
        """As take_in, but return once the batch before is done: the next is read and judged while this one is applied.

        What cannot be applied or acknowledged for another reason than an outage stays pending.
        """
        judged = await self._judge(raw_entries)
        self._held.update(raw[0] for raw in raw_entries)
        await self.settle()

        async def apply() -> None:
            with batch(len(raw_entries)):
                try:
                    await self._apply(raw_entries, judged)
                except Exception:
                    log.exception("batch_left_pending", stream=self.stream, entries=len(raw_entries))

        self._applying = asyncio.create_task(apply())

    async def settle(self) -> None:
        """Wait until the batch that was begun is applied and acknowledged."""
        if self._applying is not None:
            await self._applying

    async def _judge(self, raw_entries: Sequence[RawEntry]) -> Judged:
        return await self._kernel.judge([self._entry(raw) for raw in raw_entries], self.door)

    async def _apply(self, raw_entries: Sequence[RawEntry], judged: Judged) -> None:
        async with self._working:
            ids = [raw[0] for raw in raw_entries]
            self._held.difference_update(ids)
            outcomes = await self._kernel.apply_through_outages(judged)
            await self._acknowledge(ids, outcomes)

    async def _acknowledge(self, ids: Sequence[bytes], outcomes: Sequence[Outcome]) -> None:
        done: list[bytes] = []
        for entry_id, outcome in zip(ids, outcomes, strict=True):
            if outcome.status == "postponed":
                self._postponed.add(entry_id)
            else:
                self._postponed.discard(entry_id)
                done.append(entry_id)
        self._kernel.metrics.observe_postponed(self.stream, len(self._postponed))
        if not done:
            return
        async for _ in backing_off():
            try:
                await self._redis.xack(self.stream, self.group, *done)
                return
            except Exception as error:
                if not is_outage(error):
                    raise
                log.warning("acknowledge_waiting", stream=self.stream, error=repr(error))

    async def drain_own_pending(self) -> int:
        """Apply what this consumer had read and not acknowledged when it ended. Returns the entries."""
        after, drained = "0", 0
        while True:
            answer = await self._redis.xreadgroup(
                self.group, self.consumer, {self.stream: after}, count=self._settings.batch_maximum_entries
            )
            raw_entries: list[RawEntry] = cast(Any, answer)[0][1] if answer else []
            if not raw_entries:
                return drained
            await self._take_in_again(raw_entries)
            drained += len(raw_entries)
            after = raw_entries[-1][0].decode()

    async def drain_lost_answers(self) -> int:
        """Apply what was delivered to this consumer in an answer that never arrived. Returns the entries.

        A connection that breaks while a read is answered leaves its entries pending for us, and `>` never
        shows them again. While no batch is in work, what has been pending for a while is such, except for
        the postponed and those of a batch that waits for its turn.
        """
        async with self._working:
            known = self._postponed | self._held
            pending = await self._redis.xpending_range(
                self.stream,
                self.group,
                min="-",
                max="+",
                count=len(known) + 1,
                consumername=self.consumer,
                idle=_LOST_AFTER_MILLISECONDS,
            )
            if all(entry["message_id"] in known for entry in pending):
                return 0
            drained = await self.drain_own_pending()
            log.warning("lost_answer_drained", stream=self.stream, entries=drained)
            return drained

    async def reclaim(self, idle_seconds: float) -> int:
        """Take over what other consumers left pending for `idle_seconds`. Returns the entries."""
        cursor, reclaimed = "0-0", 0
        while True:
            cursor_bytes, raw_entries, deleted = await self._redis.xautoclaim(
                self.stream,
                self.group,
                self.consumer,
                min_idle_time=int(idle_seconds * 1000),
                start_id=cursor,
                count=100,
            )
            if deleted:
                self._kernel.metrics.trimmed_while_pending.inc(len(deleted))
                log.error(
                    "entries_trimmed_while_pending",
                    stream=self.stream,
                    ids=[entry_id.decode() for entry_id in deleted],
                    advice="the publisher still has them: run `gongfang replay`",
                )
            if raw_entries:
                await self._take_in_again(raw_entries)
                reclaimed += len(raw_entries)
                self._kernel.metrics.reclaimed.inc(len(raw_entries))
            cursor = cursor_bytes.decode()
            if cursor == "0-0":
                return reclaimed

    async def _take_in_again(self, raw_entries: Sequence[RawEntry]) -> None:
        """Entries delivered before go together once, then singly and counted, so that a deadly one is found."""
        # No entry is without fields: the client reads the nothing of a trimmed one as no fields.
        trimmed = [raw[0] for raw in raw_entries if not raw[1]]
        if trimmed:
            await self._redis.xack(self.stream, self.group, *trimmed)
            self._kernel.metrics.trimmed_while_pending.inc(len(trimmed))
            log.error("entries_trimmed_while_pending", stream=self.stream, ids=[entry.decode() for entry in trimmed])
        given = {raw[0]: self._entry(raw) for raw in raw_entries if raw[1]}
        if not given:
            return
        first_time = await begin_together(self._kernel.pool, list(given.values()))
        await self._apply_again({key: entry for key, entry in given.items() if entry.position in first_time})
        for key, entry in given.items():
            if entry.position in first_time:
                continue
            attempts = await count_attempt(self._kernel.pool, entry)
            given_up = attempts > self._settings.maximum_delivery_attempts and entry.fault is None
            await self._apply_again({key: entry._replace(fault=GAVE_UP) if given_up else entry})

    async def _apply_again(self, entries: Mapping[bytes, Entry]) -> None:
        if not entries:
            return
        outcomes = await self._kernel.apply_through_outages(await self._kernel.judge(list(entries.values()), self.door))
        await forget_attempts(self._kernel.pool, list(entries.values()))
        await self._acknowledge(list(entries), outcomes)

    def _entry(self, raw: RawEntry) -> Entry:
        """The entry, with its fault where it holds no event or the door wants a proof it does not carry."""
        entry_id, fields = raw[0].decode(), raw[1] or {}
        body = fields.get(ENTRY_FIELD.encode())
        if body is None:
            return Entry(self.stream, entry_id, repr(raw[1]).encode(), NO_EVENT)
        signature = fields.get(SIGNATURE_FIELD.encode())
        if self.door.only_signed and not self._signer.proves(self.stream, body, signature):
            self._kernel.metrics.count_unproved(self.stream)
            return Entry(self.stream, entry_id, body, NOT_PROVED)
        return Entry(self.stream, entry_id, body)

    async def observe(self) -> None:
        """Record the group's lag and pending entries in the metrics."""
        for group in await self._redis.xinfo_groups(self.stream):
            if group["name"] == self.group.encode():
                self._kernel.metrics.observe_stream(self.stream, group["lag"] or 0, group["pending"])
