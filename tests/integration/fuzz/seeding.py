"""A little of everything in each service, so that what is asked for exists."""

from collections.abc import Sequence
from typing import Final

from services.orders.definition import DEFINITION as ORDERS
from services.payroll.definition import DEFINITION as PAYROLL
from services.placement.definition import DEFINITION as PLACEMENT
from shared.events.envelope import Event
from shared.messaging.definition import ServiceDefinition
from shared.messaging.doors import resource_door
from shared.messaging.entries import Entry, Outcome
from tests.support.harness import ServiceUnderTest, service_on
from tests.support.orders import facts as orders
from tests.support.payroll import facts as payroll_facts
from tests.support.payroll.bank import details, fetch, pay
from tests.support.payroll.books import close
from tests.support.payroll.claims import claim, give, open_
from tests.support.placement import facts as placement

ID: Final = "WS-01"
"""What everything is called: the example of an id in the documents, which tools send first."""
ORDERS_FACTS: Sequence[Event] = (
    orders.agreement(1, agreement=ID, company=ID),
    orders.rate(2, "2.50", company=ID, product=ID, operation=ID),
    orders.routing(3, ID, "sewing", company=ID, product=ID),
    orders.order(4, 100, company=ID, order=ID, product=ID),
    orders.delivery(5, 40, company=ID, delivery=ID, product=ID),
    orders.piecework(6, 30, entry=ID, company=ID, product=ID, operation=ID, worker=ID),
    orders.piecework(7, 30, entry="P-2", group_shares=orders.shares(W1="1", W2="2")),
    orders.profit(8, "1000.00"),
)
PLACEMENT_FACTS: Sequence[Event] = (
    placement.workshop(1),
    placement.station(2, ID, station=ID),
    placement.clock(3, serial=ID, station=ID),
    placement.enrolment(4, ID),
    placement.pin(5, ID, serial=ID, pin=ID),
    placement.punch(6, "2022-07-01 08:00", serial=ID, pin=ID),
    placement.attendance(7, "1", worker=ID),
    placement.roster(8, "2022-07-01"),
    placement.certificate(9, certificate=ID, worker=ID),
    placement.shareholding(10, "10", village=ID),
    placement.labourer(13, "P-1", 2),
    placement.household(14, household=ID, head=ID),
    placement.membership(15, ID, ID),
    placement.succession(16, ID, "HH-2"),
    placement.category(17, holder=ID),
    placement.survey(18, ID, station=ID),
    placement.employment_end(19, ID),
    placement.account(11, ID),
    placement.account(12, ID, account_number="0000990000000000017"),
)


def definitions() -> dict[str, ServiceDefinition]:
    """The three services."""
    return {"orders": ORDERS, "payroll": PAYROLL, "placement": PLACEMENT}


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
        payroll_facts.registered(ID, first_day="2022-04-01"),
        details(ID),
        payroll_facts.pieces(ID, ID, "2022-07-04", 400, company=ID),
        payroll_facts.production("2022-07", 10_000, 12_000, "200000.00", company=ID),
        payroll_facts.profit("2022", "1000.00"),
    )
    await close(service, "2022-07")
    await open_(service)
    await give(service, "1000.00")
    await service.record(claim(ID, subject=ID, payee_kind="worker", payee=ID))
    await fetch(service, await pay(service))
    await service.record(payroll_facts.pieces(ID, "P-3", "2022-08-05", 40, company=ID))
