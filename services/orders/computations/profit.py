"""A workshop's profit of a year as last declared."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.orders.store.profit import PROFIT, latest_profits
from shared.database import Connection
from shared.events.production import ProfitReported
from shared.facts.states import publishing
from shared.money import format_amount


async def _latest(connection: Connection, keys: Sequence[tuple[str, ...]]) -> Mapping[tuple[str, str], dict[str, Any]]:
    profits = await latest_profits(connection, [(workshop, period) for workshop, period in keys])
    return {
        (workshop, period): {"workshop": workshop, "period": period, "net_profit_yuan": format_amount(amount)}
        for (workshop, period), amount in profits.items()
    }


recompute_profit = publishing(ProfitReported, "profit", PROFIT, _latest)
