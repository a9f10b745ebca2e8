"""What comes in by a door, and what became of it."""

from typing import Literal, NamedTuple

from shared.messaging.reader import Problem, ProblemKind

Status = Literal["accepted", "duplicate", "conflict", "rejected", "postponed", "ignored"]


UNPROVED = "/signature"
"""Where the fault of an entry lies that does not prove whose it is."""


class Entry(NamedTuple):
    """One event as received. `origin` and `position` name the place it came from, once and for ever.

    For a stream: its name and the entry id; for a file: the client and kind, and the row's identity.
    """

    origin: str
    position: str
    body: bytes
    fault: Problem | None = None
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
    problem: Problem | None = None
    event_type: str | None = None
    event_source: str | None = None
    event_id: str | None = None
    correlation_id: str | None = None
    above: WordInForce | None = None
    """The word in force on the same thing, where the door tells and this entry's is another."""


class EventRefused(Exception):  # noqa: N818 - an answer to the sender, not a failure of ours
    """Raised by a handler for an event that is well formed but can never be applied."""

    def __init__(self, pointer: str, reason: str, advice: str, kind: ProblemKind = "unusable") -> None:
        super().__init__(reason)
        self.problem = Problem(pointer, reason, advice, kind)
