"""Cover of poor workers by kind: days without it, and the alert before it lapses."""

from datetime import date
from itertools import permutations

import pytest

from services.placement.domain.insurance import Cover, CoverStanding, InsurancePolicy, cover_standing
from services.placement.domain.spans import NO_END, Span
from shared.policy import load_pack

PUBEI = load_pack("pubei").rules_on(date(2018, 6, 1))
AT_WORK = (Span(date(2018, 3, 1), NO_END),)


def insured(number: str, first_day: str, last_day: str, cover: Cover = Cover.ACCIDENT) -> InsurancePolicy:
    return InsurancePolicy(number, cover, date.fromisoformat(first_day), date.fromisoformat(last_day))


def standing(as_of: str, *policies: InsurancePolicy, at_work: tuple[Span, ...] = AT_WORK) -> CoverStanding:
    day = date.fromisoformat(as_of)
    found = [cover_standing(Cover.ACCIDENT, at_work, order, day, PUBEI) for order in permutations(policies)]
    assert all(item == found[0] for item in found)
    return found[0]


YEAR = insured("A-1", "2018-03-01", "2019-02-28")


@pytest.mark.parametrize(
    ("as_of", "alert"), [("2019-01-29", False), ("2019-01-30", True), ("2019-02-28", True), ("2019-03-01", True)]
)
def test_the_alert_comes_thirty_days_before_the_cover_ends(as_of: str, alert: bool) -> None:
    assert standing(as_of, YEAR).alert is alert


def test_days_at_work_without_cover_are_shown() -> None:
    found = standing("2019-03-02", YEAR)
    assert (found.uncovered, found.last_covered_day) == ((Span(date(2019, 3, 1), date(2019, 3, 2)),), None)


def test_policies_that_meet_are_one_cover() -> None:
    found = standing("2019-02-28", YEAR, insured("A-2", "2019-03-01", "2020-02-29"))
    assert (found.uncovered, found.last_covered_day, found.alert) == ((), date(2020, 2, 29), False)


def test_another_kind_of_cover_is_none_of_it() -> None:
    found = standing("2018-03-01", insured("M-1", "2018-03-01", "2019-02-28", Cover.MEDICAL))
    assert (found.alert, found.uncovered) == (True, (Span(date(2018, 3, 1), date(2018, 3, 1)),))


def test_who_is_not_at_work_or_leaves_before_it_lapses_raises_no_alert() -> None:
    left = (Span(date(2018, 3, 1), date(2019, 2, 10)),)
    assert standing("2019-02-01", YEAR, at_work=left).alert is False
    assert standing("2019-03-05", YEAR, at_work=left).alert is False
    longer = (Span(date(2018, 3, 1), date(2019, 3, 1)),)
    assert standing("2019-02-01", YEAR, at_work=longer).alert is True


def test_who_was_never_insured_is_uncovered_from_the_first_day() -> None:
    found = standing("2018-03-03")
    assert (found.uncovered, found.alert) == ((Span(date(2018, 3, 1), date(2018, 3, 3)),), True)
