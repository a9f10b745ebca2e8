"""Payment batches as they are answered: their totals, their payments, masked, and what the bank said of them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

import asyncpg
from pydantic import Field

from services.payroll.decisions.payment_returns import TakenReturn
from services.payroll.store.obligations import ObligationKind
from services.payroll.store.payment_batches import BatchRow, Counted
from services.payroll.store.payments import PaymentRow, PaymentState
from shared.details import BankAccount
from shared.http.answers import Answer, KeptAmount, KeptMonth, NextNumber, left_out
from shared.http.event_answers import AdviceWords
from shared.identifiers import Identifier
from shared.identity import mask_account, mask_name
from shared.money import format_amount

BatchState = Literal["prepared", "with_bank", "answered", "cancelled"]


class WantedAnswer(Answer):
    """What a batch was to pay; null means any."""

    month: KeptMonth | None
    workshops: list[Identifier] | None
    kind: ObligationKind | None


class BatchTotals(Answer):
    """A batch's control totals."""

    count: int
    total: KeptAmount


class StateTotals(Answer):
    """How many payments are in a state, and what they come to."""

    count: int
    amount: KeptAmount


StatesTotals = dict[PaymentState, StateTotals]
"""Of the states in which there are payments."""


class Batch(Answer):
    """A payment batch and how far it is."""

    batch: int
    template: str = Field(description="The bank's file layout")
    day: date = Field(description="On which it was made: accounts are those of that day")
    wanted: WantedAnswer
    retry_of: int | None = Field(description="The batch whose returned payments it pays again")
    created_by: str
    created_at: datetime
    file_hash: str | None = Field(description="Null until its file was fetched")
    file_name: str | None
    fetched_by: str | None
    fetched_at: datetime | None
    cancelled_by: str | None
    cancelled_at: datetime | None
    cancel_reason: str | None
    totals: BatchTotals
    state: BatchState
    by_state: StatesTotals


class BatchesPage(Answer):
    """A page of batches, newest first."""

    batches: list[Batch]
    next: NextNumber


class Blocked(Answer):
    """Somebody who was left out of a batch, and why."""

    kind: ObligationKind
    beneficiary_kind: str
    beneficiary: str
    workshop: Identifier | None
    month: KeptMonth | None
    claim: Identifier | None
    reason: str
    amount: KeptAmount


class AccountNotes(Answer):
    """Somebody whose account is to be looked at, and why."""

    beneficiary_kind: str
    beneficiary: str
    notes: list[str]


class ReturnProblem(Answer):
    """A row of a bank's file that could not be taken: the field at fault, and what to do."""

    line: int
    reference: str = left_out("Where the row has one that can be read")
    field: str
    advice: str
    code: str = left_out("What is wrong; of returns taken before there were codes none")
    words: AdviceWords = left_out("The advice in both languages, where there is a code")


class BankReturn(Answer):
    """A bank's file that was taken: how many rows it had, and what they changed."""

    file_hash: str
    rows: int
    settled: int
    returned: int
    unchanged: int
    problems: list[ReturnProblem]
    taken_by: str
    taken_at: datetime


class BatchAnswer(Batch):
    """A batch with who was left out of it, whose account is to be looked at, and what the bank answered."""

    blocked: list[Blocked]
    notes: list[AccountNotes] = Field(description="Without those who are only paid for the first time")
    first_payments: int = Field(description="How many payments are the first to their payee")
    returns: list[BankReturn] = Field(description="Oldest first")


class PaymentAnswer(Answer):
    """A payment, its account masked; holder and account are null once the person was erased."""

    payment: int
    reference: str = Field(description="What the bank's file and its return call it")
    amount: KeptAmount
    kind: ObligationKind
    beneficiary_kind: str
    beneficiary: str
    workshop: Identifier | None
    month: KeptMonth | None
    claim: Identifier | None
    settlement: int | None
    division: str | None
    state: PaymentState
    confirmed_on: date | None = Field(description="The bank's day")
    delay_days: int | None = Field(description="From the end of its month to the bank's day")
    reason: str | None = Field(description="Why it came back, in the bank's words")
    holder: str | None
    account: str | None
    bank_name: str | None
    notes: list[str] = Field(description="What was to be looked at before it was paid")


