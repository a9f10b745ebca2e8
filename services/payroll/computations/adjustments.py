"""Keeping the list of closed months that no longer come to what was posted for them."""

from collections.abc import Sequence

from services.payroll.domain.settlement import Adjustment, sum_by_line
from services.payroll.store import adjustments as store
from services.payroll.store.ledger import posted_amounts
from services.payroll.store.worker_months import WorkerMonthKey
from shared.database import Connection


async def refresh_adjustments(connection: Connection, keys: Sequence[WorkerMonthKey]) -> None:
    """Compare the closed ones among these worker-months with the ledger, and list those that differ.

    The difference is always taken against everything posted, so a correction repeated never doubles. A month
    that moved to a workshop where it is open waits no longer: its own closing settles it.
    """
    closed = await store.closed_among(connection, keys)
    closed_keys = [(month.worker, month.month) for month in closed]
    posted = await posted_amounts(connection, "worker", closed_keys) if closed else {}
    due, even = [], sorted({*keys} - {*closed_keys})
    for month in closed:
        key = (month.worker, month.month)
        adjustment = Adjustment(month.month, posted.get(key, {}), sum_by_line(month.lines))
        if adjustment.difference:
            due.append((*key, month.settled_at, adjustment.amount_yuan, month.incomplete))
        else:
            even.append(key)
    if even:
        await store.drop_due(connection, even)
    if due:
        await store.write_due(connection, due)
