"""Whatever an entry holds, it is an event or refused in plain words: never an exception, never a library's words."""

import re
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.events.catalogue import ALL_EVENTS, SERVICES, reported_to
from shared.events.details import WorkerDetailsChanged
from shared.events.envelope import Event
from shared.messaging.reader import EventReader, Rejected
from shared.plain_text import unreadable_character
from shared.strict_json import write_json
from tests.contract.test_golden_events import golden

NOW = datetime(2026, 11, 29, tzinfo=UTC)
EXAMPLES: dict[type[Event], dict[str, Any]] = {event: orjson.loads(golden(event)) for event in ALL_EVENTS}
TEMPTING: st.SearchStrategy[Any] = st.sampled_from(
    [
        *("", " ", "W-1 ", "0", "-1", "1e3", "1656633600", "20220706", "0001-01-01", "2100-01-01", "2022-02-30"),
        *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "999999999999.99", "99999999.9999", "NaN", "１２", "null"),
        *(409990950545956328701952, 99999999999999999999, -1, 0, 1.5, 1e300, True, None, [], {}, [[]], {"": {}}),
        *("a\u0000b", "a\u202eb", "a\u200bb", "\ufffd", "a\nb", "\x1b[31m", "x" * 5_000, "𠮷"),
    ]
).map(deepcopy)
"""Each one of its own: a test changes what it drew."""
VALUES = TEMPTING | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
LIBRARY_WORDS = re.compile(r"Input|should|pattern|pydantic|\^|\[0-9|sys\.|datetime\.|Value error|Decimal", re.ASCII)


def reader_of(event: type[Event]) -> EventReader:
    return EventReader([event], service=event.owner)


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.type_name())
@settings(max_examples=40)
@given(data=st.data())
def test_a_changed_event_is_read_or_refused_in_plain_words(event: type[Event], data: st.DataObject) -> None:
    example = EXAMPLES[event]
    changed = example | {"data": dict(example["data"])}
    for _ in range(data.draw(st.integers(1, 2))):
        part = data.draw(st.sampled_from([changed, changed["data"]]))
        if isinstance(part, dict) and part:
            name = data.draw(st.sampled_from(sorted(part)) | st.text(max_size=5))
            part[name] = data.draw(VALUES)
    verdict = reader_of(event).read(_sent(changed), NOW)
    if isinstance(verdict, Rejected):
        problem = verdict.problem
        assert problem.text.en
        assert problem.advice.en
        assert not LIBRARY_WORDS.search(problem.text.en + problem.advice.en), problem
        names = (verdict.named_type, verdict.named_source, verdict.named_id)
        assert all(name is None or unreadable_character(name) is None for name in names)


def _sent(changed: Any) -> bytes:
    try:
        return write_json(changed)
    except UnicodeEncodeError:
        return orjson.dumps(str(changed).encode("ascii", "replace").decode())


@pytest.mark.parametrize("service", SERVICES)
@settings(max_examples=50)
@given(body=st.binary(max_size=60) | VALUES.map(lambda value: repr(value).encode("utf-8", "surrogatepass")))
def test_any_bytes_are_refused_in_plain_words(service: str, body: bytes) -> None:
    verdict = EventReader(reported_to(service), service=service).read(body, NOW)
    assert isinstance(verdict, Rejected)
    assert not LIBRARY_WORDS.search(verdict.problem.text.en + verdict.problem.advice.en), verdict.problem


HIDDEN = {
    "NUL": "a\x00b",
    "an escape": "a\x1b[2Jb",
    "a line break": "a\nb",
    "a tab": "a\tb",
    "a C1 control": "a\x85b",
    "a turned direction": "a\u202eb",
    "an isolate": "a\u2066b",
    "a zero-width space": "a\u200bb",
    "a byte order mark": "a\ufeffb",
    "a damaged byte": "a\ufffdb",
    "a non-character": "a\uffffb",
    "a tag": "a\U000e0041b",
}


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.type_name())
def test_a_text_with_a_hidden_character_is_refused_by_its_field(event: type[Event], hidden: str) -> None:
    example = EXAMPLES[event]
    for place in ("id", "source", "subject", "correlationid", "causationid", *example["data"]):
        inner = place in example["data"]
        if inner and not isinstance(example["data"][place], str):
            continue
        changed = example | {"data": dict(example["data"])}
        (changed["data"] if inner else changed)[place] = HIDDEN[hidden]
        verdict = reader_of(event).read(write_json(changed), NOW)
        assert isinstance(verdict, Rejected), place
        assert verdict.problem.pointer == (f"/data/{place}" if inner else f"/{place}")
        assert "which nobody can read" in verdict.problem.text.en


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u3000", "\u2003"])
@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.type_name())
def test_a_text_that_begins_or_ends_with_a_blank_is_refused_by_its_field(event: type[Event], blank: str) -> None:
    example = EXAMPLES[event]
    texts = [name for name, value in example["data"].items() if isinstance(value, str) and value]
    for place, value in [("id", "x"), ("source", "x"), *((name, example["data"][name]) for name in texts)]:
        changed = example | {"data": dict(example["data"])}
        inner = place in example["data"]
        (changed["data"] if inner else changed)[place] = f"{value}{blank}"
        verdict = reader_of(event).read(write_json(changed), NOW)
        assert isinstance(verdict, Rejected), place
        assert verdict.problem.pointer == (f"/data/{place}" if inner else f"/{place}")


def test_sealed_content_that_is_no_base64_is_refused_by_its_field() -> None:
    example = EXAMPLES[WorkerDetailsChanged]
    changed = example | {"data": example["data"] | {"sealed_key": "dHg/U"}}
    verdict = reader_of(WorkerDetailsChanged).read(write_json(changed), NOW)
    assert isinstance(verdict, Rejected)
    assert verdict.problem.pointer == "/data/sealed_key"


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.type_name())
def test_what_a_signature_proves_is_read_and_refused_as_everything_else(event: type[Event]) -> None:
    reader, example = reader_of(event), EXAMPLES[event]
    wrong = example | {"data": example["data"] | {"colour": "red"}}
    unknown = example | {"type": "something.else.v1"}
    for body in (golden(event), write_json(wrong), write_json(unknown), b"[]", b"not JSON"):
        assert reader.read(body, NOW, is_proved=True) == reader.read(body, NOW)
