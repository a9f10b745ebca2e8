"""Months in Shanghai time."""

from datetime import UTC, date, datetime

import pytest

from shared.months import Month, months_after, shanghai_date


def test_a_month_is_read_and_written_the_same() -> None:
    assert str(Month.parse("2022-07")) == "2022-07"
    assert Month.parse("2022-07") == Month(2022, 7) == Month.of(date(2022, 7, 31))


@pytest.mark.parametrize(
    "text", ["2022-7", "2022-13", "2022-00", "2022-07-01", "2022-07\n", "", "２０２２-07", "202207"]
)
def test_anything_else_is_no_month(text: str) -> None:
    with pytest.raises(ValueError, match="is not a month"):
        Month.parse(text)


def test_months_add_subtract_and_compare_over_the_turn_of_a_year() -> None:
    assert Month(2022, 11) + 3 == Month(2023, 2)
    assert Month(2022, 1) + -1 == Month(2021, 12)
    assert Month(2023, 2) - Month(2022, 11) == 3
    assert Month(2022, 12) < Month(2023, 1)


def test_a_month_knows_its_days() -> None:
    february = Month(2024, 2)
    assert (february.first_day, february.last_day, len(february.days())) == (date(2024, 2, 1), date(2024, 2, 29), 29)
    assert date(2024, 2, 29) in february
    assert date(2024, 3, 1) not in february


def test_the_same_day_some_months_later_is_the_last_day_of_a_shorter_month() -> None:
    assert months_after(date(2022, 8, 31), 1) == date(2022, 9, 30)
    assert months_after(date(2022, 8, 31), 6) == date(2023, 2, 28)
    assert months_after(date(2022, 8, 15), 12) == date(2023, 8, 15)


def test_a_moment_belongs_to_its_shanghai_date() -> None:
    assert shanghai_date(datetime(2022, 7, 31, 15, 59, tzinfo=UTC)) == date(2022, 7, 31)
    assert shanghai_date(datetime(2022, 7, 31, 16, 0, tzinfo=UTC)) == date(2022, 8, 1)


@pytest.mark.parametrize("month", [0, 13])
def test_a_year_has_twelve_months(month: int) -> None:
    with pytest.raises(ValueError, match=f"^month {month} is not between 1 and 12$"):
        Month(2022, month)
