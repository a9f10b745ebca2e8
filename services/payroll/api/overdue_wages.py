"""Overdue wages over HTTP: whose workshops' months have not arrived in time."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from services.payroll.api.answers.overdue_wages import OverdueAnswer, overdue_answer
from services.payroll.api.authorize import FINANCE
from services.payroll.watching import overdue_wages
from shared.clock import shanghai_today
from shared.database import snapshot
from shared.dates import Day
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.identifiers import Identifier

router = APIRouter(prefix="/v1", tags=["payments"], route_class=StrictRoute)
_reader = Depends(requires("payroll:read", FINANCE))
_context = Depends(context_of)


@router.get("/overdue-wages", summary="Wages past their day, by workshop and month, the longest waiting first")
async def get_overdue_wages(
    workshop: Annotated[Identifier | None, Query(description="Only of this workshop")] = None,
    on: Annotated[Day | None, Query(description="As seen on this day instead of today")] = None,
    _: Client = _reader,
    context: ServiceContext = _context,
) -> OverdueAnswer:
    """Stage `unpaid`: closed, and the bank has not confirmed. `unclosed`: no closing has taken them. `difference`:
    held or corrected, waiting to be settled. The day they were due comes from the pack's `wages.due_days`.
    """
    today = on or shanghai_today()
    async with snapshot(context.pool) as connection:
        overdue = await overdue_wages(connection, today)
    return overdue_answer(today, [part for part in overdue if workshop in (None, part.waiting.workshop)])
