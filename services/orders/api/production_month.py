"""A workshop's month as people look at it: figures, order lines, flags and awards in one document."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from services.orders.domain.orders import LineKey, OrderRevision, ProductionGroup
from services.orders.domain.production import GroupFacts, LineDecision, counted_lines, decide_lines
from services.orders.domain.revisions import in_force
from services.orders.domain.routing import routing_flags, routing_in_force
from services.orders.store import views as store
from services.orders.store.groups import load_groups
from shared.database import Connection
from shared.http.answers import waiting_subject
from shared.messaging.waiting import Waiting, waiting_about
from shared.money import format_amount
from shared.months import Month

MAXIMUM_LINES = 2_000


async def production_month(
    connection: Connection, workshop: str, month: str, companies: Sequence[str] | None
) -> dict[str, Any]:
    """The document for one workshop and month; `companies` None means all of them."""

    def visible(company: str) -> bool:
        return companies is None or company in companies

    groups = [group for group in await store.groups_of_month(connection, workshop, month) if visible(group.company)]
    waiting = await _waiting(connection, workshop, month, companies)
    lines = await _lines_of(connection, groups, {tuple(part.subject) for part in waiting})
    figures = await store.production_of_month(connection, workshop, month)
    awards = await store.awards_of_month(connection, workshop, month)
    total, piecework_flags = await store.flagged_entries(connection, workshop, month, companies)
    flags = await _routing_flags(connection, workshop, month)
    return {
        "workshop": workshop,
        "month": month,
        "figures": [
            {**row["content"], "revision": row["revision"], "correlation_id": row["correlation_id"]}
            for row in figures
            if visible(row["company"])
        ],
        "waiting": [waiting_subject(part) for part in waiting],
        "order_lines": lines[:MAXIMUM_LINES],
        "order_lines_total": len(lines),
        "routing_flags": [flag for flag in flags if visible(flag["company"])],
        "piecework_flags": piecework_flags,
        "flagged_entries_total": total,
        "awards": [
            {
                "company": row["company"],
                "beneficiary": row["beneficiary"],
                "payer": row["payer"],
                "amount_yuan": format_amount(row["amount_yuan"]),
                "revision": row["revision"],
                "correlation_id": row["correlation_id"],
            }
            for row in awards
            if visible(row["company"])
        ],
    }


async def _waiting(connection: Connection, workshop: str, month: str, companies: Sequence[str] | None) -> list[Waiting]:
    """What of the month waits; a token bound to companies sees what names them."""
    found = await waiting_about(connection, workshop=workshop, month=month)
    return [part for part in found if companies is None or set(companies) & set(part.subject)]


async def _lines_of(
    connection: Connection, groups: Sequence[ProductionGroup], waiting: AbstractSet[tuple[str, ...]]
) -> list[dict[str, Any]]:
    """The groups' lines. Of a group that waits there are none where its reports cannot be read."""
    facts = await load_groups(connection, [group for group in groups if group not in waiting])
    for group in sorted(waiting & set(groups)):
        with suppress(OverflowError, ValueError):
            facts |= await load_groups(connection, [ProductionGroup(*group)])
    return [line for group in groups if group in facts for line in _lines(facts[group])]


def _lines(facts: GroupFacts) -> list[dict[str, Any]]:
    """The lines that stand in a group, and those that count for its figures though they were moved since."""
    decisions = decide_lines(facts)
    counted = {line.key: line for line in counted_lines(facts)}
    return [_line(key, decisions.get(key), counted.get(key)) for key in sorted({*decisions, *counted})]


def _line(key: LineKey, decision: LineDecision | None, counted: OrderRevision | None) -> dict[str, Any]:
    shown = decision.current if decision else counted
    assert shown is not None
    return {
        "company": key.company,
        "order": key.order,
        "line": key.line,
        "product": shown.group.product,
        "kind": shown.kind,
        "quantity": shown.quantity,
        "amount_yuan": format_amount(shown.amount_yuan),
        "status": decision.status if decision else "moved",
        "reason": decision.reason if decision else None,
        "note": decision.note if decision else "moved after the month's end: it still counts for this month's figures",
        "agreement": decision.agreement if decision else None,
        "allocated_quantity": decision.allocated_quantity if decision else 0,
        "counted": None
        if counted is None
        else {"quantity": counted.quantity, "amount_yuan": format_amount(counted.amount_yuan)},
    }


async def _routing_flags(connection: Connection, workshop: str, month: str) -> list[dict[str, Any]]:
    """Operations whose good output in the month exceeds that of the one before them."""
    output = await store.output_of_month(connection, workshop, month)
    routings = await store.routings_of(connection, sorted(output))
    flags = []
    for (company, product), by_operation in sorted(output.items()):
        known = in_force(routings.get((company, product), []), lambda report: report.effective_from)
        routing = routing_in_force(known, Month.parse(month).last_day)
        if routing is not None:
            found = routing_flags(routing.operations, by_operation)
            flags += [{"company": company, "product": product, **asdict(flag)} for flag in found]
    return flags
