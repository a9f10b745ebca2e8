"""An outage is waited out; an error that would happen again every time is not."""

import asyncpg
import pytest
from redis import exceptions as redis_errors

from shared.messaging.failures import backing_off, is_outage


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        ConnectionResetError(),
        TimeoutError(),
        asyncpg.ConnectionDoesNotExistError("lost"),
        asyncpg.CannotConnectNowError("starting up"),
        asyncpg.AdminShutdownError("shutting down"),
        asyncpg.CrashShutdownError("crashed"),
        asyncpg.TooManyConnectionsError("too many"),
        asyncpg.DeadlockDetectedError("deadlock"),
        asyncpg.SerializationError("serialize"),
        asyncpg.LockNotAvailableError("locked"),
        asyncpg.DiskFullError("full"),
        asyncpg.ReadOnlySQLTransactionError("a standby"),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.InterfaceError("pool is closing"),
        asyncpg.InternalClientError("cannot switch to state 11; another operation (2) is in progress"),
        redis_errors.ConnectionError("lost"),
        redis_errors.TimeoutError("slow"),
        redis_errors.BusyLoadingError("LOADING the dataset"),
        redis_errors.ResponseError("LOADING Redis is loading the dataset in memory"),
        redis_errors.ResponseError("OOM command not allowed"),
        redis_errors.ResponseError("MISCONF errors writing to the AOF"),
        redis_errors.ReadOnlyError("READONLY"),
        redis_errors.OutOfMemoryError("OOM command not allowed"),
    ],
    ids=repr,
)
def test_waiting_helps(error: Exception) -> None:
    assert is_outage(error)


@pytest.mark.parametrize(
    "error",
    [
        ValueError("wrong"),
        KeyError("missing"),
        ZeroDivisionError(),
        asyncpg.UniqueViolationError("twice"),
        asyncpg.CheckViolationError("check"),
        asyncpg.CharacterNotInRepertoireError("NUL"),
        asyncpg.UndefinedTableError("no table"),
        asyncpg.RaiseError("append-only"),
        asyncpg.DataError("out of range"),
        asyncpg.InvalidPasswordError("wrong password"),
        asyncpg.InterfaceError("the query has 2 parameters"),
        asyncpg.InternalClientError("got result for unknown protocol state 3"),
        redis_errors.ResponseError("NOGROUP No such key"),
        redis_errors.ResponseError("WRONGTYPE"),
        redis_errors.NoPermissionError("NOPERM"),
    ],
    ids=repr,
)
def test_waiting_does_not_help(error: Exception) -> None:
    assert not is_outage(error)


async def test_the_pauses_grow_to_a_bound_and_never_end() -> None:
    attempts = []
    async for attempt in backing_off(0.001, 0.004):
        attempts.append(attempt)
        if attempt == 6:
            break
    assert attempts == [1, 2, 3, 4, 5, 6]
