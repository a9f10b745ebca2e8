"""The answer to a file or a batch names what is kept, or came before, and is not in force."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integration.orders.test_import_command import Importing, importing, row
from tests.support.orders.service import OrdersService
from tests.support.tokens import TokenIssuer

__all__ = ["importing"]

HEAD = "company,order,line,workshop,kind,product,month,quantity,amount_yuan,agreed_on"
PIECES = "entry,workshop,company,product,operation,worked_on,worker,accepted_quantity,revision,recorded_at"


@pytest.fixture
def writer(issuer: TokenIssuer) -> dict[str, str]:
    return issuer.header("erp", "orders:write", "orders:read")


def line(quantity: int, order: str = "O-1") -> str:
    return f"C1,{order},1,WS-01,fixed,toy,2022-07,{quantity},10.00,2022-06-20"


def piece(quantity: int, revision: str = "", recorded_at: str = "2022-07-06T08:00:00", entry: str = "K-4") -> str:
    return f"{entry},WS-01,C1,toy-a,sewing,2022-07-05,W-1,{quantity},{revision},{recorded_at}"


async def send(http: httpx.AsyncClient, writer: dict[str, str], kind: str, *rows: str) -> dict[str, Any]:
    content = "\n".join([HEAD if kind == "orders" else PIECES, *rows, ""])
    answer = await http.post(f"/v1/imports/{kind}", content=content.encode(), headers=writer)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_a_content_that_comes_back_in_a_third_file_is_told_to_be_no_longer_in_force(
    http: httpx.AsyncClient, writer: dict[str, str], service: OrdersService
) -> None:
    assert (await send(http, writer, "orders", line(1), line(7, "O-2")))["superseded"] == 0
    assert (await send(http, writer, "orders", line(0)))["superseded"] == 0
    third = await send(http, writer, "orders", line(1), line(7, "O-2"))
    assert (third["duplicate"], third["superseded"]) == (2, 1)
    (told,) = third["not_in_force"]
    assert (told["line"], told["status"], told["superseded"]) == (2, "duplicate", True)
    assert told["in_force"]["revision"] == 0
    assert told["in_force"]["time"].endswith("Z")
    assert "no longer in force" in told["note"]
    assert "revision 1" in told["advice"]
    await service.compute()
    (decided,) = (await http.get("/v1/orders/C1/O-1", headers=writer)).json()["lines"]
    assert decided["quantity"] == 0


async def test_the_revision_that_the_advice_names_brings_the_content_back(
    http: httpx.AsyncClient, writer: dict[str, str]
) -> None:
    await send(http, writer, "piecework", piece(1))
    await send(http, writer, "piecework", piece(0, "1"))
    (told,) = (await send(http, writer, "piecework", piece(1)))["not_in_force"]
    assert (told["in_force"]["revision"], "revision 2" in told["advice"]) == (1, True)
    assert (await send(http, writer, "piecework", piece(1, "2")))["not_in_force"] == []
    (told,) = (await send(http, writer, "piecework", piece(0, "1")))["not_in_force"]
    assert (told["status"], told["in_force"]["revision"]) == ("duplicate", 2)


async def test_a_late_word_below_one_that_stands_is_told_to_be_kept_and_not_in_force(
    http: httpx.AsyncClient, writer: dict[str, str]
) -> None:
    await send(http, writer, "piecework", piece(100, "1"))
    answer = await send(http, writer, "piecework", piece(120))
    (told,) = answer["not_in_force"]
    assert (answer["accepted"], told["status"], told["note"][:22]) == (1, "accepted", "kept, but not in force")


async def test_of_two_lines_on_one_thing_in_one_file_the_upper_is_told(
    http: httpx.AsyncClient, writer: dict[str, str]
) -> None:
    answer = await send(http, writer, "orders", line(1), line(2))
    assert [(told["line"], told["status"]) for told in answer["not_in_force"]] == [(2, "accepted")]


async def test_the_same_content_told_by_another_word_is_in_force(
    http: httpx.AsyncClient, writer: dict[str, str], issuer: TokenIssuer
) -> None:
    await send(http, writer, "orders", line(1))
    await send(http, issuer.header("office", "orders:write"), "orders", line(1))
    again = await send(http, writer, "orders", line(1))
    assert (again["duplicate"], again["superseded"]) == (1, 0)


async def test_events_and_resources_are_answered_alike(
    http: httpx.AsyncClient, writer: dict[str, str], service: OrdersService
) -> None:
    def event(number: int, price: str) -> dict[str, Any]:
        data = {
            "company": "C1",
            "product": "toy",
            "operation": "sewing",
            "effective_from": "2022-07-01",
            "unit_rate_yuan": price,
        }
        envelope = {"specversion": "1.0", "id": f"r-{number}", "source": "erp", "type": "rate.published.v1"}
        return {**envelope, "time": f"2022-07-0{number}T00:00:00Z", "data": data}

    await http.post("/v1/events", json=[event(2, "0.20")], headers=writer)
    answer = (await http.post("/v1/events", json=[event(2, "0.20"), event(1, "0.10")], headers=writer)).json()
    assert answer["superseded"] == 1
    second, first = answer["results"]
    assert "superseded" not in second
    in_force = {"revision": 0, "time": "2022-07-02T00:00:00Z", "outranks": False}
    assert (first["superseded"], first["in_force"]) == (True, in_force)
    data = {**event(3, "0.30")["data"], "revision": 3}
    assert "superseded" not in (await http.post("/v1/rates", json=data, headers=writer)).json()
    lower = (await http.post("/v1/rates", json={**data, "revision": 2}, headers=writer)).json()
    assert (lower["status"], lower["superseded"], lower["in_force"]["revision"]) == ("accepted", True, 3)


async def test_the_command_names_the_lines_and_how_to_bring_them_back(importing: Importing, tmp_path: Path) -> None:
    importing.run(row("K-1"), row("K-2"), row("K-3"))
    corrections = "entry,workshop,company,product,operation,worked_on,worker,accepted_quantity,revision"
    importing.run_text("\n".join([corrections, f"{row('K-1', quantity='0')},1", f"{row('K-2', quantity='0')},1", ""]))
    result = importing.run(row("K-1"), row("K-2"), row("K-3"))
    assert result.exit_code == 0
    assert "第 2-3 行 line: 以前来过，已不生效 came before, no longer in force" in result.stdout
    assert "revision 栏写 2" in result.stdout
