"""The incentive of the first three months: fifty, forty and thirty percent of piecework."""

from datetime import date
from decimal import Decimal

import pytest

from services.payroll.domain.facts import PieceworkEntry
from shared.months import Month
from shared.rules.lines import Line
from tests.scenarios.policy.county import (
    JULY,
    days_of,
    paid,
    pieces_worth,
    present,
    roster,
    state,
    why_not,
    worker_month,
)

RULE = "attendance_incentive"


def incentive(month: Month, first_day: date, *pieces: PieceworkEntry, **readings: str) -> str:
    entries = pieces or (pieces_worth(2000, month.last_day),)
    return paid(state(worker_month(month, first_day=first_day, piecework=entries), **readings), RULE)


@pytest.mark.parametrize(
    ("months_later", "expected"), [(0, "1000.00"), (1, "800.00"), (2, "600.00"), (3, "0.00"), (12, "0.00")]
)
def test_2000_yuan_of_piecework_add_1000_then_800_then_600_then_nothing(months_later: int, expected: str) -> None:
    assert incentive(JULY + months_later, date(2022, 7, 1)) == expected


def test_the_month_of_the_first_day_is_the_first_even_when_it_is_the_last_day_of_a_month() -> None:
    assert incentive(JULY, date(2022, 7, 31), pieces_worth(2000, date(2022, 7, 31))) == "1000.00"
    assert incentive(JULY + 1, date(2022, 7, 31)) == "800.00"


def test_months_count_whether_worked_or_not() -> None:
    assert incentive(JULY + 2, date(2022, 7, 1)) == "600.00"


def test_the_earlier_of_registered_day_and_first_day_worked_counts_and_a_difference_is_flagged() -> None:
    facts = worker_month(
        JULY,
        first_day=date(2022, 7, 4),
        registered_first_day=date(2022, 6, 27),
        piecework=[pieces_worth(2000, date(2022, 7, 4))],
    )
    statement = state(facts)
    assert paid(statement, RULE) == "800.00"
    assert [flag.code for flag in statement.flags] == ["first_day_disagrees"]


def test_an_attendance_before_the_registered_day_moves_the_first_day_and_is_flagged() -> None:
    facts = worker_month(
        JULY,
        registered_first_day=date(2022, 7, 11),
        first_day=date(2022, 6, 30),
        piecework=[pieces_worth(2000, date(2022, 7, 11))],
    )
    statement = state(facts)
    assert (paid(statement, RULE), statement.month_index) == ("800.00", 2)
    assert [flag.code for flag in statement.flags] == ["first_day_disagrees"]


def test_a_veteran_whose_records_begin_late_is_not_flagged() -> None:
    facts = worker_month(
        JULY,
        first_day=date(2022, 7, 1),
        registered_first_day=date(2020, 3, 2),
        piecework=[pieces_worth(2000, date(2022, 7, 4))],
    )
    assert state(facts).flags == ()


def test_an_agreeing_first_day_is_not_flagged() -> None:
    facts = worker_month(first_day=date(2022, 7, 4), registered_first_day=date(2022, 7, 4))
    assert state(facts).flags == ()


def test_paid_leave_is_no_first_day_worked() -> None:
    facts = worker_month(JULY, first_day=None, attendance=present(days_of(JULY, 1), "0"))
    assert state(facts).month_index is None


def test_each_workshop_adds_its_share_on_its_own_piecework() -> None:
    facts = worker_month(
        first_day=date(2022, 7, 1),
        piecework=[pieces_worth(1001, date(2022, 7, 4)), pieces_worth(500, date(2022, 7, 20), "WS-02")],
    )
    lines = [line for line in state(facts).lines if line.rule == RULE]
    assert [(line.workshop, str(line.amount_yuan)) for line in lines] == [("WS-01", "500.50"), ("WS-02", "250.00")]


