"""What one service cannot compute or apply stops what payroll decides on it, from the fact to the refusal."""

import orjson
import pytest

from shared.events.catalogue import ALL_EVENTS, read_by
from shared.events.envelope import Event
from tests.support.harness import ServiceUnderTest
from tests.support.orders.facts import piecework, rate
from tests.support.orders.service import OrdersService
from tests.support.payroll.books import close, submit
from tests.support.payroll.facts import attended, pieces, registered, workshop
from tests.support.refusing import refused_as

JULY = "2022-07"
CLASSES = {event.type_name(): event for event in ALL_EVENTS}


async def passed_on(orders: ServiceUnderTest, payroll: ServiceUnderTest) -> None:
    """What orders has published reaches payroll, as the relay would bring it."""
    rows = await orders.pool.fetch("DELETE FROM outbox RETURNING id, event")
    events: list[Event] = []
    for row in sorted(rows, key=lambda row: row["id"]):
        body = row["event"]
        events.append(CLASSES[orjson.loads(body)["type"]].model_validate_json(body))
    await payroll.record(*events)


async def test_a_late_correction_after_a_failure_counts_and_the_month_waits_until_then(
    orders: ServiceUnderTest, payroll: ServiceUnderTest
) -> None:
    orders = OrdersService(orders.pool, orders.settings)
    await payroll.record(workshop(), registered("W1", first_day="2022-01-01"))
    await orders.record(rate(1, "2.00"), piecework(2, 10))
    await passed_on(orders, payroll)
    assert (await submit(payroll, JULY)).totals()["net"] == "20.00"
    await payroll.pool.execute("UPDATE payroll_month SET state = 'open'")

    await orders.pool.execute("UPDATE piecework_report SET reported_at = '0044-03-15 12:00:00+00 BC'")
    await orders.record(piecework(3, 20))
    await passed_on(orders, payroll)
    with refused_as("waiting.month"):
        await submit(payroll, JULY, accept="as it was")

    await orders.pool.execute("UPDATE piecework_report SET reported_at = '2022-07-01' WHERE id = 'erp-2'")
    await orders.record(piecework(4, 30))
    await passed_on(orders, payroll)
    assert (await close(payroll, JULY)).totals()["net"] == "60.00"


@pytest.mark.parametrize("kind", ["piecework", "attendance"])
async def test_a_state_that_payroll_cannot_apply_waits_until_its_letter_is_dealt_with(
    payroll: ServiceUnderTest, kind: str
) -> None:
    await payroll.record(
        workshop(),
        registered("W1", first_day="2022-01-01"),
        registered("W2", first_day="2022-01-01"),
        pieces("W1", "E-1", "2022-07-04", 10),
        pieces("W2", "E-2", "2022-07-04", 10),
    )
    state = pieces("W1", "E-1", "2022-07-04", 20, revision=2) if kind == "piecework" else attended("W1", "2022-07-05")
    (outcome,) = await payroll.send(state.model_copy(update={"correlationid": "a\x00b"}))
    assert outcome.status == "rejected"
    with refused_as("waiting.month") as refused:
        await submit(payroll, JULY)
    (part,) = refused.value.told["waiting"]["W1"]
    assert (part["kind"], part["service"], part["reason"]) == ("dead_letter", state.owner, "refused")
    assert part["subject"] == [str(await payroll.pool.fetchval("SELECT id FROM dead_letter")), state.id]

    await payroll.pool.execute("UPDATE dead_letter SET pointer = '/signature'")
    await submit(payroll, JULY)
    await payroll.pool.execute("UPDATE payroll_month SET state = 'open'")
    await payroll.pool.execute("UPDATE dead_letter SET pointer = '', state = 'discarded'")
    await close(payroll, JULY)


async def test_every_state_payroll_reads_says_whom_its_letter_is_about(payroll: ServiceUnderTest) -> None:
    for number, event in enumerate(event for owner in ("orders", "placement") for event in read_by("payroll", owner)):
        await payroll.pool.execute(
            """
            INSERT INTO dead_letter (origin, position, reason, pointer, advice, event_type, event_id, sealed_body)
            VALUES ($1, $2, '', '', '', $3, 'a/b/c/d@1', '')
            """,
            event.owner,
            str(number),
            event.type_name(),
        )
    told = await payroll.pool.fetch(
        "SELECT DISTINCT event_type FROM dead_letter JOIN waiting_concern ON waiting ->> 0 = id::text"
    )
    every = {event.type_name() for owner in ("orders", "placement") for event in read_by("payroll", owner)}
    assert every - {row["event_type"] for row in told} == {"claim.approved.v1"}, "a claim is answered, never forgotten"
