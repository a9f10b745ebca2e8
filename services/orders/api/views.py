"""Reading: order lines with their states and reasons, a workshop's month, an entry of piecework."""

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from services.orders.api.answers.orders import OrderAnswer, OrderLinesPage, line_history, order_line
from services.orders.api.answers.piecework import EntryAnswer, entry_answer
from services.orders.api.answers.production import ProductionMonth
from services.orders.api.authorize import refuse_other_company, visible_companies
from services.orders.api.production_month import production_month
from services.orders.domain.orders import LineKey
from services.orders.domain.production import LineStatus
from services.orders.store import views as store
from shared.database import Connection, snapshot
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.answers import WaitingSubject, next_after, waiting_subject
from shared.http.parameters import Limit, PathIdentifier, PathMonth
from shared.http.titles import NO_ENTRY, NO_ORDER
from shared.identifiers import Identifier
from shared.messaging.waiting import find_waiting
from shared.months import MonthText
from shared.refusals import Refusal, Refused
from shared.texts import Text
from shared.written_forms import PAGE_OF_ORDERS_PATTERN

ORDER_NOT_KNOWN: Final = Refusal(
    Text("order.not_known", "没有 {company} 的订单 {order} 的记录", "nothing is known of order {order} of {company}"),
    Text("order.check_ids", "请核对两个编号", "check both ids"),
    "unknown",
    title=NO_ORDER,
)
ENTRY_NOT_KNOWN: Final = Refusal(
    Text("piecework.not_known", "没有计件记录 {entry}", "nothing is known of entry {entry}"),
    Text("piecework.check_number", "请核对记录编号", "check the entry's number"),
    "unknown",
    title=NO_ENTRY,
)

router = APIRouter(prefix="/v1", route_class=StrictRoute)
_reader = Depends(requires("orders:read"))
_context = Depends(context_of)
Cursor = Annotated[
    str | None,
    Query(pattern=PAGE_OF_ORDERS_PATTERN, max_length=134, description="`next` of the page before"),
]


@router.get("/orders", tags=["orders"], summary="Order lines, by company, order and line")
async def list_orders(
    company: Identifier | None = None,
    workshop: Identifier | None = None,
    product: Identifier | None = None,
    month: MonthText | None = None,
    status: LineStatus | None = None,
    after: Cursor = None,
    limit: Limit = 100,
    client: Client = _reader,
    context: ServiceContext = _context,
) -> OrderLinesPage:
    """A page of lines, each with its state and the reason it waits; `next` is `after` of the next page."""
    wanted = {"company": company, "workshop": workshop, "product": product, "month": month, "status": status}
    position: LineKey | None = None
    if after is not None:
        after_company, after_order, after_line = after.split("/")
        position = LineKey(after_company, after_order, int(after_line))
    async with context.pool.acquire() as connection:
        rows = await store.list_order_lines(connection, visible_companies(client), wanted, position, limit)
    lines = [order_line(row) for row in rows]
    position_after = next_after(lines, limit, lambda line: f"{line.company}/{line.order}/{line.line}")
    return OrderLinesPage(lines=lines, next=position_after)


@router.get("/orders/{company}/{order}", tags=["orders"], summary="One order: its lines and their history")
async def get_order(
    company: PathIdentifier, order: PathIdentifier, client: Client = _reader, context: ServiceContext = _context
) -> OrderAnswer:
    """Each line as decided, with every report of it, oldest first. `waiting` says since when and why a line could
    not be decided; its reports are null where one cannot be read.
    """
    refuse_other_company(client, company)
    async with snapshot(context.pool) as connection:
        numbers = await store.numbers_of_lines(connection, company, order)
        lines = await store.read_order_lines(connection, company, order)
        reports = await store.read_order_reports(connection, company, order)
        waiting = await _waiting_lines(connection, company, order, numbers)
    if not numbers:
        raise Refused(ORDER_NOT_KNOWN.of(order=order, company=company))
    decided = {row["line"]: order_line(row) for row in lines}
    return OrderAnswer(
        company=company,
        order=order,
        lines=[line_history(number, decided.get(number), waiting[number], reports) for number in numbers],
    )


async def _waiting_lines(
    connection: Connection, company: str, order: str, numbers: Sequence[int]
) -> dict[int, list[WaitingSubject]]:
    keys = [(company, order, str(number)) for number in numbers]
    found = await find_waiting(connection, ("order_line", "order_changed"), keys)
    return {number: [waiting_subject(part) for part in found if part.subject[2] == str(number)] for number in numbers}


@router.get("/production/{workshop}/{month}", tags=["production"], summary="A workshop's month")
async def get_production(
    workshop: PathIdentifier,
    month: PathMonth,
    client: Client = _reader,
    context: ServiceContext = _context,
) -> ProductionMonth:
    """Figures per company and product, order lines with what counts of them, operations that exceed the one
    before, piecework to look at, and the awards granted. `waiting` lists what could not be computed: figures are as
    they were before, or missing. A token bound to companies sees those only.
    """
    async with snapshot(context.pool) as connection:
        return await production_month(connection, workshop, month, visible_companies(client))


@router.get("/piecework/{entry}", tags=["piecework"], summary="One entry of piecework")
async def get_piecework(
    entry: PathIdentifier, client: Client = _reader, context: ServiceContext = _context
) -> EntryAnswer:
    """Each worker's pieces and rate as published, what is to be looked at, and every report of the entry. `waiting`
    says since when and why it could not be computed: what is shown of it is out of date, and its reports are null
    where one cannot be read.
    """
    async with snapshot(context.pool) as connection:
        company = await store.company_of_entry(connection, entry)
        flags, workers, reports = await store.read_entry(connection, entry)
        waiting = await find_waiting(connection, ("piecework", "piecework_changed"), [(entry,)])
    if company is None:
        raise Refused(ENTRY_NOT_KNOWN.of(entry=entry))
    refuse_other_company(client, company)
    return entry_answer(entry, flags, workers, reports, [waiting_subject(part) for part in waiting])
