"""What senders and readers of an event rely on, field by field, and which changes break it.

`python -m tests.contract.compatibility` records new types and fields in promises.json; it refuses to
record a change that breaks an older promise: such a change needs a class of the next version.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from shared.events.catalogue import ALL_EVENTS
from shared.events.envelope import Event

PROMISES: Final = Path(__file__).with_name("promises.json")

Field = dict[str, Any]
Fields = dict[str, Field]

_LOWER_LIMITS: Final = ("minimum", "minLength", "minItems")
_UPPER_LIMITS: Final = ("maximum", "maxLength", "maxItems", "maxProperties")
_NEVER_CHANGED: Final = ("pattern", "format")


def fields_of(event: type[Event]) -> Fields:
    """Every field of an event by its path, with what it may hold and whether it is required."""
    schema = event.model_json_schema()
    fields: Fields = {}
    _collect(schema, schema.get("$defs", {}), "", fields)
    return dict(sorted(fields.items()))


def _collect(schema: Mapping[str, Any], definitions: Mapping[str, Any], path: str, fields: Fields) -> None:
    required = set(schema.get("required", ()))
    for name, own in schema.get("properties", {}).items():
        field_path = f"{path}/{name}"
        fields[field_path] = _describe(own, definitions, field_path, fields) | {"required": name in required}


def _describe(schema: Mapping[str, Any], definitions: Mapping[str, Any], path: str, fields: Fields) -> Field:
    if "$ref" in schema:
        target = definitions[schema["$ref"].rpartition("/")[2]]
        _collect(target, definitions, path, fields)
        return {"types": ["object"]}
    if "anyOf" in schema:
        parts = [_describe(part, definitions, path, fields) for part in schema["anyOf"]]
        merged: Field = {key: value for part in parts for key, value in part.items()}
        return merged | {"types": sorted({kind for part in parts for kind in part["types"]})}
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    found: Field = {"types": [schema.get("type", "any")]}
    if values is not None:
        found["values"] = sorted(values)
    found |= {
        key: schema[key] for key in (*_LOWER_LIMITS, *_UPPER_LIMITS, *_NEVER_CHANGED) if schema.get(key) is not None
    }
    inner = [schema[name] for name in ("items", "additionalProperties") if isinstance(schema.get(name), Mapping)]
    for part in (*inner, *schema.get("patternProperties", {}).values()):
        fields[f"{path}/*"] = _describe(part, definitions, f"{path}/*", fields) | {"required": False}
    return found


def breaking_changes(promised: Fields, current: Fields) -> list[str]:
    """What of a promise the current class no longer keeps, in words; empty when everything is kept."""
    broken = [f"{path} is gone or has another name" for path in promised if path not in current]
    broken += [f"{path} is new and required" for path in current if path not in promised and current[path]["required"]]
    for path in promised.keys() & current.keys():
        broken += [f"{path} {what}" for what in _broken_in(promised[path], current[path])]
    return sorted(broken)


def _broken_in(promised: Field, current: Field) -> list[str]:
    broken = []
    if current["required"] and not promised["required"]:
        broken.append("has become required")
    if gone := sorted(set(promised["types"]) - set(current["types"])):
        broken.append(f"no longer takes {', '.join(gone)}")
    if "values" in current and (
        gone := sorted(set(map(str, promised.get("values", ["any"]))) - set(map(str, current["values"])))
    ):
        broken.append(f"no longer takes {', '.join(gone)}")
    broken += [f"has another {key}" for key in _NEVER_CHANGED if key in current and current[key] != promised.get(key)]
    broken += [
        f"has a narrower {key}"
        for key in _LOWER_LIMITS
        if key in current and (key not in promised or current[key] > promised[key])
    ]
    broken += [
        f"has a narrower {key}"
        for key in _UPPER_LIMITS
        if key in current and (key not in promised or current[key] < promised[key])
    ]
    return broken


def load_promises() -> dict[str, Fields]:
    """The promises recorded so far, by type."""
    loaded: dict[str, Fields] = json.loads(PROMISES.read_text()) if PROMISES.exists() else {}
    return loaded


def record() -> int:
    """Record what is new. Returns the number of broken promises, with which nothing is recorded."""
    promises = load_promises()
    current = {event.type_name(): fields_of(event) for event in ALL_EVENTS}
    broken = [
        f"{name}: {what}"
        for name, promised in promises.items()
        for what in (breaking_changes(promised, current[name]) if name in current else ["the type is gone"])
    ]
    for line in broken:
        print(f"{line}; give the event a next version")
    if not broken:
        PROMISES.write_text(json.dumps(promises | current, indent=1, sort_keys=True) + "\n")
    return len(broken)


if __name__ == "__main__":
    sys.exit(1 if record() else 0)
