"""Stream, HTTP and file lead into one kernel with one inbox: a fact counts once, whichever way it came."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
import pytest_asyncio
from redis.asyncio import Redis

from services.orders.definition import DEFINITION as ORDERS
from shared.columns import Column
from shared.events.production import PieceworkReported
from shared.http import create_service_app
from shared.imports import TableImport
from shared.messaging.dead_letters import list_dead_letters
from tests.integration.messaging.conftest import ERP
from tests.support.harness import ServiceUnderTest, read_new, send_by_stream, settings_for
from tests.support.tokens import TokenIssuer

INBOUND = f"inbound:orders:{ERP}"
TEXT_FIELDS = ("entry", "workshop", "company", "product", "operation", "worked_on", "worker")
PIECEWORK = TableImport(
    kind="piecework",
    event=PieceworkReported,
    columns={
        **{name: Column(name) for name in TEXT_FIELDS},
        "accepted_quantity": Column("accepted_quantity", "integer"),
    },
    description="Pieces made",
    entry_column="entry",
)


def reported(entry: str, quantity: int = 12, **more: Any) -> dict[str, Any]:
    """Pieces reported by the ERP, as they stand on the wire."""
    envelope = {
        "specversion": "1.0",
        "id": entry,
        "source": f"{ERP}/piecework",
        "type": "piecework.reported.v1",
        "time": "2022-07-15T09:00:00+08:00",
        "data": {
            "entry": entry,
            "workshop": "WS-01",
            "company": "QIAOJI",
            "product": "toy-a",
            "operation": "sewing",
            "worked_on": "2022-07-15",
            "worker": "W-1",
            "accepted_quantity": quantity,
        },
    }
    return envelope | more


@dataclass(frozen=True)
class Doors:
    """The three ways into orders, each answering with what became of one fact."""

    orders: ServiceUnderTest
    redis: "Redis"
    http: httpx.AsyncClient
    token: Callable[..., dict[str, str]]

    async def stream(self, body: dict[str, Any]) -> str:
        """As the trusted client's stream: what became of it shows in the tables alone."""
        reader = self.orders.reader(INBOUND, self.redis)
        await reader.create_group()
        letters, claims = await self.count("dead_letter"), await self.count("inbox")
        await send_by_stream(self.redis, INBOUND, [orjson.dumps(body)])
        await reader.take_in(await read_new(self.redis, reader))
        if await self.count("dead_letter") > letters:
            return "dead letter"
        return "accepted" if await self.count("inbox") > claims else "duplicate"

    async def post(self, body: dict[str, Any]) -> str:
        answer = await self.http.post("/v1/events", json=body, headers=self.token(ERP, "orders:write"))
        return str(answer.json()["results"][0]["status"])

    async def file(self, body: dict[str, Any]) -> str:
        data = body["data"]
        table = "\n".join(",".join(line) for line in (PIECEWORK.columns, map(str, data.values())))
        answer = await self.http.post(
            "/v1/imports/piecework", content=table.encode(), headers=self.token(ERP, "orders:write")
        )
        counts = answer.json()
        return next(status for status in ("accepted", "duplicate", "conflict", "rejected") if counts[status])

    async def count(self, table: str) -> int:
        return int(await self.orders.pool.fetchval(f"SELECT count(*) FROM {table}"))


@pytest_asyncio.fixture
async def doors(orders: ServiceUnderTest, redis: "Redis", tmp_path: Path) -> AsyncIterator[Doors]:
    issuer = TokenIssuer(tmp_path)
    assert orders.settings.orders_database_url is not None
    settings = settings_for("orders", orders.settings.orders_database_url, jwks_file=issuer.jwks_file)
    app = create_service_app(
        ORDERS,
        settings,
        title="orders",
        description="",
        routers=[],
        imports=[PIECEWORK],
        write_scopes=("orders:write",),
    )
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://orders") as http,
    ):
        yield Doors(orders, redis, http, issuer.header)


