"""A month's production figures are computed from all reports, at completion and after every inspection."""

from collections.abc import Sequence
from typing import Any

from services.orders.domain.orders import ProductionGroup
from services.orders.domain.production import Figures, figures
from services.orders.store.groups import GROUP_TYPES, load_groups
from shared.events.production import ProductionReported
from shared.facts.states import lock_states, publish_if_changed, write_states
from shared.messaging.transaction import Mark, Transaction
from shared.money import format_amount


async def recompute_production(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """Compute the marked groups' figures and publish those that changed."""
    by_group = {ProductionGroup(*mark.subject): mark for mark in marks}
    published = await lock_states(transaction.connection, "production", GROUP_TYPES, list(by_group))
    facts = await load_groups(transaction.connection, list(by_group))
    changed = []
    for group, mark in by_group.items():
        subject = f"production/{group.workshop}/{group.company}/{group.product}/{group.month}"
        computed = figures(facts[group])
        fields = None if computed is None else _fields(group, computed)
        now = publish_if_changed(transaction, ProductionReported, subject, published[group], fields, mark)
        if now is not published[group]:
            changed.append((group, now, mark.correlation))
    await write_states(transaction.connection, "production", GROUP_TYPES, changed)


def _fields(group: ProductionGroup, computed: Figures) -> dict[str, Any]:
    return {
        "workshop": group.workshop,
        "company": group.company,
        "product": group.product,
        "month": group.month,
        "fixed_quantity": computed.fixed_quantity,
        "fixed_amount_yuan": format_amount(computed.fixed_amount_yuan),
        "excess_quantity": computed.excess_quantity,
        "excess_amount_yuan": format_amount(computed.excess_amount_yuan),
        "accepted_quantity": computed.accepted_quantity,
        "rejected_quantity": computed.rejected_quantity,
        "complete": computed.complete,
    }
