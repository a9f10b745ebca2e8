"""`gongfang documents`: the event reference and the JSON Schemas, written from the event classes; the refusals."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import orjson
import typer
from pydantic import TypeAdapter

from cli.event_examples import example_of
from cli.refusals_document import refusal_reference
from cli.stack import PROJECT_FOLDER
from services.orders.api.facts import RESOURCES as ORDERS_RESOURCES
from services.orders.api.imports import TABLES as ORDERS_TABLES
from services.placement.api.facts import RESOURCES as PLACEMENT_RESOURCES
from services.placement.api.imports import TABLES as PLACEMENT_TABLES
from shared.events.catalogue import ALL_EVENTS, PUBLISHED, SERVICES, published_by, reported_to
from shared.events.envelope import MAXIMUM_EVENT_BYTES, Event
from shared.identifiers import Identifier, PeriodText, SharesText
from shared.money import AmountText, UnitRateText
from shared.months import MonthText
from shared.plain_text import TEXT_PATTERN
from shared.terminal import say
from shared.written_forms import WRITTEN

Schema = Mapping[str, Any]

_FIELD_TYPES: Final = {
    "identifier": Identifier,
    "amount": AmountText,
    "unit rate": UnitRateText,
    "month": MonthText,
    "year": PeriodText,
    "shares": SharesText,
}
_TYPE_SCHEMAS: Final[dict[str, Schema]] = {
    name: TypeAdapter(annotation).json_schema() for name, annotation in _FIELD_TYPES.items()
}
_NAME_BY_PATTERN: Final = {schema["pattern"]: name for name, schema in _TYPE_SCHEMAS.items()}
_GENERIC_DESCRIPTIONS: Final = {schema["description"] for schema in _TYPE_SCHEMAS.values()} | {"Whole pieces"}
_UNITS: Final = (
    ("_yuan", "yuan"),
    ("_days", "days"),
    ("quantity", "pieces"),
    ("share", "shares"),
    ("shares", "shares"),
)

_IMPORT_KINDS: Final[dict[str, str]] = {
    table.event.type_name(): table.kind for table in (*ORDERS_TABLES, *PLACEMENT_TABLES)
} | {"punch.recorded.v1": "punches"}
_RESOURCES: Final[dict[str, str]] = {
    resource.event.type_name(): "{} /v1{}".format(*resource.routes[0])
    for resource in (*ORDERS_RESOURCES, *PLACEMENT_RESOURCES)
}


def documents(
    folder: Annotated[Path, typer.Option(help="Where the documents are")] = PROJECT_FOLDER / "docs",
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 where a document is stale")] = False,
) -> None:
    """Write the generated documents: the event reference, the JSON Schemas, the list of refusals."""
    wanted = generated_documents()
    stale = stale_documents(folder, wanted)
    for name in stale:
        say(f"{'stale' if check else 'written'}: {folder / name}")
        if check:
            continue
        if name in wanted:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(wanted[name], encoding="utf-8")
        else:
            (folder / name).unlink()
    if not stale:
        say("The generated documents are up to date.")
    elif check:
        raise typer.Exit(1)


def generated_documents() -> dict[str, str]:
    """The text of each generated document, by its path under the documents' folder."""
    schemas = {f"events/schemas/{event.type_name()}.json": _schema_text(event) for event in ALL_EVENTS}
    return {"events/README.md": event_reference(), "refusals.md": refusal_reference(), **schemas}


def stale_documents(folder: Path, wanted: Mapping[str, str]) -> list[str]:
    """The documents that are missing, differ, or are schemas of no event any more."""
    existing = {str(path.relative_to(folder)) for path in (folder / "events" / "schemas").glob("*.json")}
    differing = {
        name
        for name, text in wanted.items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text
    }
    return sorted(differing | (existing - set(wanted)))


def event_reference() -> str:
    """The event reference as Markdown."""
    return "\n".join([*_introduction(), *_overview(), *_field_types(), *_envelope(), *_all_events()]).rstrip() + "\n"


