"""A month's production figures are computed from all reports, at completion and after every inspection."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.orders.domain.orders import ProductionGroup
from services.orders.domain.production import Figures, figures
from services.orders.store.groups import PRODUCTION, load_groups
from shared.database import Connection
from shared.events.production import ProductionReported
from shared.facts.states import publishing
from shared.money import format_amount


async def _figures_of_groups(
    connection: Connection, groups: Sequence[tuple[str, ...]]
) -> Mapping[ProductionGroup, dict[str, Any]]:
    facts = await load_groups(connection, [ProductionGroup(*group) for group in groups])
    return {group: _fields(group, known) for group in facts if (known := figures(facts[group])) is not None}


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


recompute_production = publishing(ProductionReported, "production", PRODUCTION, _figures_of_groups)
