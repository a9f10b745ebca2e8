"""How decisions are taken over HTTP: one transaction each, refusals told as problems."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asyncpg import CheckViolationError

from services.payroll.decisions.refusals import Refused
from services.payroll.definition import DEFINITION
from services.payroll.store.workshops import township_of
from shared.database import Connection
from shared.http import Client, ProblemError, ServiceContext
from shared.messaging.decisions import deciding
from shared.messaging.transaction import Transaction

FINANCE = "payroll:finance"
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


async def require_checker(connection: Connection, client: Client, workshop: str) -> None:
    """The caller checks for the workshop's township, withdrawn or not. Raises ProblemError 403 or 404."""
    township = await township_of(connection, workshop)
    if township is None:
        raise ProblemError(404, "Not found", f"no workshop {workshop} is registered", advice="check the id")
    if not client.has(f"checker:{township}"):
        raise ProblemError(
            403,
            "Not allowed",
            f"{client.id} does not check for {township}",
            advice=f"ask for the scope checker:{township}",
        )


def require_clerk(client: Client, workshop: str) -> None:
    """The caller is the workshop's clerk. Raises ProblemError 403."""
    if not client.has(f"clerk:{workshop}"):
        raise ProblemError(
            403,
            "Not allowed",
            f"{client.id} is no clerk of {workshop}",
            advice=f"ask for the scope clerk:{workshop}",
        )


async def require_reader(connection: Connection, client: Client, workshop: str) -> None:
    """The caller may look at the workshop's months: its clerk, its checker, the county. Raises ProblemError."""
    if client.has("payroll:read") or client.has(FINANCE) or client.has(f"clerk:{workshop}"):
        return
    await require_checker(connection, client, workshop)
