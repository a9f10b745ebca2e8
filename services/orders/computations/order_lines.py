"""Order lines are decided: accepted under an agreement, waiting for one, completed, reopened."""

from collections.abc import Sequence
from typing import Any

from services.orders.domain.orders import LineKey
from services.orders.domain.production import LineDecision, decide_lines
from services.orders.store.groups import load_groups
from services.orders.store.order_lines import LinePublications, current_groups, lock_lines, write_lines
from shared.events.production import OrderAccepted, OrderCompleted
from shared.facts.states import publish_if_changed
from shared.messaging.transaction import Mark, Transaction
from shared.money import format_amount


async def recompute_order_lines(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """Decide the marked lines, each with all lines that compete for the same pieces."""
    by_line = {LineKey(mark.subject[0], mark.subject[1], int(mark.subject[2])): mark for mark in marks}
    published = await lock_lines(transaction.connection, list(by_line))
    groups = await current_groups(transaction.connection, list(by_line))
    facts = await load_groups(transaction.connection, groups)
    decisions: dict[LineKey, LineDecision] = {}
    for group_facts in facts.values():
        decisions |= decide_lines(group_facts)
    decided = []
    for key, mark in by_line.items():
        # A line moved to another group since the marks were taken comes again with its own mark.
        if key in decisions:
            now = _publish(transaction, decisions[key], published[key], mark)
            decided.append((decisions[key], now, mark.correlation))
    await write_lines(transaction.connection, decided)


def _publish(
    transaction: Transaction, decision: LineDecision, before: LinePublications, cause: Mark
) -> LinePublications:
    key = decision.current.key
    stands = decision.status in ("accepted", "completed")
    completed = decision.status == "completed"
    return LinePublications(
        publish_if_changed(
            transaction,
            OrderAccepted,
            f"order/{key.company}/{key.order}/{key.line}",
            before.accepted,
            _accepted_fields(decision) if stands else None,
            cause,
        ),
        publish_if_changed(
            transaction,
            OrderCompleted,
            f"order-completion/{key.company}/{key.order}/{key.line}",
            before.completed,
            _completed_fields(decision) if completed else None,
            cause,
        ),
    )


def _line_fields(decision: LineDecision) -> dict[str, Any]:
    line = decision.current
    return {
        "company": line.key.company,
        "order": line.key.order,
        "line": line.key.line,
        "workshop": line.group.workshop,
        "product": line.group.product,
        "month": line.group.month,
        "quantity": line.quantity,
    }


def _accepted_fields(decision: LineDecision) -> dict[str, Any]:
    return _line_fields(decision) | {
        "kind": decision.current.kind,
        "amount_yuan": format_amount(decision.current.amount_yuan),
        "agreement": decision.agreement,
    }


def _completed_fields(decision: LineDecision) -> dict[str, Any]:
    return _line_fields(decision) | {"accepted_quantity": decision.allocated_quantity}
