"""Who belongs where on a day, what categories that gives him, and what descends from a household."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.placement.domain.households import (
    Category,
    Membership,
    Succession,
    categories_of,
    contradictions,
    heirs_of,
    household_of,
    members_on,
)

FIRST, LAST = date(2020, 1, 1), date(2020, 6, 30)
DAY = timedelta(days=1)
EVER = date(2000, 1, 1)
days = st.integers(0, 40).map(lambda number: FIRST + number * DAY)


def member(household: str, joined: date = FIRST, left: date | None = None, person: str = "P1") -> Membership:
    return Membership(person, household, joined, left, f"office#{person}-{household}-{joined}")


def certified(kind: str, holder: str, category: str, since: date = FIRST, until: date | None = None) -> Category:
    return Category(kind, holder, category, since, until, "paper", f"office#{holder}-{category}-{since}")


def succeeded(household: str, successor: str, day: date = FIRST, kind: str = "split") -> Succession:
    return Succession(household, successor, day, kind, f"office#{household}-{successor}-{day}")


memberships = st.lists(
    st.builds(
        lambda household, person, joined, length: member(
            household, joined, None if length is None else joined + length * DAY, person
        ),
        st.sampled_from("ABC"),
        st.sampled_from(["P1", "P2"]),
        days,
        st.none() | st.integers(0, 20),
    ),
    max_size=6,
)
categories = st.lists(
    st.builds(
        certified, st.sampled_from(["household", "person"]), st.sampled_from(["A", "B", "P1"]), st.just("poor"), days
    ),
    max_size=5,
)
successions = st.lists(st.builds(succeeded, st.sampled_from("ABCD"), st.sampled_from("ABCD"), days), max_size=8)


@pytest.mark.parametrize(
    ("day", "household"), [(FIRST - DAY, None), (FIRST, "A"), (LAST, "A"), (LAST + DAY, "B"), (LAST + 999 * DAY, "B")]
)
def test_a_membership_holds_on_its_first_day_and_on_its_last(day: date, household: str | None) -> None:
    told = [member("A", FIRST, LAST), member("B", LAST + DAY)]
    assert household_of("P1", day, told).household == household


def test_who_is_in_no_household_waits_for_it_by_name() -> None:
    standing = categories_of("P1", FIRST, [member("A", person="P2")], [certified("person", "P1", "disabled")])
    assert standing.categories == {"disabled"}
    assert standing.belonging.waits is not None
    assert standing.belonging.waits.code == "household.of_nobody"
    assert "P1" in standing.belonging.waits.zh


def test_who_is_in_two_households_counts_in_neither_on_the_days_they_share_and_both_are_named() -> None:
    told = [member("A", FIRST, LAST), member("B", LAST)]
    poor = [certified("household", "A", "poor"), certified("household", "B", "relocated")]
    shared = categories_of("P1", LAST, told, poor)
    assert (shared.categories, shared.belonging.household) == (frozenset(), None)
    assert shared.belonging.waits is not None
    assert shared.belonging.waits.code == "household.of_several"
    assert [each.household for each in shared.belonging.memberships] == ["A", "B"]
    assert members_on("A", LAST, told) == members_on("B", LAST, told) == ()
    assert categories_of("P1", LAST - DAY, told, poor).categories == {"poor"}
    assert categories_of("P1", LAST + DAY, told, poor).categories == {"relocated"}
    assert [tuple(each.household for each in pair) for pair in contradictions(told)] == [("A", "B")]


def test_one_day_later_nothing_contradicts_and_twice_in_one_household_neither() -> None:
    assert contradictions([member("A", FIRST, LAST), member("B", LAST + DAY)]) == ()
    twice = [member("A", FIRST), member("A", LAST)]
    assert contradictions(twice) == ()
    assert household_of("P1", LAST, twice).household == "A"


@pytest.mark.parametrize(("day", "held"), [(FIRST - DAY, False), (FIRST, True), (LAST, True), (LAST + DAY, False)])
def test_a_category_holds_on_its_first_day_and_on_its_last(day: date, held: bool) -> None:
    told = [member("A", EVER)]
    for kind, holder in (("household", "A"), ("person", "P1")):
        standing = categories_of("P1", day, told, [certified(kind, holder, "poor", FIRST, LAST)])
        assert bool(standing.categories) is held


def test_a_household_and_a_person_of_the_same_id_do_not_share_categories() -> None:
    told = [member("X", person="P1")]
    assert categories_of("P1", FIRST, told, [certified("person", "X", "disabled")]).categories == frozenset()


def test_what_a_household_had_passes_on_through_splits_and_merges() -> None:
    told = [succeeded("A", "B", FIRST), succeeded("B", "C", FIRST + DAY, "merge"), succeeded("X", "Y", FIRST)]
    assert heirs_of("A", EVER, LAST, told) == {"B", "C"}
    assert heirs_of("A", EVER, FIRST, told) == {"B"}
    assert heirs_of("A", FIRST + DAY, LAST, told) == frozenset()


def test_nothing_passes_on_from_a_household_before_it_has_it() -> None:
    told = [succeeded("B", "C", FIRST), succeeded("A", "B", FIRST + DAY)]
    assert heirs_of("A", EVER, LAST, told) == {"B"}


def test_successions_of_one_day_follow_one_another_and_a_circle_ends() -> None:
    told = [succeeded("B", "C"), succeeded("A", "B"), succeeded("C", "A")]
    assert heirs_of("A", EVER, FIRST, told) == {"B", "C"}


@given(told=memberships, proofs=categories, passed_on=successions, day=days, data=st.data())
def test_the_order_of_the_facts_does_not_matter(
    told: list[Membership], proofs: list[Category], passed_on: list[Succession], day: date, data: st.DataObject
) -> None:
    other, other_proofs = data.draw(st.permutations(told)), data.draw(st.permutations(proofs))
    assert categories_of("P1", day, told, proofs) == categories_of("P1", day, other, other_proofs)
    assert members_on("A", day, told) == members_on("A", day, other)
    assert contradictions(told) == contradictions(other)
    assert heirs_of("A", EVER, day, passed_on) == heirs_of("A", EVER, day, data.draw(st.permutations(passed_on)))


@given(told=memberships, day=days)
def test_nobody_is_a_member_of_two_households_on_a_day(told: list[Membership], day: date) -> None:
    found = [person for household in "ABC" for person in members_on(household, day, told)]
    assert len(found) == len(set(found))


@given(told=memberships, day=days)
def test_who_is_in_several_households_is_among_the_contradictions(told: list[Membership], day: date) -> None:
    several = {
        person
        for person in ("P1", "P2")
        if len({each.household for each in told if each.person == person and each.holds_on(day)}) > 1
    }
    named = {one.person for one, other in contradictions(told) if one.holds_on(day) and other.holds_on(day)}
    assert named == several
