"""Values of a township or a workshop: which one is in force where, and which are refused."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from shared.policy import COUNTY, PolicyError, PolicyPack, Scope, load_pack_from
from tests.unit.shared.policy.small_pack import AMOUNT, SMALL_PACK, write

AMOUNT_NAME = "full_attendance_award.amount"
IN_TOWN = Scope(township="T1")
IN_WORKSHOP = Scope(township="T1", workshop="WS-01")
MARCH, SUMMER, LATER = date(2022, 3, 1), date(2022, 7, 31), date(2024, 1, 1)
AUGUST, AUTUMN = date(2022, 8, 31), date(2022, 9, 1)


def value(amount: str, since: str, **more: str) -> str:
    """One entry of a parameter's values."""
    dates = "".join(f', {name}: "{text}"' for name, text in more.items())
    return AMOUNT.replace('"2022-01-01"', f'"{since}"{dates}').replace('"500"', amount)


def pack_with(folder: Path, *values: str) -> PolicyPack:
    return load_pack_from(write(folder, SMALL_PACK.replace(AMOUNT, ", ".join(values))))


@pytest.fixture
def scoped_pack(tmp_path: Path) -> PolicyPack:
    """500 yuan; in T1 600 from July to the end of August, then 650 from December 2023; in WS-01 700 from August."""
    return pack_with(
        tmp_path,
        value('"500"', "2022-01-01"),
        value('"600"', "2022-07-01", until="2022-08-31", township="T1"),
        value('"700"', "2022-08-01", workshop="WS-01"),
        value('"650"', "2023-12-01", township="T1"),
    )


@pytest.mark.parametrize(
    ("day", "scope", "expected"),
    [
        (SUMMER, COUNTY, 500),
        (SUMMER, Scope(township="T2"), 500),
        (date(2022, 6, 30), IN_TOWN, 500),
        (date(2022, 7, 1), IN_TOWN, 600),
        (date(2022, 8, 31), IN_TOWN, 600),
        (date(2022, 9, 1), IN_TOWN, 500),
        (date(2023, 12, 1), IN_TOWN, 650),
        (date(2022, 7, 31), IN_WORKSHOP, 600),
        (date(2022, 8, 1), IN_WORKSHOP, 700),
        (LATER, IN_WORKSHOP, 700),
        (LATER, Scope(workshop="WS-01"), 700),
        (LATER, Scope(township="T2", workshop="WS-02"), 500),
        (LATER, Scope(township="WS-01", workshop="T1"), 500),
    ],
)
def test_the_workshops_value_comes_before_the_townships_and_that_before_the_countys(
    scoped_pack: PolicyPack, day: date, scope: Scope, expected: int
) -> None:
    assert scoped_pack.rules_on(day, scope=scope).decimal(AMOUNT_NAME) == expected


def test_the_answer_does_not_depend_on_what_was_asked_before(scoped_pack: PolicyPack) -> None:
    asked = [(day, scope) for day in (MARCH, SUMMER, AUGUST, AUTUMN, LATER) for scope in (COUNTY, IN_TOWN, IN_WORKSHOP)]
    first = [scoped_pack.rules_on(day, scope=scope).decimal(AMOUNT_NAME) for day, scope in asked]
    again = [scoped_pack.rules_on(day, scope=scope).decimal(AMOUNT_NAME) for day, scope in reversed(asked)]
    assert first == again[::-1]
    assert first == [500, 500, 500, 500, 600, 600, 500, 600, 700, 500, 500, 700, 500, 650, 700]


def test_an_explanation_shows_the_place_its_value_was_written_for(scoped_pack: PolicyPack) -> None:
    shown = {
        str(scope): scoped_pack.rules_on(date(2022, 8, 1), scope=scope).parameter(AMOUNT_NAME).as_json()
        for scope in (COUNTY, IN_TOWN, IN_WORKSHOP)
    }
    assert {place: (found["value"], found["since"], found["scope"]) for place, found in shown.items()} == {
        "county": ("500", "2022-01-01", "county"),
        "township:T1": ("600", "2022-07-01", "township:T1"),
        "workshop:WS-01": ("700", "2022-08-01", "workshop:WS-01"),
    }
    payer = scoped_pack.rules_on(LATER, scope=IN_WORKSHOP).parameter("full_attendance_award.payer")
    assert payer.as_json()["scope"] == "county"


def test_an_override_holds_whatever_the_place(scoped_pack: PolicyPack) -> None:
    policy = scoped_pack.rules_on(LATER, {AMOUNT_NAME: "1"}, IN_WORKSHOP)
    assert policy.decimal(AMOUNT_NAME) == 1
    assert policy.parameter(AMOUNT_NAME).as_json()["scope"] is None


def test_places_without_values_of_their_own_share_the_view_of_the_wider_place(scoped_pack: PolicyPack) -> None:
    county = scoped_pack.rules_on(LATER)
    assert scoped_pack.rules_on(LATER, scope=Scope("T9", "WS-99")) is county
    assert scoped_pack.rules_on(LATER, scope=Scope("T1", "WS-99")) is scoped_pack.rules_on(LATER, scope=IN_TOWN)
    assert scoped_pack.rules_on(LATER, scope=IN_TOWN) is not county


