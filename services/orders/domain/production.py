"""A month's production figures of a group, and what becomes of its order lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from services.orders.domain.agreements import Agreement, active_agreement
from services.orders.domain.orders import (
    LineKey,
    OrderRevision,
    ProductionGroup,
    late_agreement_note,
    revision_counting_for,
)
from shared.facts.precedence import Precedence, in_force, latest

LineStatus = Literal["waiting", "accepted", "completed", "withdrawn"]
NO_ACTIVE_AGREEMENT = "no active agreement"


@dataclass(frozen=True, slots=True)
class Inspection:
    """One report of the inspection of a delivery's line; it counts for the month of production."""

    company: str
    delivery: str
    line: int
    group: ProductionGroup
    accepted_quantity: int
    rejected_quantity: int
    withdrawn: bool
    precedence: Precedence


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """Everything reported that touches a group: also what was later moved away from it."""

    group: ProductionGroup
    revisions_by_line: Mapping[LineKey, Sequence[OrderRevision]]
    agreements: Sequence[Agreement]
    inspections: Sequence[Inspection]

    def agreement(self) -> Agreement | None:
        """The agreement under which the group's order lines stand: active on the month's first day."""
        agreements = in_force(self.agreements, lambda report: report.agreement)
        return active_agreement(agreements, self.group.company, self.group.workshop, self.group.first_day)

    def counted_inspections(self) -> list[Inspection]:
        """The inspections in force whose production month is the group's, whenever they were made."""
        newest = in_force(self.inspections, lambda report: (report.company, report.delivery, report.line))
        return [inspection for inspection in newest if inspection.group == self.group]

    def current_lines(self) -> list[OrderRevision]:
        """The group's order lines as they stand now, withdrawn ones left out."""
        newest = (latest(revisions) for revisions in self.revisions_by_line.values())
        return [line for line in newest if line is not None and not line.withdrawn and line.group == self.group]


@dataclass(frozen=True, slots=True)
class Figures:
    """Orders and output of a group: quantities in pieces, amounts in yuan."""

    fixed_quantity: int
    fixed_amount_yuan: Decimal
    excess_quantity: int
    excess_amount_yuan: Decimal
    accepted_quantity: int
    rejected_quantity: int

    @property
    def complete(self) -> bool:
        """The fixed quantity is above zero and has been accepted in full."""
        return 0 < self.fixed_quantity <= self.accepted_quantity


def counted_lines(facts: GroupFacts) -> list[OrderRevision]:
    """The order lines that count for the figures: under an active agreement, as agreed by the month's end."""
    if facts.agreement() is None:
        return []
    agreed = (revision_counting_for(revisions, facts.group) for revisions in facts.revisions_by_line.values())
    return [revision for revision in agreed if revision is not None]


def figures(facts: GroupFacts) -> Figures | None:
    """The group's figures, or None when nothing counts for it. Inspections count whenever they were made."""
    counted = counted_lines(facts)
    inspections = facts.counted_inspections()
    if not counted and not inspections:
        return None
    fixed = [revision for revision in counted if revision.kind == "fixed"]
    excess = [revision for revision in counted if revision.kind == "excess"]
    return Figures(
        fixed_quantity=sum(revision.quantity for revision in fixed),
        fixed_amount_yuan=sum((revision.amount_yuan for revision in fixed), Decimal(0)),
        excess_quantity=sum(revision.quantity for revision in excess),
        excess_amount_yuan=sum((revision.amount_yuan for revision in excess), Decimal(0)),
        accepted_quantity=sum(inspection.accepted_quantity for inspection in inspections),
        rejected_quantity=sum(inspection.rejected_quantity for inspection in inspections),
    )


@dataclass(frozen=True, slots=True)
class LineDecision:
    """What an order line has come to. `reason` says what it waits for, `note` what the figures leave out."""

    current: OrderRevision
    status: LineStatus
    agreement: str | None
    allocated_quantity: int
    reason: str | None
    note: str | None


def allocate(lines: Iterable[OrderRevision], accepted_quantity: int) -> dict[LineKey, int]:
    """Accepted pieces given to order lines: fixed before excess, each by order and line number."""
    allocated: dict[LineKey, int] = {}
    for line in sorted(lines, key=lambda line: (line.kind != "fixed", line.key)):
        allocated[line.key] = min(line.quantity, accepted_quantity)
        accepted_quantity -= allocated[line.key]
    return allocated


def decide_lines(facts: GroupFacts) -> dict[LineKey, LineDecision]:
    """Decide every line that stands in the group now, by its current revision, withdrawn ones included."""
    agreement = facts.agreement()
    allocated: dict[LineKey, int] = {}
    if agreement is not None:
        accepted = sum(inspection.accepted_quantity for inspection in facts.counted_inspections())
        allocated = allocate(facts.current_lines(), accepted)
    decisions: dict[LineKey, LineDecision] = {}
    for key, revisions in facts.revisions_by_line.items():
        current = latest(revisions)
        if current is None or current.group != facts.group:
            continue
        decisions[key] = _decide(current, revisions, agreement, allocated.get(key, 0))
    return decisions


def _decide(
    current: OrderRevision, revisions: Sequence[OrderRevision], agreement: Agreement | None, allocated: int
) -> LineDecision:
    note = late_agreement_note(revisions, current)
    if current.withdrawn:
        still_counts = revision_counting_for(revisions, current.group) is not None
        return LineDecision(current, "withdrawn", None, 0, None, note if still_counts else None)
    if agreement is None:
        return LineDecision(current, "waiting", None, 0, NO_ACTIVE_AGREEMENT, note)
    completed = 0 < current.quantity <= allocated
    status: LineStatus = "completed" if completed else "accepted"
    return LineDecision(current, status, agreement.agreement, allocated, None, note)
