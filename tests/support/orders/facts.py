"""Facts with the values most tests share; each test names what matters to it."""

from typing import Any

from shared.events.envelope import Event
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
from tests.support.orders.service import fact


def agreement(number: int, **data: Any) -> Event:
    defaults = {"agreement": "AG-1", "company": "C1", "workshop": "WS-01", "valid_from": "2022-01-01"}
    return fact(AgreementSigned, number, **defaults | data)


def rate(number: int, unit_rate_yuan: str, **data: Any) -> Event:
    defaults = {"company": "C1", "product": "toy", "operation": "sewing", "effective_from": "2022-01-01"}
    return fact(RatePublished, number, unit_rate_yuan=unit_rate_yuan, **defaults | data)


def routing(number: int, *operations: str, **data: Any) -> Event:
    defaults = {"company": "C1", "product": "toy", "effective_from": "2022-01-01"}
    return fact(RoutingPublished, number, operations=operations, **defaults | data)


def order(number: int, quantity: int, **data: Any) -> Event:
    defaults: dict[str, Any] = {
        "company": "C1",
        "order": "O-1",
        "line": 1,
        "workshop": "WS-01",
        "kind": "fixed",
        "product": "toy",
        "month": "2022-07",
        "amount_yuan": "1000.00",
        "agreed_on": "2022-06-20",
    }
    return fact(OrderPlaced, number, quantity=quantity, **defaults | data)


def delivery(number: int, accepted_quantity: int, **data: Any) -> Event:
    defaults: dict[str, Any] = {
        "company": "C1",
        "delivery": "D-1",
        "line": 1,
        "workshop": "WS-01",
        "product": "toy",
        "production_month": "2022-07",
        "inspected_on": "2022-07-30",
    }
    return fact(DeliveryInspected, number, accepted_quantity=accepted_quantity, **defaults | data)


def piecework(number: int, accepted_quantity: int, **data: Any) -> Event:
    defaults: dict[str, Any] = {
        "entry": "P-1",
        "workshop": "WS-01",
        "company": "C1",
        "product": "toy",
        "operation": "sewing",
        "worked_on": "2022-07-05",
    }
    if "group_shares" not in data:
        defaults["worker"] = "W1"
    return fact(PieceworkReported, number, accepted_quantity=accepted_quantity, **defaults | data)


def shares(**by_worker: str) -> list[dict[str, str]]:
    return [{"worker": worker, "share": share} for worker, share in by_worker.items()]


def profit(number: int, net_profit_yuan: str, **data: Any) -> Event:
    defaults = {"workshop": "WS-01", "period": "2022"}
    return fact(ProfitDeclared, number, net_profit_yuan=net_profit_yuan, **defaults | data)


def award(revision: int, amount_yuan: str) -> Event:
    return fact(
        AwardGranted,
        revision,
        source="gongfang:payroll",
        revision=revision,
        workshop="WS-01",
        company="C1",
        month="2022-07",
        beneficiary="V001",
        payer="C1",
        amount_yuan=amount_yuan,
    )
