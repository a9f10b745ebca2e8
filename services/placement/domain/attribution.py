"""Whose presence a punch proves: by where its clock stood and whom its number meant that day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.placement.domain.clock_rules import ClockRules
from services.placement.domain.dated import ClockPlace, PinHolder, holder_on, in_force_on
from shared.months import shanghai_date


class Unattributed(StrEnum):
    """Why a punch counts for nobody yet. It is kept, and counts once this is mended."""

    UNKNOWN_CLOCK = "unknown_clock"
    OTHER_STATION = "clock_of_another_station"
    UNKNOWN_WORKSHOP = "workshop_or_its_policy_pack_unknown"
    UNASSIGNED_PIN = "unassigned_pin"


@dataclass(frozen=True, slots=True)
class Attributed:
    """The worker, workshop and day a punch counts for."""

    worker: str
    workshop: str
    day: date


RulesOf = Callable[[str, date], ClockRules | None]
"""The clock rules of a workshop on a day; None while the workshop or its policy pack is not known."""


def attribute(
    punched_at: datetime,
    station: str | None,
    places: Sequence[ClockPlace],
    holders: Sequence[PinHolder],
    rules_of: RulesOf,
) -> Attributed | Unattributed:
    """What one punch counts for. `station` is the one that sent it, where a station did.

    The cut hour is that of the workshop where the clock stood on the calendar day. Where it stood and whom its
    number meant are asked for the attendance day: a night shift ends where it began, though the clock or the
    number moved on that morning.
    """
    calendar_day = shanghai_date(punched_at)
    stands = in_force_on(places, calendar_day)
    if stands is None:
        return Unattributed.UNKNOWN_CLOCK
    rules = rules_of(stands.workshop, calendar_day)
    if rules is None:
        return Unattributed.UNKNOWN_WORKSHOP
    day = rules.attendance_day(punched_at)
    place = in_force_on(places, day)
    if place is None:
        return Unattributed.UNKNOWN_CLOCK
    if station is not None and station != place.station:
        return Unattributed.OTHER_STATION
    if rules_of(place.workshop, day) is None:
        return Unattributed.UNKNOWN_WORKSHOP
    holder = holder_on(holders, day)
    if holder is None:
        return Unattributed.UNASSIGNED_PIN
    return Attributed(holder.worker, place.workshop, day)