class BatchPage(BatchAnswer):
    """A batch with a page of its payments, in the order of its file."""

    payments: list[PaymentAnswer]
    next: NextNumber


class ReturnTaken(Answer):
    """What a bank's file changed, and how far its batch is now."""

    rows: int
    settled: int
    returned: int
    unchanged: int
    seen_before: bool = Field(description="The same file was taken before")
    file_hash: str
    problems: list[ReturnProblem]
    state: BatchState
    by_state: StatesTotals


def batch(row: BatchRow, counts: Mapping[PaymentState, Counted]) -> Batch:
    """A batch, with how many of its payments are in each state."""
    return Batch(
        batch=row.batch,
        template=row.template,
        day=row.day,
        wanted=WantedAnswer(**row.wanted),
        retry_of=row.retry_of,
        created_by=row.created_by,
        created_at=row.created_at,
        file_hash=row.file_hash,
        file_name=row.file_name,
        fetched_by=row.fetched_by,
        fetched_at=row.fetched_at,
        cancelled_by=row.cancelled_by,
        cancelled_at=row.cancelled_at,
        cancel_reason=row.cancel_reason,
        totals=BatchTotals(count=row.item_count, total=format_amount(row.total_yuan)),
        state=batch_state(row, counts),
        by_state=states_totals(counts),
    )


def batch_state(row: BatchRow, counts: Mapping[PaymentState, Counted]) -> BatchState:
    """How far a batch is."""
    if row.cancelled_by is not None:
        return "cancelled"
    if row.file_hash is None:
        return "prepared"
    return "with_bank" if "instructed" in counts else "answered"


def states_totals(counts: Mapping[PaymentState, Counted]) -> StatesTotals:
    """Payments by state."""
    return {
        state: StateTotals(count=counted.count, amount=format_amount(counted.amount_yuan))
        for state, counted in counts.items()
    }


def blocked(row: asyncpg.Record) -> Blocked:
    """Somebody who was left out, from his row."""
    shown = dict(row)
    amount = format_amount(shown.pop("amount_yuan"))
    return Blocked(**shown, amount=amount)


def bank_return(row: asyncpg.Record) -> BankReturn:
    """A bank's file, from its row."""
    return BankReturn(**row)


def payment(item: PaymentRow, account: BankAccount | None) -> PaymentAnswer:
    """A payment and its account, which is None once the person was erased."""
    return PaymentAnswer(
        payment=item.item,
        reference=item.reference,
        amount=format_amount(item.amount_yuan),
        kind=item.kind,
        beneficiary_kind=item.beneficiary_kind,
        beneficiary=item.beneficiary,
        workshop=item.workshop,
        month=item.month,
        claim=item.claim,
        settlement=item.settlement,
        division=item.division,
        state=item.state,
        confirmed_on=item.confirmed_on,
        delay_days=item.delay_days,
        reason=item.reason,
        holder=mask_name(account.holder) if account else None,
        account=mask_account(account.number) if account else None,
        bank_name=account.bank_name if account else None,
        notes=item.notes,
    )


def return_taken(taken: TakenReturn, row: BatchRow, counts: Mapping[PaymentState, Counted]) -> ReturnTaken:
    """What a bank's file changed."""
    return ReturnTaken(
        rows=taken.rows,
        settled=taken.settled,
        returned=taken.returned,
        unchanged=taken.unchanged,
        seen_before=taken.seen_before,
        file_hash=taken.file_hash,
        problems=[ReturnProblem(**problem) for problem in taken.problems],
        state=batch_state(row, counts),
        by_state=states_totals(counts),
    )
