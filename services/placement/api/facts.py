"""Resources as facts: PUT one entry of a register, and it goes through the kernel as an event of the client."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Header, Request
from pydantic import ValidationError

from shared.audit import record_action
from shared.events import people
from shared.events.envelope import Event
from shared.http import Client, ProblemError, ServiceContext, context_of, requires
from shared.http.bodies import read_body

router = APIRouter(prefix="/v1")
_writer = Depends(requires("placement:write"))
_context = Depends(context_of)
_MAXIMUM_BODY_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Resource:
    """One register: the path of an entry, and the event a PUT of it becomes."""

    path: str
    event: type[Event]
    tag: str
    summary: str

    @property
    def path_fields(self) -> list[str]:
        return [part[1:-1] for part in self.path.split("/") if part.startswith("{")]


RESOURCES = (
    Resource(
        "/workers/{worker}/assignments/{since}", people.WorkerEnrolled, "workers", "Take a worker on, or move him"
    ),
    Resource("/workshops/{workshop}", people.WorkshopRegistered, "workshops", "Register a workshop"),
    Resource("/stations/{station}", people.StationRegistered, "stations", "Register a labour station"),
    Resource("/clocks/{serial}", people.ClockEnrolled, "clocks", "Enrol a punch clock"),
    Resource("/clocks/{serial}/pins/{pin}/{valid_from}", people.PinAssigned, "clocks", "Assign a number on a clock"),
    Resource("/workshops/{workshop}/rosters/{month}", people.RosterPublished, "rosters", "Publish a month's roster"),
    Resource("/certificates/{certificate}", people.SkillAssessed, "certificates", "Register a certificate of skill"),
    Resource(
        "/workshops/{workshop}/shareholdings/{village}/{effective_from}",
        people.ShareholdingRegistered,
        "workshops",
        "Register a village's shares",
    ),
)


def _add(resource: Resource) -> None:
    async def put(
        request: Request,
        client: Client = _writer,
        context: ServiceContext = _context,
        idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
    ) -> dict[str, Any]:
        """Later ones of the same path replace it; `"withdrawn": true` takes it back. An `Idempotency-Key`
        makes a repeated request change nothing. What follows from it is published a moment later.
        """
        data = _read_data(resource, await read_body(request, _MAXIMUM_BODY_BYTES), request.path_params)
        async with context.pool.acquire() as connection:
            # Before it is applied: of two transactions, the record must not be the one that is missing.
            detail = {"type": resource.event.type_name(), "idempotency_key": idempotency_key}
            await record_action(connection, client.id, "resource.put", request.url.path, detail)
        outcome = await context.apply(resource.event, data, client, idempotency_key)
        return {"status": outcome.status, "source": outcome.event_source, "id": outcome.event_id}

    router.add_api_route(
        resource.path,
        put,
        methods=["PUT"],
        tags=[resource.tag],
        summary=resource.summary,
        operation_id=f"put_{resource.event.type_name().replace('.', '_')}",
        openapi_extra=_openapi(resource),
    )


def _read_data(resource: Resource, body: bytes, path_values: Mapping[str, str]) -> Any:
    """The event's data, from the body and the path. Raises ProblemError naming the field at fault."""
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise ProblemError(400, "Not JSON", str(error), advice="send a JSON object in UTF-8") from error
    if not isinstance(parsed, dict):
        raise ProblemError(422, "Not valid", "the body is not a JSON object", advice="send a JSON object")
    repeated = [name for name in path_values if name in parsed and parsed[name] != path_values[name]]
    if repeated:
        detail = f"{repeated[0]} differs between path and body"
        raise ProblemError(422, "Not valid", detail, pointer=f"/{repeated[0]}", advice="leave it out of the body")
    data_class: Any = resource.event.model_fields["data"].annotation
    try:
        return data_class.model_validate_json(orjson.dumps({**parsed, **path_values}))
    except ValidationError as error:
        faults = [
            {"pointer": "".join(f"/{part}" for part in fault["loc"]), "reason": fault["msg"]}
            for fault in error.errors(include_url=False, include_input=False)
        ]
        detail = f"{faults[0]['pointer']}: {faults[0]['reason']}"
        raise ProblemError(
            422, "Not valid", detail, pointer=faults[0]["pointer"], advice="correct the fields named", faults=faults
        ) from error


def _openapi(resource: Resource) -> dict[str, Any]:
    """The body and path parameters as the document shows them: the event's data without what the path says."""
    data_class: Any = resource.event.model_fields["data"].annotation
    schema = data_class.model_json_schema()
    in_path = {name: schema["properties"].pop(name) for name in resource.path_fields}
    schema["required"] = [name for name in schema.get("required", []) if name not in in_path]
    return {
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": shape} for name, shape in in_path.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
    }


for _resource in RESOURCES:
    _add(_resource)
