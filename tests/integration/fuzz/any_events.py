"""Events of every kind within their bounds, drawn from the models: few ids, so that they meet, and values at edges."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from hypothesis import strategies as st

from shared import written_forms as forms
from shared.events.envelope import Event, source_of
from shared.plain_text import TEXT_PATTERN
from shared.strict_json import write_json
from tests.support.placement.facts import identity_number

_IDS: Final = st.sampled_from(["W1", "W2", "WS-01", "WS-02", "C1", "toy", "songtao", "sandu", "P-1", "7", "a" * 64])
_DAYS: Final = st.sampled_from(
    ["1950-01-01", "1999-12-31", "2020-02-29", "2022-06-30", "2022-07-01", "2022-07-31", "2022-12-31", "2099-12-31"]
)
_MOMENTS: Final = st.sampled_from(
    [
        *(
            "1950-01-01T00:00:00Z",
            "1950-01-01T00:00:00+14:00",
            "2022-07-01T07:58:11+08:00",
            "2022-07-01T20:00:00+08:00",
        ),
        *("2022-07-02T08:01:00+08:00", "2022-06-30T16:00:00Z", "2099-12-31T23:59:59.999999-14:00"),
    ]
)
_AMOUNTS: Final = st.sampled_from(["0.00", "0.01", "0.05", "100.00", "3232.13", "999999999999.99"])
BY_PATTERN: Final[Mapping[str, st.SearchStrategy[str]]] = {
    TEXT_PATTERN: st.sampled_from(["a", "李小红", "𠮷", "x y", "'; --", "%s{0}\\", "=1+1", "a" * 64]),
    forms.IDENTIFIER_PATTERN: _IDS,
    forms.DAY_PATTERN: _DAYS,
    forms.MOMENT_PATTERN: _MOMENTS,
    forms.MONTH_PATTERN: st.sampled_from(["1950-01", "2022-06", "2022-07", "2022-12", "2099-12"]),
    forms.YEAR_PATTERN: st.sampled_from(["1950", "2021", "2022", "2099"]),
    forms.PERIOD_PATTERN: st.sampled_from(["1950", "2022", "2022-07", "2022-Q3", "2099-Q4"]),
    forms.AMOUNT_PATTERN: st.one_of(_AMOUNTS, _AMOUNTS.map(lambda amount: f"-{amount}")),
    forms.POSITIVE_AMOUNT_PATTERN: _AMOUNTS,
    forms.UNIT_RATE_PATTERN: st.sampled_from(["0", "0.0001", "2.50", "99999999.9999"]),
    forms.PUBLISHED_RATE_PATTERN: st.sampled_from(["0", "0.0001", "2.50", "99999.9999"]),
    forms.SHARES_PATTERN: st.sampled_from(["0", "0.0001", "1", "10", "999999999999.9999"]),
    forms.IDENTITY_NUMBER_PATTERN: st.integers(1, 5).map(identity_number),
    forms.SEALED_PATTERN: st.binary(max_size=40).map(lambda sealed: base64.b64encode(sealed).decode()),
    forms.SHIFT_HOURS_PATTERN: st.sampled_from(["00:00-23:59", "08:00-17:00", "20:00-08:00", "23:59-00:00"]),
}
"""Of every form the plain and the extreme; other forms are drawn from their pattern."""


def values_of(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """What a schema of ours allows."""
    if "$ref" in schema:
        return values_of(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in schema:
        return st.one_of(*(values_of(part, definitions) for part in schema["anyOf"]))
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "type" not in schema or schema.get("additionalProperties") is True:
        return st.just({})
    match schema["type"]:
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "integer":
            return _whole_numbers(schema["minimum"], schema["maximum"])
        case "string":
            return _texts(schema)
        case "array":
            most = min(schema["maxItems"], 3)
            return st.lists(values_of(schema["items"], definitions), min_size=schema.get("minItems", 0), max_size=most)
        case _:
            return _objects(schema, definitions)


def _whole_numbers(least: int, most: int) -> st.SearchStrategy[int]:
    return st.sampled_from([least, min(least + 1, most), min(least + 2, most), most]) | st.integers(least, most)


def _texts(schema: Mapping[str, Any]) -> st.SearchStrategy[str]:
    known = BY_PATTERN.get(schema["pattern"])
    drawn = known if known is not None else st.from_regex(schema["pattern"], fullmatch=True)
    least, most = schema.get("minLength", 0), schema["maxLength"]
    return drawn.filter(lambda text: least <= len(text) <= most)


def _objects(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    for pattern, part in schema.get("patternProperties", {}).items():
        return st.dictionaries(BY_PATTERN[pattern], values_of(part, definitions), max_size=4)
    if "properties" not in schema:
        texts = values_of(schema["additionalProperties"], definitions)
        return st.dictionaries(_texts(schema["propertyNames"]), texts, max_size=3)
    parts = {name: values_of(part, definitions) for name, part in schema["properties"].items()}
    required = {name: part for name, part in parts.items() if name in schema.get("required", ())}
    return st.fixed_dictionaries(required, optional={name: parts[name] for name in parts if name not in required})


def bodies_of(events: Sequence[type[Event]], *, published: bool) -> st.SearchStrategy[bytes]:
    """Entries of these types as they arrive; of what a service publishes with its source."""
    return st.one_of(*(_bodies(event, published=published) for event in events))


def _bodies(event: type[Event], *, published: bool) -> st.SearchStrategy[bytes]:
    schema = event.model_json_schema()
    data = values_of(schema["properties"]["data"], schema["$defs"])
    sources = st.just(source_of(event.owner)) if published else st.sampled_from(["erp", "boss", "clerk/file"])
    envelopes = st.fixed_dictionaries(
        {
            "specversion": st.just("1.0"),
            "id": st.integers(0, 10**6).map(str),
            "source": sources,
            "type": st.just(event.type_name()),
            "time": _MOMENTS,
            "data": data,
        }
    )
    return envelopes.map(write_json)


def shown(body: bytes) -> str:
    """An entry for a person to read."""
    return orjson.dumps(orjson.loads(body)).decode()
