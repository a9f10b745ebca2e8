"""How decisions are taken over HTTP: one transaction each, and what the database refuses told as a problem."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asyncpg import CheckViolationError

from shared.decisions.deciding import deciding
from shared.http.context import ServiceContext
from shared.http.problems import ProblemError
from shared.messaging.transaction import Transaction


@asynccontextmanager
async def decision(context: ServiceContext) -> AsyncIterator[Transaction]:
    """A decision's transaction. Raises ProblemError where a guard of the service's database refuses it."""
    definition = context.kernel.definition
    try:
        async with deciding(context.pool, definition, context.sealer) as transaction:
            yield transaction
    except CheckViolationError as error:
        if error.constraint_name not in definition.guards:
            raise
        raise ProblemError(
            409,
            "Not decided",
            str(error),
            advice="look again: another decision was quicker, or money is short",
        ) from error
