"""Every number, text, list and object that comes in has a bound, which its schema tells; every pattern has words."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from services.orders.api import create_app as orders_app
from services.payroll.api import create_app as payroll_app
from services.placement.api import create_app as placement_app
from shared.events.catalogue import ALL_EVENTS
from shared.events.envelope import Event
from shared.identifiers import LARGEST_NUMBER
from shared.written_forms import WRITTEN
from tests.support.harness import settings_for

APPS = {"orders": orders_app, "payroll": payroll_app, "placement": placement_app}
JUDGED_BY_THE_READER = ("post /v1/events body", "post /v1/dead-letters/{letter_id}/retry body /event")
"""Whole events: the reader judges each by its own model."""
NOWHERE = "postgresql://nobody@localhost/nothing"


def unbounded(schema: Any, definitions: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """The places of a schema at which a value may be as large as it likes."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    # Beside properties, alternatives are rules between them.
    alternatives = () if "properties" in schema else schema.get("anyOf", schema.get("oneOf", ()))
    for number, part in enumerate(alternatives):
        yield from unbounded(part, definitions, f"{place}|{number}")
    if "const" in schema or "enum" in schema or alternatives:
        return
    match schema.get("type"):
        case "string":
            if "maxLength" not in schema:
                yield place
        case "integer" | "number":
            limits = [schema[name] for name in ("minimum", "maximum") if name in schema]
            if len(limits) < 2 or max(map(abs, limits)) > LARGEST_NUMBER:
                yield place
        case "array":
            if "maxItems" not in schema:
                yield place
            yield from unbounded(schema["items"], definitions, f"{place}/*")
        case "object":
            yield from _unbounded_in_object(schema, definitions, place)
        case "boolean" | "null":
            return
        case _:
            yield f"{place} may be anything"


def _unbounded_in_object(schema: Any, definitions: Mapping[str, Any], place: str) -> Iterator[str]:
    for name, part in schema.get("properties", {}).items():
        yield from unbounded(part, definitions, f"{place}/{name}")
    if "properties" in schema:
        if schema.get("additionalProperties") is not False and "specversion" not in schema["properties"]:
            yield f"{place} takes unknown fields"
        return
    if "maxProperties" not in schema or "maxLength" not in schema.get("propertyNames", {"maxLength": 0}):
        yield place
    values = schema.get("additionalProperties")
    for part in (*([values] if isinstance(values, Mapping) else ()), *schema.get("patternProperties", {}).values()):
        yield from unbounded(part, definitions, f"{place}/*")


def patterns_in(schema: Any) -> Iterator[str]:
    """Every pattern of a schema."""
    if isinstance(schema, list):
        for item in schema:
            yield from patterns_in(item)
    elif isinstance(schema, Mapping):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for item in schema.values():
            yield from patterns_in(item)


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.type_name())
def test_every_field_of_an_event_is_bounded(event: type[Event]) -> None:
    schema = event.model_json_schema()
    assert list(unbounded(schema, schema["$defs"])) == []
    assert set(patterns_in(schema)) <= set(WRITTEN)


@pytest.mark.parametrize("service", APPS)
def test_every_parameter_and_body_of_an_api_is_bounded(service: str) -> None:
    document = APPS[service](settings_for(service, NOWHERE)).openapi()
    definitions = document.get("components", {}).get("schemas", {})
    found = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            inputs = {f"{part['in']}:{part['name']}": part["schema"] for part in operation.get("parameters", ())}
            for kind, body in operation.get("requestBody", {}).get("content", {}).items():
                if kind == "application/json":
                    inputs["body"] = body["schema"]
            for name, schema in inputs.items():
                found += [f"{method} {path} {name} {place}" for place in unbounded(schema, definitions)]
    assert [place for place in found if not place.startswith(JUDGED_BY_THE_READER)] == []
    assert set(patterns_in(document)) <= set(WRITTEN)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string"},
        {"type": "string", "format": "date"},
        {"type": "integer", "minimum": 0},
        {"type": "integer", "minimum": 0, "maximum": 10**30},
        {"type": "number"},
        {"type": "array", "items": {"type": "boolean"}},
        {"type": "array", "maxItems": 3, "items": {"type": "string"}},
        {"type": "object", "additionalProperties": {"type": "boolean"}},
        {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": False},
        {"type": "object", "properties": {}},
        {"anyOf": [{"type": "null"}, {"type": "string"}]},
        {},
    ],
)
def test_what_has_no_bound_is_found(schema: Any) -> None:
    assert list(unbounded(schema, {})) != []
