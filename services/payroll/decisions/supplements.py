"""Correcting one person between two closings: his differences settled at once, prepared by one, approved by another."""

from __future__ import annotations

from services.payroll.decisions.ages import accept_ages, refuse_undecided
from services.payroll.decisions.lifecycles import (
    MONTH,
    SUPPLEMENT,
    SUPPLEMENT_APPROVED,
    SUPPLEMENT_REFUSED,
    SUPPLEMENTED,
)
from services.payroll.decisions.month_draft import (
    draft_workers,
    recovery_limits,
)
from services.payroll.decisions.refusals import supplements as refusals
from services.payroll.decisions.refusals.ages import UNDECIDED_OF_SUPPLEMENT
from services.payroll.decisions.settle import settle_drafted
from services.payroll.decisions.waiting import refuse_waiting_differences
from services.payroll.domain.frozen_settlement import supplement_hash
from services.payroll.domain.settlement import Settlement
from services.payroll.store import adjustments, months
from services.payroll.store import supplements as store
from services.payroll.store.locks import take_books
from services.payroll.store.settlements import settlement_of_supplement
from shared.audit import record_action
from shared.database import Connection
from shared.decisions.deciding import Decision
from shared.decisions.history import add_step
from shared.messaging.transaction import Transaction
from shared.refusals import Refused


async def prepare_supplement(
    transaction: Transaction,
    workshop: str,
    month: str,
    worker: str,
    actor: str,
    reason: str,
    *,
    accept_age: str | None = None,
) -> tuple[int, Settlement, str]:
    """Propose to settle what a worker's closed months lack or have too much. Raises Refused.

    The run of the month stays as it is; the supplement belongs to it and is paid like it. `accept_age` is why somebody
    is paid whose age has to be decided on.
    """
    row = await months.lock_month(transaction.connection, workshop, month)
    MONTH.check(SUPPLEMENTED, row.standing, actor, workshop=workshop, month=month)
    await _refuse_waiting(transaction.connection, workshop, worker)
    drafted = await _draft(transaction.connection, workshop, month, worker)
    reasons = {worker: accept_age} if accept_age else {}
    await accept_ages(transaction, workshop, drafted.worker_months, reasons, actor, UNDECIDED_OF_SUPPLEMENT)
    prepared_hash = supplement_hash(drafted)
    number = await store.write_prepared(transaction.connection, (workshop, month), worker, reason, actor, prepared_hash)
    if number is None:
        raise Refused(refusals.ANOTHER_WAITS.of(worker=worker))
    detail = {"worker": worker, "reason": reason, "prepared_hash": prepared_hash}
    await record_action(transaction.connection, actor, "supplement.prepared", str(number), detail)
    return number, drafted, prepared_hash


async def approve_supplement(transaction: Transaction, number: int, actor: str, expected_hash: str) -> Settlement:
    """Settle a prepared supplement. Raises Refused where it is not what was looked at, or prepared by the same."""
    connection = transaction.connection
    await take_books(connection)
    await _lock_month_of(transaction, number)
    row = await _locked(transaction, number)
    SUPPLEMENT.check(SUPPLEMENT_APPROVED, row.standing, actor, number=number)
    await _refuse_waiting(connection, row.workshop, row.worker)
    drafted = await _draft(connection, row.workshop, row.month, row.worker)
    hash_now = supplement_hash(drafted)
    if not expected_hash == row.prepared_hash == hash_now:
        raise Refused(refusals.CHANGED_SINCE, {"prepared_hash": row.prepared_hash, "hash_now": hash_now})
    await refuse_undecided(transaction, row.workshop, drafted.worker_months, UNDECIDED_OF_SUPPLEMENT)
    await store.write_decided(connection, number, "approved", actor, None)
    key = (row.workshop, row.month)
    await months.write_supplemented(connection, key, reopened=bool(drafted.net_yuan))
    state = (await months.find_month(connection, *key)).state
    await add_step(connection, MONTH, key, SUPPLEMENTED, state, actor, row.reason, statements_hash=hash_now)
    await record_action(connection, actor, "supplement.approved", str(number), {"worker": row.worker})
    await settle_drafted(transaction, key, [drafted], Decision(actor, f"supplement/{number}"), supplement=number)
    return drafted


async def refuse_supplement(transaction: Transaction, number: int, actor: str, reason: str) -> None:
    """Turn a prepared supplement down; the difference waits for the next closing."""
    row = await _locked(transaction, number)
    SUPPLEMENT.check(SUPPLEMENT_REFUSED, row.standing, actor, reason, number=number)
    await store.write_decided(transaction.connection, number, "refused", actor, reason)
    await record_action(transaction.connection, actor, "supplement.refused", str(number), {"reason": reason})


async def supplement_settlement(connection: Connection, row: store.SupplementRow) -> Settlement | None:
    """What a supplement has settled, or would settle now; None where it was refused or nothing is due any more."""
    if row.state != "prepared":
        stored = await settlement_of_supplement(connection, row.supplement)
        return stored.settlement if stored else None
    try:
        return await _draft(connection, row.workshop, row.month, row.worker)
    except Refused:
        return None


async def _lock_month_of(transaction: Transaction, number: int) -> None:
    """The month before the supplement, as whoever prepares one locks them: the other way round they wait for ever."""
    key = await store.month_of(transaction.connection, number)
    if key is not None:
        await months.lock_month(transaction.connection, *key)


async def _locked(transaction: Transaction, number: int) -> store.SupplementRow:
    row = await store.lock_supplement(transaction.connection, number)
    if row is None:
        raise Refused(refusals.NO_SUPPLEMENT.of(number=number))
    return row


async def _refuse_waiting(connection: Connection, workshop: str, worker: str) -> None:
    due = await adjustments.due_of_worker(connection, workshop, worker)
    await refuse_waiting_differences(connection, worker, due)


async def _draft(connection: Connection, workshop: str, month: str, worker: str) -> Settlement:
    limits = await recovery_limits(connection, workshop, month)
    due = await adjustments.due_of_worker(connection, workshop, worker)
    if not due:
        raise Refused(refusals.NOTHING_DUE.of(worker=worker, workshop=workshop))
    (drafted,) = await draft_workers(connection, workshop, month, {}, due, limits)
    return drafted
