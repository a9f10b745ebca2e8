"""The rate in force on a day, and what a routing cannot explain."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from services.orders.domain.rates import Rate, rate_in_force
from services.orders.domain.routing import Routing, routing_flags, routing_in_force
from shared.facts.precedence import in_force, latest

MOMENT = datetime(2022, 1, 1, tzinfo=UTC)


def rate(yuan: str, since: date, workshop: str | None = None, *, number: int = 0, withdrawn: bool = False) -> Rate:
    reported = MOMENT + timedelta(minutes=number)
    return Rate("C1", workshop, "toy", "sewing", since, Decimal(yuan), withdrawn, (0, reported, "erp", str(number)))


JULY = date(2022, 7, 1)


def test_a_rate_holds_from_its_first_day_on() -> None:
    rates = [rate("2.50", JULY)]
    assert rate_in_force(rates, "WS-01", date(2022, 6, 30)) is None
    assert rate_in_force(rates, "WS-01", JULY) == Decimal("2.50")


def test_of_two_rates_the_one_begun_last_is_in_force() -> None:
    rates = [rate("3.00", date(2022, 7, 15)), rate("2.50", JULY)]
    assert rate_in_force(rates, "WS-01", date(2022, 7, 14)) == Decimal("2.50")
    assert rate_in_force(rates, "WS-01", date(2022, 7, 15)) == Decimal("3.00")


def test_another_workshops_rate_does_not_count() -> None:
    rates = [rate("9.00", JULY, "WS-02"), rate("2.50", JULY)]
    assert rate_in_force(rates, "WS-01", JULY) == Decimal("2.50")


def test_a_workshops_own_rate_counts_once_it_has_begun_and_not_before() -> None:
    rates = [rate("2.80", date(2022, 7, 10), "WS-01"), rate("2.50", JULY), rate("3.00", date(2022, 7, 20))]
    assert rate_in_force(rates, "WS-01", date(2022, 7, 9)) == Decimal("2.50")
    assert rate_in_force(rates, "WS-01", date(2022, 7, 31)) == Decimal("2.80")


def test_the_latest_report_of_a_key_counts_and_a_withdrawal_removes_it() -> None:
    first, second = rate("2.50", JULY, number=1), rate("2.60", JULY, number=2)
    assert in_force([second, first], lambda report: report.natural_key) == [second]
    assert in_force([rate("2.60", JULY, number=3, withdrawn=True), second], lambda report: report.natural_key) == []


def test_reports_of_one_moment_are_ordered_by_source_then_id() -> None:
    first = Rate("C1", None, "toy", "sewing", JULY, Decimal(1), False, (0, MOMENT, "a", "9"))
    second = Rate("C1", None, "toy", "sewing", JULY, Decimal(2), False, (0, MOMENT, "b", "1"))
    assert latest([second, first]) is second
    assert latest([]) is None


def test_output_equal_to_the_operation_before_is_explained_and_one_more_is_not() -> None:
    assert routing_flags(["cutting", "sewing"], {"cutting": 100, "sewing": 100}) == []
    (flag,) = routing_flags(["cutting", "sewing"], {"cutting": 100, "sewing": 101})
    assert (flag.kind, flag.operation, flag.previous_operation, flag.excess_quantity) == (
        "exceeds_previous_operation",
        "sewing",
        "cutting",
        1,
    )


def test_an_operation_without_any_output_before_it_is_flagged_in_full() -> None:
    assert [flag.excess_quantity for flag in routing_flags(["cutting", "sewing"], {"sewing": 7})] == [7]


def test_an_operation_the_routing_does_not_know_is_flagged() -> None:
    (flag,) = routing_flags(["cutting"], {"cutting": 1, "painting": 3})
    assert (flag.kind, flag.operation, flag.excess_quantity) == ("operation_not_in_routing", "painting", 3)


def test_the_routing_begun_last_by_a_day_is_in_force() -> None:
    old = Routing("C1", "toy", date(2022, 1, 1), ("cutting",), False, (0, MOMENT, "erp", "1"))
    new = Routing("C1", "toy", JULY, ("cutting", "sewing"), False, (0, MOMENT, "erp", "2"))
    assert routing_in_force([new, old], date(2022, 6, 30)) is old
    assert routing_in_force([new, old], JULY) is new
    assert routing_in_force([new, old], date(2021, 12, 31)) is None


def test_each_key_has_its_own_report_in_force() -> None:
    first, other = rate("2.50", JULY, number=1), rate("2.60", date(2022, 7, 2), number=2)
    assert in_force([first, other], lambda report: report.natural_key) == [first, other]


def test_output_of_nothing_exceeds_nothing_and_of_one_piece_is_flagged() -> None:
    assert routing_flags(["cutting", "sewing"], {"cutting": 0}) == []
    assert routing_flags(["cutting", "sewing"], {}) == []
    assert routing_flags(["cutting"], {"painting": 0}) == []
    assert [flag.excess_quantity for flag in routing_flags(["cutting"], {"painting": 1})] == [1]
    assert [flag.excess_quantity for flag in routing_flags(["cutting", "sewing"], {"sewing": 1})] == [1]
