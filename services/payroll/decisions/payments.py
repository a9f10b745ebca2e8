"""Payment batches: made of everything unpaid that has an account, tried again, or cancelled before the bank has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from services.payroll.bank.build_payments import bank_payment
from services.payroll.bank.file import write_bank_file
from services.payroll.bank.payment import BankFileError
from services.payroll.bank.template import BankTemplate
from services.payroll.decisions.account_notes import is_given_by, notes_on_accounts
from services.payroll.decisions.payees import Payee, open_payees
from services.payroll.decisions.refusals import payments as refusals
from services.payroll.domain.accounts import Account, Posting, transit
from services.payroll.domain.states import MONTHS, as_refused
from services.payroll.store import ledger, months, payment_batches, payments
from services.payroll.store.locks import keep_from_taking_back, take_books
from services.payroll.store.obligations import (
    UnpaidObligation,
    Wanted,
    batches_paying,
    returned_obligations,
    unpaid_obligations,
)
from services.payroll.store.payment_batches import BatchRow
from services.payroll.store.payments import PaymentRow, payment_reference
from shared.audit import record_action
from shared.database import Connection
from shared.messaging.transaction import Transaction
from shared.money import ZERO, format_amount
from shared.refusals import Refused
from shared.sealing import Sealer
from shared.texts import listed

INSTRUCTED = "payment_instructed"
CANCELLED = "payment_cancelled"
OWN_ACCOUNT = "whoever makes this batch gave the account"
"""Why a payment waits for a batch of somebody else's: saying where money goes and sending it are two people's."""


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """What a batch is made of: the template its file follows, who makes it and on which day."""

    template: BankTemplate
    actor: str
    today: date
    wanted: Wanted
    retry_of: int | None = None


@dataclass(frozen=True, slots=True)
class _Drafted:
    item: int
    obligation: UnpaidObligation
    payee: Payee
    notes: Sequence[str]


async def create_batch(transaction: Transaction, request: BatchRequest) -> int:
    """Instruct payment of everything wanted that is unpaid; the batch's number. Raises Refused.

    Those without a usable account are left out and listed with the batch. Of two at once the second is
    told by which batch the first was quicker.
    """
    connection = transaction.connection
    await keep_from_taking_back(connection)
    await take_books(connection)
    obligations = await unpaid_obligations(connection, request.wanted)
    return await _instruct(transaction, request, obligations)


async def retry_batch(transaction: Transaction, batch: int, request: BatchRequest) -> int:
    """Pay again what the bank returned of a batch, that alone; the new batch's number. Raises Refused."""
    await keep_from_taking_back(transaction.connection)
    await take_books(transaction.connection)
    await expect_batch(transaction.connection, batch)
    obligations = await returned_obligations(transaction.connection, batch)
    if not obligations:
        raise Refused(refusals.NOTHING_RETURNED.of(batch=batch))
    return await _instruct(transaction, request, obligations)


async def cancel_batch(transaction: Transaction, batch: int, actor: str, reason: str) -> None:
    """Take back a batch whose file nobody has fetched; what it was to pay is owed again. Raises Refused."""
    connection = transaction.connection
    await take_books(connection)
    row = await expect_batch(connection, batch)
    if row.file_hash is not None:
        raise Refused(refusals.FETCHED.of(batch=batch, actor=row.fetched_by))
    items = await payments.payments_of(connection, batch)
    await payment_batches.write_cancelled(connection, batch, actor, reason)
    postings = [_posting(CANCELLED, item, transit(batch), owed_from(item.account)) for item in items]
    await ledger.post(connection, [(posting, None) for posting in postings], actor)
    await record_action(connection, actor, "payment_batch.cancelled", str(batch), {"reason": reason})


async def expect_batch(connection: Connection, batch: int) -> BatchRow:
    """The batch, locked. Raises Refused where there is none or it was cancelled."""
    row = await payment_batches.find_batch(connection, batch, lock=True)
    if row is None:
        raise Refused(refusals.NO_BATCH.of(batch=batch))
    if row.cancelled_by is not None:
        raise Refused(refusals.CANCELLED.of(batch=batch, actor=row.cancelled_by, reason=row.cancel_reason))
    return row


def owed_from(account: str) -> Account:
    """The account an obligation is owed from; it exists already."""
    return Account(account, account.partition(":")[0], "credit", never_below_zero=True)


def _posting(effect: str, row: PaymentRow, debit: Account, credit: Account) -> Posting:
    # Without the month: what is posted for a beneficiary's month is what the month earned.
    return Posting(
        effect,
        f"payment/{row.item}",
        debit,
        credit,
        row.amount_yuan,
        beneficiary=row.beneficiary,
        workshop=row.workshop,
    )


