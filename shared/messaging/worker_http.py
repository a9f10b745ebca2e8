"""What a worker answers over HTTP: /health/live, /health/ready and /metrics, for operators only."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.messaging.failures import servers_away
from shared.messaging.metrics import KernelMetrics


@dataclass(slots=True)
class WorkerHealth:
    """Ready from the moment every subscriber reads until the stop begins, while the servers it needs answer.

    `servers` has a probe of each. A dead part ends the process.
    """

    ready: bool = False
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
        return JSONResponse({"status": "ready"})

    async def numbers(_: Request) -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return Starlette(
        routes=[
            Route("/health/live", live),
            Route("/health/ready", ready),
            Route("/metrics", numbers),
        ]
    )
