"""Resources as facts: what is PUT or POSTed goes through the kernel as an event of the client that sent it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError

from shared.audit import record_action
from shared.events.envelope import Event
from shared.http.bodies import parse_body, read_body
from shared.http.clients import Client, requires
from shared.http.context import ServiceContext, context_of
from shared.http.event_answers import FactTaken
from shared.http.not_in_force import not_in_force
from shared.http.parameters import IdempotencyKey
from shared.http.problems import not_valid
from shared.http.routes import StrictRoute
from shared.http.titles import NOT_VALID
from shared.plain_words import faults_of
from shared.refusals import Refusal, Refused
from shared.strict_json import write_json
from shared.texts import Text

_MAXIMUM_BODY_BYTES = 64 * 1024
_context = Depends(context_of)
BODY_NO_OBJECT: Final = Refusal(
    Text("body.no_object", "内容不是 JSON 对象", "the body is not a JSON object"),
    Text("body.send_object", "请发送一个 JSON 对象", "send a JSON object"),
    "unusable",
    title=NOT_VALID,
)
DIFFERS_FROM_PATH: Final = Refusal(
    Text("body.differs_from_path", "{name} 在路径和内容里不同", "{name} differs between path and body"),
    Text("body.leave_it_out", "内容里请不要写", "leave it out of the body"),
    "unusable",
    title=NOT_VALID,
)


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of fact: PUT it to the path of its natural key, POST it to its collection, or both.

    The names in `item` are fields of the event's data, which is also where body and document come from.
    """

    event: type[Event]
    tag: str
    summary: str
    item: str | None = None
    collection: str | None = None

    @property
    def routes(self) -> list[tuple[str, str]]:
        """Method and path of each way to send it."""
        ways = (("POST", self.collection), ("PUT", self.item))
        return [(method, path) for method, path in ways if path is not None]

    @property
    def data_class(self) -> Any:
        """The model of the event's data."""
        return self.event.model_fields["data"].annotation


def resource_router(resources: Sequence[Resource], scopes: tuple[str, ...]) -> APIRouter:
    """The routes of a service's resources under /v1, open to callers with one of the scopes."""
    router = APIRouter(prefix="/v1", route_class=StrictRoute)
    for resource in resources:
        _add_routes(router, resource, scopes)
    return router


def _add_routes(router: APIRouter, resource: Resource, scopes: tuple[str, ...]) -> None:
    schema = _schema(resource)
    kinds = {name: shape.get("type", "") for name, shape in schema["properties"].items()}
    writer = Depends(requires(*scopes))

    async def send(
        request: Request,
        client: Client = writer,
        context: ServiceContext = _context,
        idempotency_key: IdempotencyKey = None,
    ) -> FactTaken:
        """A later report of the same thing replaces it; `"withdrawn": true` takes it back. An
        `Idempotency-Key` makes a repeated request change nothing. What follows is published a moment later.
        """
        body = await read_body(request, _MAXIMUM_BODY_BYTES)
        key = {name: _path_value(text, kinds[name]) for name, text in request.path_params.items()}
        outcome = await context.apply(resource.event, _read_data(resource, body, key), client, idempotency_key)
        # What was refused has raised by now. Should a crash come between, the inbox still names the client,
        # and his repetition, then a duplicate, is recorded.
        detail = {"type": resource.event.type_name(), "id": outcome.event_id, "status": outcome.status}
        async with context.pool.acquire() as connection:
            await record_action(connection, client.id, f"resource.{request.method.lower()}", request.url.path, detail)
        key_of_event = {"source": outcome.event_source, "id": outcome.event_id}
        return FactTaken.model_validate({"status": outcome.status, **key_of_event, **not_in_force(outcome)})

    for method, path in resource.routes:
        router.add_api_route(
            path,
            send,
            methods=[method],
            tags=[resource.tag],
            summary=resource.summary,
            operation_id=f"{method.lower()}_{resource.event.type_name().replace('.', '_')}",
            openapi_extra=_openapi(schema, path),
        )


def _schema(resource: Resource) -> dict[str, Any]:
    """The JSON schema of a resource's data, with nested models written out in place."""
    schema: dict[str, Any] = resource.data_class.model_json_schema()
    return dict(_write_out(schema, schema.pop("$defs", {})))


def _write_out(part: Any, definitions: Mapping[str, Any]) -> Any:
    if isinstance(part, list):
        return [_write_out(item, definitions) for item in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _write_out(definitions[part["$ref"].rpartition("/")[2]], definitions)
    return {name: _write_out(value, definitions) for name, value in part.items()}


def _openapi(schema: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Body and path parameters as the document shows them: the event's data without what the path says."""
    in_path = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    body = {
        **schema,
        "properties": {name: shape for name, shape in schema["properties"].items() if name not in in_path},
        "required": [name for name in schema.get("required", []) if name not in in_path],
    }
    return {
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": schema["properties"][name]} for name in in_path
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
    }


def _path_value(text: str, kind: str) -> str | int:
    """A value of the path in the type its field has; what is no short number is left for the model to refuse."""
    return int(text) if kind == "integer" and len(text) < 10 and text.isascii() and text.isdigit() else text


def _read_data(resource: Resource, body: bytes, key: Mapping[str, str | int]) -> Any:
    """The event's data, from the body and the path. Raises Refused naming the field at fault."""
    parsed = parse_body(body)
    if not isinstance(parsed, dict):
        raise Refused(BODY_NO_OBJECT)
    differing = [name for name, value in key.items() if parsed.get(name, value) != value]
    if differing:
        raise Refused(DIFFERS_FROM_PATH.of(name=differing[0]).at(f"/{differing[0]}"))
    try:
        return resource.data_class.model_validate_json(write_json({**parsed, **key}))
    except ValidationError as error:
        raise not_valid(NOT_VALID, faults_of(error)) from error