@pytest.mark.parametrize("order", list(permutations(["stream", "post", "file"])), ids="-".join)
async def test_a_fact_is_accepted_once_by_whichever_door_it_comes_first(doors: Doors, order: tuple[str, ...]) -> None:
    assert [await getattr(doors, name)(reported("E-1")) for name in order] == ["accepted", "duplicate", "duplicate"]
    assert await doors.count("inbox") == 1
    assert await doors.count("dead_letter") == 0


async def test_the_same_id_with_other_content_is_a_conflict_at_every_door_and_changes_nothing(doors: Doors) -> None:
    assert await doors.post(reported("E-1", 12)) == "accepted"
    await doors.orders.compute()
    before = await doors.orders.latest_states()
    assert await doors.stream(reported("E-1", 13)) == "dead letter"
    assert await doors.post(reported("E-1", 14)) == "conflict"
    assert await doors.file(reported("E-1", 15)) == "conflict"
    await doors.orders.compute()
    assert await doors.orders.latest_states() == before
    (from_file, from_stream) = sorted(
        await list_dead_letters(doors.orders.pool, "open", 0, 10), key=lambda letter: letter.origin
    )
    assert from_stream.origin == INBOUND
    assert from_file.origin == f"file:{ERP}:piecework"
    assert from_stream.problem.pointer == "/id"
    assert (from_stream.event_source, from_stream.event_id) == (f"{ERP}/piecework", "E-1")


async def test_another_spelling_of_the_same_content_is_a_duplicate(doors: Doors) -> None:
    body = reported("E-1")
    assert await doors.post(body) == "accepted"
    spelt_otherwise = dict(reversed(body.items())) | {
        "time": "2022-07-15T01:00:00Z",
        "data": dict(reversed(body["data"].items())) | {"rejected_quantity": 0, "withdrawn": False},
    }
    assert await doors.post(spelt_otherwise) == "duplicate"


async def test_equal_and_differing_copies_within_one_batch_are_told_apart(doors: Doors) -> None:
    batch = [reported("E-1"), reported("E-1"), reported("E-1", 99), reported("E-2")]
    answer = await doors.http.post("/v1/events", json=batch, headers=doors.token(ERP, "orders:write"))
    assert [item["status"] for item in answer.json()["results"]] == ["accepted", "duplicate", "conflict", "accepted"]
    assert {name: answer.json()[name] for name in ("accepted", "duplicate", "conflict", "rejected")} == {
        "accepted": 2,
        "duplicate": 1,
        "conflict": 1,
        "rejected": 0,
    }


async def test_of_many_concurrent_copies_one_is_accepted(doors: Doors) -> None:
    answers = await asyncio.gather(*(doors.post(reported("E-1")) for _ in range(12)))
    assert sorted(answers) == ["accepted"] + ["duplicate"] * 11


async def test_ndjson_and_single_objects_are_read_and_one_bad_item_fails_no_other(doors: Doors) -> None:
    lines = [
        orjson.dumps(reported("E-1")),
        b"{not json",
        orjson.dumps(reported("E-2", -1)),
        orjson.dumps(reported("E-3")),
    ]
    headers = doors.token(ERP, "orders:write") | {"Content-Type": "application/x-ndjson"}
    results = (await doors.http.post("/v1/events", content=b"\n".join(lines), headers=headers)).json()["results"]
    assert [item["status"] for item in results] == ["accepted", "rejected", "rejected", "accepted"]
    assert results[2]["problem"]["pointer"] == "/data/accepted_quantity"
    assert results[2]["problem"]["advice"]
    assert await doors.count("dead_letter") == 0


@pytest.mark.parametrize("source", ["erp-other", "erp-qiaojix", "gongfang:orders"])
async def test_a_sender_cannot_use_the_source_of_another(doors: Doors, source: str) -> None:
    assert await doors.post(reported("E-1", source=source)) == "rejected"
    assert await doors.stream(reported("E-1", source=source)) == "dead letter"
    assert await doors.count("inbox") == 0