def test_a_transfer_does_not_start_the_months_again() -> None:
    facts = worker_month(
        JULY + 3,
        first_day=date(2022, 7, 1),
        workshops={"WS-01": date(2022, 7, 1), "WS-02": date(2022, 10, 1)},
        piecework=[pieces_worth(2000, date(2022, 10, 8), "WS-02")],
    )
    assert (paid(state(facts), RULE), why_not(state(facts), RULE)) == ("0.00", "after_last_month")


def test_the_share_is_taken_of_piecework_alone_not_of_other_awards() -> None:
    facts = worker_month(
        first_day=date(2022, 7, 1),
        attendance=present(days_of(JULY, 26)),
        piecework=[pieces_worth(2000, date(2022, 7, 4))],
    )
    assert paid(state(facts), "full_attendance_award") == "500.00"
    assert paid(state(facts), RULE) == "1000.00"


def test_without_piecework_there_is_no_incentive() -> None:
    assert why_not(state(worker_month(attendance=present(days_of(JULY, 26)))), RULE) == "no_piecework"


def test_by_anniversary_piecework_is_split_at_the_day_of_the_month_the_worker_began() -> None:
    reading = {"attendance_incentive__first_month": "anniversary"}
    before, after = pieces_worth(1000, date(2022, 8, 14)), pieces_worth(1000, date(2022, 8, 15))
    begun = date(2022, 7, 15)
    assert incentive(JULY + 1, begun, before, **reading) == "500.00"
    assert incentive(JULY + 1, begun, after, **reading) == "400.00"
    assert incentive(JULY + 1, begun, before, after, **reading) == "900.00"
    assert incentive(JULY + 1, begun, before, after) == "800.00"


def test_by_anniversary_the_third_month_ends_inside_the_fourth_calendar_month() -> None:
    reading = {"attendance_incentive__first_month": "anniversary"}
    begun = date(2022, 7, 15)
    assert incentive(JULY + 3, begun, pieces_worth(1000, date(2022, 10, 14)), **reading) == "300.00"
    assert incentive(JULY + 3, begun, pieces_worth(1000, date(2022, 10, 15)), **reading) == "0.00"
    assert incentive(JULY + 4, begun, pieces_worth(1000, date(2022, 11, 1)), **reading) == "0.00"


def test_by_anniversary_a_start_on_the_31st_turns_on_the_last_day_of_a_shorter_month() -> None:
    reading = {"attendance_incentive__first_month": "anniversary"}
    begun = date(2022, 8, 31)
    assert incentive(Month(2022, 9), begun, pieces_worth(1000, date(2022, 9, 29)), **reading) == "500.00"
    assert incentive(Month(2022, 9), begun, pieces_worth(1000, date(2022, 9, 30)), **reading) == "400.00"


def test_by_anniversary_the_two_portions_rest_on_all_the_piecework_to_the_fen() -> None:
    entries = [
        PieceworkEntry("WS-01", "C-1", "toy", "sewing", date(2022, 8, day), 1, Decimal("0.0050")) for day in (10, 20)
    ]
    statement = state(
        worker_month(JULY + 1, first_day=date(2022, 7, 15), piecework=entries),
        attendance_incentive__first_month="anniversary",
        attendance_incentive__rates="100,100,100",
    )
    assert paid(statement, RULE) == paid(statement, "piecework") == "0.01"


def test_from_the_first_full_month_a_part_month_pays_nothing_and_the_next_is_the_first() -> None:
    reading = {"attendance_incentive__first_month": "first_full"}
    assert incentive(JULY, date(2022, 7, 2), **reading) == "0.00"
    assert incentive(JULY + 1, date(2022, 7, 2), **reading) == "1000.00"
    assert incentive(JULY + 3, date(2022, 7, 2), **reading) == "600.00"
    assert incentive(JULY + 4, date(2022, 7, 2), **reading) == "0.00"


def test_from_the_first_full_month_a_start_on_the_first_day_is_a_full_month() -> None:
    reading = {"attendance_incentive__first_month": "first_full"}
    assert incentive(JULY, date(2022, 7, 1), **reading) == "1000.00"


