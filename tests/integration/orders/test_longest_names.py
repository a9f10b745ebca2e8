"""Facts under the longest names there may be are computed and published as any other."""

from typing import Any

from shared.events.envelope import MAXIMUM_ID_CHARACTERS, MAXIMUM_SOURCE_CHARACTERS, Event
from tests.support.orders.facts import agreement, delivery, order, piecework, profit, rate, routing
from tests.support.orders.service import OrdersService

WIDE = "\N{CJK UNIFIED IDEOGRAPH-20BB7}"
"""Four bytes in UTF-8: as long as a character gets in an index."""
LONG: dict[str, str] = {
    name: name.ljust(64, "x") for name in ("company", "workshop", "product", "order", "delivery", "entry", "agreement")
}


def under_longest_names(event: Event) -> Event:
    """The same fact with every name in it as long as it may be, and the sender's own."""
    number = event.id
    fields = event.data.model_dump(exclude_unset=True) | {
        name: long for name, long in LONG.items() if name in type(event.data).model_fields
    }
    return type(event).model_validate(
        event.model_dump(exclude_unset=True)
        | {
            "id": number.rjust(MAXIMUM_ID_CHARACTERS, WIDE),
            "source": WIDE * MAXIMUM_SOURCE_CHARACTERS,
            "data": fields,
        }
    )


async def test_the_longest_names_are_computed_and_published(service: OrdersService) -> None:
    facts = [
        agreement(1),
        rate(2, "2.50"),
        routing(3, "sewing"),
        order(4, 10),
        piecework(5, 7),
        delivery(6, 7),
        profit(7, "100.00"),
    ]
    await service.record(*map(under_longest_names, facts))
    assert await service.pool.fetch("SELECT kind, key, failure FROM recompute_due") == []
    states: dict[str, Any] = await service.states()
    longest = max(states, key=len)
    assert longest.startswith("production/")
    kinds = {subject.partition("/")[0] for subject in states}
    assert kinds >= {"production", "piecework", "order", "profit"}
