"""Funds, claims and publication lists over HTTP: who may do what, what each is told, and whose name is shown."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from tests.support.harness import ServiceUnderTest
from tests.support.payroll.bank import details
from tests.support.payroll.claims import claim, open_
from tests.support.payroll.facts import profit, shares, workshop
from tests.support.tokens import TokenIssuer

FUND = {"name": "就业奖补资金", "policy_pack": "sandu", "budget": "awards_budget"}
MONEY = {"amount": "1000.00", "document": "县财〔2022〕17号", "reason": "year's award budget"}
TO_W1: dict[str, Any] = {
    "beneficiary_kind": "worker",
    "beneficiary": "W-1",
    "payee_kind": "worker",
    "payee": "W-1",
    "subject": "W-1",
    "place": "示例村",
}
LIST = "/v1/publication-lists/awards"
OBJECTIONS = {
    "publisher": "县人社局",
    "objections_from": "2022-08-01",
    "objections_until": "2022-08-07",
    "objections_to": "县人社局 0857-0000000",
}


@pytest.fixture
def credentials(issuer: TokenIssuer) -> Mapping[str, Any]:
    """The API as the county's finance calls it."""
    return {"headers": issuer.header("finance", "payroll:finance")}


async def test_a_fund_is_opened_given_money_and_shown(api: httpx.AsyncClient) -> None:
    assert (await api.put("/v1/funds/awards", json=FUND)).json() == {"fund": "awards", "state": "opened"}
    assert (await api.put("/v1/funds/awards", json=FUND)).json()["state"] == "unchanged"
    assert (await api.put("/v1/funds/awards", json=FUND | {"name": "奖补"})).json()["state"] == "changed"
    posted = (await api.post("/v1/funds/awards/appropriations", json=MONEY)).json()
    assert (posted["state"], posted["fund"]["balance"]) == ("posted", "1000.00")
    again = await api.post("/v1/funds/awards/appropriations", json=MONEY)
    assert (again.status_code, again.json()["state"], again.json()["fund"]["balance"]) == (
        200,
        "already_posted",
        "1000.00",
    )
    shown = (await api.get("/v1/funds/awards")).json()
    assert (shown["name"], shown["received"], shown["spent"], shown["budget"]) == (
        "奖补",
        "1000.00",
        "0.00",
        "awards_budget",
    )
    assert [part["document"] for part in shown["appropriations"]] == ["县财〔2022〕17号"]
    assert [fund["fund"] for fund in (await api.get("/v1/funds")).json()["funds"]] == ["awards"]


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"amount": "1000.01"}, 409, "/amount"),
        ({"amount": "10000000.01", "document": "D-2"}, 409, "/amount"),
        ({"amount": "0.00", "document": "D-2"}, 422, "/body/amount"),
        ({"amount": "-5.00", "document": "D-2"}, 422, "/body/amount"),
        ({"amount": "5", "document": "D-2"}, 422, "/body/amount"),
        ({"amount": "1e3", "document": "D-2"}, 422, "/body/amount"),
        ({"document": ""}, 422, "/body/document"),
        ({"reason": ""}, 422, "/body/reason"),
        ({"colour": "red"}, 422, "/body/colour"),
    ],
)
async def test_an_appropriation_that_cannot_be_posted_is_a_problem_naming_the_field(
    api: httpx.AsyncClient, change: dict[str, str], status: int, pointer: str
) -> None:
    await api.put("/v1/funds/awards", json=FUND)
    await api.post("/v1/funds/awards/appropriations", json=MONEY)
    answer = await api.post("/v1/funds/awards/appropriations", json=MONEY | change)
    assert (answer.status_code, answer.json()["pointer"]) == (status, pointer)
    assert answer.json()["advice"]
    assert (await api.get("/v1/funds/awards")).json()["balance"] == "1000.00"


async def test_the_budgets_refusal_names_its_clause(api: httpx.AsyncClient) -> None:
    await api.put("/v1/funds/awards", json=FUND)
    answer = await api.post("/v1/funds/awards/appropriations", json=MONEY | {"amount": "10000000.01"})
    assert answer.json()["clause"]["document"] in answer.json()["detail"]
    assert answer.json()["budget"] == "10000000.00"


