"""The ledger as it is answered: accounts with their balances, and postings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import asyncpg
from pydantic import Field

from services.payroll.domain.accounts import Side
from services.payroll.store.ledger import AccountSums
from shared.http.answers import Answer, KeptAmount, NextNumber
from shared.money import ZERO, format_amount


class AccountBalance(Answer):
    """An account with the sums of its sides."""

    account: str
    kind: str
    debits: KeptAmount
    credits: KeptAmount
    balance: KeptAmount
    balance_side: Side = Field(description="The side on which it grows, and on which its balance is counted")


class TrialBalance(Answer):
    """Accounts, and what their sides come to."""

    accounts: list[AccountBalance]
    debits: KeptAmount
    credits: KeptAmount
    balanced: bool | None = Field(description="Whether the sides agree; null where accounts of one kind were asked for")


class _Moved(Answer):
    posting: int
    effect: str
    debit_account: str
    credit_account: str
    actor: str
    posted_at: datetime
    amount: KeptAmount


class ClaimPosting(_Moved):
    """What was set aside for a claim, or given back."""


class Posting(_Moved):
    """A posting, and what its money is for; null where that does not apply."""

    cause: str = Field(description="With the effect, what is posted once for ever")
    beneficiary: str | None
    month: str | None = Field(description="A month, or the year of a divided profit")
    rule: str | None
    workshop: str | None
    payer: str | None
    payer_id: str | None
    settlement: int | None


class PostingsPage(Answer):
    """A page of an account's postings, oldest first."""

    postings: list[Posting]
    next: NextNumber


def trial_balance(accounts: Sequence[AccountSums], kind: str | None) -> TrialBalance:
    """The trial balance of all accounts, or of those of one kind."""
    debits_yuan = sum((account.debits_yuan for account in accounts), ZERO)
    credits_yuan = sum((account.credits_yuan for account in accounts), ZERO)
    return TrialBalance(
        accounts=[_balance(account) for account in accounts],
        debits=format_amount(debits_yuan),
        credits=format_amount(credits_yuan),
        balanced=debits_yuan == credits_yuan if kind is None else None,
    )


def _balance(account: AccountSums) -> AccountBalance:
    return AccountBalance(
        account=account.account,
        kind=account.kind,
        debits=format_amount(account.debits_yuan),
        credits=format_amount(account.credits_yuan),
        balance=format_amount(account.balance_yuan),
        balance_side=account.increases,
    )


def posting_answer(row: asyncpg.Record) -> Posting:
    """A posting, from its row."""
    return Posting(**_moved(row))


def claim_posting(row: asyncpg.Record) -> ClaimPosting:
    """A posting for a claim, from its row."""
    return ClaimPosting(**_moved(row))


def _moved(row: asyncpg.Record) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "amount_yuan"} | {
        "amount": format_amount(row["amount_yuan"])
    }
