"""A workshop manager's base salary and commission, and what results above or below target change."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payroll.domain.rules.manager_pay import ManagerMonth, manager_pay
from shared.months import Month
from shared.policy import load_pack_from
from shared.rules.lines import Line
from tests.scenarios.policy.county import JULY, SONGTAO, bearers, outcomes, total, written
from tests.support.packs import changed_pack

RATES = {
    "manager_pay__base": "2500",
    "manager_pay__commission_percent": "3",
    "manager_pay__outstanding_percent": "120",
    "manager_pay__reward": "800",
    "manager_pay__poor_percent": "80",
    "manager_pay__deduction_percent": "25",
}


def pay_lines(benefit: str, target: str | None = "10000.00", **readings: str) -> tuple[Line, ...]:
    return lines_in(JULY, benefit, target, {**RATES, **readings})


def lines_in(month: Month, benefit: str, target: str | None, readings: dict[str, str]) -> tuple[Line, ...]:
    facts = ManagerMonth(
        "M-1", "WS-01", "C-1", month, Decimal(benefit), None if target is None else Decimal(target), event="benefit#1"
    )
    return manager_pay(facts, SONGTAO.rules_on(month.first_day, written(readings)))


def amounts(benefit: str, target: str | None = "10000.00", **readings: str) -> list[tuple[str, str]]:
    return [(line.formula.code, str(line.amount_yuan)) for line in pay_lines(benefit, target, **readings)]


def test_on_target_it_is_the_base_and_the_commission() -> None:
    assert amounts("10000.00") == [("base_salary", "2500.00"), ("commission", "300.00"), ("near_target", "0.00")]


def test_as_the_source_gives_no_rates_it_is_not_configured_and_pays_nothing() -> None:
    facts = ManagerMonth("M-1", "WS-01", "C-1", JULY, Decimal("10000.00"), Decimal("10000.00"))
    (line,) = manager_pay(facts, SONGTAO.rules_on(JULY.first_day))
    assert (line.reason, line.numbers) == ("not_configured", {"parameter": "manager_pay.base"})


@pytest.mark.parametrize("rate", ["base", "commission_percent"])
def test_without_base_or_commission_nothing_is_paid(rate: str) -> None:
    facts = ManagerMonth("M-1", "WS-01", "C-1", JULY, Decimal("10000.00"))
    rates = {**written(RATES), f"manager_pay.{rate}": "unset"}
    assert outcomes(manager_pay(facts, SONGTAO.rules_on(JULY.first_day, rates))) == [("M-1", "not_configured")]


def test_commission_counts_all_benefit_or_what_is_above_the_target() -> None:
    above = {"manager_pay__commission_on": "above_target"}
    assert ("commission", "330.00") in amounts("11000.00")
    assert ("commission", "30.00") in amounts("11000.00", **above)
    assert ("no_benefit", "0.00") in amounts("10000.00", **above)
    assert ("commission", "0.30") in amounts("10010.00", **above)
    assert ("commission", "330.00") in amounts("11000.00", None, **above)


@pytest.mark.parametrize(("benefit", "rewarded"), [("11999.99", False), ("12000.00", True), ("12000.01", True)])
def test_outstanding_results_are_rewarded_from_their_threshold_on(benefit: str, rewarded: bool) -> None:
    assert (("outstanding_results", "800.00") in amounts(benefit)) == rewarded


@pytest.mark.parametrize(
    ("benefit", "deducted"), [("8000.00", None), ("7999.99", "-60.00"), ("4000.00", "-30.00"), ("0.02", None)]
)
def test_poor_results_cost_part_of_the_performance_pay_below_their_threshold(
    benefit: str, deducted: str | None
) -> None:
    found = dict(amounts(benefit))
    assert found.get("poor_results") == deducted
    assert Decimal(total(pay_lines(benefit))) >= 2500


@pytest.mark.parametrize("benefit", ["0.00", "-5000.00"])
def test_a_loss_leaves_the_base_untouched(benefit: str) -> None:
    assert amounts(benefit) == [
        ("base_salary", "2500.00"),
        ("no_benefit", "0.00"),
        ("nothing_to_deduct", "0.00"),
    ]


def test_all_of_the_performance_part_may_be_deducted_and_no_more() -> None:
    lines = pay_lines("4000.00", manager_pay__deduction_percent="100")
    assert total(lines) == "2500.00"


def test_a_pack_that_sets_no_limit_to_the_deduction_still_leaves_the_base(tmp_path: Path) -> None:
    limit = 'unit: percent of the performance part deducted for poor results\n    maximum: "100"\n'
    pack = load_pack_from(changed_pack(tmp_path, "songtao", (limit, limit.partition("\n")[0] + "\n")))
    facts = ManagerMonth("M-1", "WS-01", "C-1", JULY, Decimal("4000.00"), Decimal("10000.00"))
    overrides = written({**RATES, "manager_pay__deduction_percent": "150"})
    assert total(manager_pay(facts, pack.rules_on(JULY.first_day, overrides))) == "2500.00"


def test_reward_and_deduction_are_configured_each_by_itself() -> None:
    assert ("not_configured", "0.00") in amounts("12000.00", manager_pay__reward="unset")
    assert ("outstanding_results", "800.00") in amounts("12000.00", manager_pay__poor_percent="unset")
    assert total(pay_lines("4000.00", manager_pay__deduction_percent="unset")) == "2620.00"


@pytest.mark.parametrize("target", [None, "0.00"])
def test_without_a_target_there_is_neither_reward_nor_deduction(target: str | None) -> None:
    assert amounts("50000.00", target)[2:] == [("no_target", "0.00")]


def test_the_collective_bears_it_unless_the_pack_says_the_company() -> None:
    assert bearers(pay_lines("10000.00")) == {("collective", "WS-01")}
    assert bearers(pay_lines("10000.00", manager_pay__payer="company")) == {("company", "C-1")}


def test_every_line_rests_on_the_benefit_and_fills_its_formula() -> None:
    policy = SONGTAO.rules_on(JULY.first_day, written(RATES))
    for benefit in ("12000.00", "4000.00", "10000.00", "-1.00"):
        for line in pay_lines(benefit):
            explained = line.explanation(policy)
            assert explained["events"] == ["benefit#1"]
            assert explained["formula"]


def test_it_starts_with_the_scheme() -> None:
    assert outcomes(lines_in(Month(2021, 12), "10000.00", None, RATES)) == [("M-1", "not_in_force")]
    assert total(lines_in(Month(2022, 1), "10000.00", None, RATES)) == "2800.00"


@given(
    benefit_fen=st.integers(-(10**9), 10**9),
    target_fen=st.integers(0, 10**9),
    percent=st.sampled_from(["0", "0.5", "33.3333", "100"]),
    reading=st.sampled_from(["benefit", "above_target"]),
)
def test_it_is_never_below_the_base(benefit_fen: int, target_fen: int, percent: str, reading: str) -> None:
    lines = pay_lines(
        str(Decimal(benefit_fen).scaleb(-2)),
        str(Decimal(target_fen).scaleb(-2)),
        manager_pay__deduction_percent=percent,
        manager_pay__commission_on=reading,
    )
    assert Decimal(total(lines)) >= 2500


def test_a_deduction_is_rounded_down_and_a_guaranteed_base_up() -> None:
    assert dict(amounts("4000.00", manager_pay__deduction_percent="33.333"))["poor_results"] == "-39.99"
    assert dict(amounts("10000.00", manager_pay__base="2500.001"))["base_salary"] == "2500.01"
