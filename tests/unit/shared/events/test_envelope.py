"""What makes two events the same, and how one names itself and what it follows from."""

from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from shared.events.people import RosterChanged
from tests.support.payroll.facts import attended, roster


def changed(**more: Any) -> RosterChanged:
    body = orjson.loads(roster("2022-07", ["2022-07-01", "2022-07-02"]).to_json())
    data = body["data"] | more.pop("data", {})
    return RosterChanged.model_validate_json(orjson.dumps(body | more | {"data": data}))


SAME = changed()


@pytest.mark.parametrize(
    "other",
    [
        changed(time="2023-01-01T00:00:00+08:00"),
        changed(id="another", source="somebody"),
        changed(correlationid="else", causationid="else"),
        changed(extension="unknown attributes are ignored"),
        changed(data={"group": None, "withdrawn": False}),
        changed(data={"expected_days": {"2022-07-02": "1", "2022-07-01": "1"}}),
    ],
)
def test_content_is_type_subject_and_data_however_they_are_spelt(other: RosterChanged) -> None:
    assert other.content_hash() == SAME.content_hash()


@pytest.mark.parametrize(
    "other",
    [
        changed(subject="roster/elsewhere"),
        changed(data={"revision": 2}),
        changed(data={"withdrawn": True}),
        changed(data={"group": "night"}),
        changed(data={"expected_days": {"2022-07-01": "0.5", "2022-07-02": "1"}}),
    ],
)
def test_other_content_has_another_hash(other: RosterChanged) -> None:
    assert other.content_hash() != SAME.content_hash()


def test_an_event_is_known_by_source_and_id_and_starts_its_own_correlation() -> None:
    event = attended("W-1", "2022-07-01")
    assert event.key == "gongfang:placement#attendance/W-1/2022-07-01/WS-01@1"
    assert event.correlation == "began:attendance/W-1/2022-07-01/WS-01"
    assert event.model_copy(update={"correlationid": None}).correlation == event.key


def test_written_and_read_again_it_is_equal() -> None:
    event = attended("W-1", "2022-07-01")
    assert type(event).model_validate_json(event.to_json()) == event
    assert b"null" not in event.to_json()


def test_data_is_never_changed_in_place() -> None:
    with pytest.raises(ValidationError):
        SAME.data.revision = 2  # type: ignore[misc]
