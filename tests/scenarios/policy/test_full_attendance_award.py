"""Five hundred yuan for a month attended in full."""

from datetime import date

import pytest

from shared.months import Month
from tests.scenarios.policy.county import (
    JULY,
    days_of,
    on_leave,
    paid,
    present,
    roster,
    state,
    why_not,
    worker_month,
)

RULE = "full_attendance_award"


def test_26_days_without_a_roster_earn_the_award() -> None:
    statement = state(worker_month(attendance=present(days_of(JULY, 26))))
    assert paid(statement, RULE) == "500.00"


def test_25_and_a_half_days_without_a_roster_do_not() -> None:
    attendance = present(days_of(JULY, 25)) + present(days_of(JULY, 1, start=26), "0.5")
    statement = state(worker_month(attendance=attendance))
    assert (paid(statement, RULE), why_not(statement, RULE)) == ("0.00", "too_few_days")


def test_all_24_days_of_a_roster_earn_the_award_though_not_the_floor() -> None:
    days = days_of(JULY, 24)
    facts = worker_month(first_day=JULY.first_day, attendance=present(days), rosters=[roster(days)])
    statement = state(facts)
    assert paid(statement, RULE) == "500.00"
    assert paid(statement, "guaranteed_floor") == "0.00"


def test_extra_days_never_make_up_for_a_missed_rostered_date() -> None:
    rostered = days_of(JULY, 24)
    attended = [*rostered[1:], *days_of(JULY, 7, start=25)]
    statement = state(worker_month(attendance=present(attended), rosters=[roster(rostered)]))
    assert (paid(statement, RULE), why_not(statement, RULE)) == ("0.00", "missed_rostered_dates")


@pytest.mark.parametrize(("weight", "expected"), [("0.5", "500.00"), ("1", "0.00")])
def test_half_a_day_meets_a_rostered_half_day_but_not_a_whole_one(weight: str, expected: str) -> None:
    days = days_of(JULY, 10)
    facts = worker_month(attendance=present(days, "0.5"), rosters=[roster(days, weight=weight)])
    assert paid(state(facts), RULE) == expected


def test_an_empty_roster_earns_nothing() -> None:
    statement = state(worker_month(attendance=present(days_of(JULY, 26)), rosters=[roster([])]))
    assert why_not(statement, RULE) == "nothing_rostered"


def test_a_joiner_is_measured_by_the_whole_months_roster() -> None:
    rostered = days_of(JULY, 26)
    facts = worker_month(
        workshops={"WS-01": date(2022, 7, 11)},
        attendance=present(rostered[10:]),
        rosters=[roster(rostered)],
    )
    assert why_not(state(facts), RULE) == "missed_rostered_dates"


def test_a_leaver_is_measured_by_the_whole_months_roster() -> None:
    rostered = days_of(JULY, 26)
    facts = worker_month(attendance=present(rostered[:10]), rosters=[roster(rostered)])
    assert why_not(state(facts), RULE) == "missed_rostered_dates"


def test_it_is_not_limited_to_three_months_unless_the_pack_says_so() -> None:
    month = JULY + 3
    facts = worker_month(month, first_day=JULY.first_day, attendance=present(days_of(month, 26)))
    assert paid(state(facts), RULE) == "500.00"
    assert why_not(state(facts, full_attendance_award__months="3"), RULE) == "after_last_month"
    assert paid(state(facts, full_attendance_award__months="4"), RULE) == "500.00"


def test_paid_leave_does_not_count_unless_the_pack_says_so() -> None:
    attendance = present(days_of(JULY, 25)) + on_leave(days_of(JULY, 1, start=26))
    facts = worker_month(attendance=attendance)
    assert paid(state(facts), RULE) == "0.00"
    assert paid(state(facts, full_attendance_award__paid_leave_counts="true"), RULE) == "500.00"


def test_half_a_day_of_leave_beside_half_a_day_of_work_makes_one_day_and_never_more() -> None:
    day = days_of(JULY, 1)
    facts = worker_month(attendance=present(day, "0.5") + on_leave(day), rosters=[roster(day)])
    assert paid(state(facts), RULE) == "0.00"
    assert paid(state(facts, full_attendance_award__paid_leave_counts="true"), RULE) == "500.00"


@pytest.mark.parametrize(
    ("month", "required"),
    [
        (Month(2022, 7), 26),  # 31 days, 5 Sundays
        (Month(2022, 9), 25),  # 30 days, 4 Sundays, Mid-Autumn on a Saturday
        (Month(2022, 10), 24),  # 31 days, 5 Sundays, National Day on 1, 2 (a Sunday) and 3
        (Month(2025, 5), 24),  # 31 days, 4 Sundays, Labour Day on 1 and 2, Dragon Boat on Saturday 31
    ],
)
def test_by_calendar_the_days_less_sundays_and_statutory_holidays_are_required(month: Month, required: int) -> None:
    reading = {"full_attendance_award__without_roster": "calendar"}
    enough = worker_month(month, attendance=present(days_of(month, required)))
    short = worker_month(month, attendance=present(days_of(month, required - 1)))
    assert paid(state(enough, **reading), RULE) == "500.00"
    assert why_not(state(short, **reading), RULE) == "too_few_days"


