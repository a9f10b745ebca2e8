"""What a client may decide and see: the scopes of clerks, checkers, the county and its finance."""

from services.payroll.decisions.lifecycles import CHECKER
from services.payroll.decisions.refusals.months import NO_WORKSHOP
from services.payroll.store.workshops import township_of
from shared.database import Connection
from shared.decisions.lifecycle import Step, has_role, require_role
from shared.http import Client
from shared.refusals import Refused

FINANCE = "payroll:finance"


async def require_step(connection: Connection, client: Client, step: Step, workshop: str) -> None:
    """The caller has a role of a step at the workshop, withdrawn or not. Raises Refused."""
    about = {"workshop": workshop}
    if CHECKER in step.roles and not has_role(step.roles, client, about):
        about["township"] = await _township(connection, workshop)
    require_role(step.roles, client, about)


async def require_checker(connection: Connection, client: Client, workshop: str) -> None:
    """The caller checks for the workshop's township, withdrawn or not. Raises Refused."""
    about = {"workshop": workshop, "township": await _township(connection, workshop)}
    require_role((CHECKER,), client, about)


async def require_reader(connection: Connection, client: Client, workshop: str) -> None:
    """The caller may look at the workshop's months: its clerk, its checker, the county. Raises Refused."""
    if client.has("payroll:read") or client.has(FINANCE) or client.has(f"clerk:{workshop}"):
        return
    await require_checker(connection, client, workshop)


async def _township(connection: Connection, workshop: str) -> str:
    township = await township_of(connection, workshop)
    if township is None:
        raise Refused(NO_WORKSHOP.of(workshop=workshop))
    return township
