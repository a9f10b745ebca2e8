"""Routings: an operation's good output cannot exceed that of the operation before it.

Reports come in any order, so an excess is shown and never refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from shared.facts.precedence import Precedence

RoutingFlagKind = Literal["exceeds_previous_operation", "operation_not_in_routing"]


@dataclass(frozen=True, slots=True)
class Routing:
    """One report of a product's operations, in the order they are done, from a day on."""

    company: str
    product: str
    effective_from: date
    operations: tuple[str, ...]
    withdrawn: bool
    precedence: Precedence


@dataclass(frozen=True, slots=True)
class RoutingFlag:
    """Output that the routing does not explain, in pieces."""

    kind: RoutingFlagKind
    operation: str
    previous_operation: str | None
    excess_quantity: int


def routing_in_force(routings: Iterable[Routing], day: date) -> Routing | None:
    """The latest routing begun by a day, of one company's product."""
    begun = [routing for routing in routings if routing.effective_from <= day]
    return max(begun, key=lambda routing: routing.effective_from, default=None)


def routing_flags(operations: Sequence[str], output_by_operation: Mapping[str, int]) -> list[RoutingFlag]:
    """Where a month's good output of an operation exceeds that of the one before it."""
    flags = []
    for previous, operation in pairwise(operations):
        excess = output_by_operation.get(operation, 0) - output_by_operation.get(previous, 0)
        if excess > 0:
            flags.append(RoutingFlag("exceeds_previous_operation", operation, previous, excess))
    for operation in sorted(set(output_by_operation) - set(operations)):
        if output_by_operation[operation] > 0:
            flags.append(RoutingFlag("operation_not_in_routing", operation, None, output_by_operation[operation]))
    return flags
