"""What an event's version has once promised to senders and readers is kept for ever."""

from datetime import date
from typing import Annotated, Literal

import pytest
from pydantic import Field, create_model

from shared.events.catalogue import ALL_EVENTS
from shared.events.envelope import Event, StateData
from tests.contract.compatibility import breaking_changes, fields_of, load_promises

PROMISES = load_promises()


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.type_name())
def test_no_promise_is_broken(event: type[Event]) -> None:
    assert breaking_changes(PROMISES[event.type_name()], fields_of(event)) == []


def test_every_type_and_field_is_promised() -> None:
    current = {event.type_name(): fields_of(event) for event in ALL_EVENTS}
    assert current == PROMISES, "record it: python -m tests.contract.compatibility"


class Before(StateData):
    """A small event's data before a change."""

    worker: Annotated[str, Field(pattern="^W")]
    day: date
    grade: Literal["a", "b"] = "a"
    count: Annotated[int, Field(ge=0, le=10)] = 0
    note: Annotated[str, Field(max_length=5)] | None = None
    parts: Annotated[tuple[str, ...], Field(max_length=3)] = ()


def event_with(data_class: type[StateData]) -> type[Event]:
    class Sample(Event):
        type: Literal["sample.v1"]
        data: data_class  # type: ignore[valid-type]

    return Sample


def after(**changes: object) -> type[Event]:
    """The event with fields changed, added, or removed where None is given."""
    fields = {
        name: (info.annotation if not info.metadata else Annotated[info.annotation, *info.metadata], info)
        for name, info in Before.model_fields.items()
    }
    definitions = {name: value for name, value in (fields | changes).items() if value is not None}
    return event_with(create_model("Data", __base__=StateData, **definitions))  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({"worker": None}, "/data/worker is gone or has another name"),
        ({"added": (str, ...)}, "/data/added is new and required"),
        ({"note": (str, ...)}, "/data/note has become required"),
        ({"day": (int, ...)}, "/data/day no longer takes string"),
        ({"note": (str, "")}, "/data/note no longer takes null"),
        ({"grade": (Literal["a"], "a")}, "/data/grade no longer takes b"),
        ({"worker": (Annotated[str, Field(pattern="^W-")], ...)}, "/data/worker has another pattern"),
        ({"count": (Annotated[int, Field(ge=1, le=10)], 1)}, "/data/count has a narrower minimum"),
        ({"count": (Annotated[int, Field(ge=0, le=9)], 1)}, "/data/count has a narrower maximum"),
        ({"note": (Annotated[str, Field(max_length=4)] | None, None)}, "/data/note has a narrower maxLength"),
        ({"parts": (Annotated[tuple[str, ...], Field(max_length=2)], ())}, "/data/parts has a narrower maxItems"),
        ({"parts": (tuple[int, ...], ())}, "/data/parts/* no longer takes string"),
    ],
)
def test_a_change_that_breaks_senders_or_readers_is_seen(changes: dict[str, object], broken: str) -> None:
    assert broken in breaking_changes(fields_of(event_with(Before)), fields_of(after(**changes)))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"added": (str | None, None)},
        {"grade": (Literal["a", "b", "c"], "a")},
        {"count": (Annotated[int, Field(ge=0, le=11)], 0)},
        {"note": (Annotated[str, Field(max_length=50)] | None, None)},
    ],
)
def test_a_change_that_breaks_nobody_is_allowed(changes: dict[str, object]) -> None:
    assert breaking_changes(fields_of(event_with(Before)), fields_of(after(**changes))) == []
