"""Every report received, kept for ever: which of them is in force is decided on reading."""

from typing import Final

from shared.events.production import DeliveryInspected, OrderPlaced, PieceworkReported
from shared.facts.precedence import PrecedenceColumns
from shared.facts.rows import Row
from shared.facts.tables import FactTable


def _ordered(event: OrderPlaced) -> Row:
    data = event.data
    return (
        data.company,
        data.order,
        data.line,
        data.workshop,
        data.kind,
        data.product,
        data.month,
        data.quantity,
        data.amount_yuan,
        data.agreed_on,
        data.due_on,
    )


def _inspected(event: DeliveryInspected) -> Row:
    data = event.data
    return (
        data.company,
        data.delivery,
        data.line,
        data.workshop,
        data.product,
        data.production_month,
        data.inspected_on,
        data.accepted_quantity,
        data.rejected_quantity,
    )


def _worked(event: PieceworkReported) -> Row:
    data = event.data
    shares = (
        [[data.worker, "1"]] if data.worker is not None else [[part.worker, part.share] for part in data.group_shares]
    )
    return (
        data.entry,
        data.workshop,
        data.company,
        data.product,
        data.operation,
        data.worked_on,
        shares,
        data.accepted_quantity,
        data.rejected_quantity,
        data.rework_of,
    )


REPORT_PRECEDENCE: Final = PrecedenceColumns("reported_revision", "reported_at", "source", "id")
"""Where the precedence of a report stands in every one of these tables."""

AGREEMENT: Final = FactTable(
    "agreement_report",
    ("agreement",),
    {"agreement": "text", "company": "text", "workshop": "text", "valid_from": "date", "valid_until": "date"},
    precedence=REPORT_PRECEDENCE,
)
RATE: Final = FactTable(
    "rate_report",
    ("company", "workshop", "product", "operation", "effective_from"),
    {
        "company": "text",
        "workshop": "text",
        "product": "text",
        "operation": "text",
        "effective_from": "date",
        "unit_rate_yuan": "numeric",
    },
    precedence=REPORT_PRECEDENCE,
)
ROUTING: Final = FactTable(
    "routing_report",
    ("company", "product", "effective_from"),
    {"company": "text", "product": "text", "effective_from": "date", "operations": "jsonb"},
    precedence=REPORT_PRECEDENCE,
)
ORDER: Final = FactTable(
    "order_report",
    ("company", "order_number", "line"),
    {
        "company": "text",
        "order_number": "text",
        "line": "integer",
        "workshop": "text",
        "kind": "text",
        "product": "text",
        "month": "text",
        "quantity": "bigint",
        "amount_yuan": "numeric",
        "agreed_on": "date",
        "due_on": "date",
    },
    _ordered,
    REPORT_PRECEDENCE,
)
DELIVERY: Final = FactTable(
    "delivery_report",
    ("company", "delivery", "line"),
    {
        "company": "text",
        "delivery": "text",
        "line": "integer",
        "workshop": "text",
        "product": "text",
        "month": "text",
        "inspected_on": "date",
        "accepted_quantity": "bigint",
        "rejected_quantity": "bigint",
    },
    _inspected,
    REPORT_PRECEDENCE,
)
PIECEWORK: Final = FactTable(
    "piecework_report",
    ("entry",),
    {
        "entry": "text",
        "workshop": "text",
        "company": "text",
        "product": "text",
        "operation": "text",
        "worked_on": "date",
        "shares": "jsonb",
        "accepted_quantity": "bigint",
        "rejected_quantity": "bigint",
        "rework_of": "text",
    },
    _worked,
    REPORT_PRECEDENCE,
)
PROFIT: Final = FactTable(
    "profit_report",
    ("workshop", "period"),
    {"workshop": "text", "period": "text", "net_profit_yuan": "numeric"},
    precedence=REPORT_PRECEDENCE,
)
