"""What orders cannot compute waits in sight of everybody: its people and months are named, and a correction ends it."""

from typing import Any

import httpx
import pytest

from shared.messaging.schema import MENDED_TIMES
from shared.messaging.starting import run_at_start
from tests.support.orders.facts import agreement, delivery, order, piecework, profit, rate, shares
from tests.support.orders.service import OrdersService
from tests.support.tokens import TokenIssuer

UNREADABLE = "UPDATE piecework_report SET reported_at = '0044-03-15 12:00:00+00 BC' WHERE id = 'erp-2'"
HUGE = "999999999999.99"
JULY: dict[str, Any] = {"workshop": "WS-01", "month": "2022-07"}


@pytest.fixture
def reader(issuer: TokenIssuer) -> dict[str, str]:
    return issuer.header("county", "orders:read")


async def waiting(service: OrdersService) -> dict[tuple[str, ...], tuple[str, list[dict[str, str]]]]:
    """Reason and concerns of what was last said to wait, by kind and key."""
    states = (await service.states("waiting/")).values()
    return {(state["kind"], *state["waiting"]): (state["reason"], state["concerns"]) for state in states}


def wages(worker: str, month: str = "2022-07", workshop: str = "WS-01") -> dict[str, str]:
    return {"about": "wages", "worker": worker, "workshop": workshop, "month": month}


async def test_an_entry_that_cannot_be_computed_names_everybody_it_ever_named_and_a_correction_ends_it(
    service: OrdersService,
) -> None:
    await service.record(rate(1, "2.00"), piecework(2, 10))
    await service.pool.execute(UNREADABLE)
    await service.send(piecework(3, 20, worked_on="2022-08-01", group_shares=shares(W2="1", W3="1")))
    await service.compute()
    people = [wages("W1"), wages("W2", "2022-08"), wages("W3", "2022-08")]
    assert await waiting(service) == {("piecework", "P-1"): ("overflow", people)}
    assert (await service.states("piecework/"))["piecework/P-1/W1"]["accepted_quantity"] == 10, "as it stood before"

    await service.pool.execute("UPDATE piecework_report SET reported_at = '2022-07-01' WHERE id = 'erp-2'")
    await service.send(piecework(4, 30))
    await service.compute()
    assert await waiting(service) == {}
    assert (await service.states("piecework/"))["piecework/P-1/W1"]["accepted_quantity"] == 30


async def test_a_time_from_before_the_doors_had_bounds_is_mended_and_the_correction_that_came_later_counts(
    service: OrdersService,
) -> None:
    await service.record(rate(1, "2.00"), piecework(2, 10))
    await service.pool.execute(UNREADABLE)
    await service.send(piecework(3, 20))
    await service.compute()
    assert await waiting(service)
    await service.pool.execute(MENDED_TIMES)
    await run_at_start(service.definition, service.pool)
    await service.compute()
    assert await waiting(service) == {}
    assert (await service.states("piecework/"))["piecework/P-1/W1"]["accepted_quantity"] == 20


async def test_a_waiting_entry_is_shown_with_since_and_why(
    service: OrdersService, http: httpx.AsyncClient, reader: dict[str, str]
) -> None:
    await service.record(rate(1, "2.00"), piecework(2, 10))
    shown = (await http.get("/v1/piecework/P-1", headers=reader)).json()
    assert (shown["waiting"], len(shown["reports"])) == ([], 1)
    await service.pool.execute(UNREADABLE)
    await service.send(piecework(3, 20))
    await service.compute()
    answer = await http.get("/v1/piecework/P-1", headers=reader)
    (why,) = answer.json()["waiting"]
    assert (answer.status_code, why["kind"], why["reason"]) == (200, "piecework", "overflow")
    assert why["since"] > "2022"
    assert answer.json()["reports"] is None, "one of them cannot be read"
    assert answer.json()["workers"][0]["accepted_quantity"] == 10, "what was published stands"


async def test_an_entry_that_never_was_computed_is_no_unknown_one(
    service: OrdersService, http: httpx.AsyncClient, reader: dict[str, str]
) -> None:
    await service.send(rate(1, "2.00"), piecework(2, 10))
    await service.pool.execute(UNREADABLE)
    await service.compute()
    answer = await http.get("/v1/piecework/P-1", headers=reader)
    assert (answer.status_code, answer.json()["workers"]) == (200, [])
    assert answer.json()["waiting"]


async def three_large_orders(service: OrdersService) -> None:
    await service.send(
        agreement(1), *(order(2 + line, 100, line=line, amount_yuan=HUGE) for line in (1, 2, 3)), delivery(9, 100)
    )
    await service.compute()


async def test_figures_too_large_to_be_written_wait_and_come_back_once_an_order_is_amended(
    service: OrdersService, http: httpx.AsyncClient, reader: dict[str, str]
) -> None:
    await three_large_orders(service)
    concerned = [{"about": "awards"} | JULY]
    key = ("production", "WS-01", "C1", "toy", "2022-07")
    assert await waiting(service) == {key: ("overflow:fixed_amount_yuan", concerned)}
    month = (await http.get("/v1/production/WS-01/2022-07", headers=reader)).json()
    assert month["figures"] == []
    assert [part["reason"] for part in month["waiting"]] == ["overflow:fixed_amount_yuan"]
    assert len(month["order_lines"]) == 3

    await service.record(order(20, 100, line=1, amount_yuan="0.00"), order(21, 100, line=2, amount_yuan="0.00"))
    assert await waiting(service) == {}
    month = (await http.get("/v1/production/WS-01/2022-07", headers=reader)).json()
    assert (month["figures"][0]["fixed_amount_yuan"], month["waiting"]) == (HUGE, [])


