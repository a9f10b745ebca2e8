"""Correcting one person of a closed month without touching the run."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from services.payroll.api.answers.settlements import content
from services.payroll.api.answers.supplements import (
    SupplementAnswer,
    SupplementApproved,
    SupplementListed,
    SupplementPrepared,
    SupplementRefused,
    SupplementsAnswer,
    supplement_answer,
)
from services.payroll.api.authorize import FINANCE, require_reader, require_step
from services.payroll.api.months import HashText, PathWorkshop, Reason, Return
from services.payroll.api.names import names_for_keeper
from services.payroll.decisions.ages import undecided_ages
from services.payroll.decisions.lifecycles import PREPARED, SUPPLEMENT_APPROVED, SUPPLEMENT_REFUSED
from services.payroll.decisions.refusals.supplements import NO_SUPPLEMENT
from services.payroll.decisions.supplements import (
    approve_supplement,
    prepare_supplement,
    refuse_supplement,
    supplement_settlement,
)
from services.payroll.domain.frozen_settlement import supplement_hash
from services.payroll.store import supplements
from shared.database import Connection, snapshot
from shared.decisions.lifecycle import Step
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.deciding import decision
from shared.http.parameters import PathMonth
from shared.identifiers import LARGEST_NUMBER, Identifier
from shared.refusals import Refused

router = APIRouter(prefix="/v1", tags=["supplements"], route_class=StrictRoute)
_clerk = Depends(requires("clerk:*"))
_checker = Depends(requires("checker:*"))
_reader = Depends(requires("payroll:read", FINANCE, "clerk:*", "checker:*"))
_context = Depends(context_of)
Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="The supplement's number")]


class Preparation(BaseModel):
    """Whom to settle now, and why it cannot wait for the next closing."""

    model_config = ConfigDict(extra="forbid")
    worker: Identifier
    reason: Reason
    accept_age: Reason | None = Field(
        default=None, description="Why somebody is paid whose age was looked at: too young, or older than expected"
    )


class SupplementApproval(BaseModel):
    """The hash of what was prepared."""

    model_config = ConfigDict(extra="forbid")
    prepared_hash: HashText


@router.post("/months/{workshop}/{month}/supplements", summary="Propose to settle one worker's differences now")
async def prepare(
    workshop: PathWorkshop,
    month: PathMonth,
    given: Preparation,
    client: Client = _clerk,
    context: ServiceContext = _context,
) -> SupplementPrepared:
    """By the workshop's clerk, for a closed month. The answer shows before, after and what would be paid."""
    async with decision(context) as transaction:
        await require_step(transaction.connection, client, PREPARED, workshop)
        number, drafted, prepared_hash = await prepare_supplement(
            transaction,
            workshop,
            month,
            given.worker,
            client.id,
            given.reason,
            accept_age=given.accept_age,
        )
    return SupplementPrepared(
        **dict(content(drafted)), supplement=number, state="prepared", prepared_hash=prepared_hash
    )


@router.get("/months/{workshop}/{month}/supplements", summary="A month's supplements")
async def list_supplements(
    workshop: PathWorkshop, month: PathMonth, client: Client = _reader, context: ServiceContext = _context
) -> SupplementsAnswer:
    """Newest first, with who prepared and who decided; `names` as with the month."""
    async with snapshot(context.pool) as connection:
        await require_reader(connection, client, workshop)
        found = await supplements.list_supplements(connection, workshop, month)
        workers = [row["worker"] for row in found]
        names = await names_for_keeper(connection, context.sealer, client, workshop, workers)
    return SupplementsAnswer(supplements=[SupplementListed(**row) for row in found], names=names)


@router.get("/supplements/{number}", summary="One supplement: what it settles")
async def get_supplement(
    number: Number, client: Client = _reader, context: ServiceContext = _context
) -> SupplementAnswer:
    """What the checker looks at: before, after and what would be paid, as facts are now; an approved one as it was
    settled. `ages` is whose age somebody decides on first. `changed` is true where facts have changed it since it was
    prepared: it is then refused and made anew.
    """
    async with snapshot(context.pool) as connection:
        row = await supplements.find_supplement(connection, number)
        if row is None:
            raise Refused(NO_SUPPLEMENT.of(number=number))
        await require_reader(connection, client, row.workshop)
        settlement = await supplement_settlement(connection, row)
        due = {(row.worker, part.month) for part in settlement.adjustments} if settlement else set()
        asked = due if row.state == "prepared" else set()
        ages = await undecided_ages(connection, context.sealer, row.workshop, asked)
        names = await names_for_keeper(connection, context.sealer, client, row.workshop, [row.worker])
    hash_now = supplement_hash(settlement) if settlement else None
    changed = row.state == "prepared" and hash_now != row.prepared_hash
    return supplement_answer(row, settlement, ages, names, changed=changed)


@router.post("/supplements/{number}/approve", summary="Settle a prepared supplement")
async def approve(
    number: Number, given: SupplementApproval, client: Client = _checker, context: ServiceContext = _context
) -> SupplementApproved:
    """By the township's checker, who is not the one who prepared it."""
    async with decision(context) as transaction:
        await _require_step_of(transaction.connection, client, SUPPLEMENT_APPROVED, number)
        drafted = await approve_supplement(transaction, number, client.id, given.prepared_hash)
    return SupplementApproved(**dict(content(drafted)), supplement=number, state="approved")


@router.post("/supplements/{number}/refuse", summary="Turn a prepared supplement down, with a reason")
async def refuse(
    number: Number, given: Return, client: Client = _checker, context: ServiceContext = _context
) -> SupplementRefused:
    """The difference then waits for the next closing."""
    async with decision(context) as transaction:
        await _require_step_of(transaction.connection, client, SUPPLEMENT_REFUSED, number)
        await refuse_supplement(transaction, number, client.id, given.reason)
    return SupplementRefused(supplement=number, state="refused")


async def _require_step_of(connection: Connection, client: Client, step: Step, number: int) -> None:
    # Unlocked: a decision takes the books and the month before the supplement.
    key = await supplements.month_of(connection, number)
    if key is None:
        raise Refused(NO_SUPPLEMENT.of(number=number))
    await require_step(connection, client, step, key[0])
