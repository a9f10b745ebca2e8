"""The days facts count for lie in the years that months and periods can be written in."""

from datetime import UTC, datetime

import orjson
import pytest

from shared.events.people import AttendanceReported
from shared.messaging.reader import EventReader, Rejected

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def body(day: str) -> bytes:
    data = {"worker": "W-1", "workshop": "WS-01", "day": day, "weight_days": "1"}
    envelope = {"specversion": "1.0", "id": day, "source": "s", "type": "attendance.reported.v1"}
    return orjson.dumps({**envelope, "time": "2025-01-01T00:00:00Z", "data": data})


@pytest.mark.parametrize("day", ["1950-01-01", "2099-12-31"])
def test_the_first_and_the_last_day_are_taken(day: str) -> None:
    verdict = EventReader([AttendanceReported], service="placement").read(body(day), datetime(2100, 1, 1, tzinfo=UTC))
    assert isinstance(verdict, AttendanceReported)


@pytest.mark.parametrize("day", ["1949-12-31", "2100-01-01"])
def test_a_day_before_or_after_is_refused_by_its_name(day: str) -> None:
    verdict = EventReader([AttendanceReported], service="placement").read(body(day), NOW)
    assert isinstance(verdict, Rejected)
    assert verdict.problem.pointer == "/data/day"
