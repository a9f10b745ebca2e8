"""The accounts of the ledger: their names, which side makes them grow, and which may never fall below zero."""

from collections.abc import Callable

import pytest

from services.payroll.domain import accounts
from services.payroll.domain.accounts import Account


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        (lambda: accounts.expense("company", "EC-1"), Account("expense:company:EC-1", "expense", "debit")),
        (lambda: accounts.payable("worker", "W-1"), Account("payable:worker:W-1", "payable", "credit", True)),
        (lambda: accounts.debt("worker", "W-1"), Account("debt:worker:W-1", "debt", "debit", True)),
        (lambda: accounts.transit(7), Account("transit:7", "transit", "credit", True)),
        (accounts.bank, Account("bank", "bank", "credit")),
        (lambda: accounts.fund("county"), Account("fund:county", "fund", "credit", True)),
        (lambda: accounts.committed("county"), Account("committed:county", "committed", "credit", True)),
        (lambda: accounts.treasury("county"), Account("treasury:county", "treasury", "debit")),
        (lambda: accounts.profit("WS-01"), Account("profit:WS-01", "profit", "debit")),
    ],
    ids=lambda value: value.name if isinstance(value, Account) else "",
)
def test_an_account_is_written_the_same_for_ever(account: Callable[[], Account], expected: Account) -> None:
    assert account() == expected
