"""What a batch is answered is written without its model: it must be what the model says, to the byte."""

import orjson
import pytest

from shared.http.event_answers import EventAnswer, EventsAnswer, FactTaken, batch_fields, event_fields
from shared.http.file_answers import RowAnswer
from shared.messaging.entries import Outcome, WordInForce
from shared.refusals import Refusal
from shared.texts import Text

ABOVE = WordInForce(2, "2022-07-01T00:00:00Z", False)
FAULT = Refusal(
    Text("test.no_day", "没有日期", "no day"), Text("test.write", "请写上", "write one"), "unusable", "/data/day"
)
OUTCOMES = (
    Outcome("accepted", event_source="erp", event_id="1"),
    Outcome("duplicate", event_source="erp", event_id="2", above=ABOVE),
    Outcome("accepted", event_source="erp", event_id="3", above=ABOVE._replace(outranks=True)),
    Outcome("conflict", FAULT, event_source="erp", event_id="4"),
    Outcome("rejected", FAULT),
    Outcome("rejected", FAULT, event_id="only an id"),
    Outcome("postponed", FAULT, event_source="erp", event_id="5"),
)


def test_a_batch_is_answered_as_its_model_says() -> None:
    fields = batch_fields(OUTCOMES)
    assert orjson.dumps(fields) == EventsAnswer.model_validate(fields).model_dump_json().encode()
    assert (fields["rejected"], fields["superseded"]) == (3, 2)


@pytest.mark.parametrize("outcome", OUTCOMES, ids=str)
def test_an_event_is_answered_as_its_model_says(outcome: Outcome) -> None:
    fields = event_fields(7, outcome)
    assert orjson.dumps(fields) == EventAnswer.model_validate(fields).model_dump_json().encode()


def test_what_there_is_nothing_to_say_of_has_no_key() -> None:
    row = RowAnswer(**event_fields(0, Outcome("rejected", FAULT)), line=3)
    assert row.model_dump() == {
        "index": 0,
        "status": "rejected",
        "problem": {
            "pointer": "/data/day",
            "reason": "no day",
            "advice": "write one",
            "code": "test.no_day",
            "words": {
                "reason": {"zh": "没有日期", "en": "no day"},
                "advice": {"zh": "请写上", "en": "write one"},
            },
        },
        "line": 3,
    }
    assert list(FactTaken(status="accepted", source="erp", id="1").model_dump()) == ["status", "source", "id"]
    assert event_fields(0, OUTCOMES[5])["source"] is None
