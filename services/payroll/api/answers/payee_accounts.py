"""Accounts of payees that are no workers as they are answered: masked, as they stand, and what became of one."""

from datetime import date
from typing import Literal

from pydantic import Field

from services.payroll.decisions.payee_accounts import ListedAccounts, Standing
from shared.details import BankAccount
from shared.http.answers import Answer, NextText
from shared.identifiers import Identifier
from shared.identity import mask_account, mask_name


class MaskedAccount(Answer):
    """An account, masked."""

    account_number: str
    bank_name: str
    bank_code: str | None
    account_name: str
    given_by: str | None
    confirmed_by: str | None = Field(description="Where it replaced another")


class PayeeAccounts(Answer):
    """A payee's accounts as they stand."""

    kind: str
    payee: Identifier
    account: MaskedAccount | None = Field(description="The one in force")
    next_account: MaskedAccount | None = Field(description="Confirmed, and in force from a later day on")
    next_account_from: date | None
    proposed_account: MaskedAccount | None = Field(description="Given, and not decided on yet")
    notes: list[str] = Field(description="What to look at before the proposed one is confirmed")


class PayeeAccountsPage(Answer):
    """A page of payees, by kind and id."""

    accounts: list[PayeeAccounts]
    next: NextText


class _OfPayee(Answer):
    kind: str
    payee: Identifier


class AccountGiven(_OfPayee):
    """How an account stands that was given."""

    account: str = Field(description="Its number, masked")
    state: Standing


class AccountDecided(_OfPayee):
    """What was decided of a changed account, and from when on money goes to it."""

    state: Literal["confirmed", "refused"]
    in_force_from: date | None


class AccountWithdrawn(_OfPayee):
    """That nothing is paid to a payee's account any more."""

    state: Literal["withdrawn"]


def payee_accounts(listed: ListedAccounts) -> PayeeAccounts:
    """A payee's accounts, masked."""
    (kind, payee), accounts, notes = listed
    return PayeeAccounts(
        kind=kind,
        payee=payee,
        account=_masked(accounts.in_force),
        next_account=_masked(accounts.following),
        next_account_from=accounts.following_from,
        proposed_account=_masked(accounts.proposed),
        notes=notes,
    )


def _masked(account: BankAccount | None) -> MaskedAccount | None:
    if account is None:
        return None
    return MaskedAccount(
        account_number=mask_account(account.number),
        bank_name=account.bank_name,
        bank_code=account.bank_code,
        account_name=mask_name(account.holder),
        given_by=account.given_by or None,
        confirmed_by=account.confirmed_by or None,
    )
