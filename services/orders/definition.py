"""The orders service as the kernel sees it: what it listens to and what it computes."""

from pathlib import Path

from services.orders import marks
from services.orders.computations.fan_outs import (
    fan_out_agreements,
    fan_out_deliveries,
    fan_out_orders,
    fan_out_piecework,
    fan_out_rates,
)
from services.orders.computations.order_lines import recompute_order_lines
from services.orders.computations.piecework import recompute_piecework
from services.orders.computations.production import recompute_production
from services.orders.computations.profit import recompute_profit
from services.orders.handlers.keep_facts import (
    keep_agreements,
    keep_awards,
    keep_deliveries,
    keep_orders,
    keep_piecework,
    keep_profits,
    keep_rates,
    keep_routings,
)
from services.orders.handlers.senders import check_client
from services.orders.store.waiting import CONCERNS
from services.orders.store.words_in_force import WORDS_IN_FORCE
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
from shared.events.waiting import OrdersDelayed
from shared.messaging.definition import ServiceDefinition

DEFINITION = ServiceDefinition(
    name="orders",
    authorize=check_client,
    migrations=Path(__file__).parent / "migrations",
    handlers={
        AgreementSigned: keep_agreements,
        RatePublished: keep_rates,
        RoutingPublished: keep_routings,
        OrderPlaced: keep_orders,
        PieceworkReported: keep_piecework,
        DeliveryInspected: keep_deliveries,
        ProfitDeclared: keep_profits,
        AwardGranted: keep_awards,
    },
    computations={
        marks.ORDER_LINE: recompute_order_lines,
        marks.PRODUCTION: recompute_production,
        marks.PIECEWORK: recompute_piecework,
        marks.PROFIT: recompute_profit,
    },
    fan_outs={
        marks.AGREEMENT_CHANGED: fan_out_agreements,
        marks.ORDER_CHANGED: fan_out_orders,
        marks.DELIVERY_CHANGED: fan_out_deliveries,
        marks.RATE_CHANGED: fan_out_rates,
        marks.PIECEWORK_CHANGED: fan_out_piecework,
    },
    decisions={},
    delayed=OrdersDelayed,
    concerns=CONCERNS,
    words_in_force=WORDS_IN_FORCE,
)
