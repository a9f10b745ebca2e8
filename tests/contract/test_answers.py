"""The documents say of every answer what it holds: no part of one may be anything."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from services.orders.api import create_app as orders_app
from services.payroll.api import create_app as payroll_app
from services.placement.api import create_app as placement_app
from shared.http.answers import Answer
from tests.support.harness import settings_for

APPS = {"orders": orders_app, "payroll": payroll_app, "placement": placement_app}
NOWHERE = "postgresql://nobody@localhost/nothing"


def undescribed(schema: Any, definitions: Mapping[str, Any], place: str = "", seen: tuple[str, ...] = ()) -> list[str]:
    """The places of a schema that may hold anything."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return [] if name in seen else undescribed(definitions[name], definitions, place, (*seen, name))
    if "const" in schema or "enum" in schema:
        return []
    found = []
    for part in schema.get("anyOf", schema.get("oneOf", ())):
        found += undescribed(part, definitions, place, seen)
    match schema.get("type"):
        case "array":
            items = schema.get("prefixItems", [schema["items"]] if "items" in schema else [{}])
            found += [fault for item in items for fault in undescribed(item, definitions, f"{place}/*", seen)]
        case "object":
            for name, part in schema.get("properties", {}).items():
                found += undescribed(part, definitions, f"{place}/{name}", seen)
            more = schema.get("additionalProperties", {} if "description" not in schema else False)
            if more is not False:
                found += undescribed(more, definitions, f"{place}/*", seen) if more is not True else [f"{place}/*"]
        case None if "anyOf" not in schema and "oneOf" not in schema:
            found.append(place)
    return found


def answers_of(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Operation and schema of each answer of success; content without a schema is a file."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for status, answer in operation["responses"].items():
                if status.startswith("2"):
                    for kind, content in answer["content"].items():
                        yield f"{method} {path} {kind}", content.get("schema", {})


@pytest.mark.parametrize("service", APPS)
def test_every_answer_is_described_to_its_last_part(service: str) -> None:
    document = APPS[service](settings_for(service, NOWHERE)).openapi()
    definitions = document["components"]["schemas"]
    answers = dict(answers_of(document))
    assert len(answers) > 10
    wrong = {name: parts for name, schema in answers.items() if (parts := undescribed(schema, definitions))}
    assert wrong == {}


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"type": "object"},
        {"type": "object", "additionalProperties": True},
        {"type": "array", "items": {}},
        {"type": "object", "properties": {"a": {"title": "A"}}, "additionalProperties": False},
        {"anyOf": [{"type": "null"}, {}]},
    ],
)
def test_what_may_be_anything_is_found(schema: Any) -> None:
    assert undescribed(schema, {}) != []


def _classes(base: type[Answer]) -> Iterator[type[Answer]]:
    for known in base.__subclasses__():
        yield known
        yield from _classes(known)


@pytest.mark.parametrize("model", sorted(set(_classes(Answer)), key=str))
def test_an_answer_has_words_and_no_default_but_what_is_left_out(model: type[Answer]) -> None:
    assert model.__name__.startswith("_") or (model.__doc__ or "").strip()
    assert model.model_config["extra"] == "forbid"
    assert [
        name for name, field in model.model_fields.items() if not field.is_required() and not field.exclude_if
    ] == []
