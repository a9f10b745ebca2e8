"""Order lines and their amendments: which revision is current, and which counted at a month's end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from shared.facts.precedence import Precedence, latest
from shared.months import Month

OrderKind = Literal["fixed", "excess"]


class LineKey(NamedTuple):
    """What identifies an order line."""

    company: str
    order: str
    line: int


class ProductionGroup(NamedTuple):
    """What production is reported by: a workshop's output of a product for a company in a month."""

    workshop: str
    company: str
    product: str
    month: str

    @property
    def first_day(self) -> date:
        return Month.parse(self.month).first_day

    @property
    def last_day(self) -> date:
        return Month.parse(self.month).last_day


@dataclass(frozen=True, slots=True)
class OrderRevision:
    """An order line as placed, or as amended, on the day it was agreed."""

    key: LineKey
    group: ProductionGroup
    kind: OrderKind
    quantity: int
    amount_yuan: Decimal
    agreed_on: date
    due_on: date | None
    withdrawn: bool
    precedence: Precedence


def revision_counting_for(revisions: Iterable[OrderRevision], group: ProductionGroup) -> OrderRevision | None:
    """The line as agreed by the end of the group's month, if it then belonged to the group.

    An amendment agreed later, a cancellation or a move to another month included, changes nothing
    for the month. None when the line was first agreed later, was withdrawn, or belongs elsewhere.
    """
    agreed = latest(revision for revision in revisions if revision.agreed_on <= group.last_day)
    if agreed is None or agreed.withdrawn or agreed.group != group:
        return None
    return agreed


def late_agreement_note(revisions: Sequence[OrderRevision], current: OrderRevision) -> str | None:
    """Why the month's figures differ from the current line, where they do."""
    if revision_counting_for(revisions, current.group) == current:
        return None
    if any(revision.agreed_on <= current.group.last_day for revision in revisions):
        return "amended after the month's end: the month's figures keep what was agreed before"
    return "agreed after the month's end: counts for nothing in the month's figures"
