"""Payslips and wage lists over HTTP, as HTML, PDF and XLSX, in Chinese unless English is asked for."""

from asyncio import to_thread
from dataclasses import replace
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query, Response

from services.payroll.api.authorize import FINANCE, require_checker, require_reader
from services.payroll.api.document_sources import load_payslip, load_wage_list, workshop_of
from services.payroll.api.months import PathWorkshop
from services.payroll.api.names import is_keeper
from services.payroll.api.preview_sources import load_wage_list_preview
from services.payroll.api.refusals import MONTH_NOT_CLOSED, MONTH_NOT_OPEN, NO_PAYSLIP
from services.payroll.documents.model import Payslip, WageList
from services.payroll.documents.payslip import payslips_html, payslips_pdf
from services.payroll.documents.payslip_spreadsheet import payslips_xlsx
from services.payroll.documents.wage_list import wage_list_html, wage_list_pdf
from services.payroll.documents.wage_list_preview import (
    WageListPreview,
    wage_list_preview_html,
    wage_list_preview_pdf,
    wage_list_preview_xlsx,
)
from services.payroll.documents.wage_list_spreadsheet import wage_list_xlsx
from services.payroll.domain.states import MONTHS, as_refused
from services.payroll.store import months
from shared.audit import record_action
from shared.database import snapshot
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.parameters import PathMonth
from shared.http.titles import NOT_READY
from shared.identifiers import Identifier
from shared.refusals import Refused
from shared.texts import Language

router = APIRouter(prefix="/v1", tags=["documents"], route_class=StrictRoute)
_reader = Depends(requires("payroll:read", FINANCE, "clerk:*", "checker:*", "worker:*"))
_keeper = Depends(requires(FINANCE, "clerk:*", "checker:*"))
_context = Depends(context_of)
Format = Annotated[Literal["html", "pdf", "xlsx"], Query(description="HTML and PDF are ready to print")]
InLanguage = Annotated[Language, Query(description="zh or en")]
_MEDIA_TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PRINTED: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {kind.partition(";")[0]: {"schema": {"type": "string"}} for kind in _MEDIA_TYPES.values()}}
}


@router.get("/payslips/{worker}/{month}", summary="One worker's payslip", response_class=Response, responses=PRINTED)
async def get_payslip(
    worker: Identifier,
    month: PathMonth,
    format: Format = "html",  # noqa: A002 - the name the caller writes
    language: InLanguage = "zh",
    client: Client = _reader,
    context: ServiceContext = _context,
) -> Response:
    """As it was settled, with when it was paid; of an open month a draft, marked as one. The worker's own token
    may read it. Identity and account numbers are masked.
    """
    async with snapshot(context.pool) as connection:
        workshop = await workshop_of(connection, worker, month)
        if worker not in client.values("worker"):
            await require_reader(connection, client, workshop or "")
        try:
            slip = await load_payslip(connection, context.sealer, workshop or "", worker, month, language)
        except Refused as refused:
            raise _not_ready(refused) from refused
    if slip is None:
        raise Refused(NO_PAYSLIP.of(worker=worker, month=month))
    content = await to_thread(_printed_payslip, slip, format, language)
    return _document(content, format, f"payslip-{worker}-{month}")


@router.get(
    "/wage-lists/{workshop}/{month}", summary="A closed month's wage list", response_class=Response, responses=PRINTED
)
async def get_wage_list(
    workshop: PathWorkshop,
    month: PathMonth,
    format: Format = "html",  # noqa: A002 - the name the caller writes
    language: InLanguage = "zh",
    client: Client = _keeper,
    context: ServiceContext = _context,
) -> Response:
    """For the workshop's clerk, its checker and finance: the record an employer keeps, with identity numbers and
    contacts in clear. Who fetched it is recorded.
    """
    async with snapshot(context.pool) as connection:
        if not await is_keeper(connection, client, workshop):
            await require_checker(connection, client, workshop)
        row = await months.find_month(connection, workshop, month)
        if row.state not in ("closed", "paid"):
            state = as_refused(MONTHS, row.state)
            raise Refused(MONTH_NOT_CLOSED.of(month=month, workshop=workshop, state=state))
        wages = await load_wage_list(connection, context.sealer, workshop, month, language)
    async with context.pool.acquire() as connection:
        detail = {"format": format, "workers": len(wages.rows)}
        await record_action(connection, client.id, "wage_list.fetched", f"{workshop}/{month}", detail)
    content = await to_thread(_printed_wage_list, wages, format, language)
    return _document(content, format, f"wage-list-{workshop}-{month}")


@router.get(
    "/wage-list-previews/{workshop}/{month}",
    summary="What closing a month now would pay, and what to look at before",
    response_class=Response,
    responses=PRINTED,
)
async def get_wage_list_preview(
    workshop: PathWorkshop,
    month: PathMonth,
    format: Format = "html",  # noqa: A002 - the name the caller writes
    language: InLanguage = "zh",
    client: Client = _keeper,
    context: ServiceContext = _context,
) -> Response:
    """Of a month that is open or in review, for those who may fetch its wage list. Marked as a preview on every page
    and sheet, with nowhere to sign; identity numbers are masked. Who fetched it is recorded.
    """
    async with snapshot(context.pool) as connection:
        if not await is_keeper(connection, client, workshop):
            await require_checker(connection, client, workshop)
        row = await months.find_month(connection, workshop, month)
        state = await months.shown_state(connection, row)
        if state not in ("open", "in_review"):
            shown = as_refused(MONTHS, state)
            raise Refused(MONTH_NOT_OPEN.of(month=month, workshop=workshop, state=shown))
        try:
            preview = await load_wage_list_preview(connection, context.sealer, row, language)
        except Refused as refused:
            raise _not_ready(refused) from refused
    async with context.pool.acquire() as connection:
        detail = {"format": format, "workers": len(preview.wages.rows)}
        await record_action(connection, client.id, "wage_list.previewed", f"{workshop}/{month}", detail)
    content = await to_thread(_printed_preview, preview, format, language)
    return _document(content, format, f"PREVIEW-wage-list-{workshop}-{month}")


def _not_ready(refused: Refused) -> Refused:
    return Refused(replace(refused.refusal, kind="conflict", title=NOT_READY))


def _printed_preview(preview: WageListPreview, wanted: str, language: Language) -> bytes:
    if wanted == "html":
        return wage_list_preview_html(preview, language).encode()
    pdf = wanted == "pdf"
    return wage_list_preview_pdf(preview, language).content if pdf else wage_list_preview_xlsx(preview, language)


def _printed_payslip(slip: Payslip, wanted: str, language: Language) -> bytes:
    if wanted == "html":
        return payslips_html([slip], language).encode()
    return payslips_pdf([slip], language).content if wanted == "pdf" else payslips_xlsx([slip], language)


def _printed_wage_list(wages: WageList, wanted: str, language: Language) -> bytes:
    if wanted == "html":
        return wage_list_html(wages, language).encode()
    return wage_list_pdf(wages, language).content if wanted == "pdf" else wage_list_xlsx(wages, language)


def _document(content: bytes, wanted: str, name: str) -> Response:
    shown = "inline" if wanted == "html" else f'attachment; filename="{name.replace(":", "-")}.{wanted}"'
    headers = {"Content-Disposition": shown, "Cache-Control": "no-store"}
    return Response(content, media_type=_MEDIA_TYPES[wanted], headers=headers)
