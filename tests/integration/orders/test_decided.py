"""Order lines under agreements, their completion, and the month's figures: facts in, states out."""

from tests.support.orders.facts import agreement, delivery, order
from tests.support.orders.service import OrdersService

LINE = "order/C1/O-1/1"
COMPLETION = "order-completion/C1/O-1/1"
FIGURES = "production/WS-01/C1/toy/2022-07"


async def test_an_order_waits_for_its_agreement_and_counts_for_nothing_until_then(service: OrdersService) -> None:
    await service.record(order(1, 100))
    assert await service.states() == {}
    row = await service.pool.fetchrow("SELECT status, reason FROM order_line")
    assert row is not None
    assert dict(row) == {"status": "waiting", "reason": "no active agreement"}

    await service.record(agreement(2))
    states = await service.states()
    assert states[LINE]["agreement"] == "AG-1"
    assert states[FIGURES]["fixed_quantity"] == 100


async def test_an_agreement_that_ends_before_the_month_takes_the_order_back(service: OrdersService) -> None:
    await service.record(agreement(1), order(2, 100))
    await service.record(agreement(3, valid_until="2022-06-30"))
    assert await service.states() == {}

    await service.record(agreement(4, valid_until="2022-07-01"))
    assert (await service.states())[LINE]["quantity"] == 100


async def test_an_agreement_moved_to_another_workshop_leaves_the_first_without_one(service: OrdersService) -> None:
    await service.record(agreement(1), order(2, 100))
    await service.record(agreement(3, workshop="WS-02"))
    assert await service.states() == {}


async def test_completion_is_published_then_taken_back_by_a_correction_of_the_inspection(
    service: OrdersService,
) -> None:
    await service.record(agreement(1), order(2, 100), delivery(3, 99))
    assert COMPLETION not in await service.states()
    await service.record(delivery(4, 1, delivery="D-2"))
    states = await service.states()
    assert states[COMPLETION]["accepted_quantity"] == 100
    assert states[FIGURES]["complete"] is True

    await service.record(delivery(5, 98))
    assert COMPLETION not in await service.states()
    (first, second) = await service.published(COMPLETION)
    assert (first["withdrawn"], second["withdrawn"]) == (False, True)
    assert (await service.states())[FIGURES]["complete"] is False


async def test_a_late_inspection_counts_for_the_month_of_production(service: OrdersService) -> None:
    await service.record(agreement(1), order(2, 100))
    await service.record(delivery(3, 120, inspected_on="2022-09-15", rejected_quantity=4))
    figures = (await service.states())[FIGURES]
    assert (figures["accepted_quantity"], figures["rejected_quantity"]) == (120, 4)


async def test_an_inspection_corrected_to_another_month_leaves_the_first(service: OrdersService) -> None:
    await service.record(agreement(1), order(2, 100), delivery(3, 100))
    await service.record(delivery(4, 100, production_month="2022-08"))
    states = await service.states()
    assert states[FIGURES]["accepted_quantity"] == 0
    assert states["production/WS-01/C1/toy/2022-08"]["accepted_quantity"] == 100
    assert COMPLETION not in states


async def test_an_amendment_agreed_after_the_months_end_changes_no_figures_but_the_line(
    service: OrdersService,
) -> None:
    await service.record(agreement(1), order(2, 100), delivery(3, 80))
    await service.record(order(4, 80, agreed_on="2022-08-01", amount_yuan="800.00"))
    states = await service.states()
    assert states[FIGURES]["fixed_quantity"] == 100
    assert states[FIGURES]["complete"] is False
    assert states[LINE]["quantity"] == 80
    assert states[COMPLETION]["quantity"] == 80
    assert "amended after the month's end" in await service.pool.fetchval("SELECT note FROM order_line")


async def test_an_amendment_agreed_on_the_months_last_day_counts(service: OrdersService) -> None:
    await service.record(agreement(1), order(2, 100), order(3, 80, agreed_on="2022-07-31"))
    assert (await service.states())[FIGURES]["fixed_quantity"] == 80


async def test_a_withdrawn_order_takes_its_states_and_figures_back(service: OrdersService) -> None:
    await service.record(agreement(1), order(2, 100))
    await service.record(order(3, 100, withdrawn=True))
    assert await service.states() == {}
    assert (await service.published(FIGURES))[-1]["withdrawn"] is True


async def test_a_line_moved_to_another_workshop_is_decided_there(service: OrdersService) -> None:
    await service.record(agreement(1), order(2, 100), delivery(3, 100))
    await service.record(order(4, 100, workshop="WS-02", agreed_on="2022-07-10"))
    states = await service.states()
    assert LINE not in states
    assert COMPLETION not in states
    assert states[FIGURES]["fixed_quantity"] == 0
    await service.record(agreement(5, agreement="AG-2", workshop="WS-02"))
    assert (await service.states())[LINE]["workshop"] == "WS-02"


async def test_pieces_go_to_fixed_lines_before_excess_ones(service: OrdersService) -> None:
    await service.record(
        agreement(1),
        order(2, 50, order="O-0", kind="excess"),
        order(3, 100),
        order(4, 20, line=2),
        delivery(5, 140),
    )
    assert set(await service.states("order-completion")) == {
        "order-completion/C1/O-1/1",
        "order-completion/C1/O-1/2",
    }
    await service.record(delivery(6, 30, delivery="D-2"))
    assert "order-completion/C1/O-0/1" in await service.states()


async def test_reporting_the_same_content_again_publishes_nothing(service: OrdersService) -> None:
    await service.record(agreement(1), order(2, 100), delivery(3, 100))
    before = await service.published()
    await service.record(order(4, 100), delivery(5, 100), agreement(6))
    assert await service.published() == before


async def test_an_older_report_that_comes_late_changes_nothing(service: OrdersService) -> None:
    await service.record(agreement(1), order(9, 100))
    await service.record(order(2, 70))
    assert (await service.states())[FIGURES]["fixed_quantity"] == 100


async def test_a_state_carries_the_correlation_of_the_fact_that_changed_it(service: OrdersService) -> None:
    await service.record(agreement(1), order(2, 100))
    await service.record(delivery(3, 100))
    correlation = await service.pool.fetchval("SELECT correlation_id FROM production")
    assert correlation == "erp#erp-3"
