"""How old somebody was on a day by his identity number, and at which ages somebody decides."""

from datetime import date

import pytest

from services.payroll.domain.ages import age_concern, age_on


def born(day: str) -> str:
    """A number of somebody born that day; only its date is read here."""
    return f"522229{day}0011"


@pytest.mark.parametrize(
    ("day", "age"), [(date(2022, 7, 3), 15), (date(2022, 7, 4), 16), (date(2022, 7, 5), 16), (date(2023, 7, 3), 16)]
)
def test_a_year_is_full_on_the_birthday(day: date, age: int) -> None:
    assert age_on(born("20060704"), day) == age


@pytest.mark.parametrize(
    ("birth", "concern"),
    [("20060704", None), ("20060705", "under_age"), ("19520704", None), ("19510704", "over_age"), ("19510705", None)],
)
def test_sixteen_and_the_packs_age_themselves_are_no_concern(birth: str, concern: str | None) -> None:
    assert age_concern(born(birth), date(2022, 7, 4), date(2022, 7, 4), 70) == concern


def test_an_age_is_looked_at_on_the_day_it_matters() -> None:
    """The young are judged on the first of several days, the old on the last."""
    days = (date(2022, 7, 1), date(2022, 7, 31))
    assert age_concern(born("20060715"), *days, 70) == "under_age"
    assert age_concern(born("20060701"), *days, 70) is None
    assert age_concern(born("19510715"), *days, 70) == "over_age"
    assert age_concern(born("19510801"), *days, 70) is None