@pytest.mark.parametrize("quantity", ["fixed_quantity", "excess_quantity", "accepted_quantity", "rejected_quantity"])
async def test_every_sum_of_a_months_figures_is_bounded(service: OrdersService, quantity: str) -> None:
    many = 1_000_000_000
    if quantity in ("fixed_quantity", "excess_quantity"):
        facts = [order(2 + n, many, line=n, kind=quantity.partition("_")[0]) for n in (1, 2)]
    else:
        counts = {"accepted_quantity": 0, quantity: many}
        facts = [delivery(2 + n, line=n, **counts) for n in (1, 2)]
    await service.send(agreement(1), *facts)
    await service.compute()
    (reason,) = {reason for reason, _ in (await waiting(service)).values()}
    assert reason == f"overflow:{quantity}"


async def test_a_company_sees_what_waits_of_its_own_only(
    service: OrdersService, http: httpx.AsyncClient, issuer: TokenIssuer
) -> None:
    await three_large_orders(service)
    for company, count in (("C1", 1), ("C2", 0)):
        header = issuer.header("erp", "orders:read", f"company:{company}")
        month = (await http.get("/v1/production/WS-01/2022-07", headers=header)).json()
        assert len(month["waiting"]) == count


async def test_what_cannot_be_fanned_out_waits_too(service: OrdersService) -> None:
    """A change of which not even that is known what it touches concerns everything."""
    await service.send(piecework(2, 10))
    await service.pool.execute("ALTER TABLE piecework_report RENAME COLUMN rework_of TO rework")
    try:
        await service.compute()
        (told,) = (await waiting(service)).items()
        assert told[0] == ("piecework_changed", "P-1")
        assert {concern["about"] for concern in told[1][1]} == {"wages", "awards", "profit", "accounts"}
    finally:
        await service.pool.execute("ALTER TABLE piecework_report RENAME COLUMN rework TO rework_of")


async def test_each_change_that_cannot_be_fanned_out_names_what_it_touches(service: OrdersService) -> None:
    """The tables of the states behind are away, those of the facts are read."""
    facts = {
        "agreement_changed": agreement(1),
        "order_changed": order(2, 10),
        "delivery_changed": delivery(3, 1),
        "rate_changed": rate(4, "2.00"),
        "piecework_changed": piecework(5, 10),
    }
    await service.send(*facts.values())
    async with service.pool.acquire() as connection:
        for mark in await connection.fetch("SELECT kind, key FROM recompute_due"):
            concerns = await service.definition.concerns[mark["kind"]](connection, mark["key"])
            of_wages = mark["kind"] in ("rate_changed", "piecework_changed")
            wanted = wages("W1") if of_wages else {"about": "awards"} | JULY
            assert [known.model_dump(exclude_none=True) for known in concerns] == [wanted], mark["kind"]
            facts.pop(mark["kind"])
    assert not facts


async def test_a_profit_that_cannot_be_computed_concerns_the_workshops_profit(service: OrdersService) -> None:
    await service.record(profit(1, "10.00"))
    await service.pool.execute("UPDATE profit_report SET net_profit_yuan = 99999999999999.99")
    await service.send(profit(0, "11.00"))
    await service.compute()
    assert await waiting(service) == {
        ("profit", "WS-01", "2022"): ("overflow:net_profit_yuan", [{"about": "profit", "workshop": "WS-01"}])
    }


async def test_an_order_line_that_cannot_be_decided_is_shown_waiting(
    service: OrdersService, http: httpx.AsyncClient, reader: dict[str, str]
) -> None:
    await service.send(agreement(1), order(2, 10))
    await service.pool.execute("UPDATE order_report SET reported_at = '0044-03-15 12:00:00+00 BC'")
    await service.compute()
    answer = await http.get("/v1/orders/C1/O-1", headers=reader)
    assert answer.status_code == 200
    (line,) = answer.json()["lines"]
    assert (line["status"], line["reports"], line["waiting"][0]["kind"]) == ("waiting", None, "order_line")
    month = await http.get("/v1/production/WS-01/2022-07", headers=reader)
    assert (month.status_code, [part["kind"] for part in month.json()["waiting"]]) == (200, ["production"])


async def test_a_fact_from_before_the_doors_had_bounds_is_answered_as_it_is_kept(
    service: OrdersService, http: httpx.AsyncClient, reader: dict[str, str]
) -> None:
    await service.record(order(1, 100))
    for table in ("order_report", "order_line"):
        await service.pool.execute(f"UPDATE {table} SET month = '0001-01', amount_yuan = 12345678901234.00")
    (line,) = (await http.get("/v1/orders/C1/O-1", headers=reader)).json()["lines"]
    (listed,) = (await http.get("/v1/orders", headers=reader)).json()["lines"]
    for shown in (line, listed, *line["reports"]):
        assert (shown["month"], shown["amount_yuan"]) == ("0001-01", "12345678901234.00")
