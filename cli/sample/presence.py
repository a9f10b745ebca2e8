"""Who was there on which days: the truth of the month, before any clock or clerk has written it down."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import Final

from cli.sample.people import Person, Role
from cli.sample.request import WorkCalendar

_NEVER_MISSING: Final = frozenset(
    {
        Role.FIRST_MONTH_SLOW,
        Role.SECOND_MONTH_SLOW,
        Role.THIRD_MONTH_SLOW,
        Role.FIRST_MONTH_QUICK,
        Role.FOURTH_MONTH_SLOW,
        Role.CERTIFIED,
        Role.CERTIFIED_THIS_MONTH,
        Role.MID_MONTH_JOINER,
        Role.REGISTERED_LATE,
        Role.TRANSFERRED,
    }
)
_ALWAYS_THERE_PERCENT: Final = 60
"""Of the ordinary workers, how many miss no day."""


@dataclass(frozen=True, slots=True)
class Presence:
    """A worker's days in one workshop: "1" or "0.5" a day, "0" only where leave was taken."""

    person: Person
    weights: Mapping[date, str]
    paid_leave: frozenset[date] = field(default_factory=frozenset)

    @property
    def half_days(self) -> int:
        """Half days attended, which are whole numbers."""
        return sum(half_days(weight) for weight in self.weights.values())

    def attended(self) -> list[date]:
        """The days with any presence, in order."""
        return [day for day in sorted(self.weights) if self.weights[day] != "0"]

    def part(self, first: date, last: date) -> "Presence":
        """The days from `first` to `last`, both included."""
        kept = {day: weight for day, weight in self.weights.items() if first <= day <= last}
        return replace(self, weights=kept)


def half_days(weight: str) -> int:
    """A day's weight in half days."""
    return {"0": 0, "0.5": 1, "1": 2}[weight]


def presence_of(person: Person, calendar: WorkCalendar, closed_on: date | None, random: Random) -> Presence:
    """The person's days, by his part. On the day the workshop is closed nobody is there."""
    open_days = [day for day in calendar.workdays if day != closed_on and day >= person.first_day]
    weights = dict.fromkeys(open_days, "1")
    paid_leave: frozenset[date] = frozenset()
    match person.role:
        case Role.FIRST_MONTH_ONE_DAY_OFF:
            del weights[random.choice(open_days[3:])]
        case Role.SUNDAY_FOR_WEEKDAY:
            del weights[random.choice([day for day in open_days[3:] if day.weekday() == 1])]
            weights[calendar.sundays[1]] = "1"
        case Role.PART_TIME:
            weights = dict.fromkeys(open_days, "0.5")
        case Role.ON_PAID_LEAVE:
            start = random.randrange(4, len(open_days) - 3)
            paid_leave = frozenset(open_days[start : start + 2])
            weights.update(dict.fromkeys(paid_leave, "0"))
        case Role.ORDINARY if random.randrange(100) >= _ALWAYS_THERE_PERCENT:
            _miss_some(weights, open_days, random)
        case _:
            assert person.role in _NEVER_MISSING or person.role is Role.ORDINARY
    return Presence(person, dict(sorted(weights.items())), paid_leave)


def _miss_some(weights: dict[date, str], open_days: list[date], random: Random) -> None:
    for day in random.sample(open_days, random.randint(1, 3)):
        if random.randrange(3) == 0:
            weights[day] = "0.5"
        else:
            del weights[day]
