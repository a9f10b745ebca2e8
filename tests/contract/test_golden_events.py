"""One event of each type and version as it stands on the wire: read and written alike by every later release."""

from pathlib import Path

import orjson
import pytest

from shared.events.catalogue import ALL_EVENTS
from shared.events.envelope import Event

GOLDEN = Path(__file__).with_name("golden")
HASHES: dict[str, str] = orjson.loads((GOLDEN / "content_hashes.json").read_bytes())
BEFORE_A_FIELD_CAME = {
    ("station.registered.v1", "policy_pack"): "c484154add712d75e5880d26d4c5e665863d70405a01ecfce51e25cc285d4249",
    ("attendance.recorded.v1", "doubts"): "73fecb3a3ba1f7eb4e87460d09a2a0caa5b5a79122081aed663f9f717ee1e16a",
    ("roster.published.v1", "revision shift_hours"): "7fa6a1b557ab6ccd59c35205a3542abab080315f08c2c30fe474e62cc242203f",
    ("agreement.signed.v1", "revision"): "cf07afe2f2b50a0be9a3b16d91bade6b9e5ca3474d725e3189fbdb118737eb5b",
    ("attendance.reported.v1", "revision"): "7817048a53540943bad603d542e8d4a04c1d2e0e597d98b097ce73415b779994",
    ("clock.enrolled.v1", "revision"): "765d952b6a73643e9071abf63b257f8d59fb12f9e355f6f07f17824153e659f4",
    ("delivery.inspected.v1", "revision"): "ff36b5bd9239eedf52dc967602c171074910137820d7b73f5cca433db8ac90c3",
    ("order.placed.v1", "revision"): "08d92dc95e9cd2d9bea607af45eab668adeb98a12511b85158629b179d857748",
    ("piecework.reported.v1", "revision"): "13219b6b70fcee46bef02d9e1613423b51fbba647605fadd948e76003c817435",
    ("pin.assigned.v1", "revision"): "10328a14ed5dcad016953460c24e3d2dd49f0cabefd92de3f39167f503f4a2b2",
    ("profit.declared.v1", "revision"): "032dd311a04bb1a0a544d727cd99a424d61a9d862b5564a4b6a11fc69cd3d258",
    ("punch.recorded.v1", "revision"): "f353c1563ee92304120905caac7e5afef67f2d54cf68d0f789d11bf0cbae224f",
    ("rate.published.v1", "revision"): "f5d4ad28a68eec3b54e30d765a98725ca1a5cdb04e14c98d7cffbc572ee54b6a",
    ("roster.published.v1", "revision"): "1131a9229486aa283a54e29c993406799d25ed90114b448cb5c477b589ff8799",
    ("routing.published.v1", "revision"): "4a65085721963775ad30dcda05cccc52b5ba298f1dc15112f4917aa433c8e433",
    ("shareholding.registered.v1", "revision"): "b917f545d7276a00ca3d1392895e3906f5408b532cf25b1f935102874e76abad",
    ("skill.assessed.v1", "revision"): "67b95c1b5669ab5722a45ad9470ab6b384f6bdb2446f53b3b9ab8c44df08c836",
    (
        "station.registered.v1",
        "revision policy_pack",
    ): "765034a09bcb650e5ff840818a07eda0120d6107acc47933a33963b47c49c935",
    ("worker.account.given.v1", "revision"): "5a4682f79d927f0ac0d73bc774c69363e4fe48657450623dbb9287d71b957520",
    ("worker.enrolled.v1", "revision"): "6a08547d1b7379b5cb18512d3175e68597f125b2c6d47eae01f92b9459257b7b",
    ("worker.identity.decided.v1", "revision"): "27f5c9141e61f9d6e508923e1c19241ac80ae1dd0bae0058b7965c524d59c97a",
    ("workshop.registered.v1", "revision"): "1882457fec4b0a34b2d9cfbe12c5d03df7dc57a273a62a5970d0ee695ef02de6",
}
"""The hash a golden event had before optional fields were added to its type."""
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
    type_name, fields = added
    body = orjson.loads(golden(BY_TYPE[type_name]))
    for field in fields.split():
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
