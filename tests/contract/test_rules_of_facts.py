"""Rules between the fields of a fact: the schema tells them, and says the same as who applies them."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shared.events import details, people, production
from shared.events.envelope import Event
from tests.contract.test_golden_events import golden

SHARES = [{"worker": "W-1", "share": "0.00"}]
CASES: list[tuple[type[Event], dict[str, Any], bool]] = [
    (production.PieceworkReported, {}, True),
    (production.PieceworkReported, {"worker": None}, False),
    (production.PieceworkReported, {"worker": None, "group_shares": []}, False),
    (production.PieceworkReported, {"group_shares": []}, True),
    (production.PieceworkReported, {"group_shares": [{"worker": "W-1", "share": "1"}]}, False),
    (production.PieceworkReported, {"worker": None, "group_shares": [{"worker": "W-1", "share": "1"}]}, True),
    (production.PieceworkReported, {"worker": None, "group_shares": SHARES}, False),
    (production.RoutingPublished, {"operations": ["cutting", "cutting"]}, False),
    (production.OrderPlaced, {"amount_yuan": "-1.00"}, False),
    (production.OrderPlaced, {"amount_yuan": "0.00"}, True),
    (people.AttendanceReported, {"weight_days": "1", "leave": "paid"}, False),
    (people.AttendanceReported, {"weight_days": "0.5", "leave": "paid"}, True),
    (people.AttendanceReported, {"weight_days": "1", "leave": None}, True),
    (people.RosterPublished, {"expected_days": {"3375-08-02": "1"}}, False),
    (details.WorkerIdentityDecided, {"withdrawn": True}, False),
    (details.WorkerIdentityDecided, {"withdrawn": False}, True),
    (details.WorkerAccountDecided, {"withdrawn": True}, False),
]


@pytest.mark.parametrize(("event", "changes", "valid"), CASES)
def test_the_schema_tells_a_rule_between_fields(event: type[Event], changes: dict[str, Any], valid: bool) -> None:
    data = event.model_validate_json(golden(event)).model_dump(mode="json")["data"] | changes
    schema = event.model_fields["data"].annotation.model_json_schema()  # type: ignore[union-attr]
    assert Draft202012Validator(schema).is_valid(data) is valid
