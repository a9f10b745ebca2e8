"""What payroll's API answers, and to whom."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest
import pytest_asyncio

from cli.embedded import EmbeddedServers
from tests.support.harness import ServiceUnderTest
from tests.support.json_doors import badly_answered
from tests.support.payroll.facts import attended, pieces, production, profit, registered, shares, workshop
from tests.support.tokens import TokenIssuer

PROBLEM = "application/problem+json"


@pytest_asyncio.fixture
async def facts(payroll: ServiceUnderTest) -> None:
    """A month with something of everything."""
    await payroll.record(
        workshop(),
        registered("W-1", first_day="2022-07-01"),
        registered("W-2"),
        attended("W-1", "2022-07-01"),
        pieces("W-1", "E-1", "2022-07-01", 100),
        attended("W-2", "2022-07-01"),
        production("2022-07", 100, 150, "1000.00"),
        shares("V001", "1"),
        profit("2022", "1000.00"),
    )


@pytest.fixture
def credentials(issuer: TokenIssuer) -> Mapping[str, Any]:
    return {"headers": issuer.header("clerk", "payroll:read")}


async def test_a_statement_has_its_lines_and_the_correlations_it_came_from(api: httpx.AsyncClient) -> None:
    found = (await api.get("/v1/statements/W-1/2022-07")).json()
    assert found["total"] == "375.00"
    assert "began:piecework/E-1/W-1" in found["correlation_ids"]
    assert "pack" not in found["lines"][0]


async def test_with_explain_each_line_has_clause_parameters_formula_and_events(api: httpx.AsyncClient) -> None:
    found = (await api.get("/v1/statements/W-1/2022-07?explain=true")).json()
    line = found["lines"][0]
    assert line["clause"]["document"]
    assert line["parameters"][0]["since"]
    assert line["formula"]["en"]
    assert line["events"] == ["gongfang:orders#piecework/E-1/W-1@1"]
    assert {unpaid["rule"]: unpaid["reason"] for unpaid in found["unpaid"]}["guaranteed_floor"] == "too_few_days"


async def test_lists_go_page_by_page_and_by_workshop(api: httpx.AsyncClient) -> None:
    first = (await api.get("/v1/statements", params={"month": "2022-07", "limit": 1})).json()
    assert ([item["worker"] for item in first["statements"]], first["next"]) == (["W-1"], "W-1")
    second = (await api.get("/v1/statements", params={"month": "2022-07", "limit": 5, "after": "W-1"})).json()
    assert ([item["worker"] for item in second["statements"]], second["next"]) == (["W-2"], None)
    elsewhere = (await api.get("/v1/statements", params={"month": "2022-07", "workshop": "WS-02"})).json()
    assert elsewhere["statements"] == []


async def test_awards_divisions_and_the_production_statement_are_told(api: httpx.AsyncClient) -> None:
    assert (await api.get("/v1/awards", params={"month": "2022-07"})).json()["awards"][0]["amount"] == "50.00"
    assert (await api.get("/v1/awards/WS-01/QIAOJI/2022-07")).json()["lines"][0]["amount"] == "50.00"
    assert (await api.get("/v1/profit-divisions")).json()["profit_divisions"][0]["net_profit"] == "1000.00"
    assert len((await api.get("/v1/profit-divisions/WS-01/2022")).json()["lines"]) == 4
    sheet = (await api.get("/v1/production-statements/WS-01/2022-07")).json()
    assert sheet["totals"]["awards"] == "50.00"
    assert sheet["totals"]["wages"] == "375.00"
    assert sheet["workers"] == 2


async def test_a_worker_reads_his_own_statement_and_nobody_elses(api: httpx.AsyncClient, issuer: TokenIssuer) -> None:
    own = issuer.header("app-of-w1", "worker:W-1")
    assert (await api.get("/v1/statements/W-1/2022-07", headers=own)).status_code == 200
    for path in (
        "/v1/statements/W-2/2022-07",
        "/v1/statements/W-1x/2022-07",
        "/v1/statements?month=2022-07",
        "/v1/awards",
        "/v1/profit-divisions/WS-01/2022",
        "/v1/production-statements/WS-01/2022-07",
        "/v1/dead-letters",
    ):
        answer = await api.get(path, headers=own)
        assert (answer.status_code, answer.headers["Content-Type"]) == (403, PROBLEM), path


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/statements/W-404/2022-07", 404),
        ("/v1/statements/W-1/2021-01", 404),
        ("/v1/awards/WS-01/NOBODY/2022-07", 404),
        ("/v1/profit-divisions/WS-01/1999", 404),
        ("/v1/nowhere", 404),
        ("/v1/statements/W-1/2022-13", 422),
        ("/v1/statements/Zhang%20San/2022-07", 422),
        ("/v1/statements", 422),
        ("/v1/statements?month=2022-07&limit=0", 422),
        ("/v1/statements?month=2022-07&limit=501", 422),
    ],
)
async def test_what_cannot_be_answered_is_a_problem_that_says_so(
    api: httpx.AsyncClient, path: str, status: int
) -> None:
    answer = await api.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, PROBLEM)
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]


async def test_without_a_token_nothing_is_told(api: httpx.AsyncClient) -> None:
    answer = await api.get("/v1/statements/W-1/2022-07", headers={"Authorization": ""})
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, PROBLEM)
    assert answer.json()["advice"]


async def test_it_accepts_no_facts(api: httpx.AsyncClient, issuer: TokenIssuer) -> None:
    everything = issuer.header("erp", "orders:write", "placement:write", "payroll:read", "operator")
    assert (await api.post("/v1/events", json={}, headers=everything)).status_code in (404, 405)


@pytest.mark.parametrize(
    "path", ["/health/live", "/health/ready", "/metrics", "/openapi.json", "/asyncapi.json", "/docs"]
)
async def test_the_operators_pages_need_no_token(api: httpx.AsyncClient, path: str) -> None:
    assert (await api.get(path, headers={"Authorization": ""})).status_code == 200


async def test_with_the_database_away_it_asks_to_come_again_and_recovers(
    api: httpx.AsyncClient, embedded_servers: EmbeddedServers
) -> None:
    embedded_servers.postgres.kill()
    try:
        answer = await api.get("/v1/statements/W-1/2022-07")
        assert (answer.status_code, answer.headers["Content-Type"]) == (503, PROBLEM)
        assert answer.headers["Retry-After"]
        assert (await api.get("/health/ready")).status_code == 503
        assert (await api.get("/health/live")).status_code == 200
    finally:
        embedded_servers.postgres.start()
    assert (await api.get("/v1/statements/W-1/2022-07")).status_code == 200
    assert (await api.get("/health/ready")).status_code == 200


async def test_no_operation_takes_json_that_is_not_strict(api: httpx.AsyncClient, issuer: TokenIssuer) -> None:
    everything = issuer.header(
        "boss", "operator", "payroll:finance", "clerk:X", "checker:*", "checker:TS-1", "payroll:read"
    )
    assert await badly_answered(api, everything) == []


async def test_a_fact_from_before_the_doors_had_bounds_is_answered_as_it_is_kept(
    api: httpx.AsyncClient, payroll: ServiceUnderTest
) -> None:
    amount = "12345678901234.00"
    await payroll.pool.execute(f"UPDATE statement SET total_yuan = {amount}")
    await payroll.pool.execute(f"UPDATE award SET month = '0001-01', amount_yuan = {amount}")
    await payroll.pool.execute(f"UPDATE profit_division SET period = '0001', net_profit_yuan = {amount}")
    statements = (await api.get("/v1/statements", params={"month": "2022-07"})).json()["statements"]
    assert {statement["total"] for statement in statements} == {amount}
    (award,) = (await api.get("/v1/awards")).json()["awards"]
    assert (award["month"], award["amount"]) == ("0001-01", amount)
    (division,) = (await api.get("/v1/profit-divisions")).json()["profit_divisions"]
    assert (division["period"], division["net_profit"]) == ("0001", amount)
