"""One settlement over HTTP: where a posting of the ledger leads, with why each amount as it was frozen."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from services.payroll.api.answers.settlements import SettlementExplained, settlement_explained
from services.payroll.api.authorize import FINANCE, require_reader
from services.payroll.api.refusals import NO_SETTLEMENT
from services.payroll.store import settlements
from shared.database import snapshot
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.identifiers import LARGEST_NUMBER
from shared.refusals import Refused

router = APIRouter(prefix="/v1/settlements", tags=["months"], route_class=StrictRoute)
_reader = Depends(requires("payroll:read", FINANCE, "clerk:*", "checker:*", "worker:*"))
_context = Depends(context_of)
Number = Annotated[
    int, Path(ge=1, le=LARGEST_NUMBER, description="The settlement's number, as postings and payments name it")
]


@router.get("/{number}", summary="One settlement of a worker or a collective, explained")
async def get_settlement(
    number: Number, client: Client = _reader, context: ServiceContext = _context
) -> SettlementExplained:
    """Lines with rule, clause, parameters, formula and events; each adjustment with before, after and causes; what a
    debt was recovered by. The worker's own token may read it.
    """
    async with snapshot(context.pool) as connection:
        stored = await settlements.find_settlement(connection, number)
        if stored is None:
            raise Refused(NO_SETTLEMENT.of(number=number))
        settlement = stored.settlement
        is_own = settlement.beneficiary_kind == "worker" and settlement.beneficiary in client.values("worker")
        if not is_own:
            await require_reader(connection, client, settlement.workshop)
    return settlement_explained(stored)
