"""A worker's time in workshops, from enrolments and ends in any order."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.placement.domain.employments import EmploymentEnd, Enrolment, employments_of, ends_of_nothing

FIRST, NEXT = date(2022, 1, 1), date(2022, 7, 1)
DAY = timedelta(days=1)


def end(last_day: date, workshop: str = "WS-01", since: date = FIRST) -> EmploymentEnd:
    return EmploymentEnd(workshop, since, last_day, "resigned", f"office#{workshop}-{since}")


def test_without_an_end_he_belongs_there_until_the_day_before_the_next() -> None:
    one, other = employments_of([Enrolment("WS-02", NEXT, None), Enrolment("WS-01", FIRST, None)], [])
    assert (one.enrolment.workshop, one.last_day, one.end) == ("WS-01", NEXT - DAY, None)
    assert (other.enrolment.workshop, other.last_day, other.end) == ("WS-02", None, None)


@pytest.mark.parametrize(
    ("told", "last_day", "counts"), [(-2, -2, True), (-1, -1, True), (0, -1, False), (9, -1, False)]
)
def test_of_a_told_end_and_the_next_enrolment_the_earlier_counts(told: int, last_day: int, counts: bool) -> None:
    one, _ = employments_of([Enrolment("WS-01", FIRST, None), Enrolment("WS-02", NEXT, None)], [end(NEXT + told * DAY)])
    assert one.last_day == NEXT + last_day * DAY
    assert (one.end is not None) is counts


def test_an_end_of_another_workshop_or_another_first_day_waits_and_ends_nothing() -> None:
    enrolments = [Enrolment("WS-01", FIRST, None)]
    ends = [end(NEXT, "WS-02"), end(NEXT, since=FIRST + DAY)]
    (one,) = employments_of(enrolments, ends)
    assert one.last_day is None
    assert ends_of_nothing(enrolments, ends) == (ends[0], ends[1])
    assert ends_of_nothing(enrolments, [end(NEXT)]) == ()


@given(data=st.data())
def test_the_order_of_the_facts_does_not_matter(data: st.DataObject) -> None:
    enrolments = [
        Enrolment("WS-01", FIRST, None),
        Enrolment("WS-02", NEXT, "G1"),
        Enrolment("WS-01", NEXT + 9 * DAY, None),
    ]
    ends = [end(FIRST + DAY), end(NEXT + DAY, "WS-02", NEXT), end(NEXT, "WS-03"), end(NEXT, "WS-04")]
    mixed, mixed_ends = data.draw(st.permutations(enrolments)), data.draw(st.permutations(ends))
    assert employments_of(mixed, mixed_ends) == employments_of(enrolments, ends)
    assert ends_of_nothing(mixed, mixed_ends) == ends_of_nothing(enrolments, ends)
