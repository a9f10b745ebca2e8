"""Fifty thousand yuan a factory and year, in the one township that gives it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.placement.domain.rules.township_support import (
    FACTORY,
    PROCESSING_POINT,
    SupportedPremises,
    TownshipPayment,
    township_support,
)
from shared.policy import Scope, load_pack
from shared.rules.lines import Line
from tests.scenarios.policy.county import bearers, outcomes, total, written

PINGLI = load_pack("pingli")
DAY = date(2016, 12, 1)


def premises(name: str, kind: str = FACTORY, **changes: object) -> SupportedPremises:
    item = SupportedPremises(
        name, kind, opened_on=date(2015, 3, 1), approved_on=date(2016, 11, 1), event=f"approval#{name}"
    )
    return replace(item, **changes)  # type: ignore[arg-type]


def paid(
    *items: SupportedPremises, budget: str = "1000000.00", township: str = "guangfo", day: date = DAY, **readings: str
) -> tuple[Line, ...]:
    facts = TownshipPayment(township, day, Decimal(budget), items)
    return township_support(facts, PINGLI.rules_on(day, written(readings), Scope(township=township)))


THREE_AND_FOUR = (
    *(premises(f"F-{number}") for number in range(1, 4)),
    *(premises(f"P-{number}", PROCESSING_POINT) for number in range(1, 5)),
)


def test_three_factories_and_four_processing_points_get_150000_yuan() -> None:
    lines = paid(*THREE_AND_FOUR)
    assert total(lines) == "150000.00"
    assert outcomes(lines) == [
        *((f"F-{number}", "50000.00") for number in range(1, 4)),
        *((f"P-{number}", "not_a_factory") for number in range(1, 5)),
    ]


def test_another_township_gives_none() -> None:
    (line,) = paid(*THREE_AND_FOUR, township="laoxian")
    assert (line.beneficiary, line.reason, line.numbers) == (
        "laoxian",
        "not_configured",
        {"parameter": "township_support.amount"},
    )


def test_the_explanation_says_for_which_township_the_amount_holds() -> None:
    (line,) = paid(premises("F-1"))
    explained = line.explanation(PINGLI.rules_on(DAY, scope=Scope(township="guangfo")))
    parameters = explained["parameters"]
    assert isinstance(parameters, list)
    assert (parameters[0]["value"], parameters[0]["scope"]) == ("50000", "township:guangfo")
    assert explained["events"] == ["approval#F-1"]


@pytest.mark.parametrize(
    ("earlier", "outcome"),
    [
        (date(2016, 1, 1), "already_paid"),
        (date(2016, 12, 1), "already_paid"),
        (date(2015, 12, 31), "50000.00"),
    ],
)
def test_it_is_paid_once_a_factory_and_calendar_year(earlier: date, outcome: str) -> None:
    assert outcomes(paid(premises("F-1", earlier_payments=(date(2014, 5, 1), earlier)))) == [("F-1", outcome)]


@pytest.mark.parametrize(
    ("opened_on", "closed_on", "outcome"),
    [
        (date(2016, 12, 1), None, "50000.00"),
        (date(2016, 12, 2), None, "not_active"),
        (date(2015, 3, 1), date(2016, 12, 2), "50000.00"),
        (date(2015, 3, 1), date(2016, 12, 1), "not_active"),
    ],
)
def test_the_factory_must_be_active_at_payment_and_a_part_of_the_year_is_not_prorated(
    opened_on: date, closed_on: date | None, outcome: str
) -> None:
    assert outcomes(paid(premises("F-1", opened_on=opened_on, closed_on=closed_on))) == [("F-1", outcome)]


@pytest.mark.parametrize(
    ("approved_on", "outcome"),
    [(date(2016, 12, 1), "50000.00"), (date(2016, 12, 2), "not_approved"), (None, "not_approved")],
)
def test_the_township_must_have_approved_it(approved_on: date | None, outcome: str) -> None:
    assert outcomes(paid(premises("F-1", approved_on=approved_on))) == [("F-1", outcome)]


@pytest.mark.parametrize(
    ("budget", "amount"),
    [
        ("0.00", "0.00"),
        ("49999.99", "0.00"),
        ("50000.00", "50000.00"),
        ("99999.99", "50000.00"),
        ("100000.00", "100000.00"),
        ("150000.00", "150000.00"),
    ],
)
def test_only_whole_amounts_are_paid_and_never_more_than_the_budget(budget: str, amount: str) -> None:
    lines = paid(*THREE_AND_FOUR, budget=budget)
    assert total(lines) == amount
    assert {reason for _, reason in outcomes(lines)} - {"50000.00", "not_a_factory"} <= {"budget_short"}


def test_a_short_budget_goes_to_those_approved_first_whatever_the_order_they_are_given_in() -> None:
    late, early = premises("F-1", approved_on=date(2016, 11, 2)), premises("F-2", approved_on=date(2016, 11, 1))
    expected = [("F-2", "50000.00"), ("F-1", "budget_short")]
    assert outcomes(paid(late, early, budget="60000.00")) == expected
    assert outcomes(paid(early, late, budget="60000.00")) == expected


def test_those_approved_on_one_day_come_by_their_code() -> None:
    lines = paid(premises("F-2"), premises("F-1"), budget="50000.00")
    assert outcomes(lines) == [("F-1", "50000.00"), ("F-2", "budget_short")]


def test_the_township_bears_it_unless_the_pack_says_the_county() -> None:
    assert bearers(paid(premises("F-1"))) == {("township", "guangfo")}
    assert bearers(paid(premises("F-1"), township_support__payer="county")) == {("county", "pingli")}


def test_it_starts_with_the_scheme() -> None:
    item = premises("F-1", opened_on=date(2013, 1, 1), approved_on=date(2013, 1, 1))
    assert outcomes(paid(item, day=date(2013, 12, 31))) == [("guangfo", "not_in_force")]
    assert outcomes(paid(item, day=date(2014, 1, 1))) == [("F-1", "50000.00")]
