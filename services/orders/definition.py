"""The orders service as the kernel sees it: what it listens to and what it computes."""

from pathlib import Path

from services.orders.handlers.fan_out import (
    mark_after_agreement,
    mark_after_delivery,
    mark_after_order,
    mark_after_piecework,
    mark_after_rate,
)
from services.orders.handlers.order_lines import recompute_order_lines
from services.orders.handlers.piecework import recompute_piecework
from services.orders.handlers.production import recompute_production
from services.orders.handlers.profit import recompute_profit
from services.orders.handlers.record import (
    record_agreements,
    record_awards,
    record_deliveries,
    record_orders,
    record_piecework,
    record_profits,
    record_rates,
    record_routings,
)
from services.orders.handlers.senders import check_client
from services.orders.store.reports import REGISTERS
from services.orders.store.waiting import CONCERNS
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
        AgreementSigned: record_agreements,
        RatePublished: record_rates,
        RoutingPublished: record_routings,
        OrderPlaced: record_orders,
        PieceworkReported: record_piecework,
        DeliveryInspected: record_deliveries,
        ProfitDeclared: record_profits,
        AwardGranted: record_awards,
    },
    computations={
        "order_line": recompute_order_lines,
        "production": recompute_production,
        "piecework": recompute_piecework,
        "profit": recompute_profit,
    },
    fan_outs={
        "agreement_changed": mark_after_agreement,
        "order_changed": mark_after_order,
        "delivery_changed": mark_after_delivery,
        "rate_changed": mark_after_rate,
        "piecework_changed": mark_after_piecework,
    },
    delayed=OrdersDelayed,
    concerns=CONCERNS,
    registers=REGISTERS,
)
