"""The doors of the orders API: resources, files, events, and what a token may send and see."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.orders.api.imports import TABLES
from tests.support.json_doors import BAD_BODIES, badly_answered
from tests.support.orders.facts import agreement, award, delivery, order, piecework, rate, routing
from tests.support.orders.service import OrdersService
from tests.support.tokens import TokenIssuer

LINE: dict[str, Any] = {
    "company": "C1",
    "order": "O-1",
    "line": 1,
    "workshop": "WS-01",
    "kind": "fixed",
    "product": "toy",
    "month": "2022-07",
    "quantity": 100,
    "amount_yuan": "1000.00",
    "agreed_on": "2022-06-20",
}
ORDER_TABLE = (
    "company,order,line,workshop,kind,product,month,quantity,amount_yuan,agreed_on\n"
    "C1,O-1,1,WS-01,fixed,toy,2022-07,100,1000.00,2022-06-20\n"
    "C1,O-1,2,WS-01,excess,toy,2022-07,20,240.00,2022-06-20\n"
)
README = Path(__file__).resolve().parents[3] / "services" / "orders" / "README.md"
FILES = {
    kind: f"{header}\n{row}\n"
    for kind, header, row in re.findall(
        r"^\| `([a-z-]+)` \| `([^`]+)`<br>`([^`]+)` \|$", README.read_text(), re.MULTILINE
    )
}


@pytest.fixture
def writer(issuer: TokenIssuer) -> dict[str, str]:
    return issuer.header("erp", "orders:write", "orders:read")


@pytest.fixture
def bound_writer(issuer: TokenIssuer) -> dict[str, str]:
    return issuer.header("erp-c2", "orders:write", "orders:read", "company:C2")


async def test_an_order_sent_as_a_resource_is_seen_waiting_and_then_accepted(
    service: OrdersService, http: httpx.AsyncClient, writer: dict[str, str]
) -> None:
    answer = await http.post("/v1/orders", json=LINE, headers=writer)
    assert (answer.status_code, answer.json()["status"]) == (200, "accepted")
    await service.compute()
    (line,) = (await http.get("/v1/orders/C1/O-1", headers=writer)).json()["lines"]
    assert (line["status"], line["reason"]) == ("waiting", "no active agreement")

    body = {"company": "C1", "workshop": "WS-01", "valid_from": "2022-01-01"}
    assert (await http.put("/v1/agreements/AG-1", json=body, headers=writer)).status_code == 200
    await service.compute()
    (line,) = (await http.get("/v1/orders/C1/O-1", headers=writer)).json()["lines"]
    assert (line["status"], line["agreement"]) == ("accepted", "AG-1")
    assert [report["quantity"] for report in line["reports"]] == [100]


async def test_a_line_is_amended_by_putting_it_to_its_path(
    service: OrdersService, http: httpx.AsyncClient, writer: dict[str, str]
) -> None:
    body = {name: value for name, value in LINE.items() if name not in ("company", "order", "line")}
    for quantity in (100, 80):
        answer = await http.put("/v1/orders/C1/O-1/1", json=body | {"quantity": quantity}, headers=writer)
        assert answer.status_code == 200
    await service.compute()
    (line,) = (await http.get("/v1/orders/C1/O-1", headers=writer)).json()["lines"]
    assert line["quantity"] == 80
    assert [report["quantity"] for report in line["reports"]] == [100, 80]


async def test_an_idempotency_key_makes_a_repeat_a_duplicate_and_other_content_a_conflict(
    service: OrdersService, http: httpx.AsyncClient, writer: dict[str, str]
) -> None:
    headers = writer | {"Idempotency-Key": "one"}
    assert (await http.post("/v1/orders", json=LINE, headers=headers)).json()["status"] == "accepted"
    assert (await http.post("/v1/orders", json=LINE, headers=headers)).json()["status"] == "duplicate"
    conflict = await http.post("/v1/orders", json=LINE | {"quantity": 99}, headers=headers)
    assert (conflict.status_code, conflict.headers["Content-Type"]) == (409, "application/problem+json")


@pytest.mark.parametrize(
    ("path", "method", "body", "pointer"),
    [
        ("/v1/orders", "POST", LINE | {"quantity": -1}, "/quantity"),
        ("/v1/orders", "POST", LINE | {"agreed_on": "soon"}, "/agreed_on"),
        ("/v1/orders", "POST", LINE | {"amount_yuan": "-1.00"}, "/data/amount_yuan"),
        ("/v1/orders/C1/O-1/2", "PUT", LINE, "/line"),
        ("/v1/orders/C1/O-1/x", "PUT", {**LINE, "line": "x"}, "/line"),
        ("/v1/rates", "POST", {"company": "C1"}, "/product"),
    ],
)
async def test_a_wrong_resource_is_answered_with_the_field_at_fault(
    http: httpx.AsyncClient, writer: dict[str, str], path: str, method: str, body: dict[str, Any], pointer: str
) -> None:
    answer = await http.request(method, path, json=body, headers=writer)
    assert (answer.status_code, answer.json()["pointer"]) == (422, pointer)


def test_the_readme_has_a_row_of_each_kind_of_file() -> None:
    assert set(FILES) == {table.kind for table in TABLES}


@pytest.mark.parametrize("kind", sorted(FILES))
async def test_the_readmes_row_of_each_kind_of_file_is_taken_once(
    http: httpx.AsyncClient, writer: dict[str, str], kind: str, service: OrdersService
) -> None:
    content = FILES[kind].encode()
    first = (await http.post(f"/v1/imports/{kind}", content=content, headers=writer)).json()
    assert (first["accepted"], first["rejected"]) == (FILES[kind].count("\n") - 1, 0), first
    again = (await http.post(f"/v1/imports/{kind}", content=content, headers=writer)).json()
    assert (again["accepted"], again["duplicate"]) == (0, first["accepted"])


async def test_a_months_view_shows_figures_lines_flags_and_awards(
    service: OrdersService, http: httpx.AsyncClient, writer: dict[str, str]
) -> None:
    await service.record(
        agreement(1),
        order(2, 100),
        order(3, 100, order="O-2", agreed_on="2022-08-02"),
        order(4, 7, order="O-3", company="C2"),
        delivery(5, 110, rejected_quantity=3),
        routing(6, "cutting", "sewing"),
        rate(7, "1", operation="cutting"),
        piecework(8, 100, operation="cutting"),
        piecework(9, 112, entry="P-2"),
        award(1, "300.00"),
    )
    month = (await http.get("/v1/production/WS-01/2022-07", headers=writer)).json()
    (figures,) = month["figures"]
    assert (figures["fixed_quantity"], figures["accepted_quantity"], figures["complete"]) == (100, 110, True)
    lines = {line["order"]: line for line in month["order_lines"]}
    assert lines["O-1"]["status"] == "completed"
    assert lines["O-1"]["counted"] == {"quantity": 100, "amount_yuan": "1000.00"}
    assert lines["O-2"]["counted"] is None
    assert lines["O-2"]["note"].startswith("agreed after the month's end")
    assert lines["O-3"]["reason"] == "no active agreement"
    (flag,) = month["routing_flags"]
    assert (flag["operation"], flag["previous_operation"], flag["excess_quantity"]) == ("sewing", "cutting", 12)
    assert month["piecework_flags"] == [{"entry": "P-2", "kind": "no_rate", "quantity": 112}]
    (granted,) = month["awards"]
    assert (granted["company"], granted["amount_yuan"]) == ("C1", "300.00")


async def test_a_line_moved_after_the_months_end_is_shown_where_it_still_counts(
    service: OrdersService, http: httpx.AsyncClient, writer: dict[str, str]
) -> None:
    await service.record(agreement(1), order(2, 100), order(3, 100, month="2022-08", agreed_on="2022-08-01"))
    (line,) = (await http.get("/v1/production/WS-01/2022-07", headers=writer)).json()["order_lines"]
    assert (line["status"], line["counted"]["quantity"]) == ("moved", 100)


async def test_an_entry_of_piecework_shows_its_workers_flags_and_reports(
    service: OrdersService, http: httpx.AsyncClient, writer: dict[str, str]
) -> None:
    await service.record(piecework(1, 5))
    await service.record(piecework(2, 6, worker="W2"))
    entry = (await http.get("/v1/piecework/P-1", headers=writer)).json()
    assert [(worker["worker"], worker["withdrawn"]) for worker in entry["workers"]] == [("W1", True), ("W2", False)]
    assert [report["accepted_quantity"] for report in entry["reports"]] == [5, 6]
    assert entry["flags"] == [{"kind": "no_rate", "quantity": 6}]


async def test_lines_are_listed_page_by_page_without_gap_or_repeat(
    service: OrdersService, http: httpx.AsyncClient, writer: dict[str, str]
) -> None:
    await service.record(agreement(1), *(order(number, 10, line=number) for number in range(2, 9)))
    seen: list[int] = []
    after: str | None = None
    while True:
        parameters = {"limit": "3", "month": "2022-07"} | ({"after": after} if after else {})
        page = (await http.get("/v1/orders", params=parameters, headers=writer)).json()
        assert len(page["lines"]) <= 3
        seen += [line["line"] for line in page["lines"]]
        after = page["next"]
        if after is None:
            break
    assert seen == list(range(2, 9))
    waiting = await http.get("/v1/orders", params={"status": "waiting"}, headers=writer)
    assert waiting.json()["lines"] == []


async def test_a_token_bound_to_a_company_sends_for_it_only_by_every_door(
    http: httpx.AsyncClient, bound_writer: dict[str, str], service: OrdersService
) -> None:
    refused = await http.post("/v1/orders", json=LINE, headers=bound_writer)
    assert (refused.status_code, refused.json()["pointer"]) == (403, "/data/company")
    assert (await http.post("/v1/orders", json=LINE | {"company": "C2"}, headers=bound_writer)).status_code == 200
    event = order(1, 5).model_copy(update={"source": "erp-c2"})
    item = (await http.post("/v1/events", content=event.to_json(), headers=bound_writer)).json()["results"][0]
    assert (item["status"], item["problem"]["pointer"]) == ("rejected", "/data/company")
    imported = (await http.post("/v1/imports/orders", content=ORDER_TABLE, headers=bound_writer)).json()
    assert imported["rejected"] == 2
    profit = {"workshop": "WS-01", "period": "2022", "net_profit_yuan": "1.00"}
    refused = await http.post("/v1/profit-reports", json=profit, headers=bound_writer)
    assert (refused.status_code, refused.json()["pointer"]) == (403, "/type")


async def test_a_token_bound_to_a_company_sees_that_company_only(
    service: OrdersService, http: httpx.AsyncClient, bound_writer: dict[str, str]
) -> None:
    second = agreement(3, agreement="AG-2", company="C2")
    await service.record(
        agreement(1), order(2, 100), second, order(4, 7, company="C2"), piecework(5, 1), award(1, "3.00")
    )
    lines = (await http.get("/v1/orders", headers=bound_writer)).json()["lines"]
    assert [line["company"] for line in lines] == ["C2"]
    assert (await http.get("/v1/orders/C1/O-1", headers=bound_writer)).status_code == 403
    assert (await http.get("/v1/piecework/P-1", headers=bound_writer)).status_code == 403
    month = (await http.get("/v1/production/WS-01/2022-07", headers=bound_writer)).json()
    assert [figures["company"] for figures in month["figures"]] == ["C2"]
    assert [line["company"] for line in month["order_lines"]] == ["C2"]
    assert (month["awards"], month["piecework_flags"]) == ([], [])


async def test_reading_and_writing_need_their_scopes(
    http: httpx.AsyncClient, issuer: TokenIssuer, service: OrdersService
) -> None:
    reader = issuer.header("looker", "orders:read")
    assert (await http.post("/v1/orders", json=LINE, headers=reader)).status_code == 403
    assert (await http.get("/v1/orders")).status_code == 401
    assert (await http.get("/v1/orders", headers=issuer.header("erp", "orders:write"))).status_code == 403


async def test_the_unknown_is_answered_as_not_found(http: httpx.AsyncClient, writer: dict[str, str]) -> None:
    for path in ("/v1/orders/C1/nothing", "/v1/piecework/nothing"):
        answer = await http.get(path, headers=writer)
        assert (answer.status_code, answer.json()["status"]) == (404, 404)


async def test_the_documents_name_every_resource_and_stream(http: httpx.AsyncClient) -> None:
    paths = (await http.get("/openapi.json")).json()["paths"]
    body = paths["/v1/piecework/{entry}"]["put"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["properties"]["group_shares"]["items"]["required"] == ["worker", "share"]
    assert "production.reported.v1" in (await http.get("/asyncapi.json")).text


async def test_no_operation_takes_json_that_is_not_strict(http: httpx.AsyncClient, issuer: TokenIssuer) -> None:
    assert await badly_answered(http, issuer.header("boss", "operator", "orders:write")) == []


async def test_an_event_of_a_batch_that_is_not_json_takes_none_of_the_others_with_it(
    http: httpx.AsyncClient, issuer: TokenIssuer
) -> None:
    good = rate(1, "1.00").to_json()
    header = issuer.header("erp", "orders:write") | {"Content-Type": "application/json"}
    bad = [body for name, body in BAD_BODIES.items() if name != "nested 50 000 deep"]
    answer = await http.post("/v1/events", content=b"[" + b",".join([*bad, good]) + b"]", headers=header)
    told = answer.json()
    assert (answer.status_code, told["accepted"], told["rejected"]) == (200, 1, len(bad)), told