async def test_a_profit_is_approved_at_the_revision_looked_at(
    api: httpx.AsyncClient, payroll: ServiceUnderTest
) -> None:
    await payroll.record(workshop(), shares("V001", "1"), profit("2022", "1000.00"))
    path = "/v1/profit-divisions/WS-01/2022/approve"
    stale = await api.post(path, json={"revision": 2})
    assert (stale.status_code, stale.json()["pointer"]) == (409, "/revision")
    posted = (await api.post(path, json={"revision": 1})).json()["posted"]
    assert {part["pot"]: part["difference"] for part in posted} == {
        "care_fund": "100.00",
        "relief_and_redevelopment": "200.00",
        "shareholding_collectives": "200.00",
        "rolling_development": "500.00",
    }
    assert (await api.post(path, json={"revision": 1})).json()["posted"] == []
    funds = (await api.get("/v1/funds")).json()["funds"]
    assert {fund["fund"]: fund["name"] for fund in funds}["WS-01.care_fund"] == "Workshop WS-01关爱资金"


async def test_some_of_a_joint_pot_is_allotted_and_shown_with_its_document(
    api: httpx.AsyncClient, payroll: ServiceUnderTest
) -> None:
    await payroll.record(workshop(), shares("V001", "1"), profit("2022", "1000.00"))
    await api.post("/v1/profit-divisions/WS-01/2022/approve", json={"revision": 1})
    path = "/v1/funds/WS-01.relief_and_redevelopment"
    body = MONEY | {"amount": "120.00", "pot": "relief_fund"}
    posted = (await api.post(f"{path}/allotments", json=body)).json()
    assert (posted["state"], posted["fund"]["balance"]) == ("posted", "80.00")
    assert (await api.post(f"{path}/allotments", json=body)).json()["state"] == "already_posted"
    (shown,) = (await api.get(path)).json()["allotments"]
    assert (shown["pot"], shown["amount"], shown["given_back"], shown["document"]) == (
        "relief_fund",
        "120.00",
        False,
        MONEY["document"],
    )
    relief = (await api.get("/v1/funds/WS-01.relief_fund")).json()
    assert (relief["balance"], relief["held_by"]["kind"]) == ("120.00", "township")
    beyond = await api.post(f"{path}/allotments", json=body | {"document": "D-2"})
    assert (beyond.status_code, beyond.json()["code"], beyond.json()["left"]) == (
        409,
        "fund.not_enough_to_allot",
        "80.00",
    )


async def test_a_claim_says_why_it_is_this_amount_and_where_its_money_is(
    api: httpx.AsyncClient, payroll: ServiceUnderTest
) -> None:
    await open_(payroll)
    await payroll.record(claim("C-1", approved=1), claim("C-2", approved=2, subject="W-C-1"), claim("C-3", approved=3))
    waiting = (await api.get("/v1/claims/C-3")).json()
    assert (waiting["state"], waiting["position"], waiting["payment"], waiting["postings"]) == ("queued", 2, None, [])
    await api.post("/v1/funds/awards/appropriations", json=MONEY)
    found = (await api.get("/v1/claims/C-1")).json()
    assert (found["state"], found["amount"], found["payment"], found["position"]) == (
        "committed",
        "200.00",
        "unpaid",
        None,
    )
    assert [(part["effect"], part["amount"]) for part in found["postings"]] == [("commitment", "200.00")]
    assert found["explanation"]["clause"]["document"] == "Measures"
    assert found["explanation"]["formula"]["zh"] == "1 人 × 200 元"
    assert found["explanation"]["events"] == ["gongfang:placement#placement/PL-1@3"]
    assert found["excludes"]["rules"] == ["organiser_subsidy", "follow_up_subsidy"]
    assert found["excludes"]["clause"]["document"]
    refused = (await api.get("/v1/claims/C-2")).json()
    assert (refused["state"], refused["winner"], refused["reason"]) == ("refused", "C-1", "paid_by_another_claim")
    assert "winner" in refused["advice"]


async def test_claims_are_listed_by_what_they_are_and_page_by_page(
    api: httpx.AsyncClient, payroll: ServiceUnderTest
) -> None:
    await payroll.record(
        claim("C-1"), claim("C-2", fund="other"), claim("C-3", rule="follow_up_subsidy", period="2022-06")
    )
    await payroll.record(claim("C-4", amount="0.00"))

    async def listed(**query: Any) -> list[str]:
        found = (await api.get("/v1/claims", params=query)).json()
        return [part["claim"] for part in found["claims"]]

    assert await listed() == ["C-1", "C-2", "C-3", "C-4"]
    assert await listed(fund="other") == ["C-2"]
    assert await listed(state="refused") == ["C-4"]
    assert await listed(rule="follow_up_subsidy", period="2022-06") == ["C-3"]
    assert await listed(subject="W-C-1") == ["C-1"]
    assert (await api.get("/v1/claims", params={"limit": 2})).json()["next"] == "C-2"
    assert await listed(limit=2, after="C-2") == ["C-3", "C-4"]


