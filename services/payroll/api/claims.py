"""Claims over HTTP: what was answered to each, how far its money is, and why it is this amount."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from services.payroll.api.answers.claims import (
    ClaimExplained,
    ClaimMoney,
    ClaimsPage,
    ExcludesAnswer,
    claim_explained,
    claim_listed,
)
from services.payroll.api.authorize import FINANCE
from services.payroll.api.names import names_of
from services.payroll.api.refusals import NO_CLAIM, NOT_HIS_CLAIM
from services.payroll.domain.claims import Claim, exclusive_group, policy_day
from services.payroll.store import cancellations
from services.payroll.store import claims as store
from services.payroll.store.claims import ClaimState
from shared.database import Connection, snapshot
from shared.events.claims import ClaimPeriod
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.answers import next_after
from shared.http.lines import ClauseAnswer
from shared.http.parameters import After, Limit
from shared.identifiers import Identifier
from shared.policy import available_packs, load_pack
from shared.refusals import Refused
from shared.sealing import Sealer

router = APIRouter(prefix="/v1/claims", tags=["claims"], route_class=StrictRoute)
_reader = Depends(requires("payroll:read", FINANCE))
_reader_or_worker = Depends(requires("payroll:read", FINANCE, "worker:*"))
_context = Depends(context_of)


@router.get("", summary="Claims, page by page")
async def list_claims(
    fund: Identifier | None = None,
    state: ClaimState | None = None,
    rule: Identifier | None = None,
    subject: Identifier | None = None,
    period: ClaimPeriod | None = None,
    after: After = "",
    limit: Limit = 100,
    client: Client = _reader,
    context: ServiceContext = _context,
) -> ClaimsPage:
    """By claim. Amounts are strings in yuan; `names` says to finance what the workers are called."""
    wanted = {"fund": fund, "state": state, "rule": rule, "subject": subject, "period": period}
    async with snapshot(context.pool) as connection:
        found = await store.list_claims(connection, wanted, after, limit)
        names = await _names(connection, context.sealer, client, [row.facts for row in found])
    return ClaimsPage(
        claims=[claim_listed(row) for row in found],
        names=names,
        next=next_after(found, limit, lambda row: row.facts.claim),
    )


@router.get("/{claim}", summary="One claim: its answer, its money, and why")
async def get_claim(
    claim: Annotated[Identifier, Path(description="The claim's id")],
    client: Client = _reader_or_worker,
    context: ServiceContext = _context,
) -> ClaimExplained:
    """The explanation it was approved with, the postings, its place in the queue, and the claim that won, if any.

    A worker's token reads the claims about him or paid to him.
    """
    async with snapshot(context.pool) as connection:
        row = (await store.find_claims(connection, [claim])).get(claim)
        if row is None:
            raise Refused(NO_CLAIM.of(claim=claim))
        _require_reader(client, row.facts)
        queue = await store.queue_of(connection, row.facts.fund) if row.state == "queued" else []
        places = [waiting.facts.claim for waiting in queue]
        money = ClaimMoney(
            position=places.index(claim) + 1 if places else None,
            payment=await cancellations.payment_state(connection, claim),
            postings=await store.postings_of_claim(connection, row),
        )
        names = await _names(connection, context.sealer, client, [row.facts])
    return claim_explained(row, names, money, _excludes(row.facts))


async def _names(connection: Connection, sealer: Sealer, client: Client, claims: Sequence[Claim]) -> dict[str, str]:
    if not client.has(FINANCE):
        return {}
    named = {(claim.beneficiary_kind, claim.beneficiary) for claim in claims}
    named |= {(claim.payee_kind, claim.payee) for claim in claims}
    workers = {name for kind, name in named if kind == "worker"}
    return await names_of(connection, sealer, workers | {claim.subject for claim in claims})


def _require_reader(client: Client, facts: Claim) -> None:
    if client.has("payroll:read") or client.has(FINANCE):
        return
    if client.values("worker").isdisjoint({facts.subject, facts.beneficiary, facts.payee}):
        raise Refused(NOT_HIS_CLAIM.of(client=client.id))


def _excludes(facts: Claim) -> ExcludesAnswer | None:
    """Of which subsidies the subject draws one, and by which passage; None where the pack is not at hand."""
    if facts.policy_pack not in available_packs():
        return None
    pack = load_pack(facts.policy_pack)
    edition = pack.edition_on(policy_day(facts.period))
    name = exclusive_group(facts, pack)
    group = edition.exclusive_groups.get(name)
    clause = edition.exclusive_group_clause(facts.rule)
    return ExcludesAnswer(
        group=name,
        rules=list(group.rules) if group else [facts.rule],
        clause=ClauseAnswer.model_validate(clause) if clause else None,
    )
