"""Five hundred yuan a month during free training: a reported effect, unless a county pays it."""

from datetime import date

import pytest

from services.placement.domain.rules.probation_supplement import ProbationMonth, probation_supplement
from shared.months import Month
from shared.policy import load_pack
from shared.rules.lines import Line
from tests.scenarios.policy.county import bearers, outcomes, total, written

PINGLI = load_pack("pingli")
FIRST_DAY = date(2016, 3, 15)


def supplement(
    month: Month,
    training_from: date = FIRST_DAY,
    training_to: date | None = None,
    enabled: str = "true",
    first_day: date = FIRST_DAY,
    **readings: str,
) -> tuple[Line, ...]:
    facts = ProbationMonth("W-1", "WS-01", "C-1", month, first_day, training_from, training_to, event="training#1")
    overrides = written({"probation_supplement__enabled": enabled, **readings})
    return probation_supplement(facts, PINGLI.rules_on(month.first_day, overrides))


def test_by_default_it_is_a_reported_effect_and_pays_nothing() -> None:
    facts = ProbationMonth("W-1", "WS-01", "C-1", Month(2016, 3), FIRST_DAY, FIRST_DAY)
    assert outcomes(probation_supplement(facts, PINGLI.rules_on(date(2016, 3, 1)))) == [("W-1", "reported_effect")]
    assert total(supplement(Month(2016, 3), enabled="false")) == "0.00"


@pytest.mark.parametrize(("month", "outcome"), [(3, "500.00"), (4, "500.00"), (5, "500.00"), (6, "outside_months")])
def test_switched_on_it_is_500_yuan_in_each_of_the_first_three_months(month: int, outcome: str) -> None:
    assert outcomes(supplement(Month(2016, month))) == [("W-1", outcome)]


def test_the_number_of_months_is_the_packs() -> None:
    assert total(supplement(Month(2016, 6), probation_supplement__months="4")) == "500.00"
    assert total(supplement(Month(2016, 4), probation_supplement__months="1")) == "0.00"


@pytest.mark.parametrize(
    ("training_from", "training_to", "outcome"),
    [
        (date(2016, 4, 30), None, "500.00"),
        (date(2016, 5, 1), None, "no_training_in_month"),
        (date(2016, 3, 15), date(2016, 4, 1), "500.00"),
        (date(2016, 3, 15), date(2016, 3, 31), "no_training_in_month"),
    ],
)
def test_free_training_must_fall_into_the_month(training_from: date, training_to: date | None, outcome: str) -> None:
    assert outcomes(supplement(Month(2016, 4), training_from, training_to)) == [("W-1", outcome)]


def test_before_the_first_day_nothing_is_paid() -> None:
    assert outcomes(supplement(Month(2016, 2))) == [("W-1", "outside_months")]


def test_the_company_bears_it_unless_the_pack_says_the_county() -> None:
    assert bearers(supplement(Month(2016, 3))) == {("company", "C-1")}
    assert bearers(supplement(Month(2016, 3), probation_supplement__payer="county")) == {("county", "pingli")}


def test_an_unset_amount_is_not_configured() -> None:
    assert outcomes(supplement(Month(2016, 3), probation_supplement__amount="unset")) == [("W-1", "not_configured")]


def test_it_starts_with_the_scheme() -> None:
    first_day = date(2013, 12, 2)
    before = supplement(Month(2013, 12), first_day, first_day=first_day)
    after = supplement(Month(2014, 1), first_day, first_day=first_day)
    assert (outcomes(before), outcomes(after)) == ([("W-1", "not_in_force")], [("W-1", "500.00")])


def test_the_line_rests_on_the_training() -> None:
    (line,) = supplement(Month(2016, 4))
    explained = line.explanation(PINGLI.rules_on(date(2016, 4, 1)))
    assert explained["events"] == ["training#1"]
    assert explained["formula"] == {
        "zh": "第 2 个月，2016-03-15 起免费培训期间，每月 500.00 元",
        "en": "month 2, during free training from 2016-03-15: 500.00 yuan a month",
    }
