"""An operator lists, reads, mends, retries and discards what could not be applied; each step is recorded."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
import pytest_asyncio

from services.payroll.api import create_app
from shared.messaging.entries import Entry
from shared.messaging.streams import NOT_PROVED
from tests.support.harness import ServiceUnderTest, settings_for, unique_position
from tests.support.payroll.facts import attended
from tests.support.tokens import TokenIssuer


@dataclass(frozen=True)
class Desk:
    """Payroll's API as an operator sees it."""

    payroll: ServiceUnderTest
    http: httpx.AsyncClient
    issuer: TokenIssuer

    async def get(self, path: str) -> Any:
        answer = await self.http.get(f"/v1/dead-letters{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        return await self.http.post(f"/v1/dead-letters/{path}", json=body)

    async def bury(self, body: bytes) -> int:
        entry = Entry("placement", unique_position(), body)
        await self.payroll.kernel.apply([entry], self.payroll.doors["placement"])
        return int(await self.payroll.pool.fetchval("SELECT max(id) FROM dead_letter"))

    async def steps(self) -> list[tuple[str, str, str]]:
        rows = await self.payroll.pool.fetch("SELECT actor, action, subject FROM audit_log ORDER BY id")
        return [(row["actor"], row["action"], row["subject"]) for row in rows]


@pytest_asyncio.fixture
async def desk(payroll: ServiceUnderTest, tmp_path: Path) -> AsyncIterator[Desk]:
    issuer = TokenIssuer(tmp_path)
    assert payroll.settings.payroll_database_url is not None
    app = create_app(settings_for("payroll", payroll.settings.payroll_database_url, jwks_file=issuer.jwks_file))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://payroll",
            headers=issuer.header("operator-li", "operator"),
        ) as http,
    ):
        yield Desk(payroll, http, issuer)


async def test_letters_are_listed_in_pages_without_their_content(desk: Desk) -> None:
    numbers = [await desk.bury(f"not json {index}".encode()) for index in range(3)]
    page = await desk.get("?limit=2")
    assert [letter["id"] for letter in page["dead_letters"]] == numbers[:2]
    assert page["dead_letters"][0]["origin"] == "placement"
    assert "not json" not in str([letter["problem"]["pointer"] for letter in page["dead_letters"]])
    assert "sealed_body" not in page["dead_letters"][0]
    rest = await desk.get(f"?limit=2&after={page['next']}")
    assert [letter["id"] for letter in rest["dead_letters"]] == numbers[2:]
    assert rest["next"] is None


async def test_reading_the_content_is_recorded(desk: Desk) -> None:
    before = await desk.steps()
    number = await desk.bury(b"not json")
    assert (await desk.get(f"/{number}/content"))["content"] == "not json"
    assert (await desk.steps())[len(before) :] == [("operator-li", "dead_letter.read", str(number))]


async def test_a_mended_letter_is_applied_and_closed(desk: Desk) -> None:
    before = await desk.steps()
    wrong = orjson.loads(attended("W-1", "2022-07-01").to_json())
    wrong["data"]["weight_days"] = "0.7"
    number = await desk.bury(orjson.dumps(wrong))
    refused = (await desk.post(f"{number}/retry", {})).json()
    assert (refused["status"], refused["problem"]["pointer"]) == ("rejected", "/data/weight_days")
    assert [letter["id"] for letter in (await desk.get(""))["dead_letters"]] == [number]

    wrong["data"]["weight_days"] = "0.5"
    mended = await desk.post(f"{number}/retry", {"event": wrong})
    assert mended.json()["status"] == "accepted"
    assert (await desk.get(""))["dead_letters"] == []
    assert [letter["id"] for letter in (await desk.get("?state=retried"))["dead_letters"]] == [number]
    assert str(await desk.payroll.pool.fetchval("SELECT weight_days FROM attendance")) == "0.5"
    assert (await desk.steps())[len(before) :] == [
        ("operator-li", "dead_letter.read", str(number)),
        ("operator-li", "dead_letter.read", str(number)),
        ("operator-li", "dead_letter.retried", str(number)),
    ]


async def test_a_letter_nobody_signed_is_not_applied_by_retrying_it_as_it_came(desk: Desk) -> None:
    body = attended("W-1", "2022-07-01").to_json()
    unproved = Entry("placement", unique_position(), body, NOT_PROVED)
    await desk.payroll.kernel.apply([unproved], desk.payroll.doors["placement"])
    number = int(await desk.payroll.pool.fetchval("SELECT max(id) FROM dead_letter"))
    refused = await desk.post(f"{number}/retry", {})
    assert refused.status_code == 422
    assert "replay" in refused.json()["advice"]
    assert await desk.payroll.pool.fetchval("SELECT count(*) FROM attendance") == 0
    assert (await desk.post(f"{number}/discard", {"reason": "forged"})).status_code == 200


async def test_a_discarded_letter_needs_a_reason_and_is_closed(desk: Desk) -> None:
    before = await desk.steps()
    number = await desk.bury(b"not json")
    assert (await desk.post(f"{number}/discard", {"reason": ""})).status_code == 422
    assert (await desk.post(f"{number}/discard", {"reason": "test data"})).json() == {"state": "discarded"}
    assert (await desk.get(""))["dead_letters"] == []
    assert (await desk.steps())[len(before) :] == [("operator-li", "dead_letter.discarded", str(number))]
    detail = await desk.payroll.pool.fetchval("SELECT detail ->> 'reason' FROM audit_log ORDER BY id DESC LIMIT 1")
    assert detail == "test data"


@pytest.mark.parametrize("close", ["discard", "retry"])
async def test_a_closed_letter_can_no_longer_be_applied(desk: Desk, close: str) -> None:
    number = await desk.bury(orjson.dumps(orjson.loads(attended("W-1", "2022-07-01").to_json()) | {"type": "x.v1"}))
    good = orjson.loads(attended("W-1", "2022-07-01").to_json())
    first = {"reason": "test data"} if close == "discard" else {"event": good}
    assert (await desk.post(f"{number}/{close}", first)).status_code == 200
    other = orjson.loads(attended("W-2", "2022-07-01").to_json())
    answer = await desk.post(f"{number}/retry", {"event": other})
    assert answer.status_code in (404, 409)
    assert await desk.payroll.pool.fetchval("SELECT count(*) FROM attendance WHERE worker = 'W-2'") == 0


async def test_only_operators_see_letters(desk: Desk) -> None:
    number = await desk.bury(b"not json")
    reader = desk.issuer.header("clerk", "payroll:read")
    for method, path in (
        ("GET", ""),
        ("GET", f"/{number}/content"),
        ("POST", f"/{number}/retry"),
        ("POST", f"/{number}/discard"),
    ):
        answer = await desk.http.request(method, f"/v1/dead-letters{path}", headers=reader, json={"reason": "why not"})
        assert answer.status_code == 403, path


@pytest.mark.parametrize("path", ["999999/retry", "999999/discard"])
async def test_a_letter_that_does_not_exist_is_not_found(desk: Desk, path: str) -> None:
    body = {"reason": "test data"} if path.endswith("discard") else {}
    answer = await desk.post(path, body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert (await desk.http.get("/v1/dead-letters/999999/content")).status_code == 404
