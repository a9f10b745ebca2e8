"""How decisions are taken over HTTP: one transaction each, and what the database refuses told as a problem."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from asyncpg import CheckViolationError

from shared.decisions.deciding import deciding
from shared.http.context import ServiceContext
from shared.messaging.transaction import Transaction
from shared.refusals import Refusal, Refused
from shared.texts import Text

GUARDED: Final = "decision.guarded"
LOOK_AGAIN: Final = Text(
    "decision.look_again",
    "请重新查看：别人先办了，或余额不足",
    "look again: another decision was quicker, or money is short",
)


@asynccontextmanager
async def decision(context: ServiceContext) -> AsyncIterator[Transaction]:
    """A decision's transaction. Raises Refused where a guard of the service's database refuses it."""
    definition = context.kernel.definition
    try:
        async with deciding(context.pool, definition, context.sealer) as transaction:
            yield transaction
    except CheckViolationError as error:
        if error.constraint_name not in definition.guards:
            raise
        raise Refused(Refusal(Text(GUARDED, str(error), str(error)), LOOK_AGAIN)) from error
