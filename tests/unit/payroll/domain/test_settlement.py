"""Settling one person: how much of a debt a month may take, to the fen, and what becomes of the rest."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payroll.domain import accounts
from services.payroll.domain.settlement import (
    Adjustment,
    LineKey,
    RecoveryLimits,
    Settlement,
    StoredLine,
    postings_of,
    settle,
    sum_by_line,
)
from shared.money import ZERO

PIECES = LineKey("piecework", "WS-01", "collective", "WS-01")
LIMITS = RecoveryLimits(Decimal(20), Decimal(2000))


def recovered(pays: str, debt: str, limits: RecoveryLimits = LIMITS) -> str:
    return str(settled(pays, debt, limits).recovered_yuan)


def settled(pays: str, debt: str, limits: RecoveryLimits = LIMITS, *adjustments: Adjustment) -> Settlement:
    earned = {PIECES: Decimal(pays)}
    return settle("worker", "W-1", "WS-01", "2022-07", earned, adjustments, Decimal(debt), limits)


def test_a_fifth_of_3232_yuan_13_is_646_yuan_42_and_not_a_fraction_of_a_fen_more() -> None:
    assert recovered("3232.13", "1000.00") == "646.42"


@pytest.mark.parametrize(
    ("pays", "taken"),
    [
        ("1999.99", "0.00"),
        ("2000.00", "0.00"),
        ("2000.01", "0.01"),
        ("2499.99", "499.99"),
        ("2500.00", "500.00"),
        ("2500.01", "500.00"),
        ("2500.05", "500.01"),
        ("3000.00", "600.00"),
    ],
)
def test_the_floor_holds_below_2500_yuan_and_the_fifth_above(pays: str, taken: str) -> None:
    assert recovered(pays, "5000.00") == taken


def test_no_more_is_taken_than_is_owed() -> None:
    assert (recovered("3000.00", "600.01"), recovered("3000.00", "599.99")) == ("600.00", "599.99")


def test_a_floor_finer_than_a_fen_is_left_in_full() -> None:
    assert recovered("2000.00", "500.00", RecoveryLimits(Decimal(100), Decimal("1800.005"))) == "199.99"


@pytest.mark.parametrize("limits", [RecoveryLimits(None, Decimal(0)), RecoveryLimits(Decimal(100), None)])
def test_without_a_cap_or_a_floor_nothing_is_recovered(limits: RecoveryLimits) -> None:
    assert recovered("3000.00", "600.00", limits) == "0.00"


@given(
    st.decimals("0", "99999", places=2),
    st.decimals("0", "99999", places=2),
    st.decimals("0", "100", places=3),
    st.decimals("0", "5000", places=3),
)
def test_what_is_recovered_never_exceeds_the_cap_nor_touches_the_floor(
    pays: Decimal, debt: Decimal, cap_percent: Decimal, floor: Decimal
) -> None:
    taken = Decimal(recovered(str(pays), str(debt), RecoveryLimits(cap_percent, floor)))
    assert 0 <= taken <= debt
    assert taken * 100 <= pays * cap_percent
    assert taken == 0 or pays - taken >= floor
    one_fen_more = taken + Decimal("0.01")
    assert one_fen_more > debt or one_fen_more * 100 > pays * cap_percent or pays - one_fen_more < floor


def test_an_adjustment_that_takes_away_becomes_a_debt_before_it_is_recovered() -> None:
    less = Adjustment("2022-06", {PIECES: Decimal("900.00")}, {PIECES: Decimal("200.00")})
    found = settled("3000.00", "10.00", LIMITS, less)
    assert (found.incurred_yuan, found.recovered_yuan) == (Decimal("700.00"), Decimal("600.00"))
    assert (found.debt_after_yuan, found.net_yuan) == (Decimal("110.00"), Decimal("2400.00"))


def test_an_adjustment_that_adds_is_paid_and_counts_for_the_cap() -> None:
    more = Adjustment("2022-06", {PIECES: Decimal("200.00")}, {PIECES: Decimal("700.00")})
    found = settled("3000.00", "1000.00", LIMITS, more)
    assert (found.incurred_yuan, found.recovered_yuan, found.net_yuan) == (ZERO, Decimal("700.00"), Decimal("2800.00"))


def test_the_entries_of_a_settlement_name_what_each_fen_is_for() -> None:
    more = Adjustment("2022-05", {PIECES: Decimal("200.00")}, {PIECES: Decimal("700.00")})
    less = Adjustment("2022-06", {PIECES: Decimal("900.00")}, {PIECES: Decimal("100.00")})
    found = settled("3000.00", "10.00", LIMITS, more, less)
    entries = postings_of(found, 7)
    assert [(entry.effect, entry.debit.name, entry.credit.name, entry.amount_yuan) for entry in entries] == [
        ("earning", "expense:collective:WS-01", "payable:worker:W-1", Decimal("3000.00")),
        ("adjustment", "expense:collective:WS-01", "payable:worker:W-1", Decimal("500.00")),
        ("adjustment", "payable:worker:W-1", "expense:collective:WS-01", Decimal("800.00")),
        ("debt_incurred", "debt:worker:W-1", "payable:worker:W-1", Decimal("300.00")),
        ("debt_recovered", "payable:worker:W-1", "debt:worker:W-1", Decimal("310.00")),
    ]
    assert [entry.cause for entry in entries] == [
        "worker/W-1/2022-07/piecework/WS-01/collective/WS-01",
        "settlement/7/2022-05/piecework/WS-01/collective/WS-01",
        "settlement/7/2022-06/piecework/WS-01/collective/WS-01",
        "settlement/7",
        "settlement/7",
    ]
    assert [entry.month for entry in entries] == ["2022-07", "2022-05", "2022-06", None, None]
    assert {entry.beneficiary for entry in entries} == {"W-1"}
    assert (found.beneficiary_kind, found.beneficiary, found.workshop, found.month) == (
        "worker",
        "W-1",
        "WS-01",
        "2022-07",
    )
    assert {(entry.rule, entry.workshop, entry.payer, entry.payer_id) for entry in entries[:3]} == {tuple(PIECES)}


def test_what_comes_to_nothing_is_not_posted() -> None:
    even = Adjustment("2022-06", {PIECES: Decimal("1.00")}, {PIECES: Decimal("1.00")})
    found = settled("0.00", "0.00", LIMITS, even)
    assert postings_of(found, 1) == []
    assert not found.is_empty
    assert settled("0.00", "0.00").is_empty
    assert not settled("0.01", "0.00").is_empty


def test_lines_of_one_rule_workshop_and_payer_are_compared_as_one() -> None:
    line = StoredLine(PIECES, "W-1", Decimal("1.10"))
    elsewhere = PIECES._replace(payer_id="WS-02")
    assert sum_by_line([line, replace(line, amount_yuan=Decimal("2.05")), replace(line, key=elsewhere)]) == {
        PIECES: Decimal("3.15"),
        elsewhere: Decimal("1.10"),
    }


@pytest.mark.parametrize(
    ("account", "name", "kind", "increases", "guarded"),
    [
        (accounts.expense("company", "QIAOJI"), "expense:company:QIAOJI", "expense", "debit", False),
        (accounts.payable("worker", "W-1"), "payable:worker:W-1", "payable", "credit", True),
        (accounts.debt("worker", "W-1"), "debt:worker:W-1", "debt", "debit", True),
        (accounts.transit(3), "transit:3", "transit", "credit", True),
        (accounts.bank(), "bank", "bank", "credit", False),
        (accounts.fund("F-1"), "fund:F-1", "fund", "credit", True),
        (accounts.committed("F-1"), "committed:F-1", "committed", "credit", True),
        (accounts.treasury("F-1"), "treasury:F-1", "treasury", "debit", False),
        (accounts.profit("WS-01"), "profit:WS-01", "profit", "debit", False),
    ],
)
def test_each_account_grows_on_its_side_and_is_guarded_where_it_must_not_fall_below_zero(
    account: accounts.Account, name: str, kind: str, increases: str, guarded: bool
) -> None:
    assert account == accounts.Account(name, kind, increases, guarded)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "debit"),
    [("1.00", "1.01", "expense:collective:WS-01"), ("1.01", "1.00", "payable:worker:W-1")],
)
def test_a_fen_more_is_owed_and_a_fen_less_taken_back(before: str, after: str, debit: str) -> None:
    adjustment = Adjustment("2022-06", {PIECES: Decimal(before)}, {PIECES: Decimal(after)})
    entry, *_ = postings_of(settled("0.00", "0.00", LIMITS, adjustment), 1)
    assert (entry.debit.name, entry.amount_yuan) == (debit, Decimal("0.01"))
