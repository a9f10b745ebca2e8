"""A little of everything in each service, so that what is asked for exists."""

from collections.abc import Sequence

from services.orders.definition import DEFINITION as ORDERS
from services.payroll.definition import DEFINITION as PAYROLL
from services.placement.definition import build_definition
from shared.events.envelope import Event
from shared.messaging.definition import ServiceDefinition
from shared.messaging.doors import resource_door
from shared.messaging.entries import Entry, Outcome
from shared.sealing import Sealer
from tests import payroll_facts
from tests.harness import SEALING_KEY, ServiceUnderTest, service_on
from tests.integration.orders import facts as orders
from tests.integration.payroll.bank import details, fetch, pay
from tests.integration.payroll.books import close
from tests.integration.payroll.claims import claim, give, open_
from tests.integration.placement import facts as placement

ORDERS_FACTS: Sequence[Event] = (
    orders.agreement(1),
    orders.rate(2, "2.50"),
    orders.routing(3, "cutting", "sewing"),
    orders.order(4, 100),
    orders.delivery(5, 40),
    orders.piecework(6, 30),
    orders.piecework(7, 30, entry="P-2", group_shares=orders.shares(W1="1", W2="2")),
    orders.profit(8, "1000.00"),
)
PLACEMENT_FACTS: Sequence[Event] = (
    placement.workshop(1),
    placement.station(2, "WS-01"),
    placement.clock(3),
    placement.enrolment(4),
    placement.pin(5),
    placement.punch(6, "2022-07-01 08:00"),
    placement.attendance(7, "1"),
    placement.roster(8, "2022-07-01"),
    placement.certificate(9),
    placement.shareholding(10, "10"),
    placement.account(11),
)


def definitions() -> dict[str, ServiceDefinition]:
    """The three services."""
    return {"orders": ORDERS, "payroll": PAYROLL, "placement": build_definition(Sealer.from_base64(SEALING_KEY))}


async def report(service: ServiceUnderTest, *events: Event) -> list[Outcome]:
    """Facts from outside, applied as one batch."""
    entries = [Entry("test", event.key, event.to_json()) for event in events]
    return await service.kernel.apply(entries, resource_door(service.definition, service.settings))


async def seed(name: str, database_url: str) -> None:
    """Put a little of everything into a service's empty database."""
    async with service_on(definitions()[name], database_url) as service:
        if name == "payroll":
            await _seed_payroll(service)
            return
        outcomes = await report(service, *(ORDERS_FACTS if name == "orders" else PLACEMENT_FACTS))
        assert {outcome.status for outcome in outcomes} == {"accepted"}, outcomes
        await service.compute()


async def _seed_payroll(service: ServiceUnderTest) -> None:
    """July is closed and with the bank, August is open; there is a claim and a year's profit."""
    await service.record(
        payroll_facts.workshop(),
        payroll_facts.registered("W1", first_day="2022-04-01"),
        details("W1"),
        payroll_facts.pieces("W1", "P-1", "2022-07-04", 400),
        payroll_facts.production("2022-07", 10_000, 12_000, "200000.00"),
        payroll_facts.profit("2022", "1000.00"),
    )
    await close(service, "2022-07")
    await open_(service)
    await give(service, "1000.00")
    await service.record(claim("C-1", subject="W1", payee_kind="worker", payee="W1"))
    await fetch(service, await pay(service))
    await service.record(payroll_facts.pieces("W1", "P-3", "2022-08-05", 40))
