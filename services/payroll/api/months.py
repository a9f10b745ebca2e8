"""Months: what they come to, and who takes them from open to closed."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field, field_validator

from services.payroll.api.answers.months import (
    MonthApproved,
    MonthOpen,
    MonthsAnswer,
    MonthSentBack,
    MonthSettled,
    MonthSubmitted,
    month_approved,
    month_listed,
    month_open,
    month_settled,
    month_submitted,
)
from services.payroll.api.authorize import FINANCE, require_reader, require_step
from services.payroll.api.names import names_for_keeper
from services.payroll.decisions.ages import undecided_ages
from services.payroll.decisions.close_month import Exceptions, approve_month, send_month_back, submit_month
from services.payroll.decisions.lifecycles import APPROVED, MONTH, SENT_BACK, SUBMITTED
from services.payroll.decisions.month_draft import draft_month, waiting_counts
from services.payroll.store import months, settlements
from services.payroll.store.workshops import workshops_of_townships
from shared.clock import shanghai_today
from shared.database import snapshot
from shared.decisions.history import steps_of
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.deciding import decision
from shared.http.parameters import PathMonth
from shared.identifiers import Identifier, Readable
from shared.months import MonthText
from shared.refusals import Refused
from shared.written_forms import HASH_PATTERN

router = APIRouter(prefix="/v1/months", tags=["months"], route_class=StrictRoute)
_reader = Depends(requires("payroll:read", FINANCE, "clerk:*", "checker:*"))
_clerk = Depends(requires("clerk:*"))
_checker = Depends(requires("checker:*"))
_context = Depends(context_of)
PathWorkshop = Annotated[Identifier, Path(description="The workshop's id")]
Reason = Annotated[Readable, Field(min_length=3, max_length=500)]
HashText = Annotated[str, Field(pattern=HASH_PATTERN, max_length=64)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Held(_Body):
    """A worker left out of a closing, or a village collective with its awards, and why."""

    worker: Identifier = Field(description="The worker's id, or the collective's")
    reason: Reason


class Submission(_Body):
    """What the preparer puts in review."""

    hold: Annotated[list[Held], Field(max_length=1000)] = []
    accept_incomplete: Reason | None = Field(
        default=None, description="Why incomplete statements are closed as they are; what comes later is adjusted"
    )

    accept_ages: Annotated[list[Held], Field(max_length=1000)] = Field(
        default=[], description="Whose age was looked at and who is paid all the same, each with the reason; recorded"
    )

    @field_validator("hold", "accept_ages")
    @classmethod
    def _each_once(cls, hold: list[Held]) -> list[Held]:
        """Of two reasons for one worker only one would be kept."""
        workers = [part.worker for part in hold]
        if twice := sorted({worker for worker in workers if workers.count(worker) > 1}):
            raise ValueError(f"{', '.join(twice)} is named twice")
        return hold


class Approval(_Body):
    """The hash the checker saw when he looked at the month in review."""

    statements_hash: HashText


class Return(_Body):
    """Why a month goes back to whoever prepared it."""

    reason: Reason


@router.get("", summary="Months by workshop, newest first")
async def list_months(
    month: MonthText | None = None, client: Client = _reader, context: ServiceContext = _context
) -> MonthsAnswer:
    """State, people, incomplete statements, what waits, totals; a clerk sees his workshops, a checker his townships."""
    async with snapshot(context.pool) as connection:
        visible: list[str] | None = None
        if not (client.has("payroll:read") or client.has(FINANCE)):
            of_townships = await workshops_of_townships(connection, sorted(client.values("checker")))
            visible = sorted({*client.values("clerk"), *of_townships})
        rows = await months.list_months(connection, visible, month)
        open_ones = [(row["workshop"], row["month"]) for row in rows if row["state"] in ("open", "in_review")]
        waiting = await waiting_counts(connection, open_ones)
    return MonthsAnswer(months=[month_listed(row, waiting.get((row["workshop"], row["month"]), 0)) for row in rows])


@router.get("/{workshop}/{month}", summary="One workshop's month: what it comes to, and everything done to it")
async def get_month(
    workshop: PathWorkshop, month: PathMonth, client: Client = _reader, context: ServiceContext = _context
) -> MonthOpen | MonthSettled:
    """An open month, or one in review, as closing it now would settle it; a closed one as it was settled.

    `settled_later` was never closed before a later month was: what is recorded for it is settled with the next one.
    `names` says what the workers are called, to the workshop's clerk, its checker and finance.
    """
    async with snapshot(context.pool) as connection:
        await require_reader(connection, client, workshop)
        row = await months.find_month(connection, workshop, month)
        state = await months.shown_state(connection, row)
        steps = await steps_of(connection, MONTH, (workshop, month))
        if state in ("closed", "paid", months.SETTLED_LATER):
            settled = await settlements.settlements_of_month(connection, workshop, month)
            workers = (part.settlement.beneficiary for part in settled if part.settlement.beneficiary_kind == "worker")
            names = await names_for_keeper(connection, context.sealer, client, workshop, {*row.held, *workers})
            return month_settled(row, state, steps, settled, names)
        try:
            draft = await draft_month(connection, workshop, month, row.held)
            ages = await undecided_ages(connection, context.sealer, workshop, draft.worker_months)
        except Refused as refused:
            raise Refused(replace(refused.refusal, kind="unknown")) from refused
        names = await names_for_keeper(connection, context.sealer, client, workshop, draft.people)
    return month_open(row, steps, draft, ages, names)


@router.post("/{workshop}/{month}/submit", summary="Put an open month in review")
async def submit(
    workshop: PathWorkshop,
    month: PathMonth,
    given: Submission,
    client: Client = _clerk,
    context: ServiceContext = _context,
) -> MonthSubmitted:
    """By the workshop's clerk. The answer's `statements_hash` is what the checker approves."""
    held, ages = ({part.worker: part.reason for part in named} for named in (given.hold, given.accept_ages))
    exceptions = Exceptions(held, given.accept_incomplete, ages)
    async with decision(context) as transaction:
        await require_step(transaction.connection, client, SUBMITTED, workshop)
        draft = await submit_month(transaction, (workshop, month), client.id, shanghai_today(), exceptions)
    return month_submitted(draft)


@router.post("/{workshop}/{month}/approve", summary="Close a month in review")
async def approve(
    workshop: PathWorkshop,
    month: PathMonth,
    given: Approval,
    client: Client = _checker,
    context: ServiceContext = _context,
) -> MonthApproved:
    """By the township's checker, who is not the one who submitted it. From here on nothing of it is rewritten."""
    async with decision(context) as transaction:
        await require_step(transaction.connection, client, APPROVED, workshop)
        draft, frozen = await approve_month(transaction, workshop, month, client.id, given.statements_hash)
    return month_approved(draft, frozen)


@router.post("/{workshop}/{month}/send-back", summary="Open a month in review again, with a reason")
async def send_back(
    workshop: PathWorkshop,
    month: PathMonth,
    given: Return,
    client: Client = _reader,
    context: ServiceContext = _context,
) -> MonthSentBack:
    """By the township's checker, or by the clerk himself."""
    async with decision(context) as transaction:
        await require_step(transaction.connection, client, SENT_BACK, workshop)
        await send_month_back(transaction, workshop, month, client.id, given.reason)
    return MonthSentBack(state="open")
