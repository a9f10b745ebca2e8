"""What the OpenAPI document says beside what the functions show: every other answer, as a problem with its titles."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from shared.http.problems import MEDIA_TYPE
from shared.http.titles import TITLES

_BOTH: Final = {
    "type": "object",
    "required": ["zh", "en"],
    "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
}
_PROBLEM: Final[Mapping[str, Any]] = {
    "type": "object",
    "description": "What is wrong and what to do (RFC 9457)",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"const": "about:blank"},
        "title": {"type": "string", "description": "The kind of problem"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "What is wrong, in the language of Accept-Language, else English"},
        "pointer": {"type": "string", "description": "The field or parameter at fault, as a JSON pointer"},
        "advice": {"type": "string", "description": "What to do, in the language of the detail"},
        "code": {"type": "string", "description": "What is refused: it stays where words change"},
        "words": {
            "type": "object",
            "description": "The title, the detail and the advice in Chinese and English",
            "properties": dict.fromkeys(("title", "detail", "advice"), _BOTH),
        },
        "faults": {
            "type": "array",
            "description": "The fields at fault, where there are several: the first 50",
            "items": {
                "type": "object",
                "required": ["pointer", "reason"],
                "properties": {
                    "pointer": {"type": "string"},
                    "reason": {"type": "string"},
                    "advice": {"type": "string"},
                    "code": {"type": "string", "description": "What is wrong: it stays where words change"},
                    "words": {"type": "object", "properties": dict.fromkeys(("reason", "advice"), _BOTH)},
                },
            },
        },
    },
}
_MEANING: Final[Mapping[int, str]] = {
    400: "The body cannot be read",
    401: "No token, or none that is accepted",
    403: "The token does not allow it",
    404: "There is no such thing",
    408: "The body did not come in time",
    409: "It does not go together with what is",
    410: "It was erased",
    413: "The body is over its limit",
    415: "The body is of no kind that can be read",
    422: "A field or parameter is not valid, or what it says cannot be",
    429: "Too many files are being read; send it again later",
    500: "The service failed; nothing is known to be wrong with the request",
    503: "A server behind the service is away; send it again later",
}


def declare_problems(document: dict[str, Any]) -> None:
    """Give every operation the answers it may have beside success, and the document their form.

    An operation names those that are its own alone; the others follow from whether it asks for a token, has a body,
    or has gaps in its address.
    """
    schemas: dict[str, Any] = document.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = dict(_PROBLEM)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for path, methods in document["paths"].items():
        for operation in methods.values():
            answers: dict[str, Any] = operation["responses"]
            own = {int(status) for status in answers if status >= "4"}
            for status in sorted({*own, *_statuses(path, operation)}):
                declared = answers.get(str(status), {}).get("content", {}) if status != 422 else {}
                answers[str(status)] = _answer(status, declared)


def _statuses(path: str, operation: Mapping[str, Any]) -> Iterator[int]:
    yield from (422, 500, 503)
    if "security" in operation:
        yield from (401, 403, 409)
    if "{" in path:
        yield 404
    if "requestBody" in operation:
        yield from (400, 408, 413, 415)
        if "text/csv" in operation["requestBody"]["content"]:
            yield 429


def _answer(status: int, declared: Mapping[str, Any]) -> dict[str, Any]:
    """A problem, or what the operation itself declares beside it."""
    told = {"title": {"enum": [title.en for title in TITLES[status]]}, "status": {"const": status}}
    schema = {"allOf": [{"$ref": "#/components/schemas/Problem"}, {"properties": told}]}
    answer: dict[str, Any] = {
        "description": _MEANING[status],
        "content": {MEDIA_TYPE: {"schema": schema}, **declared},
    }
    if status == 401:
        answer["headers"] = {"WWW-Authenticate": {"required": True, "schema": {"const": "Bearer"}}}
    if status in (429, 503):
        answer["headers"] = {"Retry-After": {"schema": {"type": "string"}}}
    return answer
