"""From the bytes of one entry to an event, or to the reason why it is none."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final, Literal, Union

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from shared.dates import ahead_of
from shared.events.catalogue import ALL_EVENTS, newest_version_of
from shared.events.envelope import MAXIMUM_EVENT_BYTES, MAXIMUM_KEY_CHARACTERS, Event
from shared.plain_text import unreadable_character
from shared.plain_words import pointer_of, with_more, words_of
from shared.refusals import Refusal
from shared.strict_json import JsonError, as_read, read_json
from shared.texts import Text, listed

_VERSIONED: Final = re.compile(r"^([a-z][a-z0-9_.]*)\.v([1-9]\d{0,3})$")

TOO_LARGE: Final = Refusal(
    Text(
        "event.too_large", "事件有 {count} 字节，上限 {most} 字节", "the event has {count} bytes, the limit is {most}"
    ),
    Text("event.split", "请拆开或写短一些", "split or shorten it"),
    "unusable",
)
AHEAD_OF_CLOCK: Final = Refusal(
    Text(
        "event.ahead_of_clock",
        "{time} 晚于本系统的时钟（{now}）",
        "{time} is ahead of our clock, which reads {now}",
    ),
    Text(
        "event.set_clock",
        "请校准发送系统的时钟；最多允许快 {seconds} 秒",
        "set the sender's clock; {seconds} s are allowed",
    ),
    "unusable",
    "/time",
)
NO_OBJECT: Final = Refusal(
    Text("event.no_object", "不是 JSON 对象", "not a JSON object"),
    Text("event.send_one", "每条请发送一个 CloudEvents 1.0 对象", "send one CloudEvents 1.0 object an entry"),
    "unusable",
)
OTHER_SERVICE: Final = Refusal(
    Text(
        "event.other_service",
        "{type} 由 {owner} 服务决定，不归 {service}",
        "{type} is decided by the service {owner}, not by {service}",
    ),
    Text("event.send_to_owner", "请发送到 {owner}", "send it to {owner}"),
    "unusable",
    "/type",
)
_ACCEPTED_HERE: Final = Text("event.accepted_here", "此处接受：{types}", "accepted here: {types}")
OTHER_DOOR: Final = Refusal(
    Text(
        "event.other_door",
        "{service} 的这个入口不接受 {type}",
        "{type} is not accepted at this door of {service}",
    ),
    _ACCEPTED_HERE,
    "unusable",
    "/type",
)
NEWER_VERSION: Final = Refusal(
    Text(
        "event.newer_version",
        "{type} 新于此处认识的最新版本 v{newest}",
        "{type} is newer than v{newest}, the newest known here",
    ),
    Text("event.upgrade", "请升级本服务", "upgrade this service"),
    "unusable",
    "/type",
)
UNKNOWN_TYPE: Final = Refusal(
    Text("event.unknown_type", "没有 {type} 这种事件", "{type} is not a known type"),
    _ACCEPTED_HERE,
    "unusable",
    "/type",
)


@dataclass(frozen=True, slots=True)
class Rejected:
    """The entry can never be applied as it is."""

    problem: Refusal
    named_type: str | None = None
    named_source: str | None = None
    named_id: str | None = None


@dataclass(frozen=True, slots=True)
class NewerVersion:
    """A known type in a version this reader does not know yet: it waits for an upgrade."""

    problem: Refusal


@dataclass(frozen=True, slots=True)
class Ignored:
    """A known event of the stream's owner that this service does not act on."""


Verdict = Event | Rejected | NewerVersion | Ignored


