"""A workshop's month as people look at it: figures, order lines, flags and awards in one answer."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress

from services.orders.api.answers.production import (
    MonthLine,
    OperationFlag,
    ProductionMonth,
    flagged_entry,
    granted_award,
    month_line,
    operation_flag,
    production_figures,
)
from services.orders.domain.orders import ProductionGroup
from services.orders.domain.production import GroupFacts, counted_lines, decide_lines
from services.orders.domain.routing import routing_flags, routing_in_force
from services.orders.store import views as store
from services.orders.store.groups import load_groups
from shared.database import Connection
from shared.facts.precedence import in_force
from shared.http.answers import waiting_subject
from shared.messaging.waiting import Waiting, waiting_about
from shared.months import Month

MAXIMUM_LINES = 2_000


async def production_month(
    connection: Connection, workshop: str, month: str, companies: Sequence[str] | None
) -> ProductionMonth:
    """The answer for one workshop and month; `companies` None means all of them."""

    def visible(company: str) -> bool:
        return companies is None or company in companies

    groups = [group for group in await store.groups_of_month(connection, workshop, month) if visible(group.company)]
    waiting = await _waiting(connection, workshop, month, companies)
    lines = await _lines_of(connection, groups, {tuple(part.subject) for part in waiting})
    figures = await store.production_of_month(connection, workshop, month)
    awards = await store.awards_of_month(connection, workshop, month)
    total, piecework_flags = await store.flagged_entries(connection, workshop, month, companies)
    flags = await _routing_flags(connection, workshop, month)
    return ProductionMonth(
        workshop=workshop,
        month=month,
        figures=[production_figures(row) for row in figures if visible(row["company"])],
        waiting=[waiting_subject(part) for part in waiting],
        order_lines=lines[:MAXIMUM_LINES],
        order_lines_total=len(lines),
        routing_flags=[flag for flag in flags if visible(flag.company)],
        piecework_flags=[flagged_entry(entry, flag) for entry, flag in piecework_flags],
        flagged_entries_total=total,
        awards=[granted_award(row) for row in awards if visible(row["company"])],
    )


async def _waiting(connection: Connection, workshop: str, month: str, companies: Sequence[str] | None) -> list[Waiting]:
    """What of the month waits; a token bound to companies sees what names them."""
    found = await waiting_about(connection, workshop=workshop, month=month)
    return [part for part in found if companies is None or set(companies) & set(part.subject)]


async def _lines_of(
    connection: Connection, groups: Sequence[ProductionGroup], waiting: AbstractSet[tuple[str, ...]]
) -> list[MonthLine]:
    """The groups' lines. Of a group that waits there are none where its reports cannot be read."""
    facts = await load_groups(connection, [group for group in groups if group not in waiting])
    for group in sorted(waiting & set(groups)):
        with suppress(OverflowError, ValueError):
            facts |= await load_groups(connection, [ProductionGroup(*group)])
    return [line for group in groups if group in facts for line in _lines(facts[group])]


def _lines(facts: GroupFacts) -> list[MonthLine]:
    """The lines that stand in a group, and those that count for its figures though they were moved since."""
    decisions = decide_lines(facts)
    counted = {line.key: line for line in counted_lines(facts)}
    return [month_line(key, decisions.get(key), counted.get(key)) for key in sorted({*decisions, *counted})]


async def _routing_flags(connection: Connection, workshop: str, month: str) -> list[OperationFlag]:
    """Operations whose good output in the month exceeds that of the one before them."""
    output = await store.output_of_month(connection, workshop, month)
    routings = await store.routings_of(connection, sorted(output))
    flags = []
    for (company, product), by_operation in sorted(output.items()):
        known = in_force(routings.get((company, product), []), lambda report: report.effective_from)
        routing = routing_in_force(known, Month.parse(month).last_day)
        if routing is not None:
            found = routing_flags(routing.operations, by_operation)
            flags += [operation_flag(company, product, flag) for flag in found]
    return flags
