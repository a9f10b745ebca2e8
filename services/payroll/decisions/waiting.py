"""Nothing is decided unknowingly: whom something waits for is named, and held with a reason or not decided on."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from services.payroll.decisions.refusals.waiting import OF_DIFFERENCE, OF_MONTH, OF_PROFIT
from services.payroll.store import waiting as store
from services.payroll.store.waiting import Waiting, each_once
from services.payroll.store.worker_months import WorkerMonthKey
from shared.database import Connection
from shared.refusals import Refused
from shared.texts import listed

WaitingByName = Mapping[str, Sequence[Waiting]]
"""By worker or village collective, everything that waits of what closing a month would settle for him."""


def refuse_waiting(waiting: WaitingByName, held: Collection[str]) -> None:
    """Raise Refused, naming them, where something waits for somebody who is not held."""
    names = sorted(set(waiting) - set(held))
    if names:
        told = {"waiting": shown_by_name({name: waiting[name] for name in names})}
        raise Refused(OF_MONTH.of(names=listed(names)), told)


async def refuse_waiting_differences(connection: Connection, worker: str, due: Collection[WorkerMonthKey]) -> None:
    """Raise Refused where a difference rests on something that waits: it may not be the whole of it."""
    found = await store.wages_waiting(connection, due)
    if found:
        parts = [part for of_month in found.values() for part in of_month]
        raise Refused(OF_DIFFERENCE.of(worker=worker), {"waiting": shown_by_name({worker: parts})})


async def refuse_waiting_profit(connection: Connection, workshop: str) -> None:
    """Raise Refused where a workshop's profit or its shareholdings wait."""
    found = await store.profit_waiting(connection, workshop)
    if found:
        raise Refused(OF_PROFIT.of(workshop=workshop), {"waiting": shown_by_name({workshop: found})})


def shown_by_name(waiting: WaitingByName) -> dict[str, list[dict[str, Any]]]:
    """What waits by worker or collective, as a refusal says it."""
    return {name: [_shown(part) for part in each_once(parts)] for name, parts in sorted(waiting.items())}


def _shown(waiting: Waiting) -> dict[str, Any]:
    return {
        "service": waiting.service,
        "kind": waiting.kind,
        "subject": list(waiting.subject),
        "since": waiting.since.isoformat(),
        "reason": waiting.reason,
    }
