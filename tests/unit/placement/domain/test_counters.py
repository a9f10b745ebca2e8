"""People outside, counted: stations proposed above 500, liaison officers from 50 on."""

from datetime import date
from itertools import permutations

import pytest

from services.placement.domain.counters import (
    PlacedPerson,
    liaison_officers,
    officers_needed,
    people_by_area,
    people_by_employer,
    placed_on,
    service_station_proposal,
)
from shared.policy import Policy, load_pack

DAY = date(2019, 6, 30)


def policy(**readings: str) -> Policy:
    return load_pack("sandu").rules_on(DAY, {name.replace("__", "."): text for name, text in readings.items()})


@pytest.mark.parametrize(("people", "code"), [(500, "service_station_not_proposed"), (501, "service_station_proposed")])
def test_a_station_is_proposed_only_above_the_mark(people: int, code: str) -> None:
    assert service_station_proposal("常州", people, policy()).code == code


def test_the_mark_is_the_packs() -> None:
    lower = policy(service_station_proposal__more_than_people="499")
    assert service_station_proposal("常州", 500, lower).code == "service_station_proposed"


@pytest.mark.parametrize(
    ("people", "officers"), [(0, 0), (49, 0), (50, 1), (99, 1), (100, 1), (101, 2), (200, 2), (201, 3)]
)
def test_a_partner_has_one_officer_from_fifty_on_and_one_a_hundred_begun(people: int, officers: int) -> None:
    assert officers_needed(people, policy()) == officers
    flag = liaison_officers("E-1", people, policy())
    assert (flag.code, flag.numbers["officers"]) == (
        "liaison_officers_proposed" if officers else "no_liaison_officer",
        officers,
    )


def test_the_officers_marks_are_the_packs() -> None:
    own = policy(liaison_officers__least_people="20", liaison_officers__people_per_officer="30")
    assert [officers_needed(people, own) for people in (19, 20, 30, 31)] == [0, 1, 1, 2]


def test_people_are_counted_on_the_day_with_both_ends_and_each_once() -> None:
    placed = (
        PlacedPerson("W-1", "常州", "E-1", date(2019, 1, 1), date(2019, 6, 30)),
        PlacedPerson("W-2", "常州", "E-1", date(2019, 1, 1), date(2019, 6, 29)),
        PlacedPerson("W-3", "广州", "E-2", date(2019, 6, 30)),
        PlacedPerson("W-4", "广州", "E-2", date(2019, 7, 1)),
        PlacedPerson("W-5", "常州", "E-1", date(2019, 1, 1), date(2019, 8, 1)),
        PlacedPerson("W-5", "广州", "E-2", date(2019, 5, 1)),
    )
    for order in permutations(placed):
        on_day = placed_on(DAY, order)
        assert [item.person for item in on_day] == ["W-1", "W-3", "W-5"]
        assert people_by_area(on_day) == {"常州": 1, "广州": 2}
        assert people_by_employer(on_day) == {"E-1": 1, "E-2": 2}
