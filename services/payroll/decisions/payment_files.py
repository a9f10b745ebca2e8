"""Handing a batch over to the bank: its file, with accounts in clear, the same bytes every time."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from services.payroll.bank.build_payments import bank_payment
from services.payroll.bank.file import write_bank_file
from services.payroll.bank.payment import BankFile
from services.payroll.bank.template import BankTemplate
from services.payroll.decisions.account_notes import is_given_by
from services.payroll.decisions.payees import NO_ACCOUNT, open_frozen, open_payees
from services.payroll.decisions.payments import expect_batch
from services.payroll.decisions.refusals import payments as refusals
from services.payroll.store import payment_batches, payments
from services.payroll.store.payment_batches import BatchRow
from services.payroll.store.payments import PaymentRow
from shared.audit import record_action
from shared.database import Connection
from shared.decisions.four_eyes import refuse_the_same
from shared.details import BankAccount
from shared.messaging.transaction import Transaction
from shared.refusals import Refused
from shared.sealing import Sealer
from shared.texts import listed


async def fetch_file(transaction: Transaction, batch: int, actor: str) -> BankFile:
    """The bank file of a batch, whose fetching is recorded each time. Raises Refused.

    It is written from the template and the accounts as they were when the batch was made. Where it would
    not be what was fetched first, nothing is handed over: a payment must not reach the bank in two forms.
    """
    connection, sealer = transaction.connection, transaction.sealer
    row = await expect_batch(connection, batch)
    refuse_the_same(row.created_by, actor, refusals.MADE_BY_SAME, batch=batch)
    items = await payments.payments_of(connection, batch)
    accounts = await open_frozen(connection, sealer, items)
    erased = sorted({item.beneficiary for item in items if accounts[item.item] is None})
    if erased:
        refusal = refusals.PAYEES_ERASED if row.file_hash is None else refusals.PAYEES_ERASED_SINCE_FETCHED
        raise Refused(refusal.of(names=listed(erased)), {"erased": erased})
    _refuse_who_gave_accounts(items, accounts, actor)
    if row.file_hash is None:
        await _refuse_taken_back(connection, sealer, row, items)
    file = write_bank_file(
        [
            bank_payment(item.reference, account, item.amount_yuan, item.kind, item.month)
            for item in items
            if (account := accounts[item.item]) is not None
        ],
        BankTemplate.model_validate(row.template_content),
        batch=str(batch),
        day=row.day,
    )
    file_hash = hashlib.sha256(file.content).hexdigest()
    if row.file_hash is None:
        await payment_batches.write_fetched(connection, batch, file_hash, file.file_name, actor)
    elif row.file_hash != file_hash:
        told = {"first_hash": row.file_hash, "hash_now": file_hash}
        raise Refused(refusals.OTHER_FILE.of(batch=batch, actor=row.fetched_by), told)
    await record_action(connection, actor, "payment_file.fetched", str(batch), {"file_hash": file_hash})
    return file


async def _refuse_taken_back(
    connection: Connection, sealer: Sealer, row: BatchRow, items: Sequence[PaymentRow]
) -> None:
    """As long as the bank has nothing, nothing is sent to an account that was taken back since."""
    keys = {(item.beneficiary_kind, item.beneficiary) for item in items}
    payees = await open_payees(connection, sealer, keys, row.day)
    gone = sorted(name for (_, name), payee in payees.items() if payee == NO_ACCOUNT)
    if gone:
        raise Refused(refusals.TAKEN_BACK.of(names=listed(gone), batch=row.batch), {"taken_back": gone})


def _refuse_who_gave_accounts(
    items: Sequence[PaymentRow], accounts: Mapping[int, BankAccount | None], actor: str
) -> None:
    """Saying where money goes and handing it over are two people's."""
    own = sorted(
        {
            item.beneficiary
            for item in items
            if (account := accounts[item.item]) and is_given_by(account, item.notes, actor)
        }
    )
    if own:
        raise Refused(refusals.ACCOUNTS_BY_SAME.of(actor=actor, names=listed(own)))
