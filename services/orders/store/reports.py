"""Every report received, kept for ever: which of them is in force is decided on reading."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shared.database import Connection
from shared.events.envelope import Event
from shared.events.production import (
    AgreementSigned,
    DeliveryInspected,
    OrderPlaced,
    PieceworkReported,
    ProfitDeclared,
    RatePublished,
    RoutingPublished,
)
from shared.facts.rows import append
from shared.facts.words_in_force import FactWords

_ENVELOPE_TYPES = {
    "source": "text",
    "id": "text",
    "reported_at": "timestamptz",
    "reported_revision": "integer",
    "withdrawn": "boolean",
}


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of reports: its natural key, its columns with their types, a row's values out of an event's data."""

    name: str
    key: Sequence[str]
    types: Mapping[str, str]
    values: Callable[[Any], Sequence[Any]]


def _worker_shares(data: PieceworkReported.Data) -> list[list[str]]:
    if data.worker is not None:
        return [[data.worker, "1"]]
    return [[share.worker, share.share] for share in data.group_shares]


_TABLES: Mapping[type[Event], ReportTable] = {
    AgreementSigned: ReportTable(
        "agreement_report",
        ("agreement",),
        {"agreement": "text", "company": "text", "workshop": "text", "valid_from": "date", "valid_until": "date"},
        lambda data: (data.agreement, data.company, data.workshop, data.valid_from, data.valid_until),
    ),
    RatePublished: ReportTable(
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
        lambda data: (
            data.company,
            data.workshop,
            data.product,
            data.operation,
            data.effective_from,
            Decimal(data.unit_rate_yuan),
        ),
    ),
    RoutingPublished: ReportTable(
        "routing_report",
        ("company", "product", "effective_from"),
        {"company": "text", "product": "text", "effective_from": "date", "operations": "jsonb"},
        lambda data: (data.company, data.product, data.effective_from, list(data.operations)),
    ),
    OrderPlaced: ReportTable(
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
        lambda data: (
            data.company,
            data.order,
            data.line,
            data.workshop,
            data.kind,
            data.product,
            data.month,
            data.quantity,
            Decimal(data.amount_yuan),
            data.agreed_on,
            data.due_on,
        ),
    ),
    DeliveryInspected: ReportTable(
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
        lambda data: (
            data.company,
            data.delivery,
            data.line,
            data.workshop,
            data.product,
            data.production_month,
            data.inspected_on,
            data.accepted_quantity,
            data.rejected_quantity,
        ),
    ),
    PieceworkReported: ReportTable(
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
        lambda data: (
            data.entry,
            data.workshop,
            data.company,
            data.product,
            data.operation,
            data.worked_on,
            _worker_shares(data),
            data.accepted_quantity,
            data.rejected_quantity,
            data.rework_of,
        ),
    ),
    ProfitDeclared: ReportTable(
        "profit_report",
        ("workshop", "period"),
        {"workshop": "text", "period": "text", "net_profit_yuan": "numeric"},
        lambda data: (data.workshop, data.period, Decimal(data.net_profit_yuan)),
    ),
}


_MAY_BE_NULL: Mapping[str, Sequence[str]] = {"rate_report": ("workshop",)}
"""Columns of natural keys where nothing means all."""


def _words(table: ReportTable) -> FactWords:
    positions = [list(table.types).index(name) for name in table.key]

    def key_of(data: Any) -> Sequence[Any]:
        values = table.values(data)
        return [values[position] for position in positions]

    order = ("reported_revision", "reported_at", "source", "id")
    key = {name: table.types[name] for name in table.key}
    return FactWords(table.name, key, key_of, order, may_be_null=_MAY_BE_NULL.get(table.name, ()))


WORDS_IN_FORCE: Mapping[type[Event], FactWords] = {event: _words(table) for event, table in _TABLES.items()}
"""Where the word in force on each thing is found, by type of fact."""


async def append_reports(connection: Connection, events: Sequence[Event]) -> None:
    """Keep reports of one kind, each under its source and id."""
    table = _TABLES[type(events[0])]
    rows = [
        (event.source, event.id, event.time, event.data.revision, event.data.withdrawn, *table.values(event.data))
        for event in sorted(events, key=lambda event: (event.source, event.id))
    ]
    await append(connection, table.name, {**_ENVELOPE_TYPES, **table.types}, rows)
