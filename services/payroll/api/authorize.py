"""What a client may decide and see: the scopes of clerks, checkers, the county and its finance."""

from services.payroll.store.workshops import township_of
from shared.database import Connection
from shared.http import Client, ProblemError

FINANCE = "payroll:finance"


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
