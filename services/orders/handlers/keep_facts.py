"""Facts from outside are kept as reported, and what they touch is marked. Nothing is computed here."""

from collections.abc import Sequence
from decimal import Decimal

from services.orders import marks
from services.orders.handlers.own_numbers import refuse_others_numbers
from services.orders.store import fact_tables
from services.orders.store.awards import AWARD
from shared.events.money import AwardGranted
from shared.events.production import (
    AgreementSigned,
    DeliveryInspected,
    OrderPlaced,
    PieceworkReported,
    ProfitDeclared,
    RatePublished,
    RoutingPublished,
)
from shared.messaging.entries import EventRefused
from shared.messaging.transaction import Transaction


async def keep_agreements(transaction: Transaction, events: Sequence[AgreementSigned]) -> None:
    """Keep agreements; the order lines between their parties are decided again."""
    for event in events:
        data = event.data
        if data.valid_until is not None and data.valid_until < data.valid_from:
            raise EventRefused(
                "/data/valid_until",
                f"the agreement would end on {data.valid_until}, before it begins on {data.valid_from}",
                "give the last day of validity, or leave it out while the agreement is open-ended",
            )
        transaction.mark(marks.AGREEMENT_CHANGED, (data.agreement,), event)
    await refuse_others_numbers(transaction, "agreement", events)
    await fact_tables.AGREEMENT.keep_all(transaction.connection, events)


async def keep_rates(transaction: Transaction, events: Sequence[RatePublished]) -> None:
    """Keep rates; the piecework they could price is priced again."""
    for event in events:
        data = event.data
        effective_from = data.effective_from.isoformat()
        subject = (data.company, data.workshop or "", data.product, data.operation, effective_from)
        transaction.mark(marks.RATE_CHANGED, subject, event)
    await fact_tables.RATE.keep_all(transaction.connection, events)


async def keep_routings(transaction: Transaction, events: Sequence[RoutingPublished]) -> None:
    """Keep routings. They price and refuse nothing, so nothing is computed from them in advance."""
    for event in events:
        if len(set(event.data.operations)) != len(event.data.operations):
            raise EventRefused(
                "/data/operations",
                "an operation stands twice in the routing, so what comes before it is not known",
                "give each step a name of its own, such as ironing-1 and ironing-2",
            )
    await fact_tables.ROUTING.keep_all(transaction.connection, events)


async def keep_orders(transaction: Transaction, events: Sequence[OrderPlaced]) -> None:
    """Keep order lines and amendments, whether or not an agreement is known yet."""
    for event in events:
        data = event.data
        if data.amount_yuan.startswith("-"):
            raise EventRefused(
                "/data/amount_yuan",
                "an order line has no negative amount",
                "amend the line with its new amount in full, or withdraw it",
            )
        transaction.mark(marks.ORDER_CHANGED, (data.company, data.order, str(data.line)), event)
    await fact_tables.ORDER.keep_all(transaction.connection, events)


async def keep_deliveries(transaction: Transaction, events: Sequence[DeliveryInspected]) -> None:
    """Keep inspections, however late or early, whether or not the order is known yet."""
    for event in events:
        data = event.data
        transaction.mark(marks.DELIVERY_CHANGED, (data.company, data.delivery, str(data.line)), event)
    await fact_tables.DELIVERY.keep_all(transaction.connection, events)


async def keep_piecework(transaction: Transaction, events: Sequence[PieceworkReported]) -> None:
    """Keep entries of piecework, whether or not a rate or the entry they rework is known yet."""
    for event in events:
        data = event.data
        if data.rework_of == data.entry:
            raise EventRefused(
                "/data/rework_of", "an entry cannot rework itself", "name the entry whose pieces were rejected"
            )
        if data.group_shares and not any(Decimal(member.share) for member in data.group_shares):
            raise EventRefused(
                "/data/group_shares",
                "the shares sum to zero, so the pieces cannot be divided",
                "give at least one member a share above zero",
            )
        transaction.mark(marks.PIECEWORK_CHANGED, (data.entry,), event)
    await refuse_others_numbers(transaction, "entry", events)
    await fact_tables.PIECEWORK.keep_all(transaction.connection, events)


async def keep_profits(transaction: Transaction, events: Sequence[ProfitDeclared]) -> None:
    """Keep declarations of profit."""
    for event in events:
        transaction.mark(marks.PROFIT, (event.data.workshop, event.data.period), event)
    await fact_tables.PROFIT.keep_all(transaction.connection, events)


async def keep_awards(transaction: Transaction, events: Sequence[AwardGranted]) -> None:
    """Keep what payroll granted, so that a company sees it beside its orders."""
    await AWARD.keep_newest(transaction.connection, events)