def test_by_calendar_a_month_whose_year_nobody_has_announced_is_judged_by_the_law() -> None:
    reading = {"full_attendance_award__without_roster": "calendar"}
    month = Month(2027, 2)  # 28 days, 4 Sundays, Spring Festival from Friday 5 to Monday 8 with a Sunday in it
    for days, amount in ((21, "500.00"), (20, "0.00")):
        facts = worker_month(month, attendance=present(days_of(month, days)))
        statement = state(facts, **reading)
        assert (paid(statement, RULE), statement.incomplete) == (amount, ())


def test_another_fixed_number_of_days_may_be_set() -> None:
    facts = worker_month(attendance=present(days_of(JULY, 24)))
    assert paid(state(facts, full_attendance_award__without_roster="fixed:24"), RULE) == "500.00"
    assert paid(state(facts, full_attendance_award__without_roster="fixed:25"), RULE) == "0.00"


def test_the_old_roster_applies_until_a_transfer_and_the_new_one_after() -> None:
    old, new = days_of(JULY, 20), days_of(JULY, 31)
    transfer = {"WS-01": date(2022, 1, 1), "WS-02": date(2022, 7, 16)}
    rosters = [roster(old), roster(new, "WS-02")]
    followed = present(days_of(JULY, 15)) + present(days_of(JULY, 16, start=16), workshop="WS-02")
    missed_new = followed[:-1]
    missed_old = followed[1:]
    assert paid(state(worker_month(workshops=transfer, attendance=followed, rosters=rosters)), RULE) == "500.00"
    for attendance in (missed_new, missed_old):
        facts = worker_month(workshops=transfer, attendance=attendance, rosters=rosters)
        assert why_not(state(facts), RULE) == "missed_rostered_dates"


def test_where_one_workshop_of_the_month_has_no_roster_the_number_of_days_is_required_too() -> None:
    transfer = {"WS-01": date(2022, 1, 1), "WS-02": date(2022, 7, 16)}
    rosters = [roster(days_of(JULY, 15))]
    days = present(days_of(JULY, 26))
    assert paid(state(worker_month(workshops=transfer, attendance=days, rosters=rosters)), RULE) == "500.00"
    too_few = worker_month(workshops=transfer, attendance=days[:25], rosters=rosters)
    assert why_not(state(too_few), RULE) == "too_few_days"
    missed = worker_month(workshops=transfer, attendance=present(days_of(JULY, 30, start=2)), rosters=rosters)
    assert why_not(state(missed), RULE) == "missed_rostered_dates"


def test_two_workshops_pay_it_once_and_the_one_with_most_days_bears_it() -> None:
    attendance = present(days_of(JULY, 12)) + present(days_of(JULY, 14, start=13), workshop="WS-02")
    lines = [line for line in state(worker_month(attendance=attendance)).lines if line.rule == RULE]
    assert [(str(line.amount_yuan), line.workshop, line.payer_id) for line in lines] == [("500.00", "WS-02", "WS-02")]


def test_of_equal_days_the_lower_code_bears_it() -> None:
    attendance = present(days_of(JULY, 13), workshop="WS-02") + present(days_of(JULY, 13, start=14))
    (line,) = [line for line in state(worker_month(attendance=attendance)).lines if line.rule == RULE]
    assert line.workshop == "WS-01"


def test_a_day_in_two_workshops_counts_once_and_is_flagged() -> None:
    both = present(days_of(JULY, 13)) + present(days_of(JULY, 13), workshop="WS-02")
    statement = state(worker_month(attendance=both))
    assert statement.attendance_days == 13
    assert paid(statement, RULE) == "0.00"
    assert [flag.code for flag in statement.flags] == ["day_over_one"] * 13


def test_half_a_day_in_each_of_two_workshops_makes_one_day_without_a_flag() -> None:
    both = present(days_of(JULY, 26), "0.5") + present(days_of(JULY, 26), "0.5", workshop="WS-02")
    statement = state(worker_month(attendance=both))
    assert (paid(statement, RULE), statement.flags) == ("500.00", ())


def test_an_unset_amount_is_not_configured() -> None:
    facts = worker_month(attendance=present(days_of(JULY, 26)))
    assert why_not(state(facts, full_attendance_award__amount="unset"), RULE) == "not_configured"


def test_it_starts_with_the_scheme() -> None:
    december, january = Month(2021, 12), Month(2022, 1)
    before = state(worker_month(december, attendance=present(days_of(december, 31))))
    assert why_not(before, RULE) == "not_in_force"
    assert paid(state(worker_month(january, attendance=present(days_of(january, 26)))), RULE) == "500.00"