def test_a_township_may_be_the_only_place_with_an_amount(tmp_path: Path) -> None:
    pack = pack_with(tmp_path, value("null", "2022-01-01"), value('"50000"', "2022-01-01", township="T1"))
    assert pack.rules_on(MARCH).optional_decimal(AMOUNT_NAME) is None
    assert pack.rules_on(MARCH, scope=IN_TOWN).optional_decimal(AMOUNT_NAME) == 50000


def test_a_workshop_may_join_the_scheme_later_than_the_county(tmp_path: Path) -> None:
    start = '{from: "2022-01-01", value: "2022-01-01", status: stated, source: awards}'
    later = start.replace("}", ", workshop: WS-01}").replace('value: "2022-01-01"', 'value: "2022-06-01"')
    assert start in SMALL_PACK
    pack = load_pack_from(write(tmp_path, SMALL_PACK.replace(start, f"{start}, {later}")))
    assert pack.rules_on(MARCH).in_force
    assert not pack.rules_on(MARCH, scope=IN_WORKSHOP).in_force
    assert pack.rules_on(date(2022, 6, 1), scope=IN_WORKSHOP).in_force


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        (
            [value('"6"', "2022-07-01", township="T1"), value('"7"', "2022-07-01", township="T1")],
            "values.2.from: 2022-07-01 overlaps the value of township:T1 before it",
        ),
        (
            [value('"6"', "2022-07-01", township="T1", until="2022-09-30"), value('"7"', "2022-09-01", township="T1")],
            "values.2.from: 2022-09-01 overlaps the value of township:T1 before it",
        ),
        (
            [value('"6"', "2022-07-01", workshop="W1"), value('"7"', "2022-06-01", workshop="W1")],
            "values.2.from: 2022-06-01 overlaps the value of workshop:W1 before it",
        ),
        (
            [value('"6"', "2022-07-01", township="T1", workshop="W1")],
            "values.1.workshop: a township is given too",
        ),
        ([value('"6"', "2022-07-01", township="T 1")], "values.1.township: "),
        ([value('"6"', "2022-07-01", village="V1")], "values.1.village: "),
        ([value('"6"', "2022-07-15", township="T1")], "values.1.from: 2022-07-15 is inside a month"),
        (
            [value('"6"', "2022-07-01", township="T1", until="2022-08-15")],
            "values.1.until: 2022-08-15 is inside a month",
        ),
        (
            [value('"6"', "2022-07-01", township="T1", until="2022-06-30")],
            "values.1.until: 2022-06-30 is before 2022-07-01",
        ),
        ([value('"six"', "2022-07-01", township="T1")], "values.1.value: 'six' is not accepted"),
    ],
)
def test_a_scoped_value_that_cannot_be_used_is_refused_by_its_place(
    tmp_path: Path, values: list[str], refusal: str
) -> None:
    with pytest.raises(PolicyError) as error:
        pack_with(tmp_path, value('"500"', "2022-01-01"), *values)
    assert f"parameters.{AMOUNT_NAME}.{refusal}" in str(error.value)


def test_values_of_places_alone_leave_the_county_without_one_and_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"full_attendance_award\.amount\.values: none for the county"):
        pack_with(tmp_path, value('"6"', "2022-01-01", township="T1"))


def test_a_townships_value_closes_no_gap_of_the_countys(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"amount\.values\.1\.from: no value between 2022-01-01 and 2022-02-01"):
        pack_with(tmp_path, value('"6"', "2022-01-01", township="T1"), value('"5"', "2022-02-01"))
    with pytest.raises(PolicyError, match=r"amount\.values\.2\.from: no value between 2022-05-31 and 2022-07-01"):
        pack_with(
            tmp_path,
            value('"5"', "2022-01-01", until="2022-05-31"),
            value('"6"', "2022-06-01", township="T1"),
            value('"5"', "2022-07-01"),
        )
    with pytest.raises(PolicyError, match=r"amount\.values\.0\.until: no value after 2022-05-31"):
        pack_with(tmp_path, value('"5"', "2022-01-01", until="2022-05-31"), value('"6"', "2022-06-01", township="T1"))


def test_a_place_may_have_a_value_of_its_own_for_one_parameter_and_not_for_another(tmp_path: Path) -> None:
    other = SMALL_PACK[SMALL_PACK.index("  full_attendance_award.payer:") :]
    by_group = '{from: "2022-01-01", value: collective, status: stated, source: awards, workshop: "WS-01"}, '
    payer = other.replace("values: [", f"values: [{by_group}")
    in_town = value('"600"', "2022-01-01", township="T1")
    pack = load_pack_from(write(tmp_path, SMALL_PACK.replace(AMOUNT, f"{in_town}, {AMOUNT}").replace(other, payer)))
    policy = pack.rules_on(SUMMER, scope=IN_WORKSHOP)
    assert (policy.decimal(AMOUNT_NAME), policy.choice("full_attendance_award.payer")) == (Decimal(600), "collective")
    assert pack.rules_on(SUMMER, scope=IN_TOWN).choice("full_attendance_award.payer") == "company"
