"""The HTTP application of a service: the same doors, health, metrics and documents for all three."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final, Literal

import uvicorn
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from fastapi_offline import FastAPIOffline
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel, ConfigDict, Field

from shared.apart import ApartProcesses, Limits
from shared.audit import record_action
from shared.database import ensure_database, migrate, open_pool
from shared.events.envelope import MAXIMUM_SUBJECT_CHARACTERS
from shared.http.answers import Answer, left_out
from shared.http.asyncapi import asyncapi_document
from shared.http.clients import Client, TokenVerifier, requires
from shared.http.clock_routes import clock_router
from shared.http.connections import patient_for
from shared.http.context import ServiceContext
from shared.http.dead_letter_routes import dead_letter_router
from shared.http.event_answers import Count
from shared.http.event_routes import event_router
from shared.http.front import Front
from shared.http.import_routes import import_router
from shared.http.openapi import declare_problems
from shared.http.problems import install_problem_handlers
from shared.http.routes import StrictRoute
from shared.http.waiting_routes import waiting_router
from shared.identifiers import Readable
from shared.imports import TableImport
from shared.logging import configure_logging
from shared.messaging.definition import ServiceDefinition
from shared.messaging.doors import file_door, http_door, resource_door, sealer_from
from shared.messaging.failures import servers_away
from shared.messaging.kernel import Kernel
from shared.messaging.metrics import KernelMetrics
from shared.messaging.relay import replay_latest
from shared.settings import Settings, load_settings


def create_service_app(
    definition: ServiceDefinition,
    settings: Settings,
    *,
    title: str,
    description: str,
    routers: Sequence[APIRouter],
    imports: Sequence[TableImport] = (),
    write_scopes: tuple[str, ...] = (),
    file_readers: Sequence[str] = ("shared.imports",),
) -> FastAPI:
    """Build the application. Services without `write_scopes` accept nothing from outside.

    `file_readers` are the modules that read this service's files, in processes apart.

    The pages at /docs bring their scripts along: a county's network may reach nothing else.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.context = await _open_context(definition, settings, file_readers)
        yield
        await app.state.context.pool.close()

    app = FastAPIOffline(title=title, description=description, version="1", lifespan=lifespan, redirect_slashes=False)
    app.add_middleware(Front, body_seconds=settings.body_seconds)
    app.state.verifier = TokenVerifier(settings)
    install_problem_handlers(app)
    if write_scopes:
        app.include_router(event_router(write_scopes))
    # A service's own routes come before the general ones: a kind of file that is no table has one of its own.
    for router in routers:
        app.include_router(router)
    if imports:
        app.include_router(import_router(imports, write_scopes))
    app.include_router(dead_letter_router)
    app.include_router(waiting_router)
    app.include_router(clock_router)
    app.include_router(_operations_router(definition, settings))
    declare_problems(app.openapi())
    return app


async def _open_context(
    definition: ServiceDefinition, settings: Settings, file_readers: Sequence[str]
) -> ServiceContext:
    url = settings.service_database_url(definition.name)
    await ensure_database(url)
    await asyncio.to_thread(migrate, url, definition.migrations)
    pool = await open_pool(url, settings.database_pool_size, f"{definition.name}-api")
    sealer = sealer_from(settings)
    kernel = Kernel(definition, pool, sealer, KernelMetrics(definition.name))
    return ServiceContext(
        settings,
        pool,
        kernel,
        sealer,
        http_door=http_door(definition, settings),
        resource_door=resource_door(definition, settings),
        file_door=file_door(definition, settings),
        apart=ApartProcesses(
            Limits(settings.file_seconds, settings.file_memory_bytes, settings.file_waiting_seconds), file_readers
        ),
    )


class Replay(BaseModel):
    """Which states to send again."""

    model_config = ConfigDict(extra="forbid")
    subject_prefix: Annotated[Readable, Field(max_length=MAXIMUM_SUBJECT_CHARACTERS)] = ""


class Alive(Answer):
    """That the process runs."""

    status: Literal["alive"]


class Ready(Answer):
    """Whether the process can answer, and where not, why."""

    status: Literal["ready", "not ready"]
    reason: str = left_out("Which servers are away")


class Replayed(Answer):
    """How many events were sent again."""

    events: Count


_NOT_READY: Final[dict[int | str, dict[str, Any]]] = {503: {"model": Ready}}
_ASYNCAPI: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/json": {"schema": {"type": "object", "description": "An AsyncAPI 3 document"}}}}
}


def _operations_router(definition: ServiceDefinition, settings: Settings) -> APIRouter:
    router = APIRouter(tags=["operations"], route_class=StrictRoute)

    @router.get("/health/live", summary="The process runs")
    async def live() -> Alive:
        return Alive(status="alive")

    @router.get("/health/ready", summary="The process can answer: its database does", responses=_NOT_READY)
    async def ready(request: Request, response: Response) -> Ready:
        pool = request.app.state.context.pool
        if away := await servers_away({"database": lambda: pool.fetchval("SELECT 1")}):
            response.status_code = 503
            return Ready(status="not ready", reason=f"{' and '.join(away)} away")
        return Ready(status="ready")

    operator = Depends(requires("operator"))

    @router.post("/v1/replay", summary="Send the latest state of every subject again")
    async def replay(wanted: Replay, request: Request, client: Client = operator) -> Replayed:
        """To fill a new projection. Ids stay the same, so readers drop what they have."""
        pool = request.app.state.context.pool
        events = await replay_latest(pool, definition.name, wanted.subject_prefix)
        async with pool.acquire() as connection:
            detail = {"subject_prefix": wanted.subject_prefix, "events": events}
            await record_action(connection, client.id, "replay", definition.name, detail)
        return Replayed(events=events)

    @router.get("/metrics", summary="Prometheus metrics", response_class=PlainTextResponse)
    async def metrics(request: Request) -> Response:
        registry = request.app.state.context.kernel.metrics.registry
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    @router.get("/asyncapi.json", summary="The streams this service reads and writes (AsyncAPI)", responses=_ASYNCAPI)
    async def asyncapi() -> Response:
        return Response(asyncapi_document(definition, settings), media_type="application/json")

    return router


def run_api(app: FastAPI, service: str) -> None:
    """Serve an application until SIGTERM or SIGINT; requests in work are finished."""
    settings = load_settings()
    configure_logging(service, "api", settings.log_level)
    # uvicorn raises the signal again when it has ended. By itself that would kill the process before it has cleaned up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    uvicorn.run(
        app,
        host=settings.bind_host,
        port=settings.api_port(service),
        http=patient_for(settings.body_seconds),
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=int(settings.graceful_stop_seconds),
    )
