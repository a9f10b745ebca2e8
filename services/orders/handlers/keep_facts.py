"""Facts from outside are kept as reported, and what they touch is marked. Nothing is computed here."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

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
from shared.messaging.transaction import Transaction
from shared.refusals import Refusal, Refused
from shared.texts import Text

ENDS_BEFORE_IT_BEGINS: Final = Refusal(
    Text(
        "agreement.ends_before_it_begins",
        "协议在 {until} 终止，早于开始日 {since}",
        "the agreement would end on {until}, before it begins on {since}",
    ),
    Text(
        "agreement.give_last_day",
        "请写最后有效日；没有期限的协议请留空",
        "give the last day of validity, or leave it out while the agreement is open-ended",
    ),
    "unusable",
    "/data/valid_until",
)
OPERATION_TWICE: Final = Refusal(
    Text(
        "routing.operation_twice",
        "工序在工艺路线里出现两次，无从知道前道工序",
        "an operation stands twice in the routing, so what comes before it is not known",
    ),
    Text(
        "routing.name_each",
        "每道工序各用一个名称，如 ironing-1 和 ironing-2",
        "give each step a name of its own, such as ironing-1 and ironing-2",
    ),
    "unusable",
    "/data/operations",
)
NEGATIVE_AMOUNT: Final = Refusal(
    Text("order.negative_amount", "订单行的金额不能为负", "an order line has no negative amount"),
    Text(
        "order.amend_in_full",
        "请按新的全额变更该行，或撤回",
        "amend the line with its new amount in full, or withdraw it",
    ),
    "unusable",
    "/data/amount_yuan",
)
REWORKS_ITSELF: Final = Refusal(
    Text("piecework.reworks_itself", "计件记录不能返修自己", "an entry cannot rework itself"),
    Text(
        "piecework.name_rejected",
        "请写不合格品所在的那条记录",
        "name the entry whose pieces were rejected",
    ),
    "unusable",
    "/data/rework_of",
)
NO_SHARES: Final = Refusal(
    Text(
        "piecework.no_shares",
        "份额合计为零，无法分摊",
        "the shares sum to zero, so the pieces cannot be divided",
    ),
    Text("piecework.give_a_share", "至少一人的份额要大于零", "give at least one member a share above zero"),
    "unusable",
    "/data/group_shares",
)


async def keep_agreements(transaction: Transaction, events: Sequence[AgreementSigned]) -> None:
    """Keep agreements; the order lines between their parties are decided again."""
    for event in events:
        data = event.data
        if data.valid_until is not None and data.valid_until < data.valid_from:
            raise Refused(ENDS_BEFORE_IT_BEGINS.of(until=data.valid_until, since=data.valid_from))
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
            raise Refused(OPERATION_TWICE)
    await fact_tables.ROUTING.keep_all(transaction.connection, events)


async def keep_orders(transaction: Transaction, events: Sequence[OrderPlaced]) -> None:
    """Keep order lines and amendments, whether or not an agreement is known yet."""
    for event in events:
        data = event.data
        if data.amount_yuan.startswith("-"):
            raise Refused(NEGATIVE_AMOUNT)
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
            raise Refused(REWORKS_ITSELF)
        if data.group_shares and not any(Decimal(member.share) for member in data.group_shares):
            raise Refused(NO_SHARES)
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
