"""Two thousand yuan guaranteed for a month on probation with 26 days attended."""

from datetime import date

import pytest

from services.payroll.domain.facts import Certificate
from shared.months import Month
from tests.scenarios.policy.county import (
    JULY,
    days_of,
    paid,
    pieces_worth,
    present,
    state,
    why_not,
    worker_month,
)

RULE = "guaranteed_floor"


def floor(yuan: int, *, month_number: int = 1, days: int = 26, **readings: str) -> str:
    month = JULY + (month_number - 1)
    facts = worker_month(
        month,
        first_day=JULY.first_day,
        attendance=present(days_of(month, days)),
        piecework=[pieces_worth(yuan, month.last_day)],
    )
    return paid(state(facts, **readings), RULE)


@pytest.mark.parametrize(
    ("piecework", "base", "expected"),
    [
        (1400, "all_earnings", "0.00"),
        (1400, "piecework", "600.00"),
        (500, "all_earnings", "750.00"),
        (500, "piecework", "1500.00"),
        (500, "piecework_and_incentive", "1250.00"),
    ],
)
def test_the_first_month_is_topped_up_to_2000_over_the_base_of_the_reading(
    piecework: int, base: str, expected: str
) -> None:
    assert floor(piecework, guaranteed_floor__base=base) == expected


@pytest.mark.parametrize(("month_number", "expected"), [(1, "0.00"), (2, "100.00"), (3, "200.00"), (4, "0.00")])
def test_1000_yuan_of_piecework_are_topped_up_by_month(month_number: int, expected: str) -> None:
    assert floor(1000, month_number=month_number) == expected


@pytest.mark.parametrize(("piecework", "expected"), [(1999, "1.00"), (2000, "0.00"), (2001, "0.00")])
def test_it_pays_up_to_2000_and_nothing_from_there(piecework: int, expected: str) -> None:
    assert floor(piecework, guaranteed_floor__base="piecework") == expected


def test_25_days_earn_no_floor() -> None:
    assert floor(100, days=25) == "0.00"
    assert floor(100, days=26) == "1350.00"


def test_half_days_count_half() -> None:
    whole, halves = days_of(JULY, 25), days_of(JULY, 2, start=26)
    with_two_halves = worker_month(first_day=JULY.first_day, attendance=present(whole) + present(halves, "0.5"))
    with_one_half = worker_month(first_day=JULY.first_day, attendance=present(whole) + present(halves[:1], "0.5"))
    assert paid(state(with_two_halves), RULE) == "1500.00"
    assert why_not(state(with_one_half), RULE) == "too_few_days"


def test_the_base_holds_incentive_full_attendance_and_skill_uplift() -> None:
    facts = worker_month(
        first_day=JULY.first_day,
        attendance=present(days_of(JULY, 26)),
        piecework=[pieces_worth(200, JULY.last_day)],
        certificates=[Certificate("sewing", "elementary", date(2022, 3, 15))],
    )
    statement = state(facts)
    assert paid(statement, RULE) == "600.00"  # 2000 - (200 + 100 + 500 + 600)
    assert f"{statement.total_yuan}" == "2000.00"


def test_probation_may_be_of_another_length() -> None:
    assert floor(1000, month_number=2, guaranteed_floor__probation_months="1") == "0.00"
    assert floor(1000, month_number=4, guaranteed_floor__probation_months="6") == "500.00"
    assert floor(1000, month_number=1, guaranteed_floor__probation_months="0") == "0.00"


def test_a_longer_probation_than_the_contracts_term_allows_is_flagged_and_still_paid() -> None:
    def flags(contract_months: int | None, month_number: int = 1) -> list[str]:
        month = JULY + (month_number - 1)
        facts = worker_month(month, first_day=JULY.first_day, contract_months=contract_months)
        return [flag.code for flag in state(facts).flags]

    warned = ["probation_longer_than_lawful"]
    assert flags(2) == flags(3) == flags(11) == flags(12) == flags(35) == warned
    assert flags(36) == flags(None) == []
    assert flags(12, month_number=3) == warned
    assert flags(12, month_number=4) == []


def test_two_workshops_pool_days_and_earnings_and_the_one_with_most_days_bears_it() -> None:
    facts = worker_month(
        first_day=JULY.first_day,
        attendance=present(days_of(JULY, 14)) + present(days_of(JULY, 12, start=15), workshop="WS-02"),
        piecework=[pieces_worth(300, date(2022, 7, 4)), pieces_worth(200, date(2022, 7, 20), "WS-02")],
    )
    (line,) = [line for line in state(facts).lines if line.rule == RULE]
    assert (str(line.amount_yuan), line.workshop, line.payer_id) == ("750.00", "WS-01", "WS-01")


def test_days_over_one_do_not_reach_the_26() -> None:
    attendance = present(days_of(JULY, 25)) + present(days_of(JULY, 1), workshop="WS-02")
    assert why_not(state(worker_month(first_day=JULY.first_day, attendance=attendance)), RULE) == "too_few_days"


def test_from_the_first_full_month_probation_starts_with_it() -> None:
    def floor_of(month: Month) -> str:
        facts = worker_month(month, first_day=date(2022, 7, 2), attendance=present(days_of(month, 26, start=3)))
        return paid(state(facts, attendance_incentive__first_month="first_full"), RULE)

    assert [floor_of(JULY + later) for later in range(5)] == ["0.00", "1500.00", "1500.00", "1500.00", "0.00"]


def test_by_anniversary_the_floor_keeps_to_three_months() -> None:
    def floor_of(month: Month) -> str:
        facts = worker_month(month, first_day=date(2022, 7, 2), attendance=present(days_of(month, 26, start=3)))
        return paid(state(facts, attendance_incentive__first_month="anniversary"), RULE)

    assert [floor_of(JULY + later) for later in range(4)] == ["1500.00", "1500.00", "1500.00", "0.00"]


def test_a_corrected_first_day_moves_the_months_it_concerns() -> None:
    def floor_of(first_day: date) -> str:
        month = Month(2022, 10)
        return paid(state(worker_month(month, first_day=first_day, attendance=present(days_of(month, 26)))), RULE)

    assert (floor_of(date(2022, 7, 31)), floor_of(date(2022, 8, 1))) == ("0.00", "1500.00")


def test_an_unset_floor_is_not_configured() -> None:
    facts = worker_month(first_day=JULY.first_day, attendance=present(days_of(JULY, 26)))
    assert why_not(state(facts, guaranteed_floor__amount="unset"), RULE) == "not_configured"


def test_it_starts_with_the_scheme() -> None:
    december, january = Month(2021, 12), Month(2022, 1)
    before = worker_month(december, first_day=december.first_day, attendance=present(days_of(december, 26)))
    after = worker_month(january, first_day=january.first_day, attendance=present(days_of(january, 26)))
    assert why_not(state(before), RULE) == "not_in_force"
    assert paid(state(after), RULE) == "1500.00"


def test_a_floor_finer_than_a_fen_is_reached_in_full() -> None:
    assert floor(1999, guaranteed_floor__base="piecework", guaranteed_floor__amount="2000.004") == "1.01"
