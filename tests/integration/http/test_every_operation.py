"""What holds for every operation of every service: parameters, methods, and what is said where something failed."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute
from starlette.types import Message, Receive, Scope, Send

from services.orders.api import create_app as orders
from services.payroll.api import create_app as payroll
from services.placement.api import create_app as placement
from shared.http import StrictRoute
from shared.http.front import Front
from shared.settings import Settings
from tests.support.api_process import ApiProcess
from tests.support.harness import SEALING_KEY

APPLICATIONS = (orders, payroll, placement)
METHODS = {"DELETE", "GET", "PATCH", "POST", "PUT"}
EXAMPLES = {"month": "2022-07", "day": "2022-07-01", "period": "2022", "kind": "collective", "account": "bank"}
SCOPES = ("operator", "orders:read", "orders:write", "payroll:read", "payroll:finance", "placement:read")


def operations(api: ApiProcess) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, address with its gaps filled in, and operation."""
    for path, methods in httpx.get(f"{api.url}/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            filled = path
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path":
                    value = "1" if parameter["schema"].get("type") == "integer" else "X"
                    filled = filled.replace(f"{{{parameter['name']}}}", EXAMPLES.get(parameter["name"], value))
            yield method.upper(), filled, operation


@pytest.mark.parametrize("create_app", APPLICATIONS)
def test_every_route_looks_at_the_token_before_the_body(create_app: Any) -> None:
    routes = [
        route
        for included in create_app(Settings(sealing_key=SEALING_KEY)).routes
        for route in getattr(getattr(included, "original_router", None), "routes", [])
        if isinstance(route, APIRoute)
    ]
    assert len(routes) > 10
    assert [route.path for route in routes if not isinstance(route, StrictRoute)] == []
    open_to_all = {route.path for route in routes if isinstance(route, StrictRoute) and route.gate is None}
    assert open_to_all == {"/health/live", "/health/ready", "/metrics", "/asyncapi.json"}


def test_a_parameter_nobody_knows_is_refused_everywhere(api: ApiProcess) -> None:
    header = api.issuer.header(
        "somebody", *SCOPES, "placement:write", "placement:identity", "placement:sensitive", "clerk:X", "checker:X"
    )
    for method, path, operation in operations(api):
        answer = httpx.request(method, f"{api.url}{path}?bogus=1", headers=header)
        problem = answer.json()
        assert (answer.status_code, problem.get("pointer")) == (422, "/query"), (method, path, problem)
        assert "bogus" in problem["detail"]
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "query":
                name = parameter["name"]
                twice = httpx.request(method, f"{api.url}{path}?{name}=1&{name}=2", headers=header)
                assert (twice.status_code, twice.json()["pointer"]) == (422, f"/query/{name}"), (method, path)


def test_a_method_that_is_not_there_is_answered_with_those_that_are(api: ApiProcess) -> None:
    paths = httpx.get(f"{api.url}/openapi.json").json()["paths"]
    for filled in {filled for _, filled, _ in operations(api)}:
        # Another address with a gap may fit as well: /clocks/{serial} beside /clocks/unassigned.
        fitting = [path for path in paths if re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), filled)]
        known = {method.upper() for path in fitting for method in paths[path]}
        for method in METHODS - known:
            answer = httpx.request(method, f"{api.url}{filled}")
            assert (answer.status_code, answer.headers["Allow"]) == (405, ", ".join(sorted(known))), (method, filled)
            assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("day", ["2100-01-01", "0001-01-01", "1949-12-31", "20220701", "9" * 30, "2022-7-1"])
def test_a_day_outside_the_years_is_refused(day: str, api: ApiProcess) -> None:
    header = api.issuer.header("clerk", "clerk:WS", "placement:read", "orders:read", "payroll:read")
    for method, path, operation in operations(api):
        names = [part["name"] for part in operation.get("parameters", []) if part["in"] == "path"]
        if "day" not in names:
            continue
        address = f"{api.url}{path.replace('2022-07-01', day).replace('/X/X/', '/W/WS/')}"
        answer = httpx.request(method, address, headers=header, json={"weight_days": "1", "revision": 0})
        assert answer.status_code == 422, (method, address, answer.text)


async def test_a_failure_says_that_its_connection_ends() -> None:
    sent: list[Message] = []

    async def fails(_: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("no reason at all")

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "method": "GET", "path": "/x", "headers": [], "query_string": b""}
    await Front(fails, 300)(scope, receive, send)
    assert sent[0]["status"] == 500
    assert (b"connection", b"close") in sent[0]["headers"]
    assert b"no reason at all" not in sent[1]["body"]
