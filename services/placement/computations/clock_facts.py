"""Finding out what punches count for, from all that is known of clocks, numbers and workshops."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from services.placement.domain.attribution import Attributed, Unattributed, attribute
from services.placement.domain.clock_day import ClockDay, Punch, derive_clock_day
from services.placement.domain.clock_rules import ClockRules, clock_rules
from services.placement.domain.dated import ClockPlace, PinHolder
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


async def derive_clock_days(connection: Connection, keys: Sequence[DayKey]) -> dict[DayKey, ClockDay]:
    """What the clocks show of workers' days; days without a punch are left out."""
    pins_of_worker = await clocks.pins_ever_of_workers(connection, sorted({worker for worker, _, _ in keys}))
    if not pins_of_worker:
        return {}
    facts = await read_clock_facts(connection, (pin for pins in pins_of_worker.values() for pin in pins))
    # An attendance day ends on the next calendar day, before that day's cut hour.
    wanted = sorted({(*pin, day) for worker, _, day in keys for pin in pins_of_worker.get(worker, [])})
    punches: dict[DayKey, list[Punch]] = {key: [] for key in keys}
    for punch in await clocks.read_punches(connection, wanted, days=2):
        found = facts.attribute(punch)
        if punch.withdrawn or not isinstance(found, Attributed):
            continue
        key = (found.worker, found.workshop, found.day)
        if key in punches:
            punches[key].append(Punch(punch.punched_at, punch.status))
    derived: dict[DayKey, ClockDay] = {}
    for (worker, workshop, day), of_day in punches.items():
        rules = facts.rules_of(workshop, day)
        clock_day = derive_clock_day(of_day, rules) if rules is not None else None
        if clock_day is not None:
            derived[worker, workshop, day] = clock_day
    return derived
