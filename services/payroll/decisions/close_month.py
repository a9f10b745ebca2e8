"""Taking a workshop's month from open to closed: submitted by one, approved or sent back by another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from services.payroll.computations.adjustments import refresh_adjustments
from services.payroll.decisions.ages import ages_of_month, settle_ages
from services.payroll.decisions.month_draft import MonthDraft, draft_month
from services.payroll.decisions.refusals import months as refusals
from services.payroll.decisions.refusals.waiting import BEING_COMPUTED
from services.payroll.decisions.settle import publish_closed, refuse_too_large, settle_drafted
from services.payroll.decisions.waiting import refuse_waiting
from services.payroll.domain.states import MONTHS, as_refused
from services.payroll.store import adjustments, months, to_settle
from services.payroll.store.doubted_days import told_as_left
from services.payroll.store.locks import take_books
from services.payroll.store.months import MonthRow
from shared.audit import record_action
from shared.decisions.deciding import Decision
from shared.messaging.transaction import Transaction
from shared.months import Month
from shared.refusals import Refused
from shared.subjects import same_subject
from shared.texts import listed


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What the preparer decides on his own word, each with a reason; all of it is kept.

    `held` leaves workers out: the others are closed, theirs is settled later. `accept_incomplete` closes incomplete
    statements as they are. `accept_ages` pays workers whose age stops the month.
    """

    held: Mapping[str, str] = field(default_factory=dict)
    accept_incomplete: str | None = None
    accept_ages: Mapping[str, str] = field(default_factory=dict)


async def submit_month(
    transaction: Transaction, key: tuple[str, str], actor: str, today: date, exceptions: Exceptions
) -> MonthDraft:
    """Put an open month of a workshop in review as it stands. Raises Refused, saying what is in the way."""
    workshop, month = key
    held = exceptions.held
    connection = transaction.connection
    row = await months.lock_month(connection, workshop, month)
    _expect(row, "open")
    if Month.parse(month).last_day >= today:
        raise Refused(refusals.NOT_OVER.of(month=month))
    closed = await months.last_closed_month(connection, workshop)
    if closed is not None and closed > month:
        raise Refused(refusals.CLOSED_ALREADY.of(month=closed, workshop=workshop))
    earlier = await months.earlier_open_month(connection, workshop, month)
    if earlier is not None:
        raise Refused(refusals.STILL_OPEN.of(month=earlier, workshop=workshop))
    draft = await draft_month(connection, workshop, month, held)
    await _refuse_unready(transaction, draft, exceptions)
    await settle_ages(
        transaction, await ages_of_month(connection, transaction.sealer, draft), exceptions.accept_ages, actor
    )
    accept_incomplete = exceptions.accept_incomplete or None
    await months.write_submitted(connection, key, actor, draft.statements_hash, held, accept_incomplete)
    told = [f"held {worker}: {why}" for worker, why in sorted(held.items())]
    if left := told_as_left(draft.doubted, held):
        told.append(left)
    reason = "; ".join(told) or None
    await _record(transaction, key, "month.submitted", "in_review", actor, reason, draft.statements_hash)
    return draft


async def _refuse_unready(transaction: Transaction, draft: MonthDraft, exceptions: Exceptions) -> None:
    connection, held = transaction.connection, exceptions.held
    refuse_waiting(draft.waiting, held)
    if not draft.settlements and not held:
        raise Refused(refusals.NOTHING_RECORDED.of(workshop=draft.workshop, month=draft.month))
    rows = await to_settle.closable_statements(connection, draft.workshop, draft.month)
    due = await adjustments.due_at(connection, draft.workshop, [])
    strangers = sorted(set(held) - set(rows) - {worker for worker, _ in due} - set(draft.waiting))
    if strangers:
        raise Refused(refusals.HOLDS_STRANGERS.of(names=listed(strangers)))
    refuse_too_large(draft.settlements)
    if await months.is_being_computed(connection, draft.month, draft.workers):
        raise Refused(BEING_COMPUTED)
    if draft.incomplete and not exceptions.accept_incomplete:
        raise Refused(refusals.INCOMPLETE.of(count=len(draft.incomplete)), {"incomplete": draft.incomplete})


async def approve_month(
    transaction: Transaction, workshop: str, month: str, actor: str, expected_hash: str
) -> tuple[MonthDraft, str]:
    """Close a month in review: freeze the statements, post the ledger, publish. Raises Refused.

    `expected_hash` is what the approver looked at. Where facts have changed the month since it was
    submitted, it is not closed: whoever prepared it looks again.
    """
    connection = transaction.connection
    await take_books(connection)
    row = await months.lock_month(connection, workshop, month)
    _expect(row, "in_review")
    if row.submitted_by is not None and same_subject(row.submitted_by, actor):
        raise Refused(refusals.SUBMITTED_BY_SAME.of(actor=actor))
    if expected_hash != row.submitted_hash:
        raise Refused(refusals.OTHER_HASH, {"submitted_hash": row.submitted_hash})
    draft = await draft_month(connection, workshop, month, row.held)
    refuse_waiting(draft.waiting, row.held)
    if draft.statements_hash != row.submitted_hash:
        told = {"submitted_hash": row.submitted_hash, "hash_now": draft.statements_hash}
        raise Refused(refusals.CHANGED_SINCE, told)
    await settle_ages(transaction, await ages_of_month(connection, transaction.sealer, draft), {}, actor)
    await settle_drafted(transaction, draft.settlements, actor)
    await months.write_closed(connection, (workshop, month), actor, draft.statements_hash)
    await _record(transaction, (workshop, month), "month.approved", "closed", actor, None, draft.statements_hash)
    if not any(part.net_yuan for part in draft.settlements):
        await months.write_paid(connection, (workshop, month))
        await _record(transaction, (workshop, month), "month.nothing_to_pay", "paid", actor, None, None)
    await refresh_adjustments(connection, await months.left_out_through(connection, workshop, month))
    await publish_closed(transaction, (workshop, month), Decision(actor, f"month/{workshop}/{month}"))
    return draft, draft.statements_hash


async def send_month_back(transaction: Transaction, workshop: str, month: str, actor: str, reason: str) -> None:
    """Open a month in review again, with the reason. Raises Refused where it is not in review."""
    row = await months.lock_month(transaction.connection, workshop, month)
    _expect(row, "in_review")
    await months.write_sent_back(transaction.connection, (workshop, month))
    await _record(transaction, (workshop, month), "month.sent_back", "open", actor, reason, row.submitted_hash)


def _expect(row: MonthRow, state: str) -> None:
    if row.state == state:
        return
    actor = row.approved_by or row.submitted_by
    by = refusals.BY.of(actor=actor) if actor and row.state != "open" else ""
    now, wanted = as_refused(MONTHS, row.state), as_refused(MONTHS, state)
    refusal = refusals.OTHER_STATE.of(month=row.month, workshop=row.workshop, state=now, by=by, wanted=wanted)
    raise Refused(refusal, {"state": row.state})


async def _record(
    transaction: Transaction,
    key: tuple[str, str],
    action: str,
    state: str,
    actor: str,
    reason: str | None,
    statements_hash: str | None,
) -> None:
    await months.add_step(
        transaction.connection, key, action.removeprefix("month."), state, actor, reason, statements_hash
    )
    detail = {"reason": reason, "statements_hash": statements_hash}
    await record_action(transaction.connection, actor, action, "/".join(key), detail)
