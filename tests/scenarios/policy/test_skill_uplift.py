"""At least six hundred yuan a month for a certified skill."""

from datetime import date

import pytest

from services.payroll.domain.facts import Certificate
from shared.months import Month
from tests.scenarios.policy.county import JULY, days_of, paid, present, state, why_not, worker_month

RULE = "skill_uplift"
ALL_GRADES = "elementary=600,intermediate=700,senior=800,technician=900,senior_technician=1000"


def uplift(month: Month, *certificates: Certificate, days: str = "1", **readings: str) -> str:
    facts = worker_month(month, attendance=present(days_of(month, 1), days), certificates=certificates)
    return paid(state(facts, **readings), RULE)


def certified(day: date, grade: str = "elementary", revoked_on: date | None = None) -> Certificate:
    return Certificate("sewing", grade, day, revoked_on, event=f"certificate#{day}-{grade}")


def test_certified_on_15_march_pays_nothing_in_march_and_600_yuan_in_april() -> None:
    certificate = certified(date(2022, 3, 15))
    assert uplift(Month(2022, 3), certificate) == "0.00"
    assert uplift(Month(2022, 4), certificate) == "600.00"
    assert uplift(Month(2023, 4), certificate) == "600.00"


@pytest.mark.parametrize("day", [1, 31])
def test_the_first_and_the_last_day_of_a_month_count_from_the_month_after(day: int) -> None:
    certificate = certified(date(2022, 3, day))
    assert (uplift(Month(2022, 3), certificate), uplift(Month(2022, 4), certificate)) == ("0.00", "600.00")


@pytest.mark.parametrize("grade", ["elementary", "intermediate", "senior", "technician", "senior_technician"])
def test_every_grade_from_elementary_pays_at_least_the_minimum(grade: str) -> None:
    certificate = certified(date(2022, 3, 15), grade)
    assert uplift(JULY, certificate) == "600.00"
    assert uplift(JULY, certificate, skill_uplift__minimum="650") == "650.00"


def test_a_grade_may_pay_more_than_the_minimum() -> None:
    certificate = certified(date(2022, 3, 15), "senior")
    assert uplift(JULY, certificate, skill_uplift__amounts=ALL_GRADES) == "800.00"


def test_several_certificates_do_not_add_up_and_the_best_counts() -> None:
    both = (certified(date(2022, 3, 15)), certified(date(2022, 4, 15), "senior"))
    assert uplift(JULY, *both) == "600.00"
    assert uplift(JULY, *both, skill_uplift__amounts=ALL_GRADES) == "800.00"
    assert uplift(Month(2022, 4), *both, skill_uplift__amounts=ALL_GRADES) == "600.00"


def test_one_day_attended_in_the_month_is_needed() -> None:
    certificate = certified(date(2022, 3, 15))
    assert uplift(JULY, certificate, days="1") == "600.00"
    assert uplift(JULY, certificate, days="0.5") == "0.00"
    absent = state(worker_month(certificates=[certificate]))
    assert why_not(absent, RULE) == "no_day_attended"


def test_a_part_month_is_not_prorated() -> None:
    assert uplift(JULY, certified(date(2022, 3, 15))) == "600.00"


def test_it_ends_the_month_after_revocation() -> None:
    certificate = certified(date(2022, 3, 15), revoked_on=date(2022, 6, 1))
    assert uplift(Month(2022, 6), certificate) == "600.00"
    assert uplift(Month(2022, 7), certificate) == "0.00"


def test_revoked_in_the_month_of_issue_it_never_pays() -> None:
    certificate = certified(date(2022, 3, 15), revoked_on=date(2022, 3, 20))
    assert uplift(Month(2022, 3), certificate) == uplift(Month(2022, 4), certificate) == "0.00"


def test_a_revoked_certificate_gives_way_to_one_that_still_counts() -> None:
    revoked = certified(date(2022, 3, 15), "senior", revoked_on=date(2022, 5, 31))
    assert uplift(JULY, revoked, certified(date(2022, 4, 1)), skill_uplift__amounts=ALL_GRADES) == "600.00"


def test_a_grade_nobody_knows_makes_the_statement_incomplete_and_the_others_still_count() -> None:
    facts = worker_month(
        attendance=present(days_of(JULY, 1)),
        certificates=[certified(date(2022, 3, 15), "wizard"), certified(date(2022, 3, 16))],
    )
    statement = state(facts)
    assert paid(statement, RULE) == "600.00"
    assert statement.incomplete == ("certificate_grade_unknown:wizard",)


def test_two_workshops_pay_it_once_and_the_one_with_most_days_bears_it() -> None:
    facts = worker_month(
        attendance=present(days_of(JULY, 1)) + present(days_of(JULY, 2, start=2), workshop="WS-02"),
        certificates=[certified(date(2022, 3, 15))],
    )
    (line,) = [line for line in state(facts).lines if line.rule == RULE]
    assert (str(line.amount_yuan), line.workshop) == ("600.00", "WS-02")


def test_unset_amounts_are_not_configured() -> None:
    facts = worker_month(attendance=present(days_of(JULY, 1)), certificates=[certified(date(2022, 3, 15))])
    assert why_not(state(facts, skill_uplift__minimum="unset"), RULE) == "not_configured"


def test_an_old_certificate_pays_from_the_start_of_the_scheme() -> None:
    certificate = certified(date(2020, 5, 1))
    assert uplift(Month(2021, 12), certificate) == "0.00"
    assert uplift(Month(2022, 1), certificate) == "600.00"


def test_a_minimum_finer_than_a_fen_is_reached_in_full() -> None:
    certificate = certified(date(2022, 3, 15))
    assert uplift(JULY, certificate, skill_uplift__minimum="650.001") == "650.01"
    assert uplift(JULY, certificate, skill_uplift__amounts=ALL_GRADES.replace("600", "700.001")) == "700.00"
