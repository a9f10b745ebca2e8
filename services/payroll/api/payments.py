"""Payment batches over HTTP: made, handed to the bank, answered, tried again. Accounts are masked but in the file."""

import asyncio
import hashlib
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.payroll.api.answers import payments as answers
from services.payroll.api.answers.bank_templates import TemplatesAnswer, templates_answer
from services.payroll.api.answers.payments import (
    AccountNotes,
    BatchAnswer,
    BatchesPage,
    BatchPage,
    ReturnTaken,
)
from services.payroll.api.authorize import FINANCE
from services.payroll.api.months import Reason
from services.payroll.api.refusals import NO_TEMPLATE, TEMPLATES_UNUSABLE
from services.payroll.bank.faults import BankTemplateError, ReturnFileError
from services.payroll.bank.file import MEDIA_TYPES
from services.payroll.bank.returns import MAXIMUM_RETURN_BYTES, ReturnFile, joined_return, read_return_apart
from services.payroll.bank.template import BankTemplate
from services.payroll.bank.template_file import available_templates, load_template, load_template_file
from services.payroll.decisions.payees import open_frozen
from services.payroll.decisions.payment_files import fetch_file
from services.payroll.decisions.payment_returns import take_return
from services.payroll.decisions.payments import BatchRequest, cancel_batch, create_batch, retry_batch
from services.payroll.decisions.refusals.payments import NO_BATCH
from services.payroll.store import payment_batches, payments
from services.payroll.store.obligations import ObligationKind, Wanted
from services.payroll.store.payment_batches import BatchRow
from services.payroll.store.payments import PaymentState
from shared.clock import shanghai_today
from shared.database import Connection, snapshot
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.answers import next_after
from shared.http.deciding import decision
from shared.http.files import read_apart
from shared.http.parameters import AfterNumber, Limit
from shared.http.uploads import UPLOAD_BODY, read_upload
from shared.identifiers import LARGEST_NUMBER, Identifier
from shared.months import MonthText
from shared.refusals import Refused

