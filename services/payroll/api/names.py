"""Names beside ids, for whoever may fetch the wage list; everybody else sees ids."""

from collections.abc import Iterable
from contextlib import suppress

from services.payroll.api.authorize import FINANCE
from services.payroll.store.people import load_people
from services.payroll.store.workshops import township_of
from shared.database import Connection
from shared.details import open_person
from shared.http import Client
from shared.sealing import SealBrokenError, Sealer


async def is_keeper(connection: Connection, client: Client, workshop: str) -> bool:
    """Whether the caller keeps a workshop's months: its clerk, its township's checker, finance."""
    if client.has(FINANCE) or client.has(f"clerk:{workshop}"):
        return True
    township = await township_of(connection, workshop)
    return township is not None and client.has(f"checker:{township}")


async def names_for_keeper(
    connection: Connection, sealer: Sealer, client: Client, workshop: str, workers: Iterable[str]
) -> dict[str, str]:
    """What these workers of a workshop's month are called, if the caller keeps it; nobody's name otherwise."""
    if not await is_keeper(connection, client, workshop):
        return {}
    return await names_of(connection, sealer, workers)


async def names_of(connection: Connection, sealer: Sealer, workers: Iterable[str]) -> dict[str, str]:
    """What these workers are called; who is not known, was erased or cannot be opened is not there."""
    found = await load_people(connection, sorted(set(workers)))
    names = {}
    for worker, sealed in found.items():
        with suppress(SealBrokenError):  # the id stands alone then; whoever decides or pays is told
            if person := open_person(sealer, sealed):
                names[worker] = person.name
    return names
