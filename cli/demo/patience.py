"""A server or a process that ends while the demonstration runs is restarted by the supervisor, and waited for."""

from collections.abc import Callable
from time import monotonic, sleep
from typing import Final, Protocol, TypeVar

import asyncpg
import httpx
import redis.exceptions

from cli.demo.failing import DemoFailedError

LONGEST_OUTAGE_SECONDS: Final = 90.0
_PAUSE_SECONDS: Final = 0.5

AWAY: Final = (
    httpx.TransportError,
    redis.exceptions.ConnectionError,
    redis.exceptions.TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InterfaceError,
    ConnectionError,
)
"""What a client says while whom it asks ends, or is not back yet."""

Answer = TypeVar("Answer")


class Supervised(Protocol):
    """A running system, as far as waiting for it needs it."""

    def check(self) -> None: ...


def through_outages(
    stack: Supervised, ask: Callable[[], Answer], longest_seconds: float = LONGEST_OUTAGE_SECONDS
) -> Answer:
    """What `ask` comes to, asked again while whom it asks is away.

    Only for what may be sent twice. Raises DemoFailedError after the longest outage, EmbeddedError where the
    supervisor has given up.
    """
    deadline = monotonic() + longest_seconds
    while True:
        try:
            answer = ask()
            if not (isinstance(answer, httpx.Response) and answer.status_code == httpx.codes.SERVICE_UNAVAILABLE):
                return answer
            away = f"{answer.request.url.host}:{answer.request.url.port} answers {answer.text[:200]}"
        except AWAY as error:
            away = f"{type(error).__name__}: {error}"
        stack.check()
        if monotonic() > deadline:
            raise stayed_away(away)
        sleep(_PAUSE_SECONDS)


def stayed_away(away: str) -> DemoFailedError:
    """What the demonstration ends with then."""
    return DemoFailedError([f"a server or service stayed away: {away}", "run it again: nothing is done twice"])