@pytest.mark.parametrize(
    ("method", "path", "scope", "status"),
    [
        ("GET", "/v1/funds", "payroll:read", 200),
        ("GET", "/v1/claims", "payroll:read", 200),
        ("GET", "/v1/claims/C-1", "worker:W-1", 200),
        ("GET", "/v1/claims/C-1", "worker:W-2", 403),
        ("GET", "/v1/claims", "worker:W-1", 403),
        ("GET", "/v1/funds", "worker:W-1", 403),
        ("GET", LIST, "worker:W-1", 403),
        ("PUT", "/v1/funds/awards", "payroll:read", 403),
        ("POST", "/v1/funds/awards/appropriations", "payroll:read", 403),
        ("POST", "/v1/funds/awards/allotments", "payroll:read", 403),
        ("POST", "/v1/profit-divisions/WS-01/2022/approve", "payroll:read", 403),
        ("GET", "/v1/claims/C-404", "payroll:read", 404),
        ("GET", "/v1/funds/nowhere", "payroll:read", 404),
        ("GET", "/v1/claims?period=2022-13", "payroll:read", 422),
        ("GET", "/v1/claims?limit=501", "payroll:read", 422),
    ],
)
async def test_each_may_do_what_his_scope_says(
    api: httpx.AsyncClient,
    payroll: ServiceUnderTest,
    issuer: TokenIssuer,
    method: str,
    path: str,
    scope: str,
    status: int,
) -> None:
    await payroll.record(claim("C-1", **TO_W1))
    answer = await api.request(method, path, headers=issuer.header("somebody", scope), json={})
    assert answer.status_code == status, answer.text


async def test_a_publication_list_shows_committed_subsidies_with_masked_names(
    api: httpx.AsyncClient, payroll: ServiceUnderTest
) -> None:
    await api.put("/v1/funds/awards", json=FUND)
    await api.post("/v1/funds/awards/appropriations", json=MONEY)
    household = TO_W1 | {"beneficiary_kind": "household", "beneficiary": "H-1", "subject": "H-1", "payee": "W-2"}
    await payroll.record(
        details("W-1"),
        details("W-2"),
        claim("C-1", approved=1, **TO_W1),
        claim("C-2", "300.00", approved=2, **household),
        claim("C-3", approved=3, place="示例镇"),
        claim("C-4", "900.00", approved=4),
        claim("C-5", "100.00", approved=0, period="2021"),
    )
    shown = (await api.get(LIST, params=OBJECTIONS | {"format": "json", "period": "2022"})).json()
    assert [row[1:3] for row in shown["rows"]] == [
        ["杨**", "示例村"],
        ["龙**", "示例村"],
        ["C******", "示例镇 COOP-01"],
    ]
    assert next(row[3:] for row in shown["rows"]) == ["组织就业并跟踪服务补贴", "Measures 3", "就业奖补资金", "200.00"]
    assert shown["total"] == "700.00"
    page = await api.get(LIST, params=OBJECTIONS | {"language": "en"})
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Organising and follow-up subsidy" in page.text
    assert "杨**" in page.text
    assert "杨秀英" not in page.text
    pdf = await api.get(LIST, params=OBJECTIONS | {"format": "pdf"})
    assert (pdf.headers["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    sheet = load_workbook(BytesIO((await api.get(LIST, params=OBJECTIONS | {"format": "xlsx"})).content)).active
    assert sheet is not None
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert "杨**" in cells
    assert not [cell for cell in cells if "杨秀英" in cell]


async def test_a_list_by_subsidy_and_a_person_who_was_erased(api: httpx.AsyncClient, payroll: ServiceUnderTest) -> None:
    await open_(payroll)
    await api.post("/v1/funds/awards/appropriations", json=MONEY)
    await payroll.record(claim("C-1", **TO_W1))
    path = "/v1/publication-lists/organiser_subsidy"
    shown = (await api.get(path, params=OBJECTIONS | {"format": "json"})).json()
    assert [row[1:3] for row in shown["rows"]] == [["W**", "示例村 W-1"]]
    backwards = await api.get(path, params=OBJECTIONS | {"objections_until": "2022-07-31"})
    assert (backwards.status_code, backwards.json()["pointer"]) == (422, "/objections_until")
    assert (await api.get(path)).status_code == 422
