"""Finding out what punches count for, from all that is known of clocks, numbers and workshops."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, partial

from services.placement.computations.shift_hours import WorkersShiftHours, read_shift_hours
from services.placement.domain.attribution import Attributed, Unattributed, attribute
from services.placement.domain.clock_day import ClockDay, Punch, derive_clock_day
from services.placement.domain.clock_rules import ClockRules, clock_rules
from services.placement.domain.dated import ClockPlace, PinHolder
from services.placement.domain.shifts import DatedPunch, punches_of_day
from services.placement.store import clocks, registers
from services.placement.store.attendance import DayKey
from services.placement.store.clocks import PinKey, StoredPunch
from shared.database import Connection
from shared.policy import PolicyError, PolicyPack, load_pack

PunchDay = tuple[str, str, date]
"""A clock's serial, a number on it, a calendar day in Shanghai."""


@lru_cache(maxsize=64)
def _pack(name: str) -> PolicyPack | None:
    try:
        return load_pack(name)
    except PolicyError:
        return None


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """Where clocks stand, whom numbers mean and which pack each workshop is under."""

    places: dict[str, list[ClockPlace]]
    holders: dict[PinKey, list[PinHolder]]
    pack_of_workshop: dict[str, str]

    def rules_of(self, workshop: str, day: date) -> ClockRules | None:
        """How a workshop's clocks are read on a day; None while it or its pack is not known."""
        pack = _pack(self.pack_of_workshop[workshop]) if workshop in self.pack_of_workshop else None
        return clock_rules(pack.rules_on(day)) if pack is not None else None

    def attribute(self, punch: StoredPunch) -> Attributed | Unattributed:
        """What one punch counts for."""
        places = self.places.get(punch.serial, [])
        holders = self.holders.get((punch.serial, punch.pin), [])
        return attribute(punch.punched_at, punch.station, places, holders, self.rules_of)


async def read_clock_facts(connection: Connection, pins: Iterable[PinKey]) -> ClockFacts:
    """Everything that decides what the punches of some numbers count for."""
    wanted = sorted(set(pins))
    holders = await clocks.read_holders(connection, wanted)
    places = await clocks.read_places(connection, sorted({serial for serial, _ in wanted}))
    workshops = sorted({place.workshop for of_clock in places.values() for place in of_clock})
    rows = await registers.read_workshops(connection, workshops)
    return ClockFacts(places, holders, {row["workshop"]: row["policy_pack"] for row in rows})


def days_resting_on(day: date) -> tuple[date, ...]:
    """The days, in order, whose attendance the punches of an attendance day may change: a shift may begin on the
    day before, and a day's own punches are understood from those around them.
    """
    return (day - timedelta(days=1), day, day + timedelta(days=1))


async def derive_clock_days(connection: Connection, keys: Sequence[DayKey]) -> dict[DayKey, ClockDay]:
    """What the clocks show of workers' days; days without a punch are left out."""
    workers = sorted({worker for worker, _, _ in keys})
    pins_of_worker = await clocks.pins_ever_of_workers(connection, workers)
    if not pins_of_worker:
        return {}
    facts = await read_clock_facts(connection, (pin for pins in pins_of_worker.values() for pin in pins))
    # The punches of three attendance days; the last ends on the calendar day after it, before that day's cut hour.
    wanted = sorted(
        {(*pin, day - timedelta(days=1)) for worker, _, day in keys for pin in pins_of_worker.get(worker, [])}
    )
    punches: dict[DayKey, list[DatedPunch]] = {}
    for punch in await clocks.read_punches(connection, wanted, days=4):
        found = facts.attribute(punch)
        if not punch.withdrawn and isinstance(found, Attributed):
            dated = DatedPunch(Punch(punch.punched_at, punch.status), found.day)
            punches.setdefault((found.worker, found.workshop, found.day), []).append(dated)
    if not punches:
        return {}
    hours = await read_shift_hours(connection, workers, keys)
    return {key: clock_day for key in keys if (clock_day := _derive_day(key, punches, facts, hours)) is not None}


def _derive_day(
    key: DayKey, punches: Mapping[DayKey, Sequence[DatedPunch]], facts: ClockFacts, hours: WorkersShiftHours
) -> ClockDay | None:
    worker, workshop, day = key
    rules = facts.rules_of(workshop, day)
    around = [punch for near in days_resting_on(day) for punch in punches.get((worker, workshop, near), ())]
    if rules is None or not around:
        return None
    of_day = punches_of_day(around, day, rules.longest_shift, partial(hours.of, worker, workshop))
    return derive_clock_day(of_day.punches, rules, unclear=of_day.unclear)
