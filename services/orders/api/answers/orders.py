"""Order lines as they are answered: as decided, with what waits, and with every report of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import asyncpg
from pydantic import Field

from services.orders.domain.orders import OrderKind
from services.orders.domain.production import LineStatus
from shared.http.answers import Answer, KeptAmount, KeptMonth, MomentText, NextText, WaitingSubject
from shared.identifiers import Identifier
from shared.money import format_amount


class _Decided(Answer):
    company: Identifier
    order: Identifier
    line: int
    status: LineStatus
    reason: str | None = Field(description="What it waits for")
    note: str | None = Field(description="Why the month's figures differ from it")
    agreement: Identifier | None = Field(description="Under which it stands")
    allocated_quantity: int = Field(description="Accepted pieces that are given to it")
    correlation_id: str | None


class _Ordered(Answer):
    workshop: Identifier
    product: Identifier
    month: KeptMonth
    kind: OrderKind
    quantity: int
    amount_yuan: KeptAmount
    agreed_on: date | None
    due_on: date | None


class OrderLine(_Ordered, _Decided):
    """An order line as decided: its state and reason, and what of its quantity was delivered and accepted."""


class OrderLinesPage(Answer):
    """A page of order lines, by company, order and line."""

    lines: list[OrderLine]
    next: NextText


class _Reported(Answer):
    withdrawn: bool
    event: str = Field(description="Source and id of the event, with # between them")
    reported_at: MomentText


class OrderReport(_Ordered, _Reported):
    """One report of an order line: the order as placed, or an amendment."""


class _History(Answer):
    waiting: list[WaitingSubject] = Field(description="Why it could not be decided, where it could not")
    reports: list[OrderReport] | None = Field(description="Oldest first; null where one cannot be read")


class OrderLineHistory(_History, OrderLine):
    """An order line as decided, with every report of it."""


class _Undecided(Answer):
    line: int
    status: Literal["waiting", "pending"] = Field(description="pending: it is decided in a moment")


class UndecidedLine(_History, _Undecided):
    """An order line of which nothing is decided yet."""


class OrderAnswer(Answer):
    """An order: its lines and their history."""

    company: Identifier
    order: Identifier
    lines: list[OrderLineHistory | UndecidedLine]


def order_line(row: asyncpg.Record) -> OrderLine:
    """An order line, from its row."""
    return OrderLine(
        company=row["company"],
        order=row["order_number"],
        line=row["line"],
        status=row["status"],
        reason=row["reason"],
        note=row["note"],
        agreement=row["agreement"],
        allocated_quantity=row["allocated_quantity"],
        correlation_id=row["correlation_id"],
        **_ordered(row),
    )


def line_history(
    number: int,
    decided: OrderLine | None,
    waiting: list[WaitingSubject],
    reports: Sequence[asyncpg.Record] | None,
) -> OrderLineHistory | UndecidedLine:
    """One line of an order, decided or not; `reports` are those of all lines, None where one cannot be read."""
    own = None if reports is None else [order_report(row) for row in reports if row["line"] == number]
    if decided is not None:
        return OrderLineHistory(**dict(decided), waiting=waiting, reports=own)
    return UndecidedLine(line=number, status="waiting" if waiting else "pending", waiting=waiting, reports=own)


def order_report(row: asyncpg.Record) -> OrderReport:
    """A report of an order line, from its row."""
    return OrderReport(withdrawn=row["withdrawn"], **reported(row), **_ordered(row))


def reported(row: asyncpg.Record) -> dict[str, str]:
    """Which event a report is, and when it was reported."""
    return {"event": f"{row['source']}#{row['id']}", "reported_at": row["reported_at"].isoformat()}


def _ordered(row: asyncpg.Record) -> dict[str, Any]:
    names = ("workshop", "product", "month", "kind", "quantity", "agreed_on", "due_on")
    return {name: row[name] for name in names} | {"amount_yuan": format_amount(row["amount_yuan"])}
