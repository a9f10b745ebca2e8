"""Payment batches over HTTP: made, handed to the bank, answered, tried again. Accounts are masked but in the file."""

import asyncio
import hashlib
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.payroll.api.authorize import FINANCE
from services.payroll.api.deciding import decision
from services.payroll.api.months import Reason
from services.payroll.bank.file import MEDIA_TYPES
from services.payroll.bank.return_lines import ReturnFileError
from services.payroll.bank.returns import MAXIMUM_RETURN_BYTES, ReturnFile, joined_return, read_return_apart
from services.payroll.bank.template import BankTemplate, BankTemplateError
from services.payroll.bank.template_file import available_templates, load_template, load_template_file
from services.payroll.decisions.payees import open_frozen
from services.payroll.decisions.payment_files import fetch_file
from services.payroll.decisions.payment_returns import take_return
from services.payroll.decisions.payments import BatchRequest, cancel_batch, create_batch, retry_batch
from services.payroll.store import payment_batches, payments
from services.payroll.store.obligations import ObligationKind, Wanted
from services.payroll.store.payment_batches import BatchRow
from services.payroll.store.payments import PaymentRow
from shared.clock import shanghai_today
from shared.database import Connection, snapshot
from shared.details import BankAccount
from shared.http import Client, ProblemError, ServiceContext, StrictRoute, context_of, requires
from shared.http.files import read_apart
from shared.http.uploads import UPLOAD_BODY, read_upload
from shared.identifiers import Identifier
from shared.identity import mask_account, mask_name
from shared.money import format_amount
from shared.months import MonthText

router = APIRouter(prefix="/v1", tags=["payments"], route_class=StrictRoute)
_reader = Depends(requires("payroll:read", FINANCE))
_finance = Depends(requires(FINANCE))
_context = Depends(context_of)
_BANK_FILE: Final = {"schema": {"type": "string", "format": "binary"}}
Batch = Annotated[int, Path(ge=1, le=2**62, description="The batch's number")]
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
async def list_templates(_: Client = _reader, context: ServiceContext = _context) -> dict[str, Any]:
    """Those that come with the software, and those of the county's own folder."""
    try:
        found = [load_template_file(path) for path in available_templates(_folders(context)).values()]
    except BankTemplateError as error:
        raise ProblemError(
            409, "Not usable", str(error), advice="have the operator mend or remove this file, then ask again"
        ) from error
    return {
        "templates": [
            {"template": part.template, "title": part.title.model_dump(), "format": part.payments.format}
            | {"example": part.example}
            for part in sorted(found, key=lambda part: part.template)
        ]
    }


@router.post("/payment-batches", summary="Instruct payment of everything unpaid", status_code=201)
async def create(given: NewBatch, client: Client = _finance, context: ServiceContext = _context) -> dict[str, Any]:
    """Of closed months and committed claims. Who has no usable account is left out and listed as `blocked`."""
    workshops = tuple(dict.fromkeys(given.workshops)) if given.workshops else None
    wanted = Wanted(given.month, workshops, given.kind)
    request = BatchRequest(_template(context, given.template), client.id, shanghai_today(), wanted)
    async with decision(context) as transaction:
        batch = await create_batch(transaction, request)
        return await _batch_as_json(transaction.connection, batch)


