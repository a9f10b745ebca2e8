"""One event of each type and version as it stands on the wire: read and written alike by every later release."""

from pathlib import Path

import orjson
import pytest

from shared.events.catalogue import ALL_EVENTS
from shared.events.envelope import Event

GOLDEN = Path(__file__).with_name("golden")
HASHES: dict[str, str] = orjson.loads((GOLDEN / "content_hashes.json").read_bytes())
BEFORE_A_FIELD_CAME = {
    ("attendance.recorded.v1", "doubts"): "73fecb3a3ba1f7eb4e87460d09a2a0caa5b5a79122081aed663f9f717ee1e16a",
    ("roster.published.v1", "shift_hours"): "7fa6a1b557ab6ccd59c35205a3542abab080315f08c2c30fe474e62cc242203f",
}
"""The hash a golden event had before an optional field was added to its type."""
BY_TYPE = {event.type_name(): event for event in ALL_EVENTS}


def golden(event: type[Event]) -> bytes:
    return (GOLDEN / f"{event.type_name()}.json").read_bytes()


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.type_name())
def test_the_golden_event_is_read_and_written_as_it_stands(event: type[Event]) -> None:
    body = golden(event)
    parsed = event.model_validate_json(body)
    assert orjson.loads(parsed.to_json()) == orjson.loads(body)
    assert event.model_validate_json(parsed.to_json()) == parsed


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.type_name())
def test_its_content_hash_is_the_same_for_ever(event: type[Event]) -> None:
    """The inbox remembers hashes for more than a year: another hash would make every resend a conflict."""
    parsed = event.model_validate_json(golden(event))
    assert parsed.content_hash().hex() == HASHES[event.type_name()]


@pytest.mark.parametrize(("added", "content_hash"), BEFORE_A_FIELD_CAME.items())
def test_a_field_that_came_later_changes_no_hash_of_an_event_without_it(
    added: tuple[str, str], content_hash: str
) -> None:
    type_name, field = added
    body = orjson.loads(golden(BY_TYPE[type_name]))
    del body["data"][field]
    assert BY_TYPE[type_name].model_validate_json(orjson.dumps(body)).content_hash().hex() == content_hash


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.type_name())
def test_the_golden_event_fills_every_field(event: type[Event]) -> None:
    body = orjson.loads(golden(event))
    assert set(body["data"]) == set(_data_class(event).model_fields)
    assert set(body) == set(Event.model_fields)


def _data_class(event: type[Event]) -> type[Event]:
    data: type[Event] = event.model_fields["data"].annotation  # type: ignore[assignment]
    return data


def test_every_golden_file_belongs_to_a_type() -> None:
    names = {path.stem for path in GOLDEN.glob("*.json")} - {"content_hashes"}
    assert names == set(BY_TYPE) == set(HASHES)