async def test_a_type_of_another_service_is_refused_naming_the_right_one(doors: Doors) -> None:
    body = reported("A-1", type="attendance.reported.v1")
    answer = await doors.http.post("/v1/events", json=body, headers=doors.token(ERP, "orders:write"))
    problem = answer.json()["results"][0]["problem"]
    assert problem["pointer"] == "/type"
    assert problem["advice"] == "send it to placement"


async def test_a_time_ahead_of_ours_is_refused_with_ours_in_the_answer(doors: Doors) -> None:
    now = datetime.now(UTC)
    assert await doors.post(reported("E-1", time=(now + timedelta(minutes=9)).isoformat())) == "accepted"
    body = reported("E-2", time=(now + timedelta(minutes=11)).isoformat())
    answer = await doors.http.post("/v1/events", json=body, headers=doors.token(ERP, "orders:write"))
    (item,) = answer.json()["results"]
    assert item["status"] == "rejected"
    assert item["problem"]["pointer"] == "/time"
    assert datetime.now(UTC).strftime("%Y-%m-%dT%H:") in item["problem"]["reason"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 401), ({"Authorization": "Bearer nonsense"}, 401), ({"Authorization": "Basic eDp5"}, 401)],
)
async def test_without_a_good_token_nothing_is_taken(doors: Doors, headers: dict[str, str], status: int) -> None:
    answer = await doors.http.post("/v1/events", json=reported("E-1"), headers=headers)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_expired_tokens_foreign_audiences_and_missing_scopes_are_refused(doors: Doors) -> None:
    expired = doors.token(ERP, "orders:write", valid_seconds=-10)
    foreign = doors.token(ERP, "orders:write", audience="elsewhere")
    unscoped = doors.token(ERP, "orders:read")
    statuses = [
        (await doors.http.post("/v1/events", json=reported("E-1"), headers=headers)).status_code
        for headers in (expired, foreign, unscoped)
    ]
    assert statuses == [401, 401, 403]


async def test_bodies_over_the_limits_are_refused_whole(doors: Doors) -> None:
    headers = doors.token(ERP, "orders:write") | {"Content-Type": "application/x-ndjson"}
    many = b"{}\n" * 5_001
    answer = await doors.http.post("/v1/events", content=many, headers=headers)
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "application/problem+json")
    large = b" " * (8 * 1024 * 1024 + 1)
    assert (await doors.http.post("/v1/events", content=large, headers=headers)).status_code == 413
    assert (await doors.http.post("/v1/events", content=b"{}\n" * 5_000, headers=headers)).status_code == 200


async def test_an_event_over_64_kibibytes_is_refused_alone(doors: Doors) -> None:
    batch = [reported("E-1", subject="x" * (64 * 1024)), reported("E-2")]
    answer = await doors.http.post("/v1/events", json=batch, headers=doors.token(ERP, "orders:write"))
    assert [item["status"] for item in answer.json()["results"]] == ["rejected", "accepted"]


async def test_a_malformed_row_is_kept_as_a_dead_letter_and_the_others_are_taken(doors: Doors) -> None:
    good = "WS-01,QIAOJI,toy-a,sewing,2022-07-15,W-1"
    table = "\n".join([",".join(PIECEWORK.columns), f"E-1,{good},12", "E-2,WS-01", f"E-3,{good},x"])
    answer = (
        await doors.http.post(
            "/v1/imports/piecework", content=table.encode("gb18030"), headers=doors.token(ERP, "orders:write")
        )
    ).json()
    assert (answer["rows"], answer["accepted"], answer["rejected"]) == (3, 1, 2)
    assert [item["problem"]["pointer"] for item in answer["refused"]] == ["/line 3", "/line 4"]
    assert await doors.count("dead_letter") == 2
