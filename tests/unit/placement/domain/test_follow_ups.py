"""Follow-ups: monthly to month 3, then quarterly, and what answers them."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.placement.domain.follow_ups import FollowUp, Point, Rhythm, follow_up_points
from services.placement.domain.stretches import Interruption, Pause, Placement, Side, Stretch, stretches_of
from services.placement.domain.terms import LastDay
from shared.policy import load_pack

MONTHLY_THEN_QUARTERLY = Rhythm(3, 3, LastDay.DAY_BEFORE)
OPEN = Placement("P-1", "E-1", Side.OUTSIDE, date(2019, 4, 1), organiser="O-1")


def test_the_county_says_when_people_are_followed_up() -> None:
    assert Rhythm.of(load_pack("sandu").rules_on(date(2019, 4, 1))) == MONTHLY_THEN_QUARTERLY


def stretch(placement: Placement = OPEN) -> Stretch:
    (only,) = stretches_of([placement], 7)
    return only


def states(as_of: str, *made: str, placement: Placement = OPEN, rhythm: Rhythm = MONTHLY_THEN_QUARTERLY) -> list[str]:
    points = follow_up_points(stretch(placement), follow_ups(*made), date.fromisoformat(as_of), rhythm)
    return [f"{point.months} {point.due_on:%m-%d} {point.state}" for point in points]


def follow_ups(*made: str) -> list[FollowUp]:
    return [FollowUp(f"F-{index}", date.fromisoformat(day)) for index, day in enumerate(made)]


def test_points_come_monthly_to_month_3_and_then_quarterly() -> None:
    assert [text.split()[0] for text in states("2020-04-01")] == ["1", "2", "3", "6", "9", "12", "15"]


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        (Rhythm(3, 3, LastDay.CORRESPONDING_DAY), ["1 05-01 due", "2 06-01 coming"]),
        (Rhythm(1, 2, LastDay.DAY_BEFORE), ["1 04-30 overdue", "3 06-30 coming"]),
    ],
)
def test_another_rhythm_has_other_points(rhythm: Rhythm, expected: list[str]) -> None:
    assert states("2019-05-01", rhythm=rhythm) == expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2019-04-29", ["1 04-30 coming"]),
        ("2019-04-30", ["1 04-30 due", "2 05-31 coming"]),
        ("2019-05-01", ["1 04-30 overdue", "2 05-31 coming"]),
        ("2019-05-30", ["1 04-30 overdue", "2 05-31 coming"]),
        ("2019-05-31", ["1 04-30 missed", "2 05-31 due", "3 06-30 coming"]),
    ],
)
def test_a_point_is_due_then_overdue_and_missed_once_the_next_has_come(as_of: str, expected: list[str]) -> None:
    assert states(as_of) == expected


def test_a_follow_up_answers_the_last_open_point_passed_else_the_next() -> None:
    assert states("2019-05-31", "2019-05-01")[0] == "1 04-30 answered"
    assert states("2019-05-31", "2019-04-20")[0] == "1 04-30 answered"
    assert states("2019-06-05", "2019-06-04") == ["1 04-30 missed", "2 05-31 answered", "3 06-30 coming"]


def test_a_follow_up_counts_from_the_day_it_was_made() -> None:
    assert states("2019-05-03", "2019-05-04")[0] == "1 04-30 overdue"
    assert states("2019-05-04", "2019-05-04")[0] == "1 04-30 answered"


def test_a_late_follow_up_does_not_keep_the_next_point_of_its_month_from_its_own() -> None:
    assert states("2019-05-31", "2019-05-02", "2019-05-31")[:2] == ["1 04-30 answered", "2 05-31 answered"]


def test_two_in_a_row_do_not_answer_two_points() -> None:
    assert states("2019-05-31", "2019-04-20", "2019-04-21")[:2] == ["1 04-30 answered", "2 05-31 due"]
    assert states("2019-05-31", "2019-04-20", "2019-05-03")[:2] == ["1 04-30 answered", "2 05-31 answered"]


def test_the_earlier_of_two_on_one_day_is_told_by_its_code_whatever_the_order() -> None:
    made = follow_ups("2019-04-30", "2019-04-30")
    for order in (made, made[::-1]):
        first = follow_up_points(stretch(), order, date(2019, 4, 30), MONTHLY_THEN_QUARTERLY)[0]
        assert first.answered_by == made[0]


@pytest.mark.parametrize("kind", [Pause.INJURY, Pause.LEAVE])
def test_a_point_that_falls_into_injury_or_leave_waits_to_the_day_after(kind: Pause) -> None:
    away = replace(OPEN, interruptions=(Interruption(kind, date(2019, 4, 30), date(2019, 5, 9)),))
    assert states("2019-05-10", placement=away) == ["1 05-10 due", "2 05-31 coming"]
    before = replace(OPEN, interruptions=(Interruption(kind, date(2019, 4, 1), date(2019, 4, 29)),))
    assert states("2019-05-01", placement=before)[0] == "1 04-30 overdue"


def test_a_point_waits_while_an_injury_lasts() -> None:
    injured = replace(OPEN, interruptions=(Interruption(Pause.INJURY, date(2019, 5, 10), None),))
    assert states("2020-05-01", placement=injured) == ["1 04-30 overdue"]


@pytest.mark.parametrize("kind", [Pause.REST, Pause.CLOSURE, Pause.UNPAID])
def test_rest_closure_and_unpaid_days_move_no_point(kind: Pause) -> None:
    away = replace(OPEN, interruptions=(Interruption(kind, date(2019, 4, 28), date(2019, 5, 2)),))
    assert states("2019-05-01", placement=away)[0] == "1 04-30 overdue"


def test_points_that_wait_for_one_day_are_one() -> None:
    away = replace(OPEN, interruptions=(Interruption(Pause.INJURY, date(2019, 4, 15), date(2019, 6, 9)),))
    assert states("2019-06-10", placement=away) == ["2 06-10 due", "3 06-30 coming"]


def test_a_stretch_that_has_ended_closes_its_points_and_has_no_further_ones() -> None:
    left = replace(OPEN, last_day=date(2019, 5, 30))
    assert states("2019-05-30", placement=left) == ["1 04-30 overdue"]
    assert states("2019-05-31", placement=left) == ["1 04-30 missed"]
    assert states("2019-05-31", "2019-05-31", placement=left) == ["1 04-30 missed"]
    assert states("2019-05-31", "2019-05-30", placement=left) == ["1 04-30 answered"]
    assert states("2019-07-01", placement=replace(OPEN, last_day=date(2019, 4, 29))) == []


@given(some.lists(some.dates(date(2019, 3, 1), date(2020, 3, 1)), max_size=8), some.randoms())
def test_the_order_of_follow_ups_changes_nothing_and_each_answers_one_point(made: list[date], random: object) -> None:
    given_ones = [FollowUp(f"F-{index}", day) for index, day in enumerate(made)]
    shuffled = list(given_ones)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    points = follow_up_points(stretch(), given_ones, date(2020, 3, 1), MONTHLY_THEN_QUARTERLY)
    assert points == follow_up_points(stretch(), shuffled, date(2020, 3, 1), MONTHLY_THEN_QUARTERLY)
    answers = [point.answered_by for point in points if point.answered_by]
    assert len(answers) == len(set(answers))


@given(
    some.lists(some.dates(date(2019, 4, 1), date(2020, 3, 1)), max_size=6),
    some.dates(date(2019, 4, 1), date(2020, 3, 1)),
)
def test_what_was_answered_on_a_day_stays_answered_when_time_goes_on(made: list[date], as_of: date) -> None:
    given_ones = [FollowUp(f"F-{index}", day) for index, day in enumerate(made)]

    def answered(day: date) -> set[Point]:
        points = follow_up_points(stretch(), given_ones, day, MONTHLY_THEN_QUARTERLY)
        return {point for point in points if point.answered_by}

    assert answered(as_of) <= answered(date(2020, 3, 1))
