"""A person's time at work outside and inside, from placements in any order."""

from datetime import date, timedelta
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.placement.domain.stretches import Interruption, Pause, Placement, Side, Stretch, stretches_of

SPRING = date(2019, 3, 1)


def day(offset: int) -> date:
    return SPRING + timedelta(days=offset)


def placed(
    name: str, start: int, last: int | None, *pauses: Interruption, side: Side = Side.OUTSIDE, organiser: str = "O-1"
) -> Placement:
    return Placement(
        name, f"employer-{name}", side, day(start), None if last is None else day(last), organiser, "", pauses
    )


def pause(kind: Pause, first: int, last: int) -> Interruption:
    return Interruption(kind, day(first), day(last))


def found(*placements: Placement, gap: int = 7) -> tuple[Stretch, ...]:
    results = {stretches_of(order, gap) for order in permutations(placements)}
    assert len(results) == 1, "the order of placements matters"
    return results.pop()


def ends(*placements: Placement, gap: int = 7) -> list[tuple[int, int | None]]:
    return [
        ((item.start - SPRING).days, None if item.last_day is None else (item.last_day - SPRING).days)
        for item in found(*placements, gap=gap)
    ]


def test_an_open_placement_is_an_open_stretch() -> None:
    (stretch,) = found(placed("A", 0, None))
    assert (stretch.start, stretch.last_day, stretch.first.organiser) == (day(0), None, "O-1")
    assert (stretch.days_covered(day(9)), stretch.days_covered(day(-1)), stretch.has_ended(date(2099, 1, 1))) == (
        10,
        0,
        False,
    )


@pytest.mark.parametrize(("next_start", "expected"), [(18, [(0, 30)]), (19, [(0, 10), (19, 30)])])
def test_a_hole_is_counted_in_days_strictly_between(next_start: int, expected: list[tuple[int, int]]) -> None:
    assert ends(placed("A", 0, 10), placed("B", next_start, 30)) == expected


@pytest.mark.parametrize(("last_unpaid", "expected"), [(17, [(0, 30)]), (18, [(0, 10), (19, 30)])])
def test_unpaid_days_are_a_hole_like_days_between_placements(last_unpaid: int, expected: list[tuple[int, int]]) -> None:
    assert ends(placed("A", 0, 30, pause(Pause.UNPAID, 11, last_unpaid))) == expected


def test_unpaid_days_and_days_between_placements_are_one_hole() -> None:
    four_and_four = placed("A", 0, 14, pause(Pause.UNPAID, 11, 14)), placed("B", 19, 30)
    assert ends(*four_and_four) == [(0, 10), (19, 30)]
    assert ends(*four_and_four, gap=8) == [(0, 30)]


@pytest.mark.parametrize("kind", [Pause.REST, Pause.LEAVE, Pause.INJURY, Pause.CLOSURE])
def test_rest_leave_injury_and_closure_are_no_hole_however_long(kind: Pause) -> None:
    (stretch,) = found(placed("A", 0, 99, pause(kind, 10, 89)))
    assert (stretch.days_covered(day(99)), stretch.days_at_work(day(99)), stretch.holes) == (100, 20, ())
    assert stretch.days_at_work(day(9)) == stretch.days_at_work(day(89)) == 10


def test_a_day_both_unpaid_and_excused_is_excused() -> None:
    both = placed("A", 0, 30, pause(Pause.UNPAID, 5, 20), pause(Pause.INJURY, 8, 20))
    assert ends(both) == [(0, 30)]


def test_an_interruption_that_lasts_has_no_end_until_it_is_told() -> None:
    injured, unpaid = (placed("A", 0, None, Interruption(kind, day(10), None)) for kind in (Pause.INJURY, Pause.UNPAID))
    assert [ends(injured), ends(unpaid)] == [[(0, None)], [(0, 9)]]
    assert ends(unpaid, placed("B", 14, 20)) == [(0, 20)]
    assert found(injured)[0].days_at_work(day(99)) == 10


def test_any_later_start_ends_an_open_placement_the_day_before() -> None:
    outside, inside = found(placed("A", 0, None), placed("B", 40, 50, side=Side.INSIDE))
    assert (outside.last_day, outside.return_not_reported) == (day(39), ("A",))
    assert (inside.start, inside.last_day, inside.return_not_reported) == (day(40), day(50), ())


def test_a_start_on_the_same_day_ends_nothing() -> None:
    (stretch,) = found(placed("B", 0, None, organiser="O-2"), placed("A", 0, None))
    assert (stretch.last_day, stretch.first.placement, stretch.return_not_reported) == (None, "A", ())


def test_reported_ends_that_overlap_count_each_day_once() -> None:
    (stretch,) = found(placed("A", 0, 20), placed("B", 10, 30, organiser="O-2"))
    assert (stretch.days_covered(day(30)), stretch.days_at_work(day(30)), stretch.first.organiser) == (31, 31, "O-1")


def test_leave_here_and_work_there_is_a_day_at_work() -> None:
    (stretch,) = found(placed("A", 0, 30, pause(Pause.LEAVE, 10, 20)), placed("B", 10, 15))
    assert stretch.days_at_work(day(30)) == 26


