"""Management staff: a base, a wage against a target by score or by benefit, a reward and a deduction."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payroll.domain.rules.management_staff_pay import StaffMonth, management_staff_pay
from shared.rules.lines import Line
from tests.scenarios.policy.county import JULY, SONGTAO, bearers, total, written

RATES = {
    "management_staff_pay__base": "2000",
    "management_staff_pay__target_wage": "1000",
    "management_staff_pay__outstanding_score": "90",
    "management_staff_pay__reward": "300",
    "management_staff_pay__poor_score": "60",
    "management_staff_pay__deduction_percent": "50",
}
BY_BENEFIT = {"management_staff_pay__earned_by": "benefit"}


def staff_lines(
    score: int | None, benefit: str = "0.00", target: str | None = "10000.00", **readings: str
) -> tuple[Line, ...]:
    target_yuan = None if target is None else Decimal(target)
    facts = StaffMonth("P-1", "WS-01", "C-1", JULY, score, Decimal(benefit), target_yuan, event="score#1")
    return management_staff_pay(facts, SONGTAO.rules_on(JULY.first_day, written({**RATES, **readings})))


def amounts(score: int | None, benefit: str = "0.00", **readings: str) -> list[tuple[str, str]]:
    return [(line.formula.code, str(line.amount_yuan)) for line in staff_lines(score, benefit, **readings)]


def test_an_ordinary_score_earns_its_part_of_the_target_wage() -> None:
    assert amounts(85) == [
        ("base_salary", "2000.00"),
        ("target_wage_by_score", "850.00"),
        ("ordinary_score", "0.00"),
    ]


@pytest.mark.parametrize(
    ("score", "told", "yuan"),
    [
        (90, "outstanding_score", "300.00"),
        (89, "ordinary_score", "0.00"),
        (60, "ordinary_score", "0.00"),
        (59, "poor_score", "-295.00"),
        (0, "poor_score", "0.00"),
    ],
)
def test_the_thresholds_of_reward_and_deduction_are_inclusive(score: int, told: str, yuan: str) -> None:
    assert amounts(score)[2] == (told, yuan)


@pytest.mark.parametrize(
    ("benefit", "yuan"), [("-1.00", "0.00"), ("5000.00", "500.00"), ("10000.00", "1000.00"), ("10000.01", "1000.00")]
)
def test_by_benefit_the_target_wage_follows_the_target_up_to_all_of_it(benefit: str, yuan: str) -> None:
    assert amounts(70, benefit, **BY_BENEFIT)[1] == ("target_wage_by_benefit", yuan)


@pytest.mark.parametrize("target", [None, "0.00"])
def test_by_benefit_without_a_target_there_is_the_base_alone(target: str | None) -> None:
    lines = staff_lines(70, "5000.00", target, **BY_BENEFIT)
    assert (lines[1].reason, total(lines)) == ("no_target", "2000.00")


def test_who_was_not_scored_gets_the_base_and_the_rest_waits() -> None:
    (base, waiting) = staff_lines(None)
    assert (str(base.amount_yuan), waiting.reason, waiting.missing) == ("2000.00", "not_assessed", "not_assessed")


def test_as_the_source_gives_no_rates_it_is_not_configured() -> None:
    facts = StaffMonth("P-1", "WS-01", "C-1", JULY, 85)
    (line,) = management_staff_pay(facts, SONGTAO.rules_on(JULY.first_day))
    assert (line.reason, line.numbers) == ("not_configured", {"parameter": "management_staff_pay.base"})


def test_reward_and_deduction_are_configured_each_by_itself() -> None:
    assert amounts(95, management_staff_pay__reward="unset")[2] == ("not_configured", "0.00")
    assert ("outstanding_score", "300.00") in amounts(95, management_staff_pay__poor_score="unset")


def test_the_collective_bears_it_unless_the_pack_says_the_company() -> None:
    assert bearers(staff_lines(85)) == {("collective", "WS-01")}
    assert bearers(staff_lines(85, management_staff_pay__payer="company")) == {("company", "C-1")}


@given(
    score=st.integers(0, 100),
    percent=st.integers(0, 100),
    benefit=st.decimals(-1000, 20000, places=2),
    reading=st.sampled_from(["score", "benefit"]),
)
def test_it_is_never_below_the_base(score: int, percent: int, benefit: Decimal, reading: str) -> None:
    lines = staff_lines(
        score,
        str(benefit),
        management_staff_pay__deduction_percent=str(percent),
        management_staff_pay__earned_by=reading,
    )
    assert Decimal(total(lines)) >= 2000
