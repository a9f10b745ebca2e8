"""Spans of days: joined, cut and counted, against sets of days."""

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from services.placement.domain.spans import NO_END, Span, days_until, holes_between, joined, without

FIRST = date(2019, 1, 1)
SPANS = some.lists(
    some.builds(
        lambda first, length: Span(FIRST + timedelta(days=first), FIRST + timedelta(days=first + length)),
        some.integers(0, 40),
        some.integers(-2, 15),
    ),
    max_size=6,
)


def days(spans: Sequence[Span]) -> set[date]:
    return {span.first + timedelta(days=offset) for span in spans for offset in range(span.days)}


@given(SPANS)
def test_joined_spans_have_the_same_days_in_order_with_holes_between(spans: list[Span]) -> None:
    whole = joined(spans)
    assert days(whole) == days(spans)
    assert sum(span.days for span in whole) == len(days(spans))
    assert all(hole.days > 0 for hole in holes_between(whole))


@given(SPANS, SPANS)
def test_without_takes_away_the_days_of_the_others(spans: list[Span], removed: list[Span]) -> None:
    assert days(without(spans, removed)) == days(spans) - days(removed)


@given(SPANS, some.integers(0, 60))
def test_days_are_counted_through_the_day_itself(spans: list[Span], offset: int) -> None:
    as_of = FIRST + timedelta(days=offset)
    assert days_until(joined(spans), as_of) == len({day for day in days(spans) if day <= as_of})


def test_an_open_span_takes_all_after_it() -> None:
    later = Span(FIRST + timedelta(days=9), FIRST + timedelta(days=12))
    assert joined([later, Span(FIRST, NO_END)]) == (Span(FIRST, NO_END),)
    assert without([Span(FIRST, NO_END)], [later])[-1].last == NO_END
