"""Simple interest on what is owed of a guaranteed start-up loan; the county's own rate is tried."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest

from services.placement.domain.rules.loan_interest import InterestPeriod, Principal, loan_interest
from shared.policy import load_pack
from shared.rules.lines import Line
from tests.scenarios.policy.county import bearers, outcomes, written

PUBEI = load_pack("pubei")
RATE = {
    "loan_interest__rate_percent": "3.65",
    "loan_interest__budget": "loan_interest_budget",
    "loan_interest_budget__amount": "100000",
}
LENT = Principal(date(2018, 4, 1), Decimal("100000.00"), event="lent#1")
PERIOD = InterestPeriod(
    "L-1", "B-1", date(2018, 4, 1), date(2018, 6, 30), due_on=date(2020, 3, 31), principals=(LENT,), guaranteed=True
)


def interest(period: InterestPeriod = PERIOD, /, **readings: str) -> tuple[Line, ...]:
    return loan_interest(period, PUBEI.rules_on(period.first_day, written(RATE | readings)))


def outcome(period: InterestPeriod = PERIOD, /, **readings: str) -> str:
    ((_, told),) = outcomes(interest(period, **readings))
    return told


def test_a_quarter_is_ninety_one_days_of_three_hundred_and_sixty_five() -> None:
    assert outcome() == "910.00"
    assert outcome(loan_interest__year_days="360") == "922.64"


def test_what_is_repaid_on_a_day_is_no_longer_owed_at_its_end_whatever_the_order() -> None:
    entries = (
        LENT,
        Principal(date(2018, 5, 1), Decimal("40000.00"), event="repaid#1"),
        Principal(date(2018, 6, 1), Decimal("0.00"), event="repaid#2"),
    )
    told = {outcome(replace(PERIOD, principals=order)) for order in permutations(entries)}
    assert told == {"424.00"}


def test_nothing_is_owed_before_the_loan_is_lent() -> None:
    assert outcome(replace(PERIOD, first_day=date(2018, 3, 1))) == "910.00"
    assert outcome(replace(PERIOD, first_day=date(2018, 3, 1), last_day=date(2018, 3, 31))) == "nothing_owed"


@pytest.mark.parametrize(
    ("due_on", "extended_to", "without", "with_extension"),
    [
        (date(2018, 6, 30), None, "910.00", "910.00"),
        (date(2018, 6, 29), None, "900.00", "900.00"),
        (date(2018, 6, 29), date(2018, 12, 31), "900.00", "910.00"),
        (date(2018, 3, 31), None, "nothing_owed", "nothing_owed"),
        (date(2018, 3, 31), date(2018, 4, 10), "nothing_owed", "100.00"),
    ],
)
def test_days_after_the_term_count_only_within_an_extension_where_the_county_says_so(
    due_on: date, extended_to: date | None, without: str, with_extension: str
) -> None:
    period = replace(PERIOD, due_on=due_on, extended_to=extended_to)
    told = [outcome(period, loan_interest__extension=flag) for flag in ("false", "true")]
    assert told == [without, with_extension]


def test_a_loan_without_guarantee_earns_none() -> None:
    assert outcome(replace(PERIOD, guaranteed=False)) == "not_guaranteed"


def test_the_source_gives_no_rate_and_no_budget() -> None:
    (line,) = loan_interest(PERIOD, PUBEI.rules_on(PERIOD.first_day))
    assert line.numbers == {"parameter": "loan_interest.rate_percent"}
    (line,) = interest(loan_interest__budget="none")
    assert line.numbers == {"parameter": "loan_interest.budget"}


def test_it_starts_with_the_scheme() -> None:
    assert outcome(replace(PERIOD, first_day=date(2017, 12, 31))) == "not_in_force"


def test_the_county_bears_it_and_it_rests_on_what_was_lent_and_repaid() -> None:
    lines = interest()
    assert bearers(lines) == {("county", "pubei")}
    assert lines[0].events == ("lent#1",)
    assert bearers(interest(loan_interest__payer="county")) == {("county", "pubei")}
