"""What a worker answers over HTTP: /health/live, /health/ready and /metrics, for operators only."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.messaging.clock_watch import Doubt
from shared.messaging.failures import servers_away
from shared.messaging.metrics import KernelMetrics

HELD: Final[Mapping[Doubt, str]] = {
    "jumped": "deadlines are held: this host's clock jumped",
    "database": "deadlines are held: this host's clock and the database server's disagree",
}


@dataclass(slots=True)
class WorkerHealth:
    """Ready from the moment every subscriber reads until the stop begins, while the servers it needs answer.

    `servers` has a probe of each. A dead part ends the process. `doubt` tells why no day is reached any more: facts are
    computed all the same, and no restart would mend it.
    """

    ready: bool = False
    doubt: Callable[[], Doubt | None] = lambda: None
    servers: Mapping[str, Callable[[], Awaitable[object]]] = field(default_factory=dict)


def worker_http(health: WorkerHealth, metrics: KernelMetrics) -> Starlette:
    """The worker's small HTTP application."""

    async def live(_: Request) -> JSONResponse:
        return JSONResponse({"status": "alive"})

    async def ready(_: Request) -> JSONResponse:
        if not health.ready:
            return JSONResponse({"status": "starting or stopping"}, 503)
        if away := await servers_away(health.servers):
            return JSONResponse({"status": "not ready", "reason": f"{' and '.join(away)} away"}, 503)
        doubt = health.doubt()
        return JSONResponse({"status": "ready", **({"clock": HELD[doubt]} if doubt else {})})

    async def numbers(_: Request) -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return Starlette(
        routes=[
            Route("/health/live", live),
            Route("/health/ready", ready),
            Route("/metrics", numbers),
        ]
    )
