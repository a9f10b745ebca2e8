"""The highest revision of a fact is in force, whatever came first and whenever it says it was recorded."""

from itertools import permutations

import httpx
import pytest

from tests.support.orders.service import OrdersService
from tests.support.tokens import TokenIssuer

HEAD = "entry,workshop,company,product,operation,worked_on,worker,accepted_quantity,revision,recorded_at"
BOOK, FIRST, SECOND = (
    f"K-4,WS-01,C1,toy-a,sewing,2022-07-05,W-1,{quantity},{revision},{recorded_at}"
    for quantity, revision, recorded_at in (
        (120, "", ""),  # recorded when it is imported: after both corrections
        (110, "1", "2022-07-06T08:00:00"),
        (100, "2", "2022-07-05T18:00:00"),
    )
)


@pytest.fixture
def writer(issuer: TokenIssuer) -> dict[str, str]:
    return issuer.header("clerk", "orders:write", "orders:read")


async def pieces(service: OrdersService) -> int:
    await service.compute()
    quantity: int = (await service.states("piecework/"))["piecework/K-4/W-1"]["accepted_quantity"]
    return quantity


@pytest.mark.parametrize("order", list(permutations([BOOK, FIRST, SECOND])))
async def test_corrections_count_in_the_order_of_their_revisions_in_any_order_of_arrival(
    http: httpx.AsyncClient, writer: dict[str, str], service: OrdersService, order: tuple[str, ...]
) -> None:
    for row in order:
        answer = await http.post("/v1/imports/piecework", content=f"{HEAD}\n{row}\n".encode(), headers=writer)
        assert answer.json()["accepted"] == 1, answer.text
        await service.compute()
    assert await pieces(service) == 100


async def test_revisions_may_stand_newest_first_in_one_file(
    http: httpx.AsyncClient, writer: dict[str, str], service: OrdersService
) -> None:
    content = "\n".join([HEAD, SECOND, FIRST, BOOK])
    answer = await http.post("/v1/imports/piecework", content=content.encode(), headers=writer)
    assert answer.json()["accepted"] == 3
    assert await pieces(service) == 100


async def test_an_event_may_carry_its_revision_and_is_then_above_a_later_one_without(
    http: httpx.AsyncClient, writer: dict[str, str], service: OrdersService
) -> None:
    def event(number: int, quantity: int, **more: int) -> dict[str, object]:
        return {
            "specversion": "1.0",
            "id": f"e-{number}",
            "source": "clerk",
            "type": "order.placed.v1",
            "time": f"2022-07-0{number}T00:00:00Z",
            "data": {
                "company": "C1",
                "order": "O-1",
                "workshop": "WS-01",
                "kind": "fixed",
                "product": "toy",
                "month": "2022-07",
                "quantity": quantity,
                "amount_yuan": "1.00",
                "agreed_on": "2022-06-20",
                **more,
            },
        }

    answer = await http.post("/v1/events", json=[event(1, 10, revision=1), event(2, 20)], headers=writer)
    assert answer.json()["accepted"] == 2
    await service.compute()
    (line,) = (await http.get("/v1/orders/C1/O-1", headers=writer)).json()["lines"]
    assert (line["quantity"], [report["quantity"] for report in line["reports"]]) == (10, [20, 10])
