"""What a sender is told of each event he sent: what became of it, what is wrong, and what stands above it."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from shared.http.answers import Answer, left_out
from shared.http.not_in_force import not_in_force
from shared.messaging.entries import Outcome, Status

Count = Annotated[int, Field(ge=0)]


class InBoth(Answer):
    """A wording in Chinese and English."""

    zh: str
    en: str


class StandingWords(Answer):
    """The note and the advice in both languages."""

    note: InBoth
    advice: InBoth


class AdviceWords(Answer):
    """The advice in both languages."""

    advice: InBoth


class FaultWords(Answer):
    """The reason and the advice in both languages."""

    reason: InBoth
    advice: InBoth


class EventFault(Answer):
    """What is wrong with an event, and what its sender can do."""

    pointer: str = Field(description="Where, as a JSON pointer; empty where it is the whole event")
    reason: str = Field(description="In English; `words` has the Chinese too")
    advice: str
    code: str = Field(description="What is wrong: it stays where words change")
    words: FaultWords


class WordAbove(Answer):
    """The word that stands above another on the same thing; neither by whom it is nor what it says."""

    revision: int
    time: str = Field(description="When it was said, in UTC, to the second")
    outranks: bool = Field(description="True where no revision would stand above it")


class _NotInForce(Answer):
    superseded: Literal[True] = left_out("Taken, and not in force: another word on the same thing stands above it")
    in_force: WordAbove = left_out()
    note: str = left_out("Whether it was kept now, or came before")
    advice: str = left_out("What to do where it is the right one")
    words: StandingWords = left_out("The note and the advice in both languages")


class _Event(Answer):
    index: Count = Field(description="Its place in what was sent, from 0")
    status: Status
    source: str | None = left_out("Where an `id` is; null where a refused event names no source")
    id: str = left_out("Where the event names one")
    problem: EventFault = left_out("Where it was not taken")


class EventAnswer(_NotInForce, _Event):
    """What became of one event."""


class EventsAnswer(Answer):
    """How many events of a batch came to each status, then every one of them in its order."""

    accepted: Count
    duplicate: Count
    conflict: Count
    rejected: Count
    superseded: Count = Field(description="Those not in force, whatever their status")
    results: list[EventAnswer]


class _Fact(Answer):
    status: Literal["accepted", "duplicate"]
    source: str
    id: str


class FactTaken(_NotInForce, _Fact):
    """What became of a resource's fact: accepted now, or a duplicate of one that came before."""


def event_fields(index: int, outcome: Outcome) -> dict[str, Any]:
    """The fields of one event's EventAnswer. Of a batch they are written as they are: five thousand are many."""
    item: dict[str, Any] = {"index": index, "status": outcome.status}
    if outcome.event_id is not None:
        item |= {"source": outcome.event_source, "id": outcome.event_id}
    if outcome.problem is not None:
        item["problem"] = outcome.problem.as_fault()
    return item | not_in_force(outcome)


def batch_fields(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The fields of a batch's EventsAnswer."""
    statuses = [outcome.status if outcome.status != "postponed" else "rejected" for outcome in outcomes]
    counts = {status: statuses.count(status) for status in ("accepted", "duplicate", "conflict", "rejected")}
    results = [event_fields(index, outcome) for index, outcome in enumerate(outcomes)]
    for item, status in zip(results, statuses, strict=True):
        item["status"] = status
    superseded = sum(outcome.above is not None for outcome in outcomes)
    return {**counts, "superseded": superseded, "results": results}
