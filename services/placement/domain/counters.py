"""The county's people in work outside, counted: where a station is proposed, how many liaison officers there are.

Counts come from placements alone; what a station's census says is shown beside them and feeds nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from shared.policy import Policy
from shared.rules.lines import Flag
from shared.rules.wanted import INTEGER, Wanted
from shared.texts import Text

MORE_THAN_PEOPLE: Final = "service_station_proposal.more_than_people"
STATION_WANTED: Final[Mapping[str, Wanted]] = {MORE_THAN_PEOPLE: INTEGER}
LEAST_PEOPLE: Final = "liaison_officers.least_people"
PEOPLE_PER_OFFICER: Final = "liaison_officers.people_per_officer"
OFFICERS_WANTED: Final[Mapping[str, Wanted]] = {
    LEAST_PEOPLE: INTEGER,
    PEOPLE_PER_OFFICER: Wanted(INTEGER.kind, divides=True),
}

STATION_PROPOSED: Final = Text(
    "service_station_proposed",
    "{area} 有 {people} 人，超过 {more_than_people} 人，建议设立服务站",
    "{people} people in {area}, more than {more_than_people}: a service station is proposed",
)
STATION_NOT_PROPOSED: Final = Text(
    "service_station_not_proposed",
    "{area} 有 {people} 人，未超过 {more_than_people} 人",
    "{people} people in {area}, not more than {more_than_people}",
)
OFFICERS_PROPOSED: Final = Text(
    "liaison_officers_proposed",
    "{employer} 有 {people} 人，应有联络员 {officers} 名",
    "{people} people at {employer}: {officers} liaison officers",
)
NO_OFFICER: Final = Text(
    "no_liaison_officer",
    "{employer} 有 {people} 人，不足 {least_people} 人，不设联络员",
    "{people} people at {employer}, fewer than {least_people}: no liaison officer",
)


@dataclass(frozen=True, slots=True)
class PlacedPerson:
    """A person in work outside from a day to a day, both in it; None while it lasts. The area is a city."""

    person: str
    area: str
    employer: str
    first_day: date
    last_day: date | None = None


def placed_on(day: date, placed: Iterable[PlacedPerson]) -> tuple[PlacedPerson, ...]:
    """Who is placed on a day, each person once: of several placements the latest. Who is on leave is among them."""
    latest: dict[str, PlacedPerson] = {}
    for item in sorted(placed, key=lambda item: (item.first_day, item.employer, item.area)):
        if item.first_day <= day and (item.last_day is None or day <= item.last_day):
            latest[item.person] = item
    return tuple(item for _, item in sorted(latest.items()))


def people_by_area(placed: Iterable[PlacedPerson]) -> dict[str, int]:
    """How many people there are in each area, of `placed_on`."""
    return dict(Counter(item.area for item in placed))


def people_by_employer(placed: Iterable[PlacedPerson]) -> dict[str, int]:
    """How many people there are at each employer, of `placed_on`."""
    return dict(Counter(item.employer for item in placed))


def service_station_proposal(area: str, people: int, policy: Policy) -> Flag:
    """Whether a service station is proposed in an area with so many of the county's people: only above the mark."""
    more_than_people = policy.integer(MORE_THAN_PEOPLE)
    text = STATION_PROPOSED if people > more_than_people else STATION_NOT_PROPOSED
    return Flag(text, {"area": area, "people": people, "more_than_people": more_than_people})


def officers_needed(people: int, policy: Policy) -> int:
    """How many liaison officers a partner company with so many of the county's people has."""
    if people < policy.integer(LEAST_PEOPLE):
        return 0
    return -(-people // policy.integer(PEOPLE_PER_OFFICER))


def liaison_officers(employer: str, people: int, policy: Policy) -> Flag:
    """How many liaison officers a partner company is to have, and from how many people on."""
    officers = officers_needed(people, policy)
    numbers = {
        "employer": employer,
        "people": people,
        "officers": officers,
        "least_people": policy.integer(LEAST_PEOPLE),
    }
    return Flag(OFFICERS_PROPOSED if officers else NO_OFFICER, numbers)