def test_each_side_is_by_itself() -> None:
    outside = placed("A", 0, 10), placed("C", 21, 30)
    at_home = placed("B", 11, 20, side=Side.INSIDE)
    assert [(item.side, item.start) for item in found(*outside, at_home)] == [
        (Side.OUTSIDE, day(0)),
        (Side.OUTSIDE, day(21)),
        (Side.INSIDE, day(11)),
    ]
    assert len(found(*outside, at_home, gap=10)) == 2


def test_a_new_stretch_begins_with_the_organiser_of_its_own_first_placement() -> None:
    first, second = found(placed("A", 0, 10), placed("B", 40, 50, organiser="O-2"))
    assert (first.first.organiser, second.first.organiser) == ("O-1", "O-2")


def test_a_day_inside_a_short_hole_is_certain_from_the_return_on() -> None:
    (stretch,) = found(placed("A", 0, 10), placed("B", 14, 20))
    assert [stretch.reached_on(day(offset)) for offset in (-1, 0, 10, 11, 13, 14, 20, 21)] == [
        None,
        *(day(offset) for offset in (0, 10, 14, 14, 14, 20)),
        None,
    ]


def test_a_placement_that_ends_before_it_starts_has_no_days_and_ends_nothing() -> None:
    assert found(placed("A", 5, 4)) == ()
    assert ends(placed("A", 5, 4), placed("B", 0, None)) == [(0, None)]


def test_nobody_placed_has_no_stretch() -> None:
    assert stretches_of((), 7) == ()


PAUSES = some.builds(
    lambda kind, first, length: pause(kind, first, first + length),
    some.sampled_from(Pause),
    some.integers(0, 120),
    some.integers(-1, 20),
)
ENDED = some.builds(
    lambda start, length, pauses, side: (start, start + length, tuple(pauses), side),
    some.integers(0, 90),
    some.integers(-1, 60),
    some.lists(PAUSES, max_size=3),
    some.sampled_from(Side),
)
OPEN = some.builds(
    lambda start, pauses, side: (start, None, tuple(pauses), side),
    some.integers(0, 90),
    some.lists(PAUSES, max_size=2),
    some.sampled_from(Side),
)
Drawn = tuple[int, int | None, tuple[Interruption, ...], Side]


def as_placements(drawn: list[Drawn]) -> list[Placement]:
    return [placed(f"P-{n}", start, last, *pauses, side=side) for n, (start, last, pauses, side) in enumerate(drawn)]


@given(some.lists(ENDED | OPEN, max_size=5), some.integers(0, 15), some.randoms())
def test_the_order_of_placements_and_a_second_report_change_nothing(
    drawn: list[Drawn], gap: int, random: object
) -> None:
    placements = as_placements(drawn)
    shuffled = placements + placements[:2]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert stretches_of(shuffled, gap) == stretches_of(placements, gap)


@given(some.lists(ENDED | OPEN, max_size=5), some.integers(0, 15))
def test_stretches_of_a_side_lie_apart_by_more_than_a_gap_and_hold_only_shorter_ones(
    drawn: list[Drawn], gap: int
) -> None:
    found_stretches = stretches_of(as_placements(drawn), gap)
    for side in Side:
        of_side = [item for item in found_stretches if item.side is side]
        for earlier, later in pairwise(of_side):
            assert earlier.last_day is not None
            assert (later.start - earlier.last_day).days - 1 > gap
    for stretch in found_stretches:
        assert all(0 < hole.days <= gap for hole in stretch.holes)
        assert stretch.reached_on(stretch.start) == stretch.start
        assert stretch.days_at_work(day(200)) <= stretch.days_covered(day(200))


@given(some.lists(ENDED, min_size=1, max_size=4), some.integers(0, 15), some.integers(1, 59))
def test_a_placement_told_as_two_that_meet_makes_the_same_stretches(drawn: list[Drawn], gap: int, cut: int) -> None:
    whole = as_placements(drawn)
    start, last, pauses, side = drawn[0]
    halves = [
        placed("P-0", start, min(start + cut, last or 0), *pauses, side=side),
        placed("P-0b", start + cut + 1, last, *pauses, side=side),
    ]

    def seen(placements: list[Placement]) -> list[object]:
        return [(item.side, item.covered, item.at_work, item.holes) for item in stretches_of(placements, gap)]

    assert seen([*halves, *whole[1:]]) == seen(whole)


@given(some.lists(ENDED | OPEN, max_size=4), some.lists(ENDED | OPEN, max_size=3), some.integers(0, 15))
def test_what_held_on_a_day_still_holds_whatever_begins_later(known: list[Drawn], later: list[Drawn], gap: int) -> None:
    as_of = 100

    def held(placements: list[Placement]) -> list[object]:
        return [
            (item.side, item.start, item.first, item.days_covered(day(as_of)), item.days_at_work(day(as_of)))
            for item in stretches_of(placements, gap)
            if item.start <= day(as_of)
        ]

    begun_later = [
        placed(f"L-{n}", as_of + 1 + start, None if last is None else as_of + 1 + last, side=side)
        for n, (start, last, _, side) in enumerate(later)
    ]
    assert held([*as_placements(known), *begun_later]) == held(as_placements(known))
