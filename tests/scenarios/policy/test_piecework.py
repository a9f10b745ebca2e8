"""Wages by the piece."""

from datetime import date
from decimal import Decimal

from services.payroll.domain.facts import PieceworkEntry
from services.payroll.domain.rules.piecework import payable_by_workshop
from tests.scenarios.policy.county import JULY, paid, state, why_not, worker_month

DAY = date(2022, 7, 4)


def entry(
    accepted: int,
    rate: str | None,
    *,
    rejected: int = 0,
    workshop: str = "WS-01",
    product: str = "toy",
    operation: str = "sewing",
    event: str = "",
    day: date = DAY,
) -> PieceworkEntry:
    return PieceworkEntry(
        workshop, "C-1", product, operation, day, accepted, Decimal(rate) if rate else None, rejected, event
    )


def amounts(*entries: PieceworkEntry) -> list[str]:
    statement = state(worker_month(piecework=entries))
    return [str(line.amount_yuan) for line in statement.lines if line.rule == "piecework"]


def test_120_pieces_at_two_yuan_fifty_are_300_yuan() -> None:
    assert amounts(entry(120, "2.50")) == ["300.00"]


def test_rejected_pieces_earn_nothing() -> None:
    assert amounts(entry(120, "2.50", rejected=30)) == ["300.00"]
    only_rejected = state(worker_month(piecework=[entry(0, "2.50", rejected=30)]))
    assert [line for line in (*only_rejected.lines, *only_rejected.unpaid) if line.rule == "piecework"] == []


def test_a_rate_of_four_decimals_is_rounded_half_up_once_per_line() -> None:
    assert amounts(entry(1, "0.0050")) == ["0.01"]
    assert amounts(entry(1, "0.0049")) == []
    assert amounts(entry(3, "0.0050")) == ["0.02"]


def test_entries_of_one_product_operation_and_rate_are_added_before_rounding() -> None:
    assert amounts(entry(1, "0.0050"), entry(1, "0.0050", day=date(2022, 7, 5))) == ["0.01"]


def test_each_workshop_product_operation_and_rate_has_its_own_line() -> None:
    assert amounts(
        entry(10, "1.00"),
        entry(10, "1.10"),
        entry(10, "1.00", product="doll"),
        entry(10, "1.00", operation="packing"),
        entry(10, "1.00", workshop="WS-02"),
    ) == ["10.00", "10.00", "10.00", "11.00", "10.00"]


def test_the_same_rate_written_with_another_number_of_zeros_is_the_same_rate() -> None:
    assert amounts(entry(10, "2.5"), entry(10, "2.5000")) == ["50.00"]


def test_pieces_without_a_rate_are_not_paid_and_make_the_statement_incomplete() -> None:
    statement = state(worker_month(piecework=[entry(10, None, event="erp#7"), entry(10, "1.00")]))
    assert paid(statement, "piecework") == "10.00"
    assert why_not(statement, "piecework") == "rate_missing"
    assert statement.incomplete == ("rate_missing:erp#7",)


def test_a_rate_that_arrives_completes_the_statement() -> None:
    statement = state(worker_month(piecework=[entry(10, "3.00", event="erp#7")]))
    assert statement.incomplete == ()
    assert statement.piecework_yuan == Decimal("30.00")


def test_a_line_names_workshop_payer_and_the_events_it_rests_on() -> None:
    statement = state(worker_month(piecework=[entry(1, "1.00", event="erp#2"), entry(1, "1.00", event="erp#1")]))
    line = statement.lines[0]
    assert (line.workshop, line.payer, line.payer_id, line.beneficiary) == ("WS-01", "collective", "WS-01", "W-1")
    assert line.events == ("erp#1", "erp#2")


def test_facts_given_without_an_event_name_none() -> None:
    assert state(worker_month(piecework=[entry(1, "1.00")])).lines[0].events == ()


def test_a_pack_may_let_the_company_bear_wages() -> None:
    statement = state(worker_month(piecework=[entry(1, "1.00")]), piecework__payer="company")
    assert (statement.lines[0].payer, statement.lines[0].payer_id) == ("company", "C-1")


def test_a_worker_nobody_registered_yet_has_an_incomplete_statement_with_his_pay() -> None:
    statement = state(worker_month(piecework=[entry(120, "2.50")], registered=False))
    assert statement.incomplete == ("worker_not_registered",)
    assert statement.piecework_yuan == Decimal("300.00")


def test_nothing_is_paid_before_the_scheme_starts_and_the_statement_says_why() -> None:
    december = state(worker_month(JULY + -7, piecework=[entry(120, "2.50", day=date(2021, 12, 31))]))
    january = state(worker_month(JULY + -6, piecework=[entry(120, "2.50", day=date(2022, 1, 1))]))
    assert (paid(december, "piecework"), why_not(december, "piecework")) == ("0.00", "not_in_force")
    assert paid(january, "piecework") == "300.00"


def test_what_is_payable_in_a_workshop_is_the_sum_of_its_lines_each_rounded() -> None:
    entries = [
        entry(3, "0.3350"),
        entry(3, "0.3350", operation="packing"),
        entry(2, "5.00", workshop="WS-02"),
        entry(7, None, workshop="WS-03"),
    ]
    assert payable_by_workshop(entries) == {"WS-01": Decimal("2.02"), "WS-02": Decimal("10.00")}


def test_missing_rates_are_told_by_product_whatever_company_they_are_of() -> None:
    late, early = entry(1, None, product="a-toy", event="e#1"), entry(1, None, product="b-toy", event="e#2")
    statement = state(worker_month(piecework=[early._replace(company="C-0"), late]))
    assert statement.incomplete == ("rate_missing:e#1", "rate_missing:e#2")
