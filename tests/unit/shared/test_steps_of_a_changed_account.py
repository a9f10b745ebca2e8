"""The steps of a changed account, the same for workers and for other payees."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shared.details import BankAccount
from shared.rules.account_changes import Accounts, refuse_own
from tests.support.refusing import refused_as

TODAY = date(2026, 8, 1)
FIRST_DAY = TODAY + timedelta(days=3)


def account(number: str, given_by: str = "sun") -> BankAccount:
    return BankAccount(number, "bank", None, "holder", given_by)


ONE, TWO, THREE = account("1"), account("2"), account("3")
NONE: Accounts[BankAccount] = Accounts()
STANDING = Accounts(ONE)
PROPOSED = Accounts(ONE, proposed=TWO)
CONFIRMED = Accounts(ONE, TWO, FIRST_DAY)


def test_the_first_account_is_in_force_and_another_is_a_proposal() -> None:
    assert NONE.given(ONE, TODAY, is_first=True) == STANDING
    assert STANDING.given(TWO, TODAY, is_first=False) == PROPOSED
    assert NONE.given(ONE, TODAY, is_first=False) == Accounts(proposed=ONE)


def test_only_the_newest_proposal_waits_and_an_account_that_stands_takes_it_back() -> None:
    assert PROPOSED.given(THREE, TODAY, is_first=False) == Accounts(ONE, proposed=THREE)
    assert PROPOSED.given(replace(ONE, given_by="li"), TODAY, is_first=False) == STANDING
    both = replace(CONFIRMED, proposed=THREE)
    assert both.given(TWO, TODAY, is_first=False) == CONFIRMED


@pytest.mark.parametrize("other", ["number", "bank_name", "bank_code", "holder"])
def test_an_account_that_differs_in_anything_that_says_where_money_goes_is_another(other: str) -> None:
    changed = replace(ONE, **{other: "other"})
    assert STANDING.given(changed, TODAY, is_first=False).proposed == changed


def test_a_confirmed_account_takes_the_others_place_on_its_day_and_no_earlier() -> None:
    assert PROPOSED.confirmed(TWO, FIRST_DAY, TODAY) == CONFIRMED
    assert CONFIRMED.on(FIRST_DAY - timedelta(days=1)) == CONFIRMED
    assert CONFIRMED.on(FIRST_DAY) == Accounts(TWO)
    assert PROPOSED.confirmed(TWO, TODAY, TODAY) == Accounts(TWO), "no days of waiting"
    assert CONFIRMED.given(ONE, FIRST_DAY, is_first=False) == Accounts(TWO, proposed=ONE)


def test_a_second_confirmation_after_the_first_ones_day_keeps_the_first_until_its_own() -> None:
    later = FIRST_DAY + timedelta(days=3)
    waiting = replace(CONFIRMED, proposed=THREE)
    assert waiting.confirmed(THREE, later, FIRST_DAY) == Accounts(TWO, THREE, later)
    assert waiting.confirmed(THREE, later, TODAY) == Accounts(ONE, THREE, later)


def test_a_refused_proposal_leaves_what_stands() -> None:
    assert PROPOSED.refused(TODAY) == STANDING
    assert replace(CONFIRMED, proposed=THREE).refused(FIRST_DAY) == Accounts(TWO)


def test_whoever_decides_has_written_the_number_that_waits() -> None:
    assert PROPOSED.proposal("2", "W-1") is TWO
    with refused_as("account.other_number"):
        PROPOSED.proposal("1", "W-1")
    with refused_as("account.no_proposal"):
        STANDING.proposal("2", "W-1")


def test_nobody_confirms_what_he_gave_himself() -> None:
    refuse_own(TWO, "zhou")
    with refused_as("account.given_by_same"):
        refuse_own(TWO, "SUN")
