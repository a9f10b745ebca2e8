"""What all tests share: the real servers, a host in no useful zone, and how far hypothesis searches."""

import os
import time
from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

from tests.support.servers import embedded_servers, fresh_database_url, fresh_redis_url, servers

__all__ = ["embedded_servers", "fresh_database_url", "fresh_redis_url", "servers"]

LONG_TESTS = os.environ.get("GONGFANG_LONG_TESTS") == "1"

# 25 hours behind Shanghai: whatever asks the host for the day, here or in a process started from here, gets
# another one than Shanghai's at every hour, and fails.
os.environ["TZ"] = "FAR+17"
time.tzset()

_SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
settings.register_profile(
    "bounded", derandomize=True, max_examples=25, deadline=None, suppress_health_check=_SLOW_IS_FINE
)
settings.register_profile("long", max_examples=400, deadline=None, suppress_health_check=_SLOW_IS_FINE)
settings.load_profile("long" if LONG_TESTS else "bounded")

STREAM_SERVERS_OWN: Final = ("crash", "embedded")
"""Folders whose tests start stream servers themselves."""


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Mark what speaks to a stream server, so that it alone can be repeated against another one."""
    for item in items:
        if "fresh_redis_url" in getattr(item, "fixturenames", ()) or item.path.parent.name in STREAM_SERVERS_OWN:
            item.add_marker("stream")
