"""Statements, awards and profit divisions, and why each amount is what it is."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from services.payroll.api import refusals
from services.payroll.api.answers.ages import AgeAnswer
from services.payroll.api.answers.awards import (
    AwardExplained,
    AwardNotComputed,
    AwardsAnswer,
    award_answer,
    award_explained,
)
from services.payroll.api.answers.divisions import (
    DivisionExplained,
    DivisionNotComputed,
    DivisionsAnswer,
    division_answer,
    division_explained,
)
from services.payroll.api.answers.production import ProductionSheetAnswer, production_sheet
from services.payroll.api.answers.statements import (
    StatementAnswer,
    StatementExplained,
    StatementHistory,
    StatementsPage,
    statement_answer,
    statement_listed,
    version_answer,
)
from services.payroll.api.authorize import FINANCE, require_reader
from services.payroll.api.document_sources import workshop_of
from services.payroll.api.names import names_for_keeper, names_of
from services.payroll.decisions.ages import age_of
from services.payroll.explanations import live as explanations
from services.payroll.store import awards, profit_divisions, statements, waiting
from services.payroll.store.production_statements import production_statement
from services.payroll.store.statement_versions import statement_versions
from shared.database import Connection, snapshot
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.answers import next_after
from shared.http.parameters import After, Limit, PathMonth
from shared.identifiers import Identifier, PeriodText
from shared.months import MonthText
from shared.refusals import Refused
from shared.sealing import Sealer

router = APIRouter(prefix="/v1", route_class=StrictRoute)
_reader = Depends(requires("payroll:read", "worker:*"))
_reader_of_workshop = Depends(requires("payroll:read", FINANCE, "clerk:*", "checker:*", "worker:*"))
_context = Depends(context_of)
Worker = Annotated[Identifier, Path(description="The worker's id")]


def _may_read(client: Client, worker: str | None) -> None:
    """A worker's token reads his own statements only."""
    if client.has("payroll:read"):
        return
    if worker is None or worker not in client.values("worker"):
        raise Refused(refusals.NOT_HIS_STATEMENT.of(client=client.id))


async def _require_reader_of(connection: Connection, client: Client, worker: str, month: str) -> None:
    """Whoever closes and pays the month answers for it; the worker reads his own. Raises Refused."""
    if worker in client.values("worker") or client.has("payroll:read") or client.has(FINANCE):
        return
    if not (client.values("clerk") or client.values("checker")):
        _may_read(client, worker)
    workshop = await workshop_of(connection, worker, month)
    if not workshop:
        raise Refused(refusals.NO_HISTORY.of(worker=worker, month=month))
    await require_reader(connection, client, workshop)


async def _name(connection: Connection, sealer: Sealer, client: Client, worker: str, month: str) -> str | None:
    """What the worker is called, to himself and to whoever keeps the months of his workshop."""
    if worker in client.values("worker"):
        return (await names_of(connection, sealer, [worker])).get(worker)
    workshop = await workshop_of(connection, worker, month)
    return (await names_for_keeper(connection, sealer, client, workshop or "", [worker])).get(worker)


@router.get("/statements/{worker}/{month}", tags=["statements"], summary="One worker's month")
async def get_statement(
    worker: Worker,
    month: PathMonth,
    explain: bool = False,
    client: Client = _reader_of_workshop,
    context: ServiceContext = _context,
) -> StatementAnswer | StatementExplained:
    """The lines as the facts say now, what is missing or waits, `age` where somebody decides on it, and the
    correlation ids of everything behind it; what closings settled of it, and differences of other months settled
    with it. With `explain=true` each line has its rule, clause and source, parameters, formula with its numbers, and
    events; each adjustment its before, after and causes.
    """
    async with snapshot(context.pool) as connection:
        await _require_reader_of(connection, client, worker, month)
    found = await explanations.load_statement(context.pool, worker, month, explain=explain)
    if found is None:
        raise Refused(refusals.NO_STATEMENT.of(worker=worker, month=month))
    async with snapshot(context.pool) as connection:
        age = await age_of(connection, context.sealer, found.workshop, (worker, month))
        name = await _name(connection, context.sealer, client, worker, month)
    return statement_answer(found, AgeAnswer.model_validate(age) if age else None, name)


