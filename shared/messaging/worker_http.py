"""What a worker answers over HTTP: /health/live, /health/ready and /metrics, for operators only."""

from dataclasses import dataclass

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.messaging.metrics import KernelMetrics


@dataclass(slots=True)
class WorkerHealth:
    """Ready from the moment every subscriber reads until the stop begins; a dead part ends the process."""

    ready: bool = False


def worker_http(health: WorkerHealth, metrics: KernelMetrics) -> Starlette:
    """The worker's small HTTP application."""

    async def live(_: Request) -> JSONResponse:
        return JSONResponse({"status": "alive"})

    async def ready(_: Request) -> JSONResponse:
        return JSONResponse(
            {"status": "ready" if health.ready else "starting or stopping"}, 200 if health.ready else 503
        )

    async def numbers(_: Request) -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return Starlette(
        routes=[
            Route("/health/live", live),
            Route("/health/ready", ready),
            Route("/metrics", numbers),
        ]
    )
