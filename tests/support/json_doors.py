"""Every operation of an application that takes JSON, shown what no door may take."""

from typing import Any

import httpx

BAD_BODIES = {
    "a name twice": b'{"reason": "one", "reason": "two"}',
    "nested 300 deep": b'{"reason": ' + b"[" * 300 + b"]" * 300 + b"}",
    "nested 50 000 deep": b"[" * 50_000,
    "a number of 5 000 digits": b'{"amount": ' + b"9" * 5_000 + b"}",
    "half a surrogate pair": rb'{"reason": "\ud800"}',
    "a NUL": rb'{"reason": "a\u0000b"}',
    "a turned direction": '{"reason": "a\u202eb"}'.encode(),
    "not UTF-8": b'{"reason": "\xc4\xe3"}',
    "no JSON": b"reason=none",
}
_EXAMPLES = {"month": "2022-07", "day": "2022-07-01", "period": "2022"}


_BY_ITEM = ("/v1/events",)
"""Doors that answer each item for itself, so that a bad one takes no good one with it."""


async def badly_answered(http: httpx.AsyncClient, header: dict[str, str]) -> list[str]:
    """Operations with a JSON body that answer a bad one with anything but a 400 that names the fault."""
    document = (await http.get("/openapi.json")).json()
    operations = [
        (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if "application/json" in operation.get("requestBody", {}).get("content", {}) and path not in _BY_ITEM
    ]
    assert operations, "the document shows no operation with a body"
    wrong = []
    for method, path, operation in operations:
        for name, body in BAD_BODIES.items():
            headers = header | {"Content-Type": "application/json"}
            answer = await http.request(method, _filled(path, operation), content=body, headers=headers)
            told: dict[str, Any] = answer.json()
            if answer.status_code != 400 or told.get("title") != "Not JSON" or not told.get("advice"):
                wrong.append(f"{method} {path}: {name}: {answer.status_code} {told}")
    return wrong


def _filled(path: str, operation: dict[str, Any]) -> str:
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            kind = parameter["schema"].get("type")
            value = "1" if kind == "integer" else _EXAMPLES.get(parameter["name"], "X")
            path = path.replace(f"{{{parameter['name']}}}", value)
    return path
