"""Taking a workshop's month from open to closed: submitted by one, approved or sent back by another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from services.payroll.decisions.ages import accept_ages, refuse_undecided
from services.payroll.decisions.lifecycles import APPROVED, MONTH, NOTHING_TO_PAY, SENT_BACK, SUBMITTED
from services.payroll.decisions.month_draft import MonthDraft, draft_month
from services.payroll.decisions.refusals import months as refusals
from services.payroll.decisions.refusals.ages import UNDECIDED_OF_MONTH
from services.payroll.decisions.refusals.waiting import BEING_COMPUTED
from services.payroll.decisions.settle import refuse_too_large, settle_drafted
from services.payroll.decisions.waiting import refuse_waiting
from services.payroll.store import months
from services.payroll.store.doubted_days import told_as_left
from services.payroll.store.locks import take_books
from shared.decisions.deciding import Decision
from shared.decisions.history import take_step
from shared.messaging.transaction import Transaction
from shared.months import Month
from shared.refusals import Refused
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
    MONTH.check(SUBMITTED, row.standing, actor, workshop=workshop, month=month)
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
    await accept_ages(transaction, workshop, draft.worker_months, exceptions.accept_ages, actor, UNDECIDED_OF_MONTH)
    accept_incomplete = exceptions.accept_incomplete or None
    await months.write_submitted(connection, key, actor, draft.statements_hash, held, accept_incomplete)
    told = [f"held {worker}: {why}" for worker, why in sorted(held.items())]
    if left := told_as_left(draft.doubted, held):
        told.append(left)
    reason = "; ".join(told) or None
    of_draft = draft.statements_hash
    await take_step(connection, MONTH, key, SUBMITTED, "in_review", actor, reason, statements_hash=of_draft)
    return draft


async def _refuse_unready(transaction: Transaction, draft: MonthDraft, exceptions: Exceptions) -> None:
    held = exceptions.held
    refuse_waiting(draft.waiting, held)
    if not draft.settlements and not held:
        raise Refused(refusals.NOTHING_RECORDED.of(workshop=draft.workshop, month=draft.month))
    strangers = sorted(set(held) - draft.candidates - set(draft.waiting))
    if strangers:
        raise Refused(refusals.HOLDS_STRANGERS.of(names=listed(strangers)))
    refuse_too_large(draft.settlements)
    if await months.is_being_computed(transaction.connection, draft.month, draft.workers):
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
    connection, key = transaction.connection, (workshop, month)
    await take_books(connection)
    row = await months.lock_month(connection, workshop, month)
    MONTH.check(APPROVED, row.standing, actor, workshop=workshop, month=month)
    if expected_hash != row.submitted_hash:
        raise Refused(refusals.OTHER_HASH, {"submitted_hash": row.submitted_hash})
    draft = await draft_month(connection, workshop, month, row.held)
    refuse_waiting(draft.waiting, row.held)
    if draft.statements_hash != row.submitted_hash:
        told = {"submitted_hash": row.submitted_hash, "hash_now": draft.statements_hash}
        raise Refused(refusals.CHANGED_SINCE, told)
    await refuse_undecided(transaction, workshop, draft.worker_months, UNDECIDED_OF_MONTH)
    await months.write_closed(connection, key, actor, draft.statements_hash)
    await take_step(connection, MONTH, key, APPROVED, "closed", actor, statements_hash=draft.statements_hash)
    if not any(part.net_yuan for part in draft.settlements):
        await months.write_paid(connection, key)
        await take_step(connection, MONTH, key, NOTHING_TO_PAY, "paid", actor)
    await settle_drafted(transaction, key, draft.settlements, Decision(actor, f"month/{workshop}/{month}"))
    return draft, draft.statements_hash


async def send_month_back(transaction: Transaction, workshop: str, month: str, actor: str, reason: str) -> None:
    """Open a month in review again, with the reason. Raises Refused where it is not in review."""
    connection, key = transaction.connection, (workshop, month)
    row = await months.lock_month(connection, *key)
    MONTH.check(SENT_BACK, row.standing, actor, reason, workshop=workshop, month=month)
    await months.write_sent_back(connection, key)
    await take_step(connection, MONTH, key, SENT_BACK, "open", actor, reason, statements_hash=row.submitted_hash)
