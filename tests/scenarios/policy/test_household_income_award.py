"""A thousand yuan, once, for a poor or relocated household that earns five thousand a member in a year."""

from datetime import date
from decimal import Decimal

import pytest

from services.placement.domain.rules.household_income_award import (
    Awarded,
    HouseholdYear,
    MemberIncome,
    household_income_award,
)
from shared.policy import load_pack
from shared.rules.lines import Line
from tests.scenarios.policy.county import bearers, outcomes, written

SANDU = load_pack("sandu")


def members(*labour: str, self_employment: str = "0.00") -> tuple[MemberIncome, ...]:
    return tuple(
        MemberIncome(
            f"W-{number}", Decimal(yuan), Decimal(self_employment if number == 1 else "0"), (f"income#{number}",)
        )
        for number, yuan in enumerate(labour, 1)
    )


def award(
    *household: MemberIncome,
    year: int = 2019,
    as_of: date = date(2019, 12, 31),
    categories: tuple[str, ...] = ("poor",),
    open_incomes: tuple[str, ...] = (),
    awarded: tuple[Awarded, ...] = (),
    **readings: str,
) -> tuple[Line, ...]:
    facts = HouseholdYear(
        "H-1", year, as_of, frozenset(categories), household, open_incomes, awarded, event="household#1"
    )
    return household_income_award(facts, SANDU.rules_on(date(year, 12, 31), written(readings)))


def outcome(*household: MemberIncome, **given: object) -> str:
    ((_, told),) = outcomes(award(*household, **given))  # type: ignore[arg-type]
    return told


FOUR = members("12000.00", "8000.00", "0.00", "0.00")


@pytest.mark.parametrize(
    ("second", "told"), [("8000.00", "1000.00"), ("7999.99", "below"), ("0.00", "below"), ("99999.00", "1000.00")]
)
def test_four_people_need_twenty_thousand_to_the_fen(second: str, told: str) -> None:
    assert outcome(*members("12000.00", second, "0.00", "0.00")) == told


def test_income_is_compared_with_the_mark_times_the_heads_and_never_rounded() -> None:
    assert outcome(*members("14999.99", "0.00", "0.00")) == "below"
    assert outcome(*members("15000.00", "0.00", "0.00")) == "1000.00"


@pytest.mark.parametrize(
    ("times", "awarded_year", "told"),
    [
        ("lifetime", 2018, "already_drawn"),
        ("lifetime", 2019, "already_drawn"),
        ("per_year", 2018, "1000.00"),
        ("per_year", 2019, "already_drawn"),
    ],
)
def test_it_is_given_once_also_to_those_who_inherit_it(times: str, awarded_year: int, told: str) -> None:
    of_forebears = (Awarded("H-0", awarded_year),)
    assert outcome(*FOUR, awarded=of_forebears, household_income_award__times=times) == told


def test_the_next_year_brings_nothing_and_names_who_drew() -> None:
    (line,) = award(*FOUR, year=2020, as_of=date(2020, 12, 31), awarded=(Awarded("H-1", 2019),))
    assert (line.reason, line.numbers["drawn_by"], line.numbers["drawn_year"]) == ("already_drawn", "H-1", 2019)


@pytest.mark.parametrize(("denominator", "told"), [("members", "below"), ("workers", "1000.00")])
def test_it_is_divided_by_all_members_or_by_those_who_earn(denominator: str, told: str) -> None:
    assert outcome(*members("6000.00", "0.00"), household_income_award__denominator=denominator) == told


@pytest.mark.parametrize(("counts", "told"), [("false", "below"), ("true", "1000.00")])
def test_income_of_ones_own_business_counts_where_the_county_says_so(counts: str, told: str) -> None:
    household = members("9000.00", "0.00", self_employment="1000.00")
    assert outcome(*household, household_income_award__self_employment=counts) == told


@pytest.mark.parametrize("denominator", ["members", "workers"])
def test_a_household_of_nobody_reaches_no_mark(denominator: str) -> None:
    assert outcome(household_income_award__denominator=denominator) == "nobody"


def test_a_household_where_nobody_earns_has_no_worker_to_divide_by() -> None:
    assert outcome(*members("0.00"), household_income_award__denominator="workers") == "nobody"


@pytest.mark.parametrize(
    ("categories", "told"),
    [(("relocated",), "1000.00"), (("poor", "relocated"), "1000.00"), (("low_income",), "not_eligible")],
)
def test_the_household_is_poor_or_relocated(categories: tuple[str, ...], told: str) -> None:
    assert outcome(*FOUR, categories=categories) == told


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        (date(2019, 12, 30), "not_yet"),
        (date(2019, 12, 31), "income_open"),
        (date(2020, 3, 30), "income_open"),
        (date(2020, 3, 31), "1000.00"),
    ],
)
def test_open_incomes_are_waited_for_to_the_end_of_march(as_of: date, told: str) -> None:
    assert outcome(*FOUR, as_of=as_of, open_incomes=("W-2/2019-12", "W-1/2019-11")) == told


def test_it_names_what_it_waits_for_whatever_the_order() -> None:
    for order in (("b", "a"), ("a", "b")):
        (line,) = award(*FOUR, open_incomes=order)
        assert (line.missing, line.numbers["open_incomes"]) == ("income_open:a", ["a", "b"])


def test_without_amounts_or_budget_it_is_not_configured() -> None:
    for name in ("household_income_award__amount", "household_income_award__income_per_head", "awards_budget__amount"):
        assert outcome(*FOUR, **{name: "unset"}) == "not_configured"
    assert outcome(*FOUR, household_income_award__budget="none") == "not_configured"


def test_it_starts_with_the_scheme() -> None:
    assert outcome(*FOUR, year=2018, as_of=date(2018, 12, 31)) == "not_in_force"


def test_the_county_bears_it_and_it_rests_on_the_incomes() -> None:
    (line,) = award(*FOUR)
    assert bearers([line]) == {("county", "sandu")}
    assert line.events == ("household#1", "income#1", "income#2", "income#3", "income#4")
