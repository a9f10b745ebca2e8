"""Who bears what a worker's month pays, where a county's reading makes it the company."""

from datetime import date
from decimal import Decimal

import pytest

from services.payroll.domain.facts import Certificate, PieceworkEntry
from services.payroll.domain.statement import Statement
from tests.scenarios.policy.county import JULY, days_of, paid, pieces_worth, present, state, worker_month

CERTIFICATE = Certificate("sewing", "elementary", date(2022, 3, 15), event="certificate#1")
RULES = ("attendance_incentive", "full_attendance_award", "skill_uplift", "guaranteed_floor")


def statement(*piecework: PieceworkEntry, role: str = "company") -> Statement:
    facts = worker_month(
        first_day=JULY.first_day,
        attendance=present(days_of(JULY, 26)),
        piecework=piecework,
        certificates=[CERTIFICATE],
    )
    readings = {f"{rule}__payer": role for rule in ("piecework", *RULES)}
    return state(facts, **readings, guaranteed_floor__base="piecework")


def bearers(found: Statement) -> dict[str, set[tuple[str, str]]]:
    return {
        rule: {(line.payer, line.payer_id) for line in found.lines if line.rule == rule} - {("", "")} for rule in RULES
    }


def piece(yuan: int, company: str, day: int = 1, workshop: str = "WS-01") -> PieceworkEntry:
    return pieces_worth(yuan, date(2022, 7, day), workshop)._replace(company=company, event=f"pieces#{company}-{day}")


def test_the_collective_bears_all_of_it_by_default() -> None:
    assert set(map(frozenset, bearers(statement(piece(100, "C-1"), role="collective")).values())) == {
        frozenset({("collective", "WS-01")})
    }


def test_the_only_company_bears_all_of_it() -> None:
    assert bearers(statement(piece(100, "C-1"))) == {rule: {("company", "C-1")} for rule in RULES}


def test_of_several_companies_the_one_most_was_earned_for_bears_what_is_paid_once_a_month() -> None:
    several = (piece(100, "C-1"), piece(60, "C-2", 2), piece(41, "C-2", 3), piece(500, "C-3", 4, "WS-02"))
    assert bearers(statement(*several)) == {
        **{rule: {("company", "C-2")} for rule in RULES},
        "attendance_incentive": {("company", "C-2"), ("company", "C-3")},
    }


def test_of_equals_it_is_the_lower_code_whatever_the_order() -> None:
    for several in ((piece(100, "C-2"), piece(100, "C-1", 2)), (piece(100, "C-1", 2), piece(100, "C-2"))):
        assert bearers(statement(*several))["skill_uplift"] == {("company", "C-1")}


@pytest.mark.parametrize("rule", ["full_attendance_award", "skill_uplift", "guaranteed_floor"])
def test_where_no_company_is_known_nothing_is_paid_yet_and_the_statement_says_so(rule: str) -> None:
    found = statement()
    assert paid(found, rule) == "0.00"
    assert [line.reason for line in found.unpaid if line.rule == rule] == ["payer_unknown"]
    assert found.incomplete == ("payer_unknown:WS-01",)


def test_pieces_without_a_rate_still_name_their_company() -> None:
    without_rate = piece(100, "C-9")._replace(unit_rate_yuan=None)
    assert bearers(statement(without_rate))["full_attendance_award"] == {("company", "C-9")}


def test_a_month_that_reaches_the_floor_asks_nobody() -> None:
    facts = worker_month(first_day=JULY.first_day, attendance=present(days_of(JULY, 26)))
    reached = state(facts, guaranteed_floor__amount="0", guaranteed_floor__payer="company")
    assert [line.reason for line in reached.unpaid if line.rule == "guaranteed_floor"] == ["base_reaches_floor"]
    assert Decimal(paid(reached, "full_attendance_award")) == 500
