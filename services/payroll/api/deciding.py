"""How decisions are taken over HTTP: one transaction each, refusals told as problems."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asyncpg import CheckViolationError

from services.payroll.decisions.refusals import Refused
from services.payroll.definition import DEFINITION
from shared.http import ProblemError, ServiceContext
from shared.messaging.decisions import deciding
from shared.messaging.transaction import Transaction

_GUARDS = ("never_below_zero", "paid_or_cancelled")
"""What the database refuses by itself, and a person can understand."""
_STATUS = {"conflict": 409, "forbidden": 403, "unusable": 422, "unknown": 404}
_TITLE = {"conflict": "Not decided", "forbidden": "Not allowed", "unusable": "Not usable", "unknown": "Not found"}


@asynccontextmanager
async def decision(context: ServiceContext) -> AsyncIterator[Transaction]:
    """A decision's transaction. Raises ProblemError where it is refused or would empty a guarded account."""
    try:
        async with deciding(context.pool, DEFINITION) as transaction:
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
    except CheckViolationError as error:
        if error.constraint_name not in _GUARDS:
            raise
        raise ProblemError(
            409,
            "Not decided",
            str(error),
            advice="look again: another decision was quicker, or money is short",
        ) from error
