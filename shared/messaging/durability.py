"""Refusing a Redis that may forget what it has acknowledged."""

from redis import exceptions as redis_errors
from redis.asyncio import Redis

from shared.messaging.failures import backing_off, is_outage
from shared.settings import Settings


class NotDurableError(RuntimeError):
    """Redis is set up so that acknowledged entries can be lost."""


async def require_durable(redis: "Redis", settings: Settings) -> None:
    """Raise NotDurableError unless AOF is on, synced always, and nothing may be evicted.

    With `everysec` a killed server has lost acknowledged entries. Waits while the server is away.
    """
    if not settings.require_durable_redis:
        return
    wanted = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
    async for _ in backing_off():
        try:
            found = {name: (await redis.config_get(name)).get(name) for name in wanted}
            break
        except redis_errors.ResponseError as error:
            raise NotDurableError(
                f"CONFIG GET was refused ({error}); allow it, or set GONGFANG_REQUIRE_DURABLE_REDIS=false "
                "after checking appendonly yes, appendfsync always and maxmemory-policy noeviction yourself"
            ) from error
        except Exception as error:
            if not is_outage(error):
                raise
    wrong = [f"{name} is {found[name]}, set it to {value}" for name, value in wanted.items() if found[name] != value]
    if wrong:
        raise NotDurableError(f"Redis could lose acknowledged events: {'; '.join(wrong)}")
