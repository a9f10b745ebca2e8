"""Days and moments: ISO text only, within their years, and facts only of what has come."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
import pytest
from pydantic import TypeAdapter, ValidationError

from shared.dates import Day, Moment
from shared.events.catalogue import REPORTED
from shared.events.envelope import Event
from shared.messaging.reader import EventReader, Rejected, Verdict
from shared.plain_words import faults_of
from tests.contract.test_golden_events import golden as example

DAY: TypeAdapter[date] = TypeAdapter(Day)
MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)
NOW = datetime(2022, 7, 5, 15, 55, tzinfo=UTC)
"""Five minutes before midnight in Shanghai."""
AHEAD = {
    "attendance.reported.v1": ("day", "2022-07-06", "2022-07-07"),
    "piecework.reported.v1": ("worked_on", "2022-07-06", "2022-07-07"),
    "delivery.inspected.v1": ("inspected_on", "2022-07-06", "2022-07-07"),
    "punch.recorded.v1": ("punched_at", "2022-07-06T00:05:00+08:00", "2022-07-06T00:05:01+08:00"),
    "skill.assessed.v1": ("certified_on", "2022-07-06", "2022-07-07"),
    "profit.declared.v1": ("period", "2022", "2023"),
}


def judge(kind: str, data: dict[str, Any], now: datetime = NOW) -> Verdict:
    (event,) = (event for event in REPORTED if event.type_name() == kind)
    body = orjson.loads(example(event)) | {"time": "2022-01-01T00:00:00Z"}
    body["data"] |= {"revoked_on": None} | data if "revoked_on" in body["data"] else data
    return EventReader([event], service=event.owner).read(orjson.dumps(body), now)


@pytest.mark.parametrize("kind", AHEAD)
def test_a_fact_of_a_day_that_has_not_come_is_refused_saying_ours(kind: str) -> None:
    field, come, ahead = AHEAD[kind]
    assert isinstance(judge(kind, {field: come}), Event), "ten minutes ahead of our clock it is the next day"
    verdict = judge(kind, {field: ahead})
    assert isinstance(verdict, Rejected)
    assert verdict.problem.pointer == f"/data/{field}"
    assert verdict.problem.text.en == "has not come: it is 2022-07-06 in Shanghai"
    assert isinstance(judge(kind, {field: ahead, "withdrawn": True}), Event), "what came in once can be taken back"


def test_a_delivery_of_a_month_that_has_not_begun_is_refused() -> None:
    verdict = judge("delivery.inspected.v1", {"inspected_on": "2022-07-01", "production_month": "2022-08"})
    assert isinstance(verdict, Rejected)
    assert verdict.problem.pointer == "/data/production_month"


def test_a_certificate_is_revoked_only_once_the_day_has_come() -> None:
    assert isinstance(judge("skill.assessed.v1", {"certified_on": "2022-01-01", "revoked_on": "2022-07-05"}), Event)
    verdict = judge("skill.assessed.v1", {"certified_on": "2022-01-01", "revoked_on": "2022-08-05"})
    assert isinstance(verdict, Rejected)


@pytest.mark.parametrize("hour", range(24))
def test_only_the_day_in_shanghai_counts_whatever_the_hour(hour: int) -> None:
    now = datetime(2022, 7, 5, hour, 30, tzinfo=UTC)
    today = (now + timedelta(hours=8)).date()
    assert isinstance(judge("attendance.reported.v1", {"day": today.isoformat()}, now), Event)
    assert isinstance(judge("attendance.reported.v1", {"day": (today + timedelta(days=1)).isoformat()}, now), Rejected)


def test_what_is_agreed_for_later_may_lie_ahead_within_its_range() -> None:
    assert isinstance(judge("agreement.signed.v1", {"valid_from": "2062-01-01", "valid_until": "2099-12-31"}), Event)
    assert isinstance(judge("order.placed.v1", {"due_on": "2062-01-01", "month": "2062-01"}), Event)
    assert isinstance(judge("rate.published.v1", {"effective_from": "2062-01-01"}), Event)
    assert isinstance(judge("roster.published.v1", {"month": "2062-01", "expected_days": {"2062-01-01": "1"}}), Event)


@pytest.mark.parametrize(
    "text",
    [
        *("0", "1656633600", "20220706", "2022-7-6", "2022-07-6", "2022/07/06", "2022-W27", "2022-187", "", "-1"),
        *(
            "２０２２-07-06",
            " 2022-07-06",
            "2022-07-06 ",
            "2022-07-06T00:00:00",
            "2022-02-30",
            "2022-13-01",
            "0000-01-01",
        ),
    ],
)
def test_a_day_is_iso_text_and_nothing_else(text: str) -> None:
    with pytest.raises(ValidationError) as raised:
        DAY.validate_json(orjson.dumps(text))
    assert faults_of(raised.value)[0].code in ("field.no_day", "field.no_such_day")
    assert isinstance(judge("attendance.reported.v1", {"day": text}), Rejected)


@pytest.mark.parametrize("value", [20220706, 0, 1656633600, 1.5, None, True, [], {}])
def test_a_day_as_anything_but_text_is_refused(value: Any) -> None:
    verdict = judge("attendance.reported.v1", {"day": value})
    assert isinstance(verdict, Rejected)
    assert verdict.problem.pointer == "/data/day"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1949-12-31", "before 1950-01-01"),
        ("0001-01-01", "before 1950-01-01"),
        ("2100-01-01", "after 2099-12-31"),
        ("9999-12-31", "after 2099-12-31"),
    ],
)
def test_a_day_lies_in_the_years_counted_in(text: str, reason: str) -> None:
    with pytest.raises(ValidationError) as raised:
        DAY.validate_python(text)
    assert faults_of(raised.value)[0].text.en == reason


@pytest.mark.parametrize(
    "text",
    [
        *("0001-01-01T00:00:00Z", "1949-12-31T23:59:59+08:00", "2022-07-06", "2022-07-06T08:00:00", "1656633600", "0"),
        *("20220706T080000Z", "2022-07-06 08:00:00+08:00", "2022-07-06T24:00:00Z", "2022-07-06T08:00:00+15:00", ""),
        *("2022-02-30T08:00:00Z", "2022-07-06T08:00:61Z", f"2022-07-06T08:00:00.{'1' * 30}Z"),
    ],
)
def test_a_moment_is_iso_text_with_an_offset_and_nothing_else(text: str) -> None:
    with pytest.raises(ValidationError):
        MOMENT.validate_json(orjson.dumps(text))


@pytest.mark.parametrize(
    "text",
    ["1950-01-01T00:00:00Z", "2022-07-06T08:00+08:00", "2022-07-06T08:00:00.123456789Z", "2022-07-06T08:00:00-05:30"],
)
def test_a_moment_with_its_offset_is_taken(text: str) -> None:
    assert MOMENT.validate_json(orjson.dumps(text)).utcoffset() is not None


@pytest.mark.parametrize("event", REPORTED, ids=lambda event: event.type_name())
def test_the_time_of_an_event_lies_between_1950_and_now(event: type[Event]) -> None:
    for time in ("0001-01-01T00:00:00Z", "1949-12-31T00:00:00Z", "2062-01-01T00:00:00Z", "9999-12-31T23:59:59Z", 0):
        body = orjson.loads(example(event)) | {"time": time}
        verdict = EventReader([event], service=event.owner).read(orjson.dumps(body), datetime(2026, 1, 1, tzinfo=UTC))
        assert isinstance(verdict, Rejected), time
        assert verdict.problem.pointer == "/time"
