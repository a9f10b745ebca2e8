"""Resources as facts: each goes through the kernel as an event of the client that sent it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Header, Request
from pydantic import ValidationError

from services.orders.api.authorize import WRITE_SCOPES
from shared.audit import record_action
from shared.events import production
from shared.events.envelope import Event
from shared.http import Client, ProblemError, ServiceContext, context_of, requires
from shared.http.bodies import read_body

router = APIRouter(prefix="/v1")
_writer = Depends(requires(*WRITE_SCOPES))
_context = Depends(context_of)
_MAXIMUM_BODY_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of fact: POST it to its collection, or PUT it to the path of its natural key where it has one."""

    collection: str
    event: type[Event]
    summary: str
    key: tuple[str, ...] = ()

    @property
    def item_path(self) -> str:
        return "/".join([f"/{self.collection}", *(f"{{{name}}}" for name in self.key)])


RESOURCES = (
    Resource("agreements", production.AgreementSigned, "a cooperation agreement", ("agreement",)),
    Resource("rates", production.RatePublished, "a rate per accepted piece"),
    Resource(
        "routings",
        production.RoutingPublished,
        "the order of a product's operations",
        ("company", "product", "effective_from"),
    ),
    Resource("orders", production.OrderPlaced, "an order line, or its amendment", ("company", "order", "line")),
    Resource(
        "deliveries", production.DeliveryInspected, "the inspection of a delivery", ("company", "delivery", "line")
    ),
    Resource("piecework", production.PieceworkReported, "an entry of piecework", ("entry",)),
    Resource("profit-reports", production.ProfitDeclared, "a workshop's profit of a year", ("workshop", "period")),
)


def _add(resource: Resource) -> None:
    async def send(
        request: Request,
        client: Client = _writer,
        context: ServiceContext = _context,
        idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
    ) -> dict[str, Any]:
        """A later report of the same thing replaces it; `"withdrawn": true` takes it back. An
        `Idempotency-Key` makes a repeated request change nothing. What follows is published a moment later.
        """
        data = _read_data(resource, await read_body(request, _MAXIMUM_BODY_BYTES), request.path_params)
        async with context.pool.acquire() as connection:
            # Before it is applied: of two transactions, the record must not be the one that is missing.
            detail = {"type": resource.event.type_name(), "idempotency_key": idempotency_key}
            await record_action(connection, client.id, f"resource.{request.method.lower()}", request.url.path, detail)
        outcome = await context.apply(resource.event, data, client, idempotency_key)
        return {"status": outcome.status, "source": outcome.event_source, "id": outcome.event_id}

    routes: list[tuple[str, str, tuple[str, ...]]] = [("POST", f"/{resource.collection}", ())]
    if resource.key:
        routes.append(("PUT", resource.item_path, resource.key))
    for method, path, in_path in routes:
        router.add_api_route(
            path,
            send,
            methods=[method],
            tags=[resource.collection],
            summary=f"Report {resource.summary}",
            operation_id=f"{method.lower()}_{resource.event.type_name().replace('.', '_')}",
            openapi_extra=_openapi(resource, in_path),
        )


def _schema(resource: Resource) -> dict[str, Any]:
    """The JSON schema of a resource's data, with nested models written out in place."""
    data_class: Any = resource.event.model_fields["data"].annotation
    schema: dict[str, Any] = data_class.model_json_schema()
    return dict(_write_out(schema, schema.pop("$defs", {})))


def _write_out(part: Any, definitions: Mapping[str, Any]) -> Any:
    if isinstance(part, list):
        return [_write_out(item, definitions) for item in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _write_out(definitions[part["$ref"].rpartition("/")[2]], definitions)
    return {name: _write_out(value, definitions) for name, value in part.items()}


def _openapi(resource: Resource, in_path: tuple[str, ...]) -> dict[str, Any]:
    """The body and path parameters as the document shows them: the event's data without what the path says."""
    schema = _schema(resource)
    shapes = {name: schema["properties"].pop(name) for name in in_path}
    schema["required"] = [name for name in schema.get("required", []) if name not in shapes]
    parameters = [{"name": name, "in": "path", "required": True, "schema": shape} for name, shape in shapes.items()]
    return {
        "parameters": parameters,
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
    }


def _read_data(resource: Resource, body: bytes, path_parameters: Mapping[str, str]) -> Any:
    """The event's data, from the body and the path. Raises ProblemError naming the field at fault."""
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise ProblemError(400, "Not JSON", str(error), advice="send a JSON object in UTF-8") from error
    if not isinstance(parsed, dict):
        raise ProblemError(422, "Not valid", "the body is not a JSON object", advice="send a JSON object")
    # The only number among the natural keys is the line.
    in_path = {
        name: int(text) if name == "line" and text.isascii() and text.isdigit() else text
        for name, text in path_parameters.items()
    }
    repeated = [name for name, value in in_path.items() if parsed.get(name, value) != value]
    if repeated:
        detail = f"{repeated[0]} differs between path and body"
        raise ProblemError(422, "Not valid", detail, pointer=f"/{repeated[0]}", advice="leave it out of the body")
    data_class: Any = resource.event.model_fields["data"].annotation
    try:
        return data_class.model_validate_json(orjson.dumps({**parsed, **in_path}))
    except ValidationError as error:
        faults = [
            {"pointer": "".join(f"/{part}" for part in fault["loc"]), "reason": fault["msg"]}
            for fault in error.errors(include_url=False, include_input=False)
        ]
        detail = f"{faults[0]['pointer']}: {faults[0]['reason']}"
        raise ProblemError(
            422, "Not valid", detail, pointer=faults[0]["pointer"], advice="correct the fields named", faults=faults
        ) from error


for _resource in RESOURCES:
    _add(_resource)
