"""One transaction of the kernel: the connection, and what a handler leaves to be written with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NamedTuple, Protocol

from shared.database import Connection, text_array
from shared.events.envelope import Event, StateData, source_of
from shared.messaging.deadlines import MAXIMUM_DAYS, Deadlines, replace_deadlines
from shared.request_notes import note_correlation
from shared.sealing import Sealer


class Cause(Protocol):
    """What led to a consequence: an event, or the mark an event left."""

    @property
    def key(self) -> str: ...

    @property
    def correlation(self) -> str: ...


class Mark(NamedTuple):
    """Something whose computed state may have changed, such as one worker's month.

    `key` and `correlation` of the event that left it last travel on to what is computed from it.
    """

    kind: str
    subject: tuple[str, ...]
    causation_id: str = ""
    correlation_id: str = ""

    @property
    def key(self) -> str:
        return self.causation_id

    @property
    def correlation(self) -> str:
        return self.correlation_id


@dataclass(slots=True)
class Transaction:
    """Handlers read and write through `connection`, and leave marks and publications here.

    Both are flushed once, in sorted order, before the commit, so that transactions never wait for
    each other in a circle.
    """

    connection: Connection
    service: str
    marking_allowed: bool = True
    mark_kinds: Sequence[str] = ()
    workshops: frozenset[str] | None = None
    """The workshops the sender of its events is bound to; None: to none."""
    sealing: Sealer | None = None
    """This installation's sealer; None where nothing may be sealed or opened."""
    marks: dict[tuple[str, tuple[str, ...]], Mark] = field(default_factory=dict)
    publications: list[tuple[str, str, bytes]] = field(default_factory=list)
    day: date | None = None
    """The day reached when the computation began; None where nothing is computed."""
    deadlines: dict[tuple[str, tuple[str, ...]], Deadlines] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The Shanghai day reached, which never goes back. Raises RuntimeError outside a computation or fan-out."""
        if self.day is None:
            raise RuntimeError("only what computes is told the day: others ask day_reached, or have their own clock")
        return self.day

    @property
    def sealer(self) -> Sealer:
        """What seals and opens people's details. Raises RuntimeError in a transaction that was given none."""
        if self.sealing is None:
            raise RuntimeError("this transaction was begun without a sealer")
        return self.sealing

    def mark(self, kind: str, subject: Sequence[str], cause: Cause) -> None:
        """Have `subject` recomputed after this transaction commits."""
        if not self.marking_allowed:
            raise RuntimeError("a computation leaves no marks: it holds locks that a mark could wait for")
        key = tuple(subject)
        self.marks[kind, key] = Mark(kind, key, cause.key, cause.correlation)

    def look_again(self, kind: str, subject: Sequence[str], days: Iterable[date], cause: Cause) -> None:
        """Have `subject` recomputed on each of these Shanghai days, and on no other that was asked for before.

        Days up to `today` are left out: whoever asks has just looked at them. It is no mark, so a computation may ask.
        Raises ValueError for a kind nobody computes or more than MAXIMUM_DAYS days, RuntimeError where nothing is
        computed.
        """
        if kind not in self.mark_kinds:
            raise ValueError(f"nobody computes {kind}")
        ahead = sorted({day for day in days if day > self.today})
        if len(ahead) > MAXIMUM_DAYS:
            raise ValueError(f"{kind} asks for {len(ahead)} days, more than {MAXIMUM_DAYS}")
        key = tuple(subject)
        self.deadlines[kind, key] = Deadlines(kind, key, tuple(ahead), cause.key, cause.correlation)

    def publish(self, event: type[Event], subject: str, data: StateData, cause: Cause) -> None:
        """Send a state to this service's stream with this transaction: sent if and only if it commits.

        Its id is the subject with its revision, so the same revision is the same event for ever.
        """
        note_correlation(cause.correlation)
        envelope = event(
            id=f"{subject}@{data.revision}",
            source=source_of(self.service),
            type=event.type_name(),
            subject=subject,
            time=datetime.now(UTC),
            correlationid=cause.correlation,
            causationid=cause.key,
            data=data,
        )
        self.publications.append((self.service, subject, envelope.to_json()))

    async def flush(self) -> None:
        """Write the marks, the outbox and the deadlines. Called by the kernel, last before the commit."""
        if self.marks:
            await self._write_marks()
        if self.publications:
            streams, subjects, events = zip(*self.publications, strict=True)
            await self.connection.execute(
                """
                INSERT INTO outbox (stream, subject, event)
                SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[])
                """,
                streams,
                subjects,
                events,
            )
        await replace_deadlines(self.connection, self.deadlines.values())

    async def _write_marks(self) -> None:
        # DO UPDATE, never DO NOTHING: a mark another transaction is just taking would be lost.
        # In the order the kinds are worked on: a fan-out holds the marks it took while it writes those
        # behind them, so whoever writes both must begin with the former.
        position = {kind: index for index, kind in enumerate(self.mark_kinds)}
        groups: dict[tuple[int, str, int], list[Mark]] = {}
        for (kind, subject), mark in sorted(self.marks.items()):
            groups.setdefault((position.get(kind, len(position)), kind, len(subject)), []).append(mark)
        for (_, kind, width), marks in sorted(groups.items()):
            columns = ", ".join(f"${4 + index}::text::text[]" for index in range(width))
            names = ", ".join(f"k{index}" for index in range(width))
            await self.connection.execute(
                f"""
                INSERT INTO recompute_due (kind, correlation_id, causation_id, key)
                SELECT $1, correlation_id, causation_id, ARRAY[{names}]
                FROM unnest($2::text::text[], $3::text::text[], {columns})
                     AS due (correlation_id, causation_id, {names})
                ORDER BY {names}
                ON CONFLICT (kind, key) DO UPDATE
                SET correlation_id = excluded.correlation_id, causation_id = excluded.causation_id,
                    failures = 0, failure = NULL, retry_at = NULL
                """,  # noqa: S608 - only generated column names are interpolated
                kind,
                text_array([mark.correlation_id for mark in marks]),
                text_array([mark.causation_id for mark in marks]),
                *[text_array([mark.subject[index] for mark in marks]) for index in range(width)],
            )
