"""Ten to twenty thousand yuan for a leader who organises thirty to a hundred people and more in a year."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.placement.domain.rules.leader_award import Departure, LeaderYear, departures_of, leader_award
from shared.policy import load_pack
from shared.rules.lines import Line
from tests.scenarios.policy.county import bearers, outcomes, written

SANDU = load_pack("sandu")
BEYOND_THE_PROVINCE = frozenset({"county", "province"})


def departure(person: str, leader: str = "L-1", day: str = "2019-05-06", **more: object) -> Departure:
    facts = Departure(person, leader, date.fromisoformat(day), BEYOND_THE_PROVINCE, True, event=f"start#{person}")
    return replace(facts, **more)  # type: ignore[arg-type]


def people(count: int, **more: object) -> tuple[Departure, ...]:
    return tuple(departure(f"W-{number:03d}", **more) for number in range(count))  # type: ignore[arg-type]


def award(
    *departures: Departure,
    as_of: date = date(2019, 12, 31),
    assessed: str | None = None,
    drawn_years: tuple[int, ...] = (),
    year: int = 2019,
    **readings: str,
) -> tuple[Line, ...]:
    facts = LeaderYear(
        "L-1", year, as_of, departures, None if assessed is None else Decimal(assessed), frozenset(drawn_years)
    )
    return leader_award(facts, SANDU.rules_on(date(year, 12, 31), written(readings)))


def outcome(*departures: Departure, **given: object) -> str:
    ((_, told),) = outcomes(award(*departures, **given))  # type: ignore[arg-type]
    return told


@pytest.mark.parametrize(
    ("count", "tiers", "linear"),
    [
        (29, "too_few", "too_few"),
        (30, "10000.00", "10000.00"),
        (31, "10000.00", "10142.86"),
        (65, "10000.00", "15000.00"),
        (99, "10000.00", "19857.14"),
        (100, "20000.00", "20000.00"),
        (250, "20000.00", "20000.00"),
    ],
)
def test_the_award_follows_from_how_many_people(count: int, tiers: str, linear: str) -> None:
    assert [outcome(*people(count), leader_award__scale=scale) for scale in ("tiers", "linear")] == [tiers, linear]


@pytest.mark.parametrize(
    ("assessed", "told"),
    [
        (None, "not_assessed"),
        ("9999.99", "assessed_out_of_bounds"),
        ("10000.00", "10000.00"),
        ("12345.67", "12345.67"),
        ("20000.00", "20000.00"),
        ("20000.01", "assessed_out_of_bounds"),
    ],
)
def test_an_assessed_award_stays_within_the_sources_bounds(assessed: str | None, told: str) -> None:
    assert outcome(*people(30), assessed=assessed, leader_award__scale="assessed") == told
    assert outcome(*people(29), assessed=assessed, leader_award__scale="assessed") == "too_few"


def test_an_award_that_waits_to_be_assessed_says_so() -> None:
    (line,) = award(*people(30), leader_award__scale="assessed")
    assert line.missing == "not_assessed:L-1"


@pytest.mark.parametrize(
    ("drawn_years", "times", "told"),
    [
        ((2019,), "per_year", "already_drawn"),
        ((2018,), "per_year", "10000.00"),
        ((2018,), "lifetime", "already_drawn"),
        ((), "lifetime", "10000.00"),
    ],
)
def test_it_is_given_once_a_year_or_once_in_a_life(drawn_years: tuple[int, ...], times: str, told: str) -> None:
    assert outcome(*people(30), drawn_years=drawn_years, leader_award__times=times) == told


def test_it_is_due_on_the_last_day_of_the_year() -> None:
    assert outcome(*people(30), as_of=date(2019, 12, 30)) == "not_yet"


def test_a_person_counts_once_and_in_the_year_of_departure() -> None:
    twice = (*people(29), departure("W-000", day="2019-09-01"))
    assert outcome(*twice) == "too_few"
    assert outcome(*people(29), departure("W-900", day="2018-12-31")) == "too_few"
    assert outcome(*people(29), departure("W-900", day="2019-12-31")) == "10000.00"


def test_only_departures_with_evidence_under_an_agreement_count() -> None:
    assert outcome(*people(29), departure("W-900", counts=False)) == "too_few"


@pytest.mark.parametrize(
    ("away_from", "of_county", "of_province"),
    [
        (frozenset[str](), "too_few", "too_few"),
        (frozenset({"county"}), "10000.00", "too_few"),
        (BEYOND_THE_PROVINCE, "10000.00", "10000.00"),
    ],
)
def test_away_lies_beyond_the_border_the_county_reads(
    away_from: frozenset[str], of_county: str, of_province: str
) -> None:
    departures = people(30, away_from=away_from)
    told = [outcome(*departures, leader_award__outside=border) for border in ("county", "province")]
    assert told == [of_county, of_province]


def test_a_person_is_that_leaders_whose_departure_comes_first_then_by_registration_whatever_the_order() -> None:
    early, late = departure("W-1", "L-2", "2019-03-01"), departure("W-1", "L-1", "2019-03-02")
    void = departure("W-1", "L-3", "2019-01-01", counts=False)
    for order in ((early, late, void), (void, late, early)):
        assert [departures_of(leader, 2019, order, "county") for leader in ("L-1", "L-2", "L-3")] == [(), (early,), ()]
    same_day = departure("W-1", "L-1", "2019-03-01", registered_rank=1), early
    assert departures_of("L-2", 2019, same_day, "county") == (early,)
    assert outcome(*people(30), departure("W-007", "L-2", "2019-01-02")) == "too_few"


def test_without_amounts_or_budget_it_is_not_configured() -> None:
    for name in ("leader_award__least_amount", "leader_award__full_amount", "awards_budget__amount"):
        assert outcome(*people(30), **{name: "unset"}) == "not_configured"
    assert outcome(*people(30), leader_award__budget="none") == "not_configured"


def test_it_starts_with_the_scheme() -> None:
    of_2018 = people(30, day="2018-05-06")
    assert outcome(*of_2018, year=2018) == "not_in_force"


def test_the_county_bears_it_and_it_rests_on_the_departures() -> None:
    (line,) = award(*people(30))
    assert bearers([line]) == {("county", "sandu")}
    assert (len(line.events), line.events[0]) == (30, "start#W-000")