router = APIRouter(prefix="/v1", tags=["payments"], route_class=StrictRoute)
_reader = Depends(requires("payroll:read", FINANCE))
_finance = Depends(requires(FINANCE))
_context = Depends(context_of)
_BANK_FILE: Final = {"schema": {"type": "string", "format": "binary"}}
Batch = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="The batch's number")]
TemplateName = Annotated[Identifier, Field(description="One of GET /v1/bank-templates")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewBatch(_Body):
    """What to pay: everything unpaid, or that of a month, of workshops, or of a kind."""

    template: TemplateName
    month: MonthText | None = None
    workshops: Annotated[list[Identifier], Field(min_length=1, max_length=1000)] | None = None
    kind: ObligationKind | None = None


class Retry(_Body):
    """Left out: the template of the batch that is tried again."""

    template: TemplateName | None = None


class Cancellation(_Body):
    """Why a batch is taken back."""

    reason: Reason


@router.get("/bank-templates", summary="The banks' file layouts that can be used")
async def list_templates(_: Client = _reader, context: ServiceContext = _context) -> TemplatesAnswer:
    """Those that come with the software, and those of the county's own folder."""
    try:
        found = [load_template_file(path) for path in available_templates(_folders(context)).values()]
    except BankTemplateError as error:
        raise Refused(TEMPLATES_UNUSABLE.of(why=error.text)) from error
    return templates_answer(found)


@router.post("/payment-batches", summary="Instruct payment of everything unpaid", status_code=201)
async def create(given: NewBatch, client: Client = _finance, context: ServiceContext = _context) -> BatchAnswer:
    """Of closed months and committed claims. Who has no usable account is left out and listed as `blocked`."""
    workshops = tuple(dict.fromkeys(given.workshops)) if given.workshops else None
    wanted = Wanted(given.month, workshops, given.kind)
    request = BatchRequest(_template(context, given.template), client.id, shanghai_today(), wanted)
    async with decision(context) as transaction:
        batch = await create_batch(transaction, request)
        return await _batch(transaction.connection, batch)


@router.get("/payment-batches", summary="Payment batches, newest first")
async def list_batches(
    month: MonthText | None = None,
    before: Annotated[int | None, Query(ge=1, le=LARGEST_NUMBER, description="The `next` of the page before")] = None,
    limit: Limit = 100,
    _: Client = _reader,
    context: ServiceContext = _context,
) -> BatchesPage:
    """With their control totals and how many payments are confirmed, returned or waited for."""
    async with snapshot(context.pool) as connection:
        rows = await payment_batches.list_batches(connection, month, before, limit)
        counts = await payment_batches.counts_by_state(connection, [row.batch for row in rows])
    return BatchesPage(
        batches=[answers.batch(row, counts[row.batch]) for row in rows],
        next=next_after(rows, limit, lambda row: row.batch),
    )


@router.get("/payment-batches/{batch}", summary="One batch: totals, payments, who is blocked, the bank's answers")
async def get_batch(
    batch: Batch,
    state: PaymentState | None = None,
    after: AfterNumber = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    _: Client = _reader,
    context: ServiceContext = _context,
) -> BatchPage:
    """A page of its payments in the order of the file; names and accounts are masked."""
    async with snapshot(context.pool) as connection:
        shown = await _batch(connection, batch)
        items = await payments.payments_of(connection, batch, state, after, limit)
        accounts = await open_frozen(connection, context.sealer, items)
    return BatchPage(
        **dict(shown),
        payments=[answers.payment(item, accounts[item.item]) for item in items],
        next=next_after(items, limit, lambda item: item.item),
    )


@router.get(
    "/payment-batches/{batch}/file",
    summary="The file for the bank, with accounts in clear",
    response_class=Response,
    responses={200: {"content": dict.fromkeys(MEDIA_TYPES.values(), _BANK_FILE)}},
)
async def get_file(batch: Batch, client: Client = _finance, context: ServiceContext = _context) -> Response:
    """Always the same bytes; who fetched it and when is recorded. From the first time on it cannot be cancelled."""
    async with decision(context) as transaction:
        file = await fetch_file(transaction, batch, client.id)
    headers = {"Content-Disposition": f'attachment; filename="{file.file_name}"', "Cache-Control": "no-store"}
    return Response(file.content, media_type=file.media_type, headers=headers)


@router.post("/payment-batches/{batch}/return", summary="Upload what the bank answered", openapi_extra=UPLOAD_BODY)
async def post_return(
    batch: Batch, request: Request, client: Client = _finance, context: ServiceContext = _context
) -> ReturnTaken:
    """The bank's file as the request's body, or the file of a form. Each row confirms or returns one payment; rows that
    cannot be taken are named as `problems` and keep no other from being taken. The same file again changes nothing.
    """
    content = await read_upload(request, MAXIMUM_RETURN_BYTES)
    async with context.pool.acquire() as connection:
        template = _template(context, (await _row(connection, batch)).template)
    file: ReturnFile | ReturnFileError
    try:
        read = await read_apart(context, request, read_return_apart, content, template)
        file = joined_return(read)
    except ReturnFileError as error:
        file = error  # told after what is wrong with the batch itself
    file_hash = await asyncio.to_thread(lambda: hashlib.sha256(content).hexdigest())
    async with decision(context) as transaction:
        taken = await take_return(transaction, batch, file, file_hash, client.id, shanghai_today())
        after = await _row(transaction.connection, batch)
        counts = await payment_batches.counts_by_state(transaction.connection, [batch])
    return answers.return_taken(taken, after, counts[batch])


@router.post("/payment-batches/{batch}/retry", summary="Pay again what the bank returned", status_code=201)
async def retry(
    batch: Batch, given: Retry, client: Client = _finance, context: ServiceContext = _context
) -> BatchAnswer:
    """A new batch of the returned payments alone, to the payees' accounts as they are now."""
    async with decision(context) as transaction:
        template = _template(context, given.template or (await _row(transaction.connection, batch)).template)
        request = BatchRequest(template, client.id, shanghai_today(), Wanted(), retry_of=batch)
        made = await retry_batch(transaction, batch, request)
        return await _batch(transaction.connection, made)


@router.post("/payment-batches/{batch}/cancel", summary="Take back a batch whose file nobody fetched")
async def cancel(
    batch: Batch, given: Cancellation, client: Client = _finance, context: ServiceContext = _context
) -> BatchAnswer:
    """What it was to pay is owed again, and the next batch takes it."""
    async with decision(context) as transaction:
        await cancel_batch(transaction, batch, client.id, given.reason)
        return await _batch(transaction.connection, batch)


def _folders(context: ServiceContext) -> list[Any]:
    folder = context.settings.bank_template_folder
    return [folder] if folder else []


def _template(context: ServiceContext, name: str) -> BankTemplate:
    try:
        return load_template(name, _folders(context))
    except BankTemplateError as error:
        raise Refused(NO_TEMPLATE.of(why=error.text)) from error


async def _row(connection: Connection, batch: int) -> BatchRow:
    # Unlocked: a decision takes the books first, and the batch after them.
    row = await payment_batches.find_batch(connection, batch)
    if row is None:
        raise Refused(NO_BATCH.of(batch=batch))
    return row


async def _batch(connection: Connection, number: int) -> BatchAnswer:
    row = await _row(connection, number)
    counts = await payment_batches.counts_by_state(connection, [number])
    return BatchAnswer(
        **dict(answers.batch(row, counts[number])),
        blocked=[answers.blocked(part) for part in await payment_batches.blocked_of(connection, number)],
        notes=[AccountNotes(**part) for part in await payment_batches.notes_of(connection, number)],
        first_payments=await payment_batches.first_payments_of(connection, number),
        returns=[answers.bank_return(part) for part in await payment_batches.returns_of(connection, number)],
    )
