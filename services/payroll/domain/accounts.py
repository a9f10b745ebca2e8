"""The accounts of the ledger, by what they hold, and the postings written between them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Side = Literal["debit", "credit"]
BeneficiaryKind = Literal["worker", "collective"]


@dataclass(frozen=True, slots=True)
class Account:
    """An account; `increases` is the side that makes its balance grow.

    The database refuses a posting that would bring one with `never_below_zero` under zero.
    """

    name: str
    kind: str
    increases: Side
    never_below_zero: bool = False


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount in yuan from one account to another; `effect` and `cause` together may be posted once for ever.

    The fields behind `amount_yuan` say what the money is for; they are empty where they do not apply.
    """

    effect: str
    cause: str
    debit: Account
    credit: Account
    amount_yuan: Decimal
    beneficiary: str | None = None
    month: str | None = None
    rule: str | None = None
    workshop: str | None = None
    payer: str | None = None
    payer_id: str | None = None


def expense(payer: str, payer_id: str) -> Account:
    """What a payer bears: wages and awards."""
    return Account(f"expense:{payer}:{payer_id}", "expense", "debit")


def payable(kind: str, beneficiary: str) -> Account:
    """What is owed to a worker, a collective or a village and not yet on its way to the bank."""
    return Account(f"payable:{kind}:{beneficiary}", "payable", "credit", never_below_zero=True)


def debt(kind: str, beneficiary: str) -> Account:
    """What somebody was paid too much and still owes."""
    return Account(f"debt:{kind}:{beneficiary}", "debt", "debit", never_below_zero=True)


def transit(batch: int) -> Account:
    """What a payment batch has sent to the bank and the bank has not answered for."""
    return Account(f"transit:{batch}", "transit", "credit", never_below_zero=True)


def bank() -> Account:
    """What has left through the bank."""
    return Account("bank", "bank", "credit")


def fund(name: str) -> Account:
    """What a fund or budget still has to give, commitments taken off."""
    return Account(f"fund:{name}", "fund", "credit", never_below_zero=True)


def committed(name: str) -> Account:
    """What a fund has promised to approved claims and not yet paid."""
    return Account(f"committed:{name}", "committed", "credit", never_below_zero=True)


def treasury(name: str) -> Account:
    """Where a fund's money comes from: appropriations."""
    return Account(f"treasury:{name}", "treasury", "debit")


def profit(workshop: str) -> Account:
    """The profit of a workshop that has been divided."""
    return Account(f"profit:{workshop}", "profit", "debit")
