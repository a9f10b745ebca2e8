"""Keeping the list of punches that count for nobody yet, for an operator to assign."""

from collections.abc import Sequence
from datetime import date, datetime

from services.placement.computations.clock_facts import PunchDay, read_clock_facts
from services.placement.domain.attribution import Unattributed
from services.placement.store import clocks
from services.placement.store.clocks import UnattributedDay
from services.placement.store.locks import lock_unattributed
from shared.messaging.transaction import Mark, Transaction
from shared.months import shanghai_date


async def recompute_unattributed_punches(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """Count, by number and calendar day, the punches nobody can be found for, with the reasons."""
    keys = [(mark.subject[0], mark.subject[1], date.fromisoformat(mark.subject[2])) for mark in marks]
    await lock_unattributed(transaction.connection, keys)
    facts = await read_clock_facts(transaction.connection, ((serial, pin) for serial, pin, _ in keys))
    lost: dict[PunchDay, list[datetime]] = {key: [] for key in keys}
    reasons: dict[PunchDay, set[str]] = {key: set() for key in keys}
    for punch in await clocks.read_punches(transaction.connection, keys, days=1):
        result = facts.attribute(punch)
        if isinstance(result, Unattributed) and not punch.withdrawn:
            key = (punch.serial, punch.pin, shanghai_date(punch.punched_at))
            lost[key].append(punch.punched_at)
            reasons[key].add(result.value)
    found = {
        key: UnattributedDay(
            len(lost[key]),
            min(lost[key], default=None),
            max(lost[key], default=None),
            tuple(sorted(reasons[key])),
        )
        for key in keys
    }
    await clocks.save_unattributed(transaction.connection, found)
