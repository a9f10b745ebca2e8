"""Everything reported that touches production groups, read for the computations and the views."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import asyncpg

from services.orders.domain.agreements import Agreement
from services.orders.domain.orders import LineKey, OrderRevision, ProductionGroup
from services.orders.domain.production import GroupFacts, Inspection
from services.orders.store.fact_tables import REPORT_PRECEDENCE
from shared.database import Connection
from shared.facts.rows import columns_of, texts, unnest
from shared.facts.states import StateTable

GROUP_TYPES = {"workshop": "text", "company": "text", "product": "text", "month": "text"}
PRODUCTION: Final = StateTable("production", GROUP_TYPES)
"""The figures published of each group."""
LINE_TYPES = {"company": "text", "order_number": "text", "line": "integer"}
_GROUP_COLUMNS = ", ".join(GROUP_TYPES)


def _group_of(row: asyncpg.Record) -> ProductionGroup:
    return ProductionGroup(row["workshop"], row["company"], row["product"], row["month"])


async def load_groups(connection: Connection, groups: Collection[ProductionGroup]) -> dict[ProductionGroup, GroupFacts]:
    """The facts of each group; a line or delivery that was ever in the group comes with all its reports."""
    if not groups:
        return {}
    columns = texts(GROUP_TYPES, sorted(groups))
    lines = await _order_revisions(connection, columns)
    inspections = await _inspections(connection, columns)
    agreements = await _agreements(connection, {(group.company, group.workshop) for group in groups})
    return {
        group: GroupFacts(
            group,
            lines.get(group, {}),
            agreements.get((group.company, group.workshop), []),
            inspections.get(group, []),
        )
        for group in groups
    }


def order_revision(row: asyncpg.Record) -> OrderRevision:
    """A row of order_report as the domain knows it."""
    return OrderRevision(
        key=LineKey(row["company"], row["order_number"], row["line"]),
        group=_group_of(row),
        kind=row["kind"],
        quantity=row["quantity"],
        amount_yuan=row["amount_yuan"],
        agreed_on=row["agreed_on"],
        due_on=row["due_on"],
        withdrawn=row["withdrawn"],
        precedence=REPORT_PRECEDENCE.read(row),
    )


async def _order_revisions(
    connection: Connection, groups: Sequence[Sequence[str]]
) -> Mapping[ProductionGroup, dict[LineKey, list[OrderRevision]]]:
    rows = await connection.fetch(
        f"""
        SELECT * FROM order_report JOIN (
            SELECT DISTINCT company, order_number, line FROM order_report
            JOIN {unnest(GROUP_TYPES, "wanted")} USING ({_GROUP_COLUMNS})
        ) AS touched USING (company, order_number, line)
        """,  # noqa: S608 - names of this service's own tables and columns
        *groups,
    )
    by_line: dict[LineKey, list[OrderRevision]] = defaultdict(list)
    for row in rows:
        revision = order_revision(row)
        by_line[revision.key].append(revision)
    by_group: dict[ProductionGroup, dict[LineKey, list[OrderRevision]]] = defaultdict(dict)
    for key, revisions in by_line.items():
        for group in {revision.group for revision in revisions}:
            by_group[group][key] = revisions
    return by_group


async def _inspections(
    connection: Connection, groups: Sequence[Sequence[str]]
) -> Mapping[ProductionGroup, list[Inspection]]:
    rows = await connection.fetch(
        f"""
        SELECT * FROM delivery_report JOIN (
            SELECT DISTINCT company, delivery, line FROM delivery_report
            JOIN {unnest(GROUP_TYPES, "wanted")} USING ({_GROUP_COLUMNS})
        ) AS touched USING (company, delivery, line)
        """,  # noqa: S608 - names of this service's own tables and columns
        *groups,
    )
    by_delivery: dict[tuple[Any, ...], list[Inspection]] = defaultdict(list)
    for row in rows:
        by_delivery[row["company"], row["delivery"], row["line"]].append(_inspection(row))
    by_group: dict[ProductionGroup, list[Inspection]] = defaultdict(list)
    for inspections in by_delivery.values():
        for group in {inspection.group for inspection in inspections}:
            by_group[group] += inspections
    return by_group


def _inspection(row: asyncpg.Record) -> Inspection:
    return Inspection(
        company=row["company"],
        delivery=row["delivery"],
        line=row["line"],
        group=_group_of(row),
        accepted_quantity=row["accepted_quantity"],
        rejected_quantity=row["rejected_quantity"],
        withdrawn=row["withdrawn"],
        precedence=REPORT_PRECEDENCE.read(row),
    )


async def _agreements(
    connection: Connection, parties: Collection[tuple[str, str]]
) -> Mapping[tuple[str, str], list[Agreement]]:
    rows = await connection.fetch(
        """
        SELECT * FROM agreement_report JOIN (
            SELECT DISTINCT agreement FROM agreement_report
            JOIN unnest($1::text[], $2::text[]) AS wanted (company, workshop) USING (company, workshop)
        ) AS touched USING (agreement)
        """,
        *columns_of(sorted(parties), 2),
    )
    by_agreement: dict[str, list[Agreement]] = defaultdict(list)
    for row in rows:
        by_agreement[row["agreement"]].append(
            Agreement(
                agreement=row["agreement"],
                company=row["company"],
                workshop=row["workshop"],
                valid_from=row["valid_from"],
                valid_until=row["valid_until"],
                withdrawn=row["withdrawn"],
                precedence=REPORT_PRECEDENCE.read(row),
            )
        )
    by_parties: dict[tuple[str, str], list[Agreement]] = defaultdict(list)
    for reports in by_agreement.values():
        for pair in {(report.company, report.workshop) for report in reports}:
            by_parties[pair] += reports
    return by_parties
