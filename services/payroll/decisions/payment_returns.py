"""Taking a bank's return: payments confirmed or owed again, months paid or closed again, others told."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services.payroll.bank.faults import ReturnFileError
from services.payroll.bank.returns import ReturnFile
from services.payroll.decisions.lifecycles import ARRIVED, MONTH, PAYMENT_RETURNED
from services.payroll.decisions.payment_answers import Judged, RowProblem, item_of, judge_return, problem_of
from services.payroll.decisions.payments import expect_batch, owed_from
from services.payroll.decisions.refusals.payments import NEVER_FETCHED, UNREADABLE_RETURN
from services.payroll.decisions.settle import publish_closed
from services.payroll.domain.accounts import Account, Posting, bank, transit
from services.payroll.store import ledger, months, payment_batches, payments
from services.payroll.store.locks import take_books
from services.payroll.store.obligations import months_with_unpaid
from services.payroll.store.payments import Answer, PaymentRow
from shared.audit import record_action
from shared.decisions.deciding import Decision
from shared.decisions.history import add_step
from shared.events.money import PaymentReturned, PaymentSettled
from shared.messaging.transaction import Transaction
from shared.money import format_amount
from shared.refusals import Refused

SETTLED = "payment_settled"
RETURNED = "payment_returned"


@dataclass(frozen=True, slots=True)
class TakenReturn:
    """What a return changed, and every row that could not be taken; `seen_before` for a file taken already."""

    rows: int
    settled: int
    returned: int
    unchanged: int
    problems: Sequence[RowProblem]
    seen_before: bool
    file_hash: str


async def take_return(
    transaction: Transaction, batch: int, file: ReturnFile | ReturnFileError, file_hash: str, actor: str, today: date
) -> TakenReturn:
    """Take what the bank says of a batch. Raises Refused for a batch it cannot have, or no such file at all.

    The file was read before, or could not be: no file is read with the books locked. Rows are judged one by one; the
    same file again changes nothing.
    """
    connection = transaction.connection
    await take_books(connection)
    row = await expect_batch(connection, batch)
    if row.file_hash is None:
        raise Refused(NEVER_FETCHED.of(batch=batch))
    if isinstance(file, ReturnFileError):
        raise Refused(UNREADABLE_RETURN.of(why=file.text)) from file
    items = await payments.payments_of(connection, batch)
    named = [number for part in file.rows if (number := item_of(part.reference)) is not None]
    elsewhere = await payments.batches_of_items(connection, named)
    by_reference = {item.reference: item for item in items}
    judged = await to_thread(judge_return, file.rows, batch, by_reference, elsewhere, row.day, today)
    await _apply(transaction, [item for item in items if item.item in judged.answers], judged.answers, actor)
    return await _keep(transaction, batch, file_hash, file, judged, actor)


async def _apply(
    transaction: Transaction, touched: Sequence[PaymentRow], answers: Mapping[int, Answer], actor: str
) -> None:
    connection = transaction.connection
    revisions = await payments.write_answers(connection, [answers[item.item] for item in touched])
    await ledger.post(connection, [(_posting(item, answers[item.item]), None) for item in touched], actor)
    for item in touched:
        answer = answers[item.item]
        day = answer.confirmed_on or item.confirmed_on
        told = replace(item, state=answer.state, revision=revisions[item.item], confirmed_on=day, reason=answer.reason)
        _publish(transaction, told, Decision(actor, f"payment-batch/{item.batch}"))
    await _follow_months(transaction, touched, actor)


def _posting(item: PaymentRow, answer: Answer) -> Posting:
    """Confirmed: from transit to the bank. Returned: owed again, from wherever the money was."""
    debit: Account = bank() if item.state == "settled" else transit(item.batch)
    credit = bank() if answer.state == "settled" else owed_from(item.account)
    effect = SETTLED if answer.state == "settled" else RETURNED
    return Posting(
        effect,
        f"payment/{item.item}",
        debit,
        credit,
        item.amount_yuan,
        beneficiary=item.beneficiary,
        workshop=item.workshop,
    )


def _publish(transaction: Transaction, item: PaymentRow, cause: Decision) -> None:
    common: dict[str, Any] = {
        "revision": item.revision,
        "payment": item.item,
        "batch": item.batch,
        "kind": item.kind,
        "beneficiary_kind": item.beneficiary_kind,
        "beneficiary": item.beneficiary,
        "worker": item.beneficiary if item.beneficiary_kind == "worker" else None,
        "workshop": item.workshop,
        "month": item.month,
        "claim": item.claim,
        "amount_yuan": format_amount(item.amount_yuan),
    }
    subject = f"payment/{item.item}"
    if item.state == "settled" and item.confirmed_on is not None:
        settled = PaymentSettled.Data(**common, confirmed_on=item.confirmed_on)
        transaction.publish(PaymentSettled, subject, settled, cause)
    else:
        returned = PaymentReturned.Data(**common, reason=item.reason or "")
        transaction.publish(PaymentReturned, subject, returned, cause)


async def _follow_months(transaction: Transaction, touched: Sequence[PaymentRow], actor: str) -> None:
    """A closed month of which everything is confirmed is paid; a paid one of which something came back is closed."""
    connection = transaction.connection
    keys = sorted({(item.workshop, item.month) for item in touched if item.workshop and item.month})
    unpaid = await months_with_unpaid(connection, keys)
    for key in keys:
        row = await months.lock_month(connection, *key)
        if row.state == "closed" and key not in unpaid:
            await months.write_paid(connection, key)
            await add_step(connection, MONTH, key, ARRIVED, "paid", actor)
        elif row.state == "paid" and key in unpaid:
            await months.write_unpaid(connection, key)
            await add_step(connection, MONTH, key, PAYMENT_RETURNED, "closed", actor)
        else:
            continue
        await publish_closed(transaction, key, Decision(actor, f"month/{key[0]}/{key[1]}"))


async def _keep(
    transaction: Transaction, batch: int, file_hash: str, file: ReturnFile, judged: Judged, actor: str
) -> TakenReturn:
    problems = await to_thread(_all_problems, file, judged)
    settled = sum(answer.state == "settled" for answer in judged.answers.values())
    taken = TakenReturn(
        len(file.rows) + len({problem.line for problem in file.problems}),
        settled,
        len(judged.answers) - settled,
        judged.unchanged,
        problems,
        await payment_batches.was_taken(transaction.connection, batch, file_hash),
        file_hash,
    )
    counts = (taken.rows, taken.settled, taken.returned, taken.unchanged)
    await payment_batches.write_return(transaction.connection, batch, file_hash, counts, problems, actor)
    detail = {"file_hash": file_hash, "settled": taken.settled, "returned": taken.returned, "problems": len(problems)}
    await record_action(transaction.connection, actor, "bank_return.taken", str(batch), detail)
    return taken


def _all_problems(file: ReturnFile, judged: Judged) -> list[RowProblem]:
    """Of rows that could not be read and of those that could not be taken, in the order of the file."""
    unread = [problem_of(part.line, part.field, part.advice) for part in file.problems]
    return sorted(unread + judged.problems, key=lambda problem: problem["line"])
