"""The locks of payroll, in the order in which whoever takes several takes them."""

from collections.abc import Sequence

from shared.database import Connection
from shared.facts.rows import lock

_PAYING_LOCK = 7471101
"""Advisory lock: shared by whoever may take something back, exclusive to whoever instructs payments."""


async def keep_from_paying(connection: Connection) -> None:
    """Keep payments from being instructed until this transaction ends.

    Both lock obligations and then the accounts they are owed from, each in an order of its own.
    """
    await connection.execute("SELECT pg_advisory_xact_lock_shared($1)", _PAYING_LOCK)


async def keep_from_taking_back(connection: Connection) -> None:
    """Keep obligations from being taken back until this transaction ends. To be called before the books are taken."""
    await connection.execute("SELECT pg_advisory_xact_lock($1)", _PAYING_LOCK)


_BOOKS_LOCK = 7471100
"""Advisory lock: shared by whoever computes, exclusive to whoever closes."""


async def share_books(connection: Connection) -> None:
    """Keep months from being closed until this transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock_shared($1)", _BOOKS_LOCK)


async def take_books(connection: Connection) -> None:
    """Wait for computations in work, and keep others from starting until this transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock($1)", _BOOKS_LOCK)


async def lock_workers(connection: Connection, workers: Sequence[str]) -> None:
    """Lock workers in order, so that the months of one worker are computed one transaction at a time.

    The lock is the worker's, not the month's, because a month's facts can move the first day worked,
    on which all his months rest.
    """
    await lock(connection, "worker_lock", {"worker": "text"}, [(worker,) for worker in set(workers)])


async def lock_workshops(connection: Connection, names: Sequence[str]) -> None:
    """Lock workshops in order, so that each is computed by one at a time."""
    await lock(connection, "workshop_lock", {"workshop": "text"}, [(name,) for name in set(names)])
