"""Reports of one placement, and whose it is."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.placement.domain.placement_reports import PlacementReport, Registration, join_reports

NOON = datetime(2019, 4, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def report(station: str, start: int = 1, registration: Registration | None = None, **more: Any) -> PlacementReport:
    return PlacementReport(
        (station, "PL-1"),
        "W1",
        more.get("employer", "EMP-1"),
        "outside",
        date(2019, 4, 1) + timedelta(days=start - 1),
        f"COOP-{station}",
        None,
        registration or online(NOON),
        f"office#{station}",
    )


def online(arrived: datetime) -> Registration:
    return Registration.of(arrived - HOUR, arrived)


@pytest.mark.parametrize(
    ("shown_before", "earliest"),
    [(timedelta(0), NOON), (HOUR, NOON), (HOUR + timedelta(seconds=1), NOON - HOUR - timedelta(seconds=1))],
)
def test_a_report_within_an_hour_of_the_last_answer_was_registered_when_it_came(
    shown_before: timedelta, earliest: datetime
) -> None:
    assert Registration.of(NOON - shown_before, NOON) == Registration(earliest, NOON)


def test_without_an_answer_to_show_it_may_have_been_registered_any_time_before() -> None:
    assert Registration.of(None, NOON) == Registration(None, NOON)


@pytest.mark.parametrize(("later_start", "placements"), [(8, 1), (9, 2)])
def test_starts_within_seven_days_of_the_first_are_one_placement(later_start: int, placements: int) -> None:
    assert len(join_reports([report("A", 1), report("B", later_start)])) == placements


def test_the_seven_days_count_from_the_first_start_and_not_from_the_one_before() -> None:
    joined = join_reports([report("A", 1), report("B", 6), report("C", 11)])
    assert [[each.number[0] for each in placement.reports] for placement in joined] == [["A", "B"], ["C"]]


def test_another_employer_is_another_placement() -> None:
    assert len(join_reports([report("A"), report("B", employer="EMP-2")])) == 2


def test_of_two_made_online_the_first_to_come_owns_it_whatever_its_start() -> None:
    (placement,) = join_reports([report("A", 1, online(NOON + HOUR)), report("B", 3, online(NOON))])
    assert placement.owner.number[0] == "B"
    assert not placement.is_contested


def test_of_two_that_came_at_once_the_lower_number_owns_it() -> None:
    (placement,) = join_reports([report("B"), report("A")])
    assert (placement.owner.number[0], placement.is_contested) == ("A", False)


def test_two_weeks_offline_lose_nobody_his_placement() -> None:
    """Written down two weeks ago and sent today: against one made online since, a person decides."""
    two_weeks = Registration.of(NOON - timedelta(days=14), NOON)
    (contested,) = join_reports([report("A", 1, two_weeks), report("B", 1, online(NOON - timedelta(days=1)))])
    assert contested.is_contested
    (decided,) = join_reports([report("A", 1, two_weeks), report("B", 1, online(NOON + HOUR))])
    assert (decided.owner.number[0], decided.is_contested) == ("A", False)
    (earlier,) = join_reports([report("A", 1, two_weeks), report("B", 1, online(NOON - timedelta(days=15)))])
    assert (earlier.owner.number[0], earlier.is_contested) == ("B", False)


REGISTRATIONS = st.builds(
    Registration.of,
    st.one_of(st.none(), st.integers(0, 400).map(lambda hours: NOON - timedelta(hours=hours))),
    st.integers(0, 400).map(lambda hours: NOON + timedelta(hours=hours)),
)
REPORTS = st.lists(
    st.builds(
        lambda station, start, registration, employer: report(station, start, registration, employer=employer),
        st.sampled_from("ABCDE"),
        st.integers(1, 25),
        REGISTRATIONS,
        st.sampled_from(["EMP-1", "EMP-2"]),
    ),
    max_size=5,
    unique_by=lambda each: each.number,
)


@given(REPORTS, st.randoms())
def test_whatever_order_they_come_in_the_placements_are_the_same(reports: list[PlacementReport], random: Any) -> None:
    shuffled = list(reports)
    random.shuffle(shuffled)
    assert join_reports(shuffled) == join_reports(reports)


@given(REPORTS)
def test_every_report_is_of_one_placement_and_an_uncontested_owner_was_certainly_first(
    reports: list[PlacementReport],
) -> None:
    joined = join_reports(reports)
    assert sorted(each.number for placement in joined for each in placement.reports) == sorted(
        each.number for each in reports
    )
    for placement in joined:
        for other in placement.reports[1:]:
            assert placement.is_contested or placement.owner.registration.latest <= other.registration.latest