@router.get("/payment-batches", summary="Payment batches, newest first")
async def list_batches(
    month: MonthText | None = None,
    before: Annotated[int | None, Query(ge=1, le=2**62, description="The `next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    _: Client = _reader,
    context: ServiceContext = _context,
) -> dict[str, Any]:
    """With their control totals and how many payments are confirmed, returned or waited for."""
    async with snapshot(context.pool) as connection:
        rows = await payment_batches.list_batches(connection, month, before, limit)
        counts = await payment_batches.counts_by_state(connection, [row.batch for row in rows])
    shown = [_row_as_json(row, counts[row.batch]) for row in rows]
    return {"batches": shown, "next": rows[-1].batch if len(rows) == limit else None}


@router.get("/payment-batches/{batch}", summary="One batch: totals, payments, who is blocked, the bank's answers")
async def get_batch(
    batch: Batch,
    state: Literal["instructed", "settled", "returned", "cancelled"] | None = None,
    after: Annotated[int, Query(ge=0, le=2**62, description="The `next` of the page before")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    _: Client = _reader,
    context: ServiceContext = _context,
) -> dict[str, Any]:
    """A page of its payments in the order of the file; names and accounts are masked."""
    async with snapshot(context.pool) as connection:
        shown = await _batch_as_json(connection, batch)
        items = await payments.payments_of(connection, batch, state, after, limit)
        accounts = await open_frozen(connection, context.sealer, items)
    shown["payments"] = [_payment_as_json(item, accounts[item.item]) for item in items]
    return shown | {"next": items[-1].item if len(items) == limit else None}


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
) -> dict[str, Any]:
    """The bank's file as the request's body, or the file of a form. Each row confirms or returns one payment; rows that
    cannot be taken are named as `problems` and keep no other from being taken. The same file again changes nothing.
    """
    content = await read_upload(request, MAXIMUM_RETURN_BYTES)
    async with context.pool.acquire() as connection:
        template = _template(context, (await _row(connection, batch)).template)
    file: ReturnFile | ReturnFileError
    try:
        read = await read_apart(context, request, read_return_apart, content, template, refusals=(ReturnFileError,))
        file = joined_return(read)
    except ReturnFileError as error:
        file = error  # told after what is wrong with the batch itself
    file_hash = await asyncio.to_thread(lambda: hashlib.sha256(content).hexdigest())
    async with decision(context) as transaction:
        taken = await take_return(transaction, batch, file, file_hash, client.id, shanghai_today())
        after = await _batch_as_json(transaction.connection, batch)
    names = ("rows", "settled", "returned", "unchanged", "seen_before", "file_hash", "problems")
    return {name: getattr(taken, name) for name in names} | {"state": after["state"], "by_state": after["by_state"]}


@router.post("/payment-batches/{batch}/retry", summary="Pay again what the bank returned", status_code=201)
async def retry(
    batch: Batch, given: Retry, client: Client = _finance, context: ServiceContext = _context
) -> dict[str, Any]:
    """A new batch of the returned payments alone, to the payees' accounts as they are now."""
    async with decision(context) as transaction:
        template = _template(context, given.template or (await _row(transaction.connection, batch)).template)
        request = BatchRequest(template, client.id, shanghai_today(), Wanted(), retry_of=batch)
        made = await retry_batch(transaction, batch, request)
        return await _batch_as_json(transaction.connection, made)


@router.post("/payment-batches/{batch}/cancel", summary="Take back a batch whose file nobody fetched")
async def cancel(
    batch: Batch, given: Cancellation, client: Client = _finance, context: ServiceContext = _context
) -> dict[str, Any]:
    """What it was to pay is owed again, and the next batch takes it."""
    async with decision(context) as transaction:
        await cancel_batch(transaction, batch, client.id, given.reason)
        return await _batch_as_json(transaction.connection, batch)


def _folders(context: ServiceContext) -> list[Any]:
    folder = context.settings.bank_template_folder
    return [folder] if folder else []


def _template(context: ServiceContext, name: str) -> BankTemplate:
    try:
        return load_template(name, _folders(context))
    except BankTemplateError as error:
        raise ProblemError(
            409, "Not usable", str(error), pointer="/template", advice="GET /v1/bank-templates lists those there are"
        ) from error


async def _row(connection: Connection, batch: int) -> BatchRow:
    # Unlocked: a decision takes the books first, and the batch after them.
    row = await payment_batches.find_batch(connection, batch)
    if row is None:
        raise ProblemError(404, "Not found", f"there is no payment batch {batch}", advice="check the number")
    return row


async def _batch_as_json(connection: Connection, batch: int) -> dict[str, Any]:
    row = await _row(connection, batch)
    counts = await payment_batches.counts_by_state(connection, [batch])
    return _row_as_json(row, counts[batch]) | {
        "blocked": await payment_batches.blocked_of(connection, batch),
        "notes": await payment_batches.notes_of(connection, batch),
        "first_payments": await payment_batches.first_payments_of(connection, batch),
        "returns": await payment_batches.returns_of(connection, batch),
    }


def _row_as_json(row: BatchRow, counts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    names = ("batch", "template", "day", "wanted", "retry_of", "created_by", "created_at", "file_hash", "file_name")
    later = ("fetched_by", "fetched_at", "cancelled_by", "cancelled_at", "cancel_reason")
    totals = {"count": row.item_count, "total": format_amount(row.total_yuan)}
    return {name: getattr(row, name) for name in (*names, *later)} | {
        "totals": totals,
        "state": _state(row, counts),
        "by_state": counts,
    }


def _state(row: BatchRow, counts: dict[str, dict[str, Any]]) -> str:
    if row.cancelled_by is not None:
        return "cancelled"
    if row.file_hash is None:
        return "prepared"
    return "with_bank" if "instructed" in counts else "answered"


def _payment_as_json(item: PaymentRow, account: BankAccount | None) -> dict[str, Any]:
    names = ("kind", "beneficiary_kind", "beneficiary", "workshop", "month", "claim")
    paid_for, answer = ("settlement", "division"), ("state", "confirmed_on", "delay_days", "reason")
    return {"payment": item.item, "reference": item.reference, "amount": format_amount(item.amount_yuan)} | {
        **{name: getattr(item, name) for name in (*names, *paid_for, *answer)},
        "holder": mask_name(account.holder) if account else None,
        "account": mask_account(account.number) if account else None,
        "bank_name": account.bank_name if account else None,
        "notes": item.notes,
    }