class EventReader:
    """Judges entries that arrive by one door, each on its own; never raises for what an entry holds."""

    def __init__(
        self,
        accepted: Iterable[type[Event]],
        *,
        service: str,
        ignored: Iterable[type[Event]] = (),
        known: Iterable[type[Event]] = ALL_EVENTS,
        allowed_clock_skew: timedelta = timedelta(minutes=10),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._accepted = {event.type_name(): event for event in accepted}
        self._ignored = {event.type_name() for event in ignored}
        self._known = tuple(known)
        self._service = service
        self._allowed_clock_skew = allowed_clock_skew
        self._now = now
        classes = tuple(self._accepted.values())
        if not classes:
            classes = (_Nothing,)
        discriminated: Any = Annotated[Union[classes], Field(discriminator="type")]  # noqa: UP007
        self.accepted_union: Any = classes[0] if len(classes) == 1 else discriminated
        self._adapter: TypeAdapter[Event] = TypeAdapter(self.accepted_union)

    @property
    def accepted_types(self) -> tuple[str, ...]:
        """The names of the types this door accepts."""
        return tuple(self._accepted)

    def now(self) -> datetime:
        """Our clock, read once for a batch."""
        return self._now()

    def read(self, body: bytes, now: datetime, *, is_proved: bool = False) -> Verdict:
        """Parse and validate one entry. Limits: 64 KiB, a time and facts at most ten minutes ahead of ours.

        What its signature proves to be a service's own was written by our code: only its fields are checked, for
        they may be of another version, and it is not searched for names that stand twice and texts nobody can read.
        """
        if len(body) > MAXIMUM_EVENT_BYTES:
            return Rejected(TOO_LARGE.of(count=len(body), most=MAXIMUM_EVENT_BYTES))
        document: Any = None
        try:
            if not is_proved:
                document = read_json(body)
            event = self._adapter.validate_json(body if is_proved else as_read(body, document))
        except JsonError as error:
            return Rejected(error.refusal, *_named_in(error.document))
        except ValidationError as error:
            if not is_proved:
                return self._explain(document, error)
            return Ignored() if _type_of(body) in self._ignored else self.read(body, now)
        ahead = self._ahead(event, now)
        if ahead is not None:
            return Rejected(ahead, event.type, event.source, event.id)
        return event.upcast()

    def _ahead(self, event: Event, now: datetime) -> Refusal | None:
        """What of an event has not come yet. Taking back what should never have come in is always possible."""
        latest = now + self._allowed_clock_skew
        if event.time > latest:
            return AHEAD_OF_CLOCK.of(
                time=event.time.isoformat(),
                now=now.isoformat(),
                seconds=f"{self._allowed_clock_skew.total_seconds():.0f}",
            )
        ahead = None if event.data.withdrawn else ahead_of(event.data, latest)
        if ahead is None:
            return None
        return ahead.at(f"/data{ahead.pointer}")

    def _explain(self, document: Any, error: ValidationError) -> Verdict:
        if not isinstance(document, dict):
            return Rejected(NO_OBJECT)
        about_type = self._explain_type(document.get("type"))
        if isinstance(about_type, NewerVersion | Ignored):
            return about_type
        return Rejected(about_type or _first_problem(error), *_named_in(document))

    def _explain_type(self, name: Any) -> Refusal | NewerVersion | Ignored | None:
        """What is wrong with the type itself; None when the fault lies elsewhere."""
        if not isinstance(name, str) or name in self._accepted:
            return None
        if name in self._ignored:
            return Ignored()
        for event in self._known:
            if event.type_name() == name:
                if event.owner != self._service:
                    return OTHER_SERVICE.of(type=name, owner=event.owner, service=self._service)
                return OTHER_DOOR.of(type=name, service=self._service, types=listed(self._accepted))
        versioned = _VERSIONED.match(name)
        newest = newest_version_of(versioned[1], self._known) if versioned else 0
        if versioned and newest and int(versioned[2]) > newest:
            return NewerVersion(NEWER_VERSION.of(type=name, newest=newest))
        return UNKNOWN_TYPE.of(type=name, types=listed(self._accepted))


class _Typed(BaseModel):
    """The type an entry gives itself."""

    type: str


def _type_of(body: bytes) -> str | None:
    """The type a service's own entry gives itself; None where it gives none."""
    try:
        return _Typed.model_validate_json(body).type
    except ValidationError:
        return None


class _Nothing(Event):
    """What a door accepts that accepts nothing: no type has this name."""

    owner = ""
    type: Literal["nothing"]


def _named_in(document: Any) -> tuple[str | None, str | None, str | None]:
    """Type, source and id a refused entry gives itself, as far as they can be kept."""
    fields = document if isinstance(document, dict) else {}
    kind, source, event_id = (fields.get(name) for name in ("type", "source", "id"))
    return _kept(kind), _kept(source), _kept(event_id)


def _kept(value: Any) -> str | None:
    return value[:MAXIMUM_KEY_CHARACTERS] if isinstance(value, str) and unreadable_character(value) is None else None


def _first_problem(error: ValidationError) -> Refusal:
    details = error.errors(include_url=False)
    first = details[0]
    if first["type"].startswith("union_tag"):
        pointer = "/type"
    else:
        pointer = pointer_of(step for step in first["loc"] if not (isinstance(step, str) and _VERSIONED.match(step)))
    return with_more(words_of(first), len(details) - 1).at(pointer)