def _schema_text(event: type[Event]) -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **event.model_json_schema()}
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _introduction() -> Iterator[str]:
    yield from (
        "<!-- Written by `make documents` from shared/events. Do not edit. -->",
        "# Event reference",
        "",
        "Every event is a [CloudEvents 1.0](https://cloudevents.io) object in JSON. There are two kinds.",
        "",
        "- **Reported** events are facts from outside. One service owns each type and takes it through its doors.",
        "- **Published** events are states a service has decided. It writes them to the stream of its own name.",
        "",
        "A JSON Schema of each type is in [schemas](schemas). How to send events: [sending-events.md]"
        "(../sending-events.md).",
        "",
    )


def _overview() -> Iterator[str]:
    yield from ("## All events", "", "| event | kind | owner | read by |", "|---|---|---|---|")
    consumers = {entry.event: entry.consumers for entry in PUBLISHED}
    for service in SERVICES:
        for event in reported_to(service):
            yield f"| {_link(event)} | reported | {service} | {service} |"
        for event in published_by(service):
            yield f"| {_link(event)} | published | {service} | {', '.join(consumers[event]) or '—'} |"
    yield ""


def _link(event: type[Event]) -> str:
    name = event.type_name()
    return f"[{name}](#{name.replace('.', '')})"


def _field_types() -> Iterator[str]:
    yield from ("## Field types", "", "| type | in JSON | example | pattern |", "|---|---|---|---|")
    for name, schema in _TYPE_SCHEMAS.items():
        pattern = schema["pattern"].replace("|", "\\|")
        yield f'| {name} | string. {schema["description"]} | `"{schema["examples"][0]}"` | `{pattern}` |'
    yield from (
        '| date | string, a date in Asia/Shanghai from 1950 to 2099 | `"2022-07-01"` | `YYYY-MM-DD` |',
        '| time | string, RFC 3339 with an offset | `"2022-07-01T18:00:00+08:00"` | |',
        '| text | string, one line that people can read, without blanks at its ends | `"示例工坊"` | |',
        "",
    )


def _envelope() -> Iterator[str]:
    properties = Event.model_json_schema()["properties"]
    meanings = {
        "specversion": "",
        "id": "With `source` it identifies the event for ever",
        "source": "Who sends it. Over HTTP: the client of the token, or a path under it",
        "type": "Names the event and ends in its version",
        "subject": "What it is about. Services fill it in; senders may leave it out",
        "time": "When the fact was recorded. Not more than ten minutes ahead",
        "datacontenttype": "",
        "correlationid": "Runs from the first event to its last consequence. Left out: the event starts its own",
        "causationid": "The event that caused this one, as `source#id`",
        "data": "The fields listed with each event",
    }
    required = set(Event.model_json_schema()["required"])
    yield from (
        "## Envelope",
        "",
        f"At most {MAXIMUM_EVENT_BYTES // 1024} KiB as JSON. An attribute not listed here is ignored; "
        "an unknown field inside `data` is refused.",
        "",
        "| attribute | needed | type and limits | description |",
        "|---|---|---|---|",
    )
    for name, schema in properties.items():
        kind = "object" if name == "data" else _type_of(schema)
        yield f"| `{name}` | {'yes' if name in required else ''} | {kind} | {meanings[name]} |"
    yield ""


def _all_events() -> Iterator[str]:
    for service in SERVICES:
        yield from (f"## Facts reported to {service}", "")
        if not reported_to(service):
            yield from ("None: it works only from what the other services publish.", "")
        for event in reported_to(service):
            yield from _describe_event(event, _doors_of(event))
        yield from (f"## States published by {service}", "")
        for event in published_by(service):
            yield from _describe_event(event, _readers_of(event))


