"""A clerk's token writes the piecework of his workshop and nothing else, whatever else it holds."""

from typing import Any

import httpx
import pytest

from services.orders.definition import DEFINITION
from shared.events.envelope import Event
from shared.messaging.doors import stream_doors
from shared.messaging.entries import Entry
from tests.support.harness import unique_position
from tests.support.orders.facts import agreement, delivery, order, piecework, profit, rate, routing
from tests.support.orders.service import OrdersService
from tests.support.tokens import TokenIssuer

SCOPES = [("clerk:WS-01",), ("clerk:WS-01", "orders:write")]
BOOK = "entry,workshop,company,product,operation,worked_on,worker,accepted_quantity\n"


async def sent(http: httpx.AsyncClient, headers: dict[str, str], event: Event, client: str) -> dict[str, Any]:
    own = event.model_copy(update={"source": client})
    answer = await http.post("/v1/events", content=own.to_json(), headers=headers)
    assert answer.status_code == 200, answer.text
    item: dict[str, Any] = answer.json()["results"][0]
    return item


@pytest.mark.parametrize("scopes", SCOPES)
async def test_a_clerk_writes_the_piecework_of_his_workshop_for_any_company(
    http: httpx.AsyncClient, issuer: TokenIssuer, service: OrdersService, scopes: tuple[str, ...]
) -> None:
    headers = issuer.header("clerk-1", *scopes)
    for number, company in enumerate(("C1", "C2"), start=1):
        item = await sent(http, headers, piecework(number, 5, entry=f"P-{number}", company=company), "clerk-1")
        assert item["status"] == "accepted", item
    book = BOOK + "P-3,WS-01,C1,toy,sewing,2022-07-05,W1,5\nP-4,WS-02,C1,toy,sewing,2022-07-05,W1,5\n"
    imported = (await http.post("/v1/imports/piecework", content=book, headers=headers)).json()
    assert (imported["accepted"], imported["rejected"]) == (1, 1)
    assert imported["refused"][0]["problem"]["pointer"] == "/data/workshop"


@pytest.mark.parametrize("scopes", SCOPES)
@pytest.mark.parametrize(
    ("event", "pointer"),
    [
        (piecework(1, 5, workshop="WS-02"), "/data/workshop"),
        (rate(2, "9.00"), "/type"),
        (rate(3, "9.00", workshop="WS-01"), "/type"),
        (order(4, 100), "/type"),
        (agreement(5), "/type"),
        (delivery(6, 100), "/type"),
        (routing(7, "cutting", "sewing"), "/type"),
        (profit(8, "1.00"), "/type"),
    ],
)
async def test_a_clerk_writes_nothing_else(
    http: httpx.AsyncClient,
    issuer: TokenIssuer,
    service: OrdersService,
    scopes: tuple[str, ...],
    event: Event,
    pointer: str,
) -> None:
    item = await sent(http, issuer.header("clerk-1", *scopes), event, "clerk-1")
    assert (item["status"], item["problem"]["pointer"]) == ("rejected", pointer)


async def test_another_clerk_and_another_company_change_no_entry_by_reusing_its_number(
    http: httpx.AsyncClient, issuer: TokenIssuer, service: OrdersService
) -> None:
    await service.record(rate(1, "2.50"), piecework(2, 120))
    before = await service.states("piecework")
    for client, scopes, foreign in (
        ("clerk-2", ("clerk:WS-02",), piecework(3, 1, workshop="WS-02", withdrawn=True)),
        ("erp-c2", ("orders:write", "company:C2"), piecework(4, 1, company="C2", withdrawn=True)),
    ):
        item = await sent(http, issuer.header(client, *scopes), foreign, client)
        assert (item["status"], item["problem"]["pointer"]) == ("rejected", "/data/entry")
    await service.compute()
    assert await service.states("piecework") == before


async def test_a_company_with_a_clerks_scope_beside_it_speaks_for_both_and_no_third(
    http: httpx.AsyncClient, issuer: TokenIssuer, service: OrdersService
) -> None:
    headers = issuer.header("erp-c2", "orders:write", "company:C2", "clerk:WS-01")
    for event, status in (
        (order(1, 5, company="C2"), "accepted"),
        (piecework(2, 5), "accepted"),
        (piecework(3, 5, entry="P-3", company="C2", workshop="WS-03"), "accepted"),
        (piecework(4, 5, entry="P-4", workshop="WS-03"), "rejected"),
        (order(5, 5), "rejected"),
    ):
        assert (await sent(http, headers, event, "erp-c2"))["status"] == status, event


async def test_a_company_that_may_only_read_writes_nothing(
    http: httpx.AsyncClient, issuer: TokenIssuer, service: OrdersService
) -> None:
    headers = issuer.header("erp-c1", "orders:read", "company:C1")
    answer = await http.post("/v1/events", content=order(1, 5).to_json(), headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("scopes", "accepted"),
    [
        ("", ["order", "piecework", "other"]),
        ("company:C1", ["order", "piecework"]),
        ("clerk:WS-01", ["piecework"]),
        ("clerk:WS-02", ["other"]),
        ("company:C9", []),
    ],
)
async def test_a_system_that_writes_its_stream_is_bound_like_a_token(
    service: OrdersService, scopes: str, accepted: list[str]
) -> None:
    settings = service.settings.model_copy(update={"inbound_clients": {"orders": {"erp": scopes}}})
    door = dict(stream_doors(DEFINITION, settings))["inbound:orders:erp"]
    events = {
        "order": order(1, 5),
        "piecework": piecework(2, 5),
        "other": piecework(3, 5, entry="P-3", company="C2", workshop="WS-02"),
    }
    entries = [Entry("inbound:orders:erp", unique_position(), event.to_json()) for event in events.values()]
    outcomes = await service.kernel.apply(entries, door)
    taken = [name for name, outcome in zip(events, outcomes, strict=True) if outcome.status == "accepted"]
    assert taken == accepted
    assert await service.pool.fetchval("SELECT count(*) FROM dead_letter") == len(events) - len(accepted)
