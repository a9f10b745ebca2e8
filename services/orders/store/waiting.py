"""Which decisions rest on what orders could not compute: whose wages, which workshops' awards and profit.

Texts only: what waits may hold a value that cannot be read.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final

from services.orders import marks
from services.orders.domain.orders import LineKey, ProductionGroup
from services.orders.store import fan_outs
from shared.database import Connection
from shared.events.waiting import Concern
from shared.messaging.waiting import Concerning, concern


async def _entry(connection: Connection, subject: Sequence[str]) -> set[Concern]:
    """Everybody who was ever named in an entry, in the months it was ever of."""
    return await _wages_of(connection, [subject[0]])


async def _entry_and_rework(connection: Connection, subject: Sequence[str]) -> set[Concern]:
    """As for the entry, and for those whose pay depends on it."""
    touched = await fan_outs.entries_touched_by(connection, [subject[0]])
    return await _wages_of(connection, [subject[0], *(entry for _, entry in touched)])


async def _rate(connection: Connection, subject: Sequence[str]) -> set[Concern]:
    company, workshop, product, operation, effective_from = subject
    rate = (company, workshop, product, operation, date.fromisoformat(effective_from))
    touched = await fan_outs.entries_priced_by(connection, [rate])
    return await _wages_of(connection, [entry for _, entry in touched])


async def _wages_of(connection: Connection, entries: Collection[str]) -> set[Concern]:
    rows = await connection.fetch(
        """
        SELECT DISTINCT part ->> 0 AS worker, workshop, to_char(worked_on, 'YYYY-MM') AS month
        FROM piecework_report CROSS JOIN LATERAL jsonb_array_elements(shares) AS part WHERE entry = ANY($1::text[])
        """,
        sorted(entries),
    )
    return {concern("wages", row["worker"], row["workshop"], row["month"]) for row in rows}


async def _group(_: Connection, subject: Sequence[str]) -> set[Concern]:
    return _awards_of([ProductionGroup(*subject)])


async def _order(connection: Connection, subject: Sequence[str]) -> set[Concern]:
    key = LineKey(subject[0], subject[1], int(subject[2]))
    return _awards_of([group for _, group in await fan_outs.groups_of_lines(connection, [key])])


async def _delivery(connection: Connection, subject: Sequence[str]) -> set[Concern]:
    key = (subject[0], subject[1], int(subject[2]))
    return _awards_of([group for _, group in await fan_outs.groups_of_deliveries(connection, [key])])


async def _agreement(connection: Connection, subject: Sequence[str]) -> set[Concern]:
    return _awards_of([group for _, group, _ in await fan_outs.lines_under_agreements(connection, [subject[0]])])


def _awards_of(groups: Collection[ProductionGroup]) -> set[Concern]:
    return {concern("awards", workshop=group.workshop, month=group.month) for group in groups}


async def _profit(_: Connection, subject: Sequence[str]) -> set[Concern]:
    return {concern("profit", workshop=subject[0])}


async def _nothing(_: Connection, __: Sequence[str]) -> set[Concern]:
    """An order line's state decides no money: only the figures do."""
    return set()


CONCERNS: Final[Mapping[str, Concerning]] = {
    marks.AGREEMENT_CHANGED: _agreement,
    marks.ORDER_CHANGED: _order,
    marks.DELIVERY_CHANGED: _delivery,
    marks.RATE_CHANGED: _rate,
    marks.PIECEWORK_CHANGED: _entry_and_rework,
    marks.ORDER_LINE: _nothing,
    marks.PRODUCTION: _group,
    marks.PIECEWORK: _entry,
    marks.PROFIT: _profit,
}
"""By kind of mark."""
