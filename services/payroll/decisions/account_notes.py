"""Looking at the accounts of a batch before it is paid: changed, shared, in another's name, mistyped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from services.payroll.decisions.payees import WORKER, Payee, open_frozen, open_payees
from services.payroll.store.payees import PayeeKey, every_payee
from services.payroll.store.payments import last_payments
from shared.database import Connection
from shared.details import BankAccount
from shared.rules.account_notes import ACCOUNT_CHANGED, ACCOUNT_SHARED, FIRST_PAYMENT, notes_on_workers_account
from shared.sealing import Sealer
from shared.subjects import same_subject


async def notes_on_accounts(
    connection: Connection, sealer: Sealer, payees: Mapping[PayeeKey, Payee], day: date
) -> dict[PayeeKey, list[str]]:
    """What to look at before each of these is paid; compared with everybody known, paid in this batch or not."""
    holders = await holders_of_numbers(connection, sealer, day)
    before = await _paid_before(connection, sealer, list(payees))
    return {
        key: _notes(key, payee, before, shared=bool(holders.get(payee.account.number, set()) - {key}))
        for key, payee in payees.items()
    }


async def holders_of_numbers(connection: Connection, sealer: Sealer, day: date) -> dict[str, set[PayeeKey]]:
    """By the number of an account in force on a day, everybody known whose it is."""
    everybody = await open_payees(connection, sealer, await every_payee(connection), day)
    holders: dict[str, set[PayeeKey]] = {}
    for key, payee in everybody.items():
        if isinstance(payee, Payee):
            holders.setdefault(payee.account.number, set()).add(key)
    return holders


async def _paid_before(
    connection: Connection, sealer: Sealer, keys: Sequence[PayeeKey]
) -> dict[PayeeKey, BankAccount | None]:
    """The account each was paid to last; None where it was erased since. Who was never paid is not there."""
    rows = await last_payments(connection, keys)
    accounts = await open_frozen(connection, sealer, rows)
    return {(row.beneficiary_kind, row.beneficiary): accounts[row.item] for row in rows}


def _notes(key: PayeeKey, payee: Payee, before: Mapping[PayeeKey, BankAccount | None], *, shared: bool) -> list[str]:
    account, notes = payee.account, []
    if key not in before:
        notes.append(FIRST_PAYMENT)
    elif (earlier := before[key]) is None or earlier.number != account.number:
        notes.append(ACCOUNT_CHANGED)
    if shared:
        notes.append(ACCOUNT_SHARED)
    if key[0] == WORKER:
        notes += notes_on_workers_account(account.number, account.holder, payee.name)
    return notes


def is_given_by(account: BankAccount, notes: Sequence[str], actor: str) -> bool:
    """Whether somebody would send money to an account he gave himself and that no payment has gone to yet."""
    is_new = FIRST_PAYMENT in notes or ACCOUNT_CHANGED in notes
    return is_new and bool(account.given_by) and same_subject(account.given_by, actor)