async def _instruct(transaction: Transaction, request: BatchRequest, obligations: Sequence[UnpaidObligation]) -> int:
    connection = transaction.connection
    batch = await payment_batches.next_batch(connection)
    drafted, blocked = await _draft(connection, transaction.sealer, request, batch, obligations)
    if not drafted:
        raise await _nothing_to_pay(connection, request.wanted, obligations, blocked)
    totals = (len(drafted), sum((part.obligation.amount_yuan for part in drafted), ZERO))
    template = (request.template.template, request.template.model_dump(mode="json"))
    wanted = asdict(request.wanted)
    await payment_batches.write_batch(
        connection, batch, template, request.today, wanted, request.retry_of, totals, request.actor
    )
    await payments.write_items(
        connection,
        batch,
        [
            (part.item, part.obligation.obligation, part.obligation.amount_yuan, part.payee.sealed_details, part.notes)
            for part in drafted
        ],
    )
    await payment_batches.write_blocked(connection, batch, blocked)
    rows = await payments.payments_of(connection, batch)
    postings = [_posting(INSTRUCTED, row, owed_from(row.account), transit(batch)) for row in rows]
    await ledger.post(connection, [(posting, None) for posting in postings], request.actor)
    detail: dict[str, Any] = {"count": totals[0], "total": format_amount(totals[1]), "blocked": len(blocked)}
    detail |= {"template": template[0], "wanted": wanted, "retry_of": request.retry_of}
    await record_action(connection, request.actor, "payment_batch.created", str(batch), detail)
    return batch


async def _draft(
    connection: Connection,
    sealer: Sealer,
    request: BatchRequest,
    batch: int,
    obligations: Sequence[UnpaidObligation],
) -> tuple[list[_Drafted], dict[int, str]]:
    """What can be paid, and why the rest cannot, by obligation."""
    keys = {(o.beneficiary_kind, o.beneficiary) for o in obligations}
    payees = await open_payees(connection, sealer, keys, request.today)
    known = {key: payee for key, payee in payees.items() if isinstance(payee, Payee)}
    notes = await notes_on_accounts(connection, sealer, known, request.today)
    numbers = await payments.next_items(connection, len(obligations))
    drafted: list[_Drafted] = []
    blocked: dict[int, str] = {}
    for obligation, number in zip(obligations, numbers, strict=True):
        payee = payees[obligation.beneficiary_kind, obligation.beneficiary]
        noted = notes.get((obligation.beneficiary_kind, obligation.beneficiary), [])
        if isinstance(payee, str):
            blocked[obligation.obligation] = payee
        elif is_given_by(payee.account, noted, request.actor):
            blocked[obligation.obligation] = OWN_ACCOUNT
        else:
            drafted.append(_Drafted(number, obligation, payee, noted))
    refused = _refused_by_bank(request, batch, drafted)
    blocked |= {part.obligation.obligation: refused[part.item] for part in drafted if part.item in refused}
    return [part for part in drafted if part.item not in refused], blocked


def _refused_by_bank(request: BatchRequest, batch: int, drafted: Sequence[_Drafted]) -> dict[int, str]:
    """Payments the template's bank would not take, with the reason. Raises Refused where it is the whole file.

    The file is written for a trial, so that a batch that exists has one.
    """
    of_reference = {payment_reference(batch, part.item): part for part in drafted}
    reasons: dict[int, str] = {}
    while len(reasons) < len(drafted):
        left = [
            bank_payment(
                reference,
                part.payee.account,
                part.obligation.amount_yuan,
                part.obligation.kind,
                part.obligation.month,
            )
            for reference, part in of_reference.items()
            if part.item not in reasons
        ]
        try:
            write_bank_file(left, request.template, batch=str(batch), day=request.today)
            break
        except BankFileError as error:
            of_payments = {of_reference[p.reference].item: p for p in error.problems if p.position}
            if not of_payments:
                raise Refused(refusals.UNFIT_FOR_BANK.of(why=error.text)) from error
            reasons |= {item: f"{problem.field} {problem.advice}" for item, problem in of_payments.items()}
    return reasons


async def _nothing_to_pay(
    connection: Connection, wanted: Wanted, obligations: Sequence[UnpaidObligation], blocked: dict[int, str]
) -> Refused:
    """Why there is nothing to pay: everything is blocked, on its way in a batch, or not closed."""
    if blocked:
        told = [
            {"beneficiary_kind": o.beneficiary_kind, "beneficiary": o.beneficiary, "reason": blocked[o.obligation]}
            for o in obligations
        ]
        return Refused(refusals.NOBODY_PAYABLE.of(count=len(told)), {"blocked": told})
    batches = await batches_paying(connection, wanted)
    if batches:
        named = listed(refusals.A_BATCH.of(batch=batch, actor=actor) for batch, actor in batches)
        return Refused(refusals.ALL_ON_ITS_WAY.of(batches=named), {"batches": [batch for batch, _ in batches]})
    if wanted.month is not None and wanted.workshops is not None:
        found = [await months.find_month(connection, workshop, wanted.month) for workshop in wanted.workshops]
        named = listed(
            refusals.A_MONTH.of(month=row.month, workshop=row.workshop, state=as_refused(MONTHS, row.state))
            for row in found
        )
        return Refused(refusals.NOTHING_OWED_OF.of(months=named))
    return Refused(refusals.NOTHING_OWED)
