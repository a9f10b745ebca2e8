"""A stream server that may forget what it acknowledged is refused."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from shared.messaging.durability import NotDurableError, require_durable
from shared.settings import Settings

STRICT = Settings(require_durable_redis=True)


@pytest_asyncio.fixture
async def changed(redis: "Redis") -> AsyncIterator["Redis"]:
    """A client on a server whose settings a test may change; they are put back."""
    names = ("appendfsync", "maxmemory-policy")
    before = {name: str((await redis.config_get(name))[name]) for name in names}
    yield redis
    for name, value in before.items():
        await redis.config_set(name, value)


async def test_a_server_that_syncs_always_is_accepted(redis: "Redis") -> None:
    await require_durable(redis, STRICT)


@pytest.mark.parametrize(
    ("name", "value"), [("appendfsync", "everysec"), ("appendfsync", "no"), ("maxmemory-policy", "allkeys-lru")]
)
async def test_a_server_that_may_lose_entries_is_refused_naming_the_setting(
    changed: "Redis", name: str, value: str
) -> None:
    await changed.config_set(name, value)
    with pytest.raises(NotDurableError, match=f"{name} is {value}"):
        await require_durable(changed, STRICT)


async def test_the_check_can_be_waived(changed: "Redis") -> None:
    await changed.config_set("appendfsync", "everysec")
    await require_durable(changed, Settings(require_durable_redis=False))