@router.get("/statements/{worker}/{month}/history", tags=["statements"], summary="Every version of one worker's month")
async def get_history(
    worker: Worker, month: PathMonth, client: Client = _reader_of_workshop, context: ServiceContext = _context
) -> StatementHistory:
    """Oldest first; each with its lines and the events that made it differ from the version before."""
    async with snapshot(context.pool) as connection:
        await _require_reader_of(connection, client, worker, month)
        versions = await statement_versions(connection, worker, month)
        name = await _name(connection, context.sealer, client, worker, month)
    if not versions:
        raise Refused(refusals.NO_HISTORY.of(worker=worker, month=month))
    return StatementHistory(
        worker=worker, name=name, month=month, versions=[version_answer(version) for version in versions]
    )


@router.get("/statements", tags=["statements"], summary="A month's statements, by worker")
async def list_statements(
    month: MonthText,
    workshop: Identifier | None = None,
    after: After = "",
    limit: Limit = 100,
    client: Client = _reader,
    context: ServiceContext = _context,
) -> StatementsPage:
    """A page of statements; `next` is the value of `after` for the following page."""
    _may_read(client, None)
    rows = await statements.list_statements(context.pool, workshop, month, after, limit)
    async with context.pool.acquire() as connection:
        waits = await waiting.wages_waiting(connection, [(row["worker"], month) for row in rows])
    return StatementsPage(
        statements=[statement_listed(row, waits.get((row["worker"], month), ())) for row in rows],
        next=next_after(rows, limit, lambda row: row["worker"]),
    )


@router.get("/awards", tags=["awards"], summary="Over-fulfilment awards")
async def list_awards(
    workshop: Identifier | None = None,
    month: MonthText | None = None,
    limit: Limit = 100,
    client: Client = _reader,
    context: ServiceContext = _context,
) -> AwardsAnswer:
    """Awards, newest months first."""
    _may_read(client, None)
    rows = await awards.list_awards(context.pool, workshop, month, limit)
    return AwardsAnswer(awards=[award_answer(row) for row in rows])


@router.get("/awards/{workshop}/{company}/{month}", tags=["awards"], summary="One award, explained")
async def get_award(
    workshop: Identifier,
    company: Identifier,
    month: PathMonth,
    client: Client = _reader,
    context: ServiceContext = _context,
) -> AwardExplained | AwardNotComputed:
    """The award with its lines explained, or the reason why nothing is earned, and what of it waits."""
    _may_read(client, None)
    found = await explanations.explain_award(context.pool, (workshop, company, month))
    if found is None:
        raise Refused(refusals.NO_AWARD.of(workshop=workshop, company=company, month=month))
    return award_explained(workshop, company, month, found)


@router.get("/profit-divisions", tags=["profit"], summary="Profit divisions")
async def list_divisions(
    workshop: Identifier | None = None,
    period: PeriodText | None = None,
    limit: Limit = 100,
    client: Client = _reader,
    context: ServiceContext = _context,
) -> DivisionsAnswer:
    """Divisions, newest years first."""
    _may_read(client, None)
    rows = await profit_divisions.list_divisions(context.pool, workshop, period, limit)
    return DivisionsAnswer(profit_divisions=[division_answer(row) for row in rows])


@router.get("/profit-divisions/{workshop}/{period}", tags=["profit"], summary="One division, explained")
async def get_division(
    workshop: Identifier, period: PeriodText, client: Client = _reader, context: ServiceContext = _context
) -> DivisionExplained | DivisionNotComputed:
    """A line per pot, the shareholders' pot as a line per village, each explained, and what of it waits."""
    _may_read(client, None)
    found = await explanations.explain_division(context.pool, workshop, period)
    if found is None:
        raise Refused(refusals.NO_DIVISION.of(workshop=workshop, period=period))
    return division_explained(workshop, period, found)


@router.get("/production-statements/{workshop}/{month}", tags=["production"], summary="Production and benefit")
async def get_production_statement(
    workshop: Identifier, month: PathMonth, client: Client = _reader, context: ServiceContext = _context
) -> ProductionSheetAnswer:
    """What the workshop made, paid and earned in a month: the sheet the county keeps per workshop."""
    _may_read(client, None)
    async with snapshot(context.pool) as connection:
        sheet = await production_statement(connection, workshop, month)
        return production_sheet(workshop, month, sheet, await waiting.sheet_waiting(connection, workshop, month))