@pytest.mark.parametrize(("days", "expected"), [(25, "0.00"), (26, "1000.00")])
def test_a_county_may_require_full_attendance(days: int, expected: str) -> None:
    facts = worker_month(
        first_day=date(2022, 7, 1),
        attendance=present(days_of(JULY, days)),
        piecework=[pieces_worth(2000, date(2022, 7, 4))],
    )
    required = state(facts, attendance_incentive__requires_full_attendance="true")
    assert paid(required, RULE) == expected
    assert paid(state(facts), RULE) == "1000.00"


def test_full_attendance_by_roster_also_satisfies_the_requirement() -> None:
    facts = worker_month(
        first_day=date(2022, 7, 1),
        attendance=present(days_of(JULY, 24)),
        rosters=[roster(days_of(JULY, 24))],
        piecework=[pieces_worth(2000, date(2022, 7, 4))],
    )
    assert paid(state(facts, attendance_incentive__requires_full_attendance="true"), RULE) == "1000.00"


def test_other_rates_may_run_for_another_number_of_months() -> None:
    assert incentive(JULY + 3, date(2022, 7, 1), attendance_incentive__rates="50,40,30,20") == "400.00"


def test_unset_rates_are_not_configured_and_pay_nothing() -> None:
    facts = worker_month(first_day=date(2022, 7, 1), piecework=[pieces_worth(2000, date(2022, 7, 4))])
    assert why_not(state(facts, attendance_incentive__rates="unset"), RULE) == "not_configured"


def test_it_does_not_pay_before_the_scheme_starts_but_months_count_from_the_first_day() -> None:
    december = worker_month(
        Month(2021, 12), first_day=date(2021, 12, 1), piecework=[pieces_worth(2000, date(2021, 12, 31))]
    )
    assert why_not(state(december), RULE) == "not_in_force"
    assert incentive(Month(2022, 1), date(2021, 12, 1), pieces_worth(2000, date(2022, 1, 1))) == "800.00"
    assert incentive(Month(2022, 1), date(2022, 1, 1), pieces_worth(2000, date(2022, 1, 1))) == "1000.00"


def test_the_share_is_of_all_pieces_of_a_workshop_together() -> None:
    pieces = [pieces_worth(100, date(2022, 7, 1)), pieces_worth(50, date(2022, 7, 2))._replace(operation="packing")]
    statement = state(worker_month(first_day=date(2022, 7, 1), piecework=pieces))
    (line,) = [line for line in statement.lines if line.rule == "attendance_incentive"]
    assert line.numbers["piecework_yuan"] == Decimal("150.00")


def refused(*pieces: PieceworkEntry, **readings: str) -> Line:
    facts = worker_month(JULY + 3, first_day=date(2022, 7, 15), piecework=pieces)
    (line,) = [line for line in state(facts, **readings).unpaid if line.rule == RULE]
    return line


def test_after_the_last_month_it_is_said_so_with_or_without_pieces() -> None:
    by_anniversary = {"attendance_incentive__first_month": "anniversary"}
    for line in (
        refused(),
        refused(pieces_worth(1000, date(2022, 10, 15))),
        refused(pieces_worth(1000, date(2022, 10, 15)), **by_anniversary),
    ):
        assert (line.reason, line.beneficiary) == ("after_last_month", "W-1")
        assert line.numbers == {"month_index": 4, "months": 3}
        assert line.parameters == ("attendance_incentive.rates", "attendance_incentive.first_month")
    assert refused(**by_anniversary).reason == "no_piecework"


def test_who_did_not_attend_in_full_is_told_by_the_days_where_the_reading_wants_it() -> None:
    facts = worker_month(
        first_day=JULY.first_day,
        attendance=present(days_of(JULY, 2)),
        piecework=[pieces_worth(10, JULY.first_day)],
        rosters=[roster(days_of(JULY, 3))],
    )
    statement = state(facts, attendance_incentive__requires_full_attendance="true")
    (line,) = [line for line in statement.unpaid if line.rule == RULE]
    assert line.reason == "not_full_attendance"
    assert set(line.events) == {"roster#WS-01", "clock#WS-01-2022-07-01", "clock#WS-01-2022-07-02"}
