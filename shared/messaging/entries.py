"""What comes in by a door, and what became of it."""

from typing import Final, Literal, NamedTuple

from shared.refusals import Refusal
from shared.texts import Text

Status = Literal["accepted", "duplicate", "conflict", "rejected", "postponed", "ignored"]


UNPROVED = "/signature"
"""Where the fault of an entry lies that does not prove whose it is."""

CAME_BEFORE: Final = Refusal(
    Text(
        "event.came_before",
        "同一来源和编号已来过，内容不同，以先来的为准",
        "this source and id came before with other content, which stays in force",
    ),
    Text(
        "event.correct_under_own_id",
        "更正请另用编号；重发请勿改动",
        "give a correction an id of its own; send a resend unchanged",
    ),
    "conflict",
    "/id",
)
COULD_NOT_APPLY: Final = Refusal(
    Text("event.could_not_apply", "无法办理：{error}", "could not be applied: {error}"),
    Text("event.tell_operator", "请告知服务的系统管理员", "tell the operator of the service"),
    "unusable",
)


class Entry(NamedTuple):
    """One event as received. `origin` and `position` name the place it came from, once and for ever.

    For a stream: its name and the entry id; for a file: the client and kind, and the row's identity.
    """

    origin: str
    position: str
    body: bytes
    fault: Refusal | None = None
    """Set where the door itself could not make an event of it, such as a malformed row."""


class WordInForce(NamedTuple):
    """The word that stands above another on the same thing: its revision, and its time as ISO text.

    It names neither who said it nor what it says. `outranks` is true where no revision would stand above it.
    """

    revision: int
    time: str
    outranks: bool


class Outcome(NamedTuple):
    """What became of an entry.

    accepted: committed; duplicate: it had been before; conflict: the same source and id came earlier
    with other content, which stays in force; rejected: it can never be applied as it is; postponed:
    a newer version, left for an upgraded reader; ignored: not for this service.
    """

    status: Status
    problem: Refusal | None = None
    event_type: str | None = None
    event_source: str | None = None
    event_id: str | None = None
    correlation_id: str | None = None
    above: WordInForce | None = None
    """The word in force on the same thing, where the door tells and this entry's is another."""
