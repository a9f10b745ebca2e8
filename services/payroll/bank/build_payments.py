"""The transfers of a payment batch from plain values: what stands beside each on the payee's account."""

from __future__ import annotations

from decimal import Decimal

from services.payroll.bank.payment import BankPayment
from shared.details import BankAccount

_WORDS = {"wage": "工资", "award": "奖励", "claim": "补贴", "dividend": "分红"}


def bank_payment(
    reference: str, account: BankAccount, amount_yuan: Decimal, kind: str, month: str | None
) -> BankPayment:
    """One transfer; the remark says what it is for, such as `2022-07工资`."""
    return BankPayment(
        reference=reference,
        holder=account.holder,
        account=account.number,
        bank_name=account.bank_name,
        bank_code=account.bank_code,
        amount_yuan=amount_yuan,
        remark=f"{month or ''}{_WORDS[kind]}",
    )
