"""A workshop's month as it is answered."""

from typing import Literal

import asyncpg
from pydantic import Field

from services.orders.domain.orders import LineKey, OrderKind, OrderRevision
from services.orders.domain.piecework import Flag, FlagKind
from services.orders.domain.production import LineDecision, LineStatus
from services.orders.domain.routing import RoutingFlag, RoutingFlagKind
from shared.http.answers import Answer, KeptAmount, WaitingSubject
from shared.identifiers import Identifier
from shared.money import AmountText, format_amount
from shared.months import MonthText

_MOVED = "moved after the month's end: it still counts for this month's figures"


class ProductionFigures(Answer):
    """Orders and accepted output of a company's product, as they were published last."""

    month: MonthText
    company: Identifier
    product: Identifier
    complete: bool = Field(description="The fixed quantity is above zero and has been accepted in full")
    workshop: Identifier
    withdrawn: bool
    fixed_quantity: int
    excess_quantity: int
    accepted_quantity: int
    fixed_amount_yuan: AmountText
    rejected_quantity: int
    excess_amount_yuan: AmountText
    revision: int
    correlation_id: str | None


class CountedPart(Answer):
    """What of an order line counts for the month's figures."""

    quantity: int
    amount_yuan: KeptAmount


class MonthLine(Answer):
    """An order line of the month, or one that counts for it though it was moved since."""

    company: Identifier
    order: Identifier
    line: int
    product: Identifier
    kind: OrderKind
    quantity: int
    amount_yuan: KeptAmount
    status: LineStatus | Literal["moved"]
    reason: str | None = Field(description="What it waits for")
    note: str | None = Field(description="Why the month's figures differ from it")
    agreement: Identifier | None
    allocated_quantity: int = Field(description="Accepted pieces that are given to it")
    counted: CountedPart | None = Field(description="Null where nothing of it counts")


class OperationFlag(Answer):
    """An operation whose good output exceeds that of the one before it, or that is in no routing."""

    company: Identifier
    product: Identifier
    kind: RoutingFlagKind
    operation: Identifier
    previous_operation: Identifier | None
    excess_quantity: int


class FlaggedEntry(Answer):
    """Something of an entry that a person should look at, and how many pieces it concerns."""

    entry: Identifier
    kind: FlagKind
    quantity: int


class GrantedAward(Answer):
    """An award payroll granted for the month."""

    company: Identifier
    beneficiary: Identifier
    payer: Identifier
    amount_yuan: AmountText
    revision: int
    correlation_id: str | None


class ProductionMonth(Answer):
    """A workshop's month: figures, order lines, what is to be looked at, and awards."""

    workshop: Identifier
    month: MonthText
    figures: list[ProductionFigures]
    waiting: list[WaitingSubject] = Field(description="What could not be computed: figures are as before, or missing")
    order_lines: list[MonthLine] = Field(description="The first 2000")
    order_lines_total: int
    routing_flags: list[OperationFlag]
    piecework_flags: list[FlaggedEntry] = Field(description="Of the first 200 entries")
    flagged_entries_total: int
    awards: list[GrantedAward]


def production_figures(row: asyncpg.Record) -> ProductionFigures:
    """Published figures, from their row."""
    return ProductionFigures(**row["content"], revision=row["revision"], correlation_id=row["correlation_id"])


def month_line(key: LineKey, decision: LineDecision | None, counted: OrderRevision | None) -> MonthLine:
    """An order line that was decided in the month, counts for it, or both."""
    shown = decision.current if decision else counted
    assert shown is not None
    part = CountedPart(quantity=counted.quantity, amount_yuan=format_amount(counted.amount_yuan)) if counted else None
    return MonthLine(
        company=key.company,
        order=key.order,
        line=key.line,
        product=shown.group.product,
        kind=shown.kind,
        quantity=shown.quantity,
        amount_yuan=format_amount(shown.amount_yuan),
        status=decision.status if decision else "moved",
        reason=decision.reason if decision else None,
        note=decision.note if decision else _MOVED,
        agreement=decision.agreement if decision else None,
        allocated_quantity=decision.allocated_quantity if decision else 0,
        counted=part,
    )


def operation_flag(company: str, product: str, flag: RoutingFlag) -> OperationFlag:
    """What a routing does not explain of a company's product."""
    return OperationFlag(
        company=company,
        product=product,
        kind=flag.kind,
        operation=flag.operation,
        previous_operation=flag.previous_operation,
        excess_quantity=flag.excess_quantity,
    )


def flagged_entry(entry: str, flag: Flag) -> FlaggedEntry:
    """Something of an entry to look at."""
    return FlaggedEntry(entry=entry, kind=flag.kind, quantity=flag.quantity)


def granted_award(row: asyncpg.Record) -> GrantedAward:
    """An award, from its row."""
    return GrantedAward(
        company=row["company"],
        beneficiary=row["beneficiary"],
        payer=row["payer"],
        amount_yuan=format_amount(row["amount_yuan"]),
        revision=row["revision"],
        correlation_id=row["correlation_id"],
    )
