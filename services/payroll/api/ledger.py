"""The ledger as its readers see it: the trial balance and the postings of an account."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from services.payroll.api.answers.ledger import PostingsPage, TrialBalance, posting_answer, trial_balance
from services.payroll.api.authorize import FINANCE
from services.payroll.store import ledger
from shared.database import snapshot
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.answers import next_after
from shared.http.parameters import AfterNumber, Limit
from shared.identifiers import Readable

router = APIRouter(prefix="/v1/ledger", tags=["ledger"], route_class=StrictRoute)
_reader = Depends(requires("payroll:read", FINANCE))
_context = Depends(context_of)


@router.get("/trial-balance", summary="Every account with its balance; debits and credits agree")
async def get_trial_balance(
    kind: Annotated[Readable | None, Query(max_length=40, description="Such as payable")] = None,
    _: Client = _reader,
    context: ServiceContext = _context,
) -> TrialBalance:
    """Balances are derived from the postings at this moment; amounts are strings in yuan."""
    async with snapshot(context.pool) as connection:
        return trial_balance(await ledger.account_sums(connection, kind), kind)


@router.get("/accounts/{account}/postings", summary="What was posted to an account, oldest first")
async def get_postings(
    account: Annotated[Readable, Path(max_length=200)],
    after: AfterNumber = 0,
    limit: Limit = 100,
    _: Client = _reader,
    context: ServiceContext = _context,
) -> PostingsPage:
    """Each names its effect and cause, and what the money is for."""
    async with snapshot(context.pool) as connection:
        rows = await ledger.postings_of(connection, account, after, limit)
    return PostingsPage(
        postings=[posting_answer(row) for row in rows], next=next_after(rows, limit, lambda row: row["posting"])
    )
