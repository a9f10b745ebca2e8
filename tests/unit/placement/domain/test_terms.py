"""Terms of months whose first day counts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.placement.domain.terms import LastDay, end_of_term, year_end

DAYS = some.dates(date(1950, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "day_before", "corresponding_day"),
    [
        ("2019-04-01", 3, "2019-06-30", "2019-07-01"),
        ("2019-03-31", 3, "2019-06-30", "2019-06-30"),
        ("2018-11-30", 3, "2019-02-28", "2019-02-28"),
        ("2018-12-01", 3, "2019-02-28", "2019-03-01"),
        ("2019-11-30", 3, "2020-02-29", "2020-02-29"),
        ("2019-12-01", 3, "2020-02-29", "2020-03-01"),
        ("2018-11-29", 3, "2019-02-28", "2019-02-28"),
        ("2018-11-28", 3, "2019-02-27", "2019-02-28"),
        ("2016-02-29", 12, "2017-02-28", "2017-02-28"),
        ("2016-03-01", 36, "2019-02-28", "2019-03-01"),
        ("2018-01-31", 1, "2018-02-28", "2018-02-28"),
    ],
)
def test_a_term_ends_with_the_day_before_the_corresponding_one_or_the_months_last(
    start: str, months: int, day_before: str, corresponding_day: str
) -> None:
    first = date.fromisoformat(start)
    found = [end_of_term(first, months, reading).isoformat() for reading in LastDay]
    assert found == [day_before, corresponding_day]


def test_months_are_added_to_the_start_and_never_to_an_earlier_end() -> None:
    start = date(2019, 1, 31)
    ends = [end_of_term(start, months) for months in (1, 2, 3)]
    assert ends == [date(2019, 2, 28), date(2019, 3, 30), date(2019, 4, 30)]
    assert end_of_term(ends[0], 1) == date(2019, 3, 27)


@given(DAYS, DAYS, some.integers(1, 60), some.sampled_from(LastDay))
def test_who_starts_later_is_not_done_earlier(first: date, second: date, months: int, reading: LastDay) -> None:
    early, late = sorted((first, second))
    assert end_of_term(early, months, reading) <= end_of_term(late, months, reading)


@given(DAYS, some.integers(1, 60), some.sampled_from(LastDay))
def test_a_longer_term_ends_later_and_no_term_before_it_begins(start: date, months: int, reading: LastDay) -> None:
    assert start < end_of_term(start, months, reading) < end_of_term(start, months + 1, reading)


def test_what_is_counted_by_year_is_due_on_its_last_day() -> None:
    assert year_end(2019) == date(2019, 12, 31)
