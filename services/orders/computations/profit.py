"""A workshop's profit of a year as last declared."""

from collections.abc import Sequence

from services.orders.store.profit import PROFIT_TYPES, latest_profits
from shared.events.production import ProfitReported
from shared.facts.states import lock_states, publish_if_changed, write_states
from shared.messaging.transaction import Mark, Transaction
from shared.money import format_amount


async def recompute_profit(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """Publish the latest declaration of each marked workshop and year, where it changed."""
    by_key = {(mark.subject[0], mark.subject[1]): mark for mark in marks}
    published = await lock_states(transaction.connection, "profit", PROFIT_TYPES, list(by_key))
    profits = await latest_profits(transaction.connection, list(by_key))
    changed = []
    for key, mark in by_key.items():
        workshop, period = key
        fields = None
        if key in profits:
            fields = {
                "workshop": workshop,
                "period": period,
                "net_profit_yuan": format_amount(profits[key]),
            }
        now = publish_if_changed(
            transaction, ProfitReported, f"profit/{workshop}/{period}", published[key], fields, mark
        )
        if now is not published[key]:
            changed.append((key, now, mark.correlation))
    await write_states(transaction.connection, "profit", PROFIT_TYPES, changed)