def _doors_of(event: type[Event]) -> str:
    doors = [] if event.carries_identity else ["`POST /v1/events`"]
    if resource := _RESOURCES.get(event.type_name()):
        doors.append(f"`{resource}`")
    if kind := _IMPORT_KINDS.get(event.type_name()):
        doors.append(f"a file to `POST /v1/imports/{kind}`")
    if not event.carries_identity:
        doors.append(f"the stream `inbound:{event.owner}:<client>`")
    named = (
        " It tells of a person what few may know, so it takes no other way and enters no stream."
        if event.carries_identity
        else ""
    )
    return f"Sent to {event.owner} by {', '.join(doors)}.{named}"


def _readers_of(event: type[Event]) -> str:
    (consumers,) = (entry.consumers for entry in PUBLISHED if entry.event is event)
    readers = f"Read by {', '.join(consumers)}." if consumers else "No service of ours reads it; other systems may."
    return f"Published by {event.owner} on the stream `{event.owner}`. {readers}"


def _describe_event(event: type[Event], route: str) -> Iterator[str]:
    schema = event.model_json_schema()
    definitions: dict[str, Schema] = schema["$defs"]
    yield from (f"### {event.type_name()}", "", " ".join((event.__doc__ or "").split()), "", route, "")
    yield from _field_table(definitions["Data"])
    for name, definition in definitions.items():
        if name != "Data":
            yield from (f"Each `{name}`:", "", *_field_table(definition))
    example = orjson.dumps(example_of(event), option=orjson.OPT_INDENT_2).decode()
    yield from ("```json", example, "```", "")


def _field_table(schema: Schema) -> Iterator[str]:
    required = set(schema.get("required", ()))
    yield from ("| field | needed | type and limits | unit | description |", "|---|---|---|---|---|")
    for name, field in schema["properties"].items():
        yield (
            f"| `{name}` | {'yes' if name in required else ''} | {_type_of(field)} | {_unit_of(name, field)} "
            f"| {_description_of(field)} |"
        )
    yield ""


def _type_of(field: Schema) -> str:
    if "anyOf" in field:
        return " or ".join(_type_of(option) for option in field["anyOf"])
    if "$ref" in field:
        return f"`{field['$ref'].rpartition('/')[2]}`"
    if "const" in field:
        return f'`"{field["const"]}"`'
    if "enum" in field:
        return ", ".join(f'`"{value}"`' for value in field["enum"])
    match field.get("type"):
        case "string":
            return _text_type(field)
        case "integer":
            low, high = field.get("minimum"), field.get("maximum")
            return "whole number" if low is None else f"whole number, {low} to {high}"
        case "array":
            return f"list of {_type_of(field['items'])}" + _range(field.get("minItems"), field.get("maxItems"), "items")
        case "object":
            names = "date" if "format" in field.get("propertyNames", {}) else "text"
            values = field.get("additionalProperties") or next(iter(field["patternProperties"].values()))
            return f"object from {names} to {_type_of(values)}" + _range(None, field.get("maxProperties"), "entries")
        case "boolean":
            return "true or false"
        case other:
            return str(other)


def _text_type(field: Schema) -> str:
    if "format" in field:
        return {"date": "date", "date-time": "time"}[field["format"]]
    pattern = field.get("pattern", TEXT_PATTERN)
    if pattern != TEXT_PATTERN:
        return _NAME_BY_PATTERN.get(pattern) or f"text: {WRITTEN[pattern].advice.en.removeprefix('write ')}"
    return "text" + _range(field.get("minLength"), field.get("maxLength"), "characters")


def _range(low: int | None, high: int | None, what: str) -> str:
    if high is None:
        return ""
    return f", {low} to {high} {what}" if low is not None else f", at most {high} {what}"


def _unit_of(name: str, field: Schema) -> str:
    if _type_of(field).startswith(("object", "list")):
        return ""
    return next((unit for ending, unit in _UNITS if re.search(f"(^|_)?{ending}$", name)), "")


def _description_of(field: Schema) -> str:
    own = str(field.get("description", ""))
    description = "" if own in _GENERIC_DESCRIPTIONS else own
    if "default" in field and field["default"] not in (None, [], False):
        description = f"{description}. Default {field['default']}".removeprefix(". ")
    return description.replace("|", "\\|")
