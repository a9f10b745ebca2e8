"""Once for a person with a business of his own; the county's own amount is tried."""

from datetime import date

import pytest

from services.placement.domain.paid_once import Beginning
from services.placement.domain.rules.self_employment_subsidy import self_employment_subsidy
from shared.policy import load_pack
from shared.rules.lines import Line
from tests.scenarios.policy.county import bearers, outcomes, written

SANDU = load_pack("sandu")


def self_employment(
    categories: tuple[str, ...] = ("poor",),
    drawn_on: date | None = None,
    begun_on: date = date(2019, 5, 6),
    **readings: str,
) -> tuple[Line, ...]:
    facts = Beginning("W-1", begun_on, frozenset(categories), drawn_on, event="begun#1")
    tried = {"self_employment_subsidy__amount": "500"} | readings
    return self_employment_subsidy(facts, SANDU.rules_on(begun_on, written(tried)))


def outcome(categories: tuple[str, ...] = ("poor",), drawn_on: date | None = None) -> str:
    ((_, told),) = outcomes(self_employment(categories, drawn_on))
    return told


@pytest.mark.parametrize("categories", [("poor",), ("relocated",), ()])
def test_it_asks_for_no_category(categories: tuple[str, ...]) -> None:
    assert outcome(categories) == "500.00"


@pytest.mark.parametrize("drawn_on", [date(2019, 1, 2), date(2019, 5, 6)])
def test_it_is_drawn_once(drawn_on: date) -> None:
    assert outcome(drawn_on=drawn_on) == "already_drawn"


def test_the_source_gives_no_amount() -> None:
    (line,) = self_employment(self_employment_subsidy__amount="unset")
    assert line.numbers == {"parameter": "self_employment_subsidy.amount"}
    assert SANDU.history("self_employment_subsidy.amount").values[-1].value is None


def test_without_a_budget_or_what_it_holds_it_is_not_configured() -> None:
    (unnamed,) = self_employment(self_employment_subsidy__budget="none")
    (empty,) = self_employment(employment_subsidies_budget__amount="unset")
    assert [line.numbers["parameter"] for line in (unnamed, empty)] == [
        "self_employment_subsidy.budget",
        "employment_subsidies_budget.amount",
    ]


def test_it_starts_with_the_scheme() -> None:
    told = [outcomes(self_employment(begun_on=day))[0][1] for day in (date(2018, 12, 31), date(2019, 1, 1))]
    assert told == ["not_in_force", "500.00"]


def test_the_county_bears_it_and_it_rests_on_the_beginning() -> None:
    lines = self_employment()
    assert bearers(lines) == {("county", "sandu")}
    assert lines[0].events == ("begun#1",)
