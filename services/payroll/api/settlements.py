"""One settlement over HTTP: where a posting of the ledger leads, with why each amount as it was frozen."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from services.payroll.api.authorize import FINANCE, require_reader
from services.payroll.store import settlements
from shared.database import snapshot
from shared.http import Client, ProblemError, ServiceContext, StrictRoute, context_of, requires

router = APIRouter(prefix="/v1/settlements", tags=["months"], route_class=StrictRoute)
_reader = Depends(requires("payroll:read", FINANCE, "clerk:*", "checker:*", "worker:*"))
_context = Depends(context_of)
Number = Annotated[int, Path(ge=1, le=2**62, description="The settlement's number, as postings and payments name it")]


@router.get("/{number}", summary="One settlement of a worker or a collective, explained")
async def get_settlement(
    number: Number, client: Client = _reader, context: ServiceContext = _context
) -> dict[str, Any]:
    """Lines with rule, clause, parameters, formula and events; each adjustment with before, after and causes; what a
    debt was recovered by. The worker's own token may read it.
    """
    async with snapshot(context.pool) as connection:
        row = await settlements.find_settlement(connection, number)
        if row is None:
            raise ProblemError(404, "Not found", f"there is no settlement {number}", advice="check the number")
        is_own = row["beneficiary_kind"] == "worker" and row["beneficiary"] in client.values("worker")
        if not is_own:
            await require_reader(connection, client, row["workshop"])
    told = row["explained"]
    adjustments = [
        adjustment | {"lines": why["lines"], "causes": why["causes"]}
        for adjustment, why in zip(row["content"]["adjustments"], told["adjustments"], strict=True)
    ]
    return settlements.settlement_as_json(row) | {
        "lines": told["lines"],
        "unpaid": told["unpaid"],
        "adjustments": adjustments,
        "recovery": row["content"]["recovery"] | {"parameters": told.get("recovery", [])},
    }
