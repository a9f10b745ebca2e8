"""How decisions are taken over HTTP: one transaction each, refusals told as problems."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.payroll.decisions.refusals import Refused
from shared.http import ProblemError, ServiceContext
from shared.http import deciding as frame
from shared.messaging.transaction import Transaction

_STATUS = {"conflict": 409, "forbidden": 403, "unusable": 422, "unknown": 404}
_TITLE = {"conflict": "Not decided", "forbidden": "Not allowed", "unusable": "Not usable", "unknown": "Not found"}


@asynccontextmanager
async def decision(context: ServiceContext) -> AsyncIterator[Transaction]:
    """A decision's transaction. Raises ProblemError where it is refused or would empty a guarded account."""
    try:
        async with frame.decision(context) as transaction:
            yield transaction
    except Refused as refused:
        raise ProblemError(
            _STATUS[refused.kind],
            _TITLE[refused.kind],
            refused.detail,
            pointer=refused.pointer,
            advice=refused.advice,
            **refused.told,
        ) from refused
