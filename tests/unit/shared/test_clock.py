"""One clock: the day is Shanghai's under every zone a host may keep, and turns at Shanghai's midnight."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from shared.clock import shanghai_today
from shared.months import shanghai_date

ZONES = ("UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Urumqi", "FAR+17", "FAR-24")
"""The last two are more than a day away from Shanghai: there the host's day is another one at every hour."""


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """A host in another zone."""
    before = os.environ["TZ"]
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    os.environ["TZ"] = before
    time.tzset()


def test_today_is_shanghais_wherever_the_host_stands(zone: str) -> None:
    before = (datetime.now(UTC) + timedelta(hours=8)).replace(tzinfo=None).date()
    today = shanghai_today()
    after = (datetime.now(UTC) + timedelta(hours=8)).replace(tzinfo=None).date()
    assert today in (before, after), zone


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2022, 7, 31, 15, 59, 59, tzinfo=UTC), date(2022, 7, 31)),
        (datetime(2022, 7, 31, 16, 0, 0, tzinfo=UTC), date(2022, 8, 1)),
        (datetime(2022, 12, 31, 16, 0, 0, tzinfo=UTC), date(2023, 1, 1)),
        (datetime(2023, 1, 1, 15, 59, 59, 999999, tzinfo=UTC), date(2023, 1, 1)),
    ],
)
def test_the_day_turns_at_sixteen_hours_utc(zone: str, moment: datetime, day: date) -> None:
    assert shanghai_date(moment) == day, zone


def test_the_tests_themselves_run_on_a_host_whose_day_is_never_shanghais() -> None:
    assert timedelta(seconds=time.timezone) + timedelta(hours=8) > timedelta(days=1)
