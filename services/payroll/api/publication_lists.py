"""Publication lists: the committed subsidies of a fund or of one kind, names masked, for objections."""

from asyncio import to_thread
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Path, Query, Response

from services.payroll.api.answers.publication_lists import PublicationListAnswer
from services.payroll.api.authorize import FINANCE
from services.payroll.api.documents import PRINTED
from services.payroll.api.refusals import NOTHING_CLAIMED, OBJECTIONS_END_EARLY
from services.payroll.documents.model import PublicationList, Subsidy
from services.payroll.documents.publication_list import (
    publication_list_html,
    publication_list_pdf,
    publication_list_view,
    publication_list_xlsx,
)
from services.payroll.domain.claims import Claim
from services.payroll.store.claims import committed_claims, is_claimed
from services.payroll.store.funds import fund_names
from services.payroll.store.people import load_people
from shared.clock import shanghai_today
from shared.database import Connection, snapshot
from shared.dates import Day
from shared.details import open_person
from shared.events.claims import ClaimPeriod
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.identifiers import Identifier, Readable
from shared.refusals import Refused
from shared.sealing import Sealer
from shared.texts import Language, Text

router = APIRouter(prefix="/v1/publication-lists", tags=["claims"], route_class=StrictRoute)
_reader = Depends(requires("payroll:read", FINANCE))
_context = Depends(context_of)
PUBLISHED: Final[dict[int | str, dict[str, Any]]] = {200: {"model": PublicationListAnswer, **PRINTED[200]}}
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get(
    "/{fund_or_rule}",
    summary="Committed subsidies for publication, names masked",
    response_class=Response,
    responses=PUBLISHED,
)
async def get_publication_list(
    fund_or_rule: Annotated[Identifier, Path(description="A fund, or a subsidy by the name its pack knows it under")],
    publisher: Annotated[Readable, Query(min_length=1, max_length=200, description="Who publishes it")],
    objections_from: Day,
    objections_until: Day,
    objections_to: Annotated[
        Readable, Query(min_length=1, max_length=200, description="Where to object: office, phone")
    ],
    period: ClaimPeriod | None = None,
    format: Literal["html", "pdf", "xlsx", "json"] = "html",  # noqa: A002 - the name the caller writes
    language: Language = "zh",
    _: Client = _reader,
    context: ServiceContext = _context,
) -> Response:
    """Print-ready HTML or PDF, XLSX, or the same as JSON; Chinese unless English is asked for."""
    async with snapshot(context.pool) as connection:
        claims = await _known_claims(connection, fund_or_rule, period)
        subsidies = await _subsidies(connection, context.sealer, claims)
    if objections_until < objections_from:
        raise Refused(OBJECTIONS_END_EARLY.of(day=objections_until))
    published = PublicationList(
        publisher=publisher,
        published_on=shanghai_today(),
        subsidies=subsidies,
        objections_from=objections_from,
        objections_until=objections_until,
        objections_to=Text("", objections_to, objections_to),
    )
    return await to_thread(_rendered, published, format, language)


async def _known_claims(connection: Connection, fund_or_rule: str, period: str | None) -> list[Claim]:
    """The committed claims of a name that is known. Raises Refused."""
    claims = await committed_claims(connection, fund_or_rule, period)
    if not claims and not await is_claimed(connection, fund_or_rule):
        raise Refused(NOTHING_CLAIMED.of(name=fund_or_rule))
    return claims


def _rendered(published: PublicationList, wanted: str, language: Language) -> Response:
    if wanted == "json":
        answer = PublicationListAnswer.model_validate(publication_list_view(published, language))
        return Response(answer.model_dump_json(), media_type="application/json")
    if wanted == "html":
        return Response(publication_list_html(published, language), media_type="text/html; charset=utf-8")
    if wanted == "pdf":
        return Response(publication_list_pdf(published, language).content, media_type="application/pdf")
    attached = {"Content-Disposition": 'attachment; filename="publication-list.xlsx"'}
    return Response(publication_list_xlsx(published, language), media_type=XLSX, headers=attached)


async def _subsidies(connection: Connection, sealer: Sealer, claims: list[Claim]) -> tuple[Subsidy, ...]:
    """Households are listed under the member who is paid; the names are masked where they are printed.

    An organisation, or somebody whose name is not or no longer known, has its id beside the place.
    """
    workers = sorted({worker for claim in claims if (worker := _named_worker(claim))})
    people = await load_people(connection, workers)
    names = {worker: person.name for worker, sealed in people.items() if (person := open_person(sealer, sealed))}
    funds = await fund_names(connection, sorted({claim.fund for claim in claims}))
    subsidies = []
    for claim in claims:
        name = names.get(_named_worker(claim) or "")
        title = claim.explanation["title"]
        clause = claim.explanation["clause"]
        fund = funds.get(claim.fund, claim.fund)
        subsidies.append(
            Subsidy(
                name=name or claim.beneficiary,
                place=claim.place if name else f"{claim.place} {claim.beneficiary}".strip(),
                scheme=Text("", title["zh"], title["en"]),
                clause=f"{clause['document']} {clause['paragraph']}" if clause else "",
                fund=Text("", fund, fund),
                amount_yuan=claim.amount_yuan,
            )
        )
    return tuple(subsidies)


def _named_worker(claim: Claim) -> str | None:
    if claim.beneficiary_kind == "worker":
        return claim.beneficiary
    return claim.payee if claim.beneficiary_kind == "household" and claim.payee_kind == "worker" else None
