"""Any order, duplication and batching of the same facts, with one or three workers, gives the same states."""

import asyncio
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.events.envelope import Event
from tests.support.orders.facts import (
    agreement,
    award,
    delivery,
    order,
    piecework,
    profit,
    rate,
    shares,
)
from tests.support.orders.service import OrdersService

FACTS: list[Event] = [
    agreement(1, valid_until="2022-06-30"),
    agreement(2),
    agreement(3, agreement="AG-2", workshop="WS-02", valid_from="2022-08-01"),
    order(4, 100),
    order(5, 90, agreed_on="2022-08-02"),
    order(6, 30, line=2, kind="excess"),
    order(7, 30, line=2, kind="excess", month="2022-08", agreed_on="2022-07-20"),
    order(8, 40, order="O-2", workshop="WS-02", month="2022-08"),
    order(9, 40, order="O-2", workshop="WS-01"),
    order(10, 10, order="O-3"),
    order(11, 10, order="O-3", withdrawn=True),
    delivery(12, 95),
    delivery(13, 140, rejected_quantity=3),
    delivery(14, 20, delivery="D-2", production_month="2022-08"),
    delivery(15, 20, delivery="D-2"),
    piecework(16, 90, rejected_quantity=10),
    piecework(17, 88, rejected_quantity=12, worker="W2"),
    piecework(18, 7, entry="R-1", rework_of="P-1"),
    piecework(19, 8, entry="R-2", rework_of="P-1", group_shares=shares(W1="2", W3="1")),
    piecework(20, 9, entry="R-1", rework_of="P-9"),
    piecework(21, 50, entry="P-9", rejected_quantity=5, workshop="WS-02", worked_on="2022-08-03"),
    piecework(22, 5, entry="P-8", worked_on="2022-07-31"),
    piecework(23, 5, entry="P-8", worked_on="2022-07-31", withdrawn=True),
    rate(24, "2.50"),
    rate(25, "2.80", workshop="WS-02", effective_from="2022-08-01"),
    rate(26, "3.00", effective_from="2022-07-05"),
    rate(27, "3.00", effective_from="2022-07-05", withdrawn=True),
    profit(28, "100.00"),
    profit(29, "-5.00"),
    piecework(30, 6, entry="R-5", rework_of="R-6", rejected_quantity=6),
    piecework(31, 6, entry="R-6", rework_of="R-5", rejected_quantity=6),
    piecework(32, 4, entry="R-7", rework_of="R-8", rejected_quantity=4),
    piecework(33, 4, entry="R-8", rework_of="R-7", rejected_quantity=4),
    piecework(34, 4, entry="R-8", rework_of="P-9", rejected_quantity=4),
    award(1, "10.00"),
    award(2, "12.00"),
]


async def outcome_of(service: OrdersService, batches: list[list[Event]], workers: int) -> dict[str, Any]:
    await service.forget_everything()
    for batch in batches:
        await service.send(*batch)
        if workers > 1:
            await asyncio.gather(service.compute(workers, 3), service.send(*batch))
        elif len(batch) % 2:
            await service.compute()
    await service.compute(workers, 2)
    lines = await service.pool.fetch(
        "SELECT company, order_number, line, status, reason, note, allocated_quantity FROM order_line ORDER BY 1, 2, 3"
    )
    flags = await service.pool.fetch("SELECT entry, flags FROM piecework_entry ORDER BY entry")
    awards = await service.pool.fetch("SELECT workshop, month, company, amount_yuan, revision FROM award")
    return {
        "states": await service.states(),
        "lines": [dict(row) for row in lines],
        "flags": [dict(row) for row in flags],
        "awards": [dict(row) for row in awards],
    }


@st.composite
def deliveries_of_facts(draw: st.DrawFn) -> list[list[Event]]:
    """The facts in any order, some of them again, cut into batches anywhere."""
    again = draw(st.lists(st.sampled_from(FACTS), max_size=10))
    sequence = draw(st.permutations(FACTS + again))
    cuts = sorted(draw(st.sets(st.integers(1, len(sequence) - 1), max_size=8)))
    return [sequence[start:end] for start, end in zip([0, *cuts], [*cuts, len(sequence)], strict=True)]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(batches=deliveries_of_facts(), workers=st.sampled_from([1, 3]))
async def test_any_order_duplication_and_batching_gives_the_same_states(
    service: OrdersService, batches: list[list[Event]], workers: int
) -> None:
    expected = await outcome_of(service, [FACTS], 1)
    assert expected["states"]["order-completion/C1/O-1/1"]["quantity"] == 90
    assert expected["states"]["piecework/R-2/W1"]["accepted_quantity"] == 5
    assert await outcome_of(service, batches, workers) == expected
