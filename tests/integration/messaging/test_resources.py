"""What every resource does, whichever service it belongs to: shown here on the order lines of `orders`."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from shared.events.production import OrderPlaced
from shared.http import create_service_app
from shared.http.resources import Resource, resource_router
from tests.support.harness import ServiceUnderTest
from tests.support.tokens import TokenIssuer

LINES = Resource(
    OrderPlaced, "lines", "Report a line", item="/lines/{company}/{order}/{line}", collection="/companies/lines"
)
PATH = "/v1/lines/C1/O-1/2"
BODY: dict[str, Any] = {
    "workshop": "WS-01",
    "kind": "fixed",
    "product": "toy",
    "month": "2022-07",
    "quantity": 100,
    "amount_yuan": "1000.00",
    "agreed_on": "2022-06-20",
}
KEY = {"company": "C1", "order": "O-1", "line": 2}


class Door:
    """The application, and a client who may write."""

    def __init__(self, http: httpx.AsyncClient, issuer: TokenIssuer, service: ServiceUnderTest) -> None:
        self.http = http
        self.issuer = issuer
        self.service = service
        self.writer = issuer.header("erp", "lines:write")

    async def put(self, body: Any, path: str = PATH, **headers: str) -> httpx.Response:
        """PUT a body, which is JSON unless it is bytes."""
        sent = {"content": body} if isinstance(body, bytes) else {"json": body}
        return await self.http.put(path, headers=self.writer | headers, **sent)

    async def stored_lines(self) -> list[tuple[Any, ...]]:
        """Key and quantity of every line reported."""
        rows = await self.service.pool.fetch("SELECT company, order_number, line, quantity FROM order_report")
        return sorted(tuple(row) for row in rows)

    async def last_record(self) -> dict[str, Any]:
        """The newest entry of the audit log."""
        row = await self.service.pool.fetchrow("SELECT * FROM audit_log ORDER BY id DESC LIMIT 1")
        return dict(row or {})


@pytest_asyncio.fixture
async def door(orders: ServiceUnderTest, tmp_path: Path) -> AsyncIterator[Door]:
    """A service whose only routes of its own are those of one resource."""
    issuer = TokenIssuer(tmp_path)
    app = create_service_app(
        orders.definition,
        orders.settings.model_copy(update={"jwks_file": issuer.jwks_file}),
        title="lines",
        description="",
        routers=[resource_router([LINES], ("lines:write",))],
    )
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://lines") as http:
            yield Door(http, issuer, orders)


async def test_the_path_and_the_body_together_become_the_event(door: Door) -> None:
    answer = await door.put(BODY)
    assert (answer.status_code, answer.json()["status"], answer.json()["source"]) == (200, "accepted", "erp")
    assert await door.stored_lines() == [("C1", "O-1", 2, 100)]


async def test_what_is_posted_to_the_collection_brings_its_key_in_the_body(door: Door) -> None:
    answer = await door.http.post("/v1/companies/lines", json=BODY | KEY, headers=door.writer)
    assert answer.json()["status"] == "accepted"
    assert await door.stored_lines() == [("C1", "O-1", 2, 100)]


async def test_a_key_repeated_in_the_body_must_be_that_of_the_path(door: Door) -> None:
    assert (await door.put(BODY | KEY)).status_code == 200
    answer = await door.put(BODY | {"line": 3})
    assert (answer.status_code, answer.json()["pointer"]) == (422, "/line")
    assert answer.json()["advice"] == "leave it out of the body"


async def test_a_request_repeated_under_its_key_changes_nothing_and_with_other_content_is_a_conflict(
    door: Door,
) -> None:
    key = {"Idempotency-Key": "k-1"}
    statuses = [(await door.put(BODY, **key)).json()["status"] for _ in range(2)]
    assert statuses == ["accepted", "duplicate"]
    assert (await door.put(BODY | {"quantity": 101}, **key)).status_code == 409
    assert await door.stored_lines() == [("C1", "O-1", 2, 100)]


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("/v1/lines/C1/O-1/two", "/line"),
        ("/v1/lines/C1/O-1/" + "9" * 5000, "/line"),
        ("/v1/lines/C 1/O-1/2", "/company"),
    ],
    ids=["no number", "a number without end", "no identifier"],
)
async def test_a_path_that_names_nothing_is_refused_with_the_part_at_fault(door: Door, path: str, pointer: str) -> None:
    answer = await door.put(BODY, path)
    assert (answer.status_code, answer.json()["pointer"]) == (422, pointer)


async def test_every_field_at_fault_is_named(door: Door) -> None:
    answer = await door.put(BODY | {"quantity": "many", "month": "July"})
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["faults"]] == ["/month", "/quantity"]


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b'{"product": "\xff"}', 400), (b"[]", 422), (b" " * (64 * 1024 + 1), 413)],
    ids=["cut off", "not UTF-8", "a list", "too large"],
)
async def test_a_body_that_is_no_object_is_refused(door: Door, body: bytes, status: int) -> None:
    assert (await door.put(body)).status_code == status


async def test_who_holds_no_scope_of_the_resource_may_not_send_it(door: Door) -> None:
    answer = await door.http.put(PATH, json=BODY, headers=door.issuer.header("looker", "lines:read"))
    assert answer.status_code == 403
    assert await door.stored_lines() == []


async def test_what_was_done_is_recorded_with_its_outcome_and_what_was_refused_is_not(door: Door) -> None:
    answer = await door.put(BODY)
    record = await door.last_record()
    assert (record["actor"], record["action"], record["subject"]) == ("erp", "resource.put", PATH)
    expected = {"type": "order.placed.v1", "id": answer.json()["id"], "status": "accepted"}
    assert record["detail"] == expected

    key = {"Idempotency-Key": answer.json()["id"]}
    assert (await door.put(BODY | {"quantity": 7}, **key)).status_code == 409
    assert (await door.put(BODY | {"quantity": "many"})).status_code == 422
    assert (await door.last_record())["id"] == record["id"]


async def test_the_document_shows_the_fields_of_the_path_as_parameters_and_the_rest_as_body(door: Door) -> None:
    paths = (await door.http.get("/openapi.json")).json()["paths"]
    put = paths["/v1/lines/{company}/{order}/{line}"]["put"]
    body = put["requestBody"]["content"]["application/json"]["schema"]
    named = {parameter["name"]: parameter["schema"] for parameter in put["parameters"] if parameter["in"] == "path"}
    assert list(named) == ["company", "order", "line"]
    assert named["line"]["type"] == "integer"
    assert not set(named) & (set(body["properties"]) | set(body["required"]))
    post = paths["/v1/companies/lines"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert set(post["properties"]) == set(body["properties"]) | set(named)
