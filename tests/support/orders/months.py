"""A workshop's July told in facts, for the cases beside this file."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from services.orders.domain.agreements import Agreement
from services.orders.domain.orders import LineKey, OrderKind, OrderRevision, ProductionGroup
from services.orders.domain.production import GroupFacts, Inspection
from shared.facts.precedence import Precedence

JULY = ProductionGroup("WS-01", "C1", "toy", "2022-07")
AUGUST = ProductionGroup("WS-01", "C1", "toy", "2022-08")
JUNE_20 = date(2022, 6, 20)
_numbers = count(1)


def _reported_next() -> Precedence:
    number = next(_numbers)
    return 0, datetime(2022, 6, 1, tzinfo=UTC) + timedelta(minutes=number), "erp", f"{number:06d}"


def agreed(
    valid_from: date, valid_until: date | None = None, *, withdrawn: bool = False, name: str = "AG-1"
) -> Agreement:
    return Agreement(name, "C1", "WS-01", valid_from, valid_until, withdrawn, _reported_next())


def placed(
    quantity: int,
    yuan: str = "1000.00",
    *,
    order: str = "O-1",
    line: int = 1,
    kind: OrderKind = "fixed",
    agreed_on: date = JUNE_20,
    group: ProductionGroup = JULY,
    withdrawn: bool = False,
) -> OrderRevision:
    key = LineKey("C1", order, line)
    return OrderRevision(key, group, kind, quantity, Decimal(yuan), agreed_on, None, withdrawn, _reported_next())


def inspected(
    accepted: int, rejected: int = 0, *, delivery: str = "D-1", group: ProductionGroup = JULY, withdrawn: bool = False
) -> Inspection:
    return Inspection("C1", delivery, 1, group, accepted, rejected, withdrawn, _reported_next())


OPEN_ENDED = agreed(date(2022, 1, 1))


def month(
    *orders: OrderRevision,
    inspections: Sequence[Inspection] = (),
    agreements: Sequence[Agreement] = (OPEN_ENDED,),
    group: ProductionGroup = JULY,
) -> GroupFacts:
    by_line: dict[LineKey, list[OrderRevision]] = {}
    for revision in orders:
        by_line.setdefault(revision.key, []).append(revision)
    return GroupFacts(group, by_line, agreements, inspections)
