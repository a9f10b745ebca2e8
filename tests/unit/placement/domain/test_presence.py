"""Whose word on a day counts."""

from datetime import UTC, datetime
from itertools import permutations

import pytest

from services.placement.domain.clock_day import ClockDay
from services.placement.domain.presence import Presence, Rank, Report, presence_in_force

CLOCK_DAY = ClockDay("0.5", 4 * 3600, 2)


def report(rank: Rank, minute: int, weight_days: str, withdrawn: bool = False, **more: str) -> Report:
    return Report(
        rank=rank,
        time=datetime(2022, 7, 1, 18, minute, tzinfo=UTC),
        source=more.get("source", "s"),
        event_id=more.get("event_id", "e"),
        weight_days=weight_days,
        leave=more.get("leave"),
        station=more.get("station"),
        withdrawn=withdrawn,
    )


def in_force(*reports: Report, clock_day: ClockDay | None = None, **stations: frozenset[str]) -> Presence | None:
    found = {presence_in_force(order, clock_day, "WS-01", stations) for order in permutations(reports)}
    assert len(found) == 1, "the order of reports matters"
    return found.pop()


def test_nobody_speaks() -> None:
    assert in_force() is None


def test_the_clock_speaks_where_nobody_else_does() -> None:
    assert in_force(clock_day=CLOCK_DAY) == Presence("0.5", None, "clock")


@pytest.mark.parametrize(("weight_days", "doubts"), [("0", ("single_punch",)), ("0.5", ("single_punch",)), ("1", ())])
def test_a_day_less_than_whole_by_the_clock_is_doubted_for_what_its_punches_lack(
    weight_days: str, doubts: tuple[str, ...]
) -> None:
    found = in_force(clock_day=ClockDay(weight_days, 0, 1, ("single_punch",)))
    assert found == Presence(weight_days, None, "clock", doubts)


def test_a_stations_word_ends_the_doubt() -> None:
    doubted = ClockDay("0", 0, 1, ("single_punch",))
    assert in_force(report(Rank.STATION, 1, "0.5"), clock_day=doubted) == Presence("0.5", None, "station")


def test_a_station_outranks_the_clock_and_a_clerk_both_however_early_he_spoke() -> None:
    station, clerk = report(Rank.STATION, 50, "1"), report(Rank.CLERK, 1, "0", leave="paid")
    assert in_force(station, clock_day=CLOCK_DAY) == Presence("1", None, "station")
    assert in_force(station, clerk, clock_day=CLOCK_DAY) == Presence("0", "paid", "clerk")


def test_within_a_rank_the_latest_speaks_then_the_higher_source_then_the_higher_id() -> None:
    assert in_force(report(Rank.STATION, 1, "1"), report(Rank.STATION, 2, "0")) == Presence("0", None, "station")
    same_time = report(Rank.STATION, 1, "1", source="a"), report(Rank.STATION, 1, "0", source="b")
    assert in_force(*same_time) == Presence("0", None, "station")
    same_source = report(Rank.STATION, 1, "1", event_id="2"), report(Rank.STATION, 1, "0", event_id="1")
    assert in_force(*same_source) == Presence("1", None, "station")


def test_a_word_taken_back_lets_the_rank_below_speak_not_the_word_before() -> None:
    station = report(Rank.STATION, 1, "1")
    assert in_force(report(Rank.CLERK, 1, "0"), report(Rank.CLERK, 2, "0", withdrawn=True), station) == Presence(
        "1", None, "station"
    )
    assert in_force(station, report(Rank.STATION, 2, "1", withdrawn=True), clock_day=CLOCK_DAY) == Presence(
        "0.5", None, "clock"
    )


def test_a_registered_station_is_heard_about_its_workshops_only() -> None:
    said = report(Rank.STATION, 1, "1", station="ST")
    assert in_force(said) == Presence("1", None, "station")
    assert in_force(said, ST=frozenset({"WS-01"})) == Presence("1", None, "station")
    assert in_force(said, ST=frozenset({"WS-02"})) is None
