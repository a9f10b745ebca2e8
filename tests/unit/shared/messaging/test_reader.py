"""How one entry is judged: accepted, refused with a pointer, left for an upgrade, or not ours."""

from datetime import date, datetime, timedelta
from typing import Any, Literal

import orjson
import pytest

from shared.events.catalogue import ALL_EVENTS, published_by, read_by
from shared.events.envelope import MAXIMUM_EVENT_BYTES, Event, StateData
from shared.events.people import AttendanceRecorded
from shared.events.production import OrderAccepted
from shared.identifiers import Identifier
from shared.messaging.reader import EventReader, Ignored, NewerVersion, Rejected, Verdict
from tests.support.payroll.facts import SENT_AT, attended, pieces

NOW = SENT_AT + timedelta(days=1)


class AttendanceCounted(Event):
    """Attendance as an earlier release wrote it: hours, which were later told as parts of a day."""

    class Data(StateData):
        worker: Identifier
        workshop: Identifier
        day: date
        hours: int

    owner = "placement"
    type: Literal["attendance.recorded.v0"]
    data: Data

    def upcast(self) -> Event:
        """Four hours made half a day, eight a whole one."""
        weight = "1" if self.data.hours >= 8 else "0.5" if self.data.hours >= 4 else "0"
        data = self.data.model_dump(exclude={"hours"}) | {"weight_days": weight, "basis": "station"}
        envelope = self.model_dump(exclude={"type", "data"})
        return AttendanceRecorded(
            **envelope, type="attendance.recorded.v1", data=AttendanceRecorded.Data.model_validate(data)
        )


def read(body: bytes, *, accepted: list[type[Event]] | None = None, now: datetime = NOW, **more: Any) -> Verdict:
    reader = EventReader(accepted or list(read_by("payroll", "placement")), service="payroll", now=lambda: now, **more)
    return reader.read(body, reader.now())


def as_type(name: str, event: Event | None = None) -> bytes:
    return orjson.dumps(orjson.loads((event or attended("W-1", "2022-07-01")).to_json()) | {"type": name})


def test_an_accepted_type_is_read_as_its_class() -> None:
    assert read(attended("W-1", "2022-07-01").to_json()) == attended("W-1", "2022-07-01")


def test_an_old_version_is_lifted_before_anybody_handles_it() -> None:
    body = orjson.loads(attended("W-1", "2022-07-01").to_json()) | {"type": "attendance.recorded.v0"}
    body["data"] = {"revision": 1, "worker": "W-1", "workshop": "WS-01", "day": "2022-07-01", "hours": 5}
    verdict = read(orjson.dumps(body), accepted=[AttendanceRecorded, AttendanceCounted])
    assert isinstance(verdict, AttendanceRecorded)
    assert verdict.data.weight_days == "0.5"
    assert (verdict.key, verdict.correlation) == (
        attended("W-1", "2022-07-01").key,
        attended("W-1", "2022-07-01").correlation,
    )


def test_a_newer_version_of_a_known_type_waits_for_an_upgrade() -> None:
    verdict = read(as_type("attendance.recorded.v2"))
    assert isinstance(verdict, NewerVersion)
    assert verdict.problem.advice.en == "upgrade this service"


@pytest.mark.parametrize("name", ["attendance.recorded.v0", "attendance.recorded.v01", "attendance.recorded.v99999"])
def test_a_version_that_never_was_is_an_unknown_type(name: str) -> None:
    verdict = read(as_type(name))
    assert isinstance(verdict, Rejected)
    assert "not a known type" in verdict.problem.text.en


def test_a_state_the_service_does_not_act_on_is_passed_over_unread() -> None:
    verdict = read(as_type("order.accepted.v1"), accepted=list(read_by("payroll", "orders")), ignored=[OrderAccepted])
    assert isinstance(verdict, Ignored)


def test_what_is_proved_and_not_acted_on_is_passed_over_and_what_has_no_type_is_refused() -> None:
    reader = EventReader(list(read_by("payroll", "orders")), service="payroll", ignored=[OrderAccepted])
    assert isinstance(reader.read(as_type("order.accepted.v1"), NOW, is_proved=True), Ignored)
    assert isinstance(reader.read(b"[]", NOW, is_proved=True), Rejected)


def test_a_type_of_another_service_is_refused_naming_it() -> None:
    verdict = read(pieces("W-1", "E-1", "2022-07-01", 1).to_json())
    assert isinstance(verdict, Rejected)
    assert verdict.problem.advice.en == "send it to orders"


def test_an_own_type_at_the_wrong_door_is_told_so() -> None:
    reader = EventReader([], service="placement", known=ALL_EVENTS)
    verdict = reader.read(attended("W-1", "2022-07-01").to_json(), NOW)
    assert isinstance(verdict, Rejected)
    assert "not accepted at this door of placement" in verdict.problem.text.en


@pytest.mark.parametrize(
    ("ahead", "accepted"), [(timedelta(minutes=10), True), (timedelta(minutes=10, seconds=1), False)]
)
def test_a_time_may_be_ten_minutes_ahead_and_no_more(ahead: timedelta, accepted: bool) -> None:
    verdict = read(attended("W-1", "2022-07-01").to_json(), now=SENT_AT - ahead)
    assert isinstance(verdict, Event) is accepted
    if isinstance(verdict, Rejected):
        assert (SENT_AT - ahead).isoformat() in verdict.problem.text.en


def test_an_entry_of_64_kibibytes_is_read_and_one_byte_more_is_not() -> None:
    body = attended("W-1", "2022-07-01").to_json()
    full = body + b" " * (MAXIMUM_EVENT_BYTES - len(body))
    assert isinstance(read(full), Event)
    assert isinstance(read(full + b" "), Rejected)


def test_a_refusal_keeps_what_the_sender_claimed_to_be() -> None:
    body = orjson.loads(attended("W-1", "2022-07-01").to_json())
    body["data"]["day"] = "yesterday"
    verdict = read(orjson.dumps(body))
    assert isinstance(verdict, Rejected)
    assert (verdict.named_type, verdict.named_source, verdict.named_id) == (
        "attendance.recorded.v1",
        "gongfang:placement",
        "attendance/W-1/2022-07-01/WS-01@1",
    )


@pytest.mark.parametrize("stream", ["orders", "placement", "payroll"])
def test_everything_a_service_publishes_is_read_or_passed_over_by_its_readers(stream: str) -> None:
    for service in ("orders", "payroll", "placement"):
        acted_on = read_by(service, stream)
        assert set(acted_on) <= set(published_by(stream))
