"""Files of others are read apart: off the loop, within limits, and given up with the request they came by."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

from fastapi import Request
from starlette.requests import ClientDisconnect

from shared.apart import BusyError, OverLimitError, ProcessEndedError, Work
from shared.http.context import ServiceContext
from shared.http.problems import ProblemError
from shared.tables import UnreadableFileError

_MEBIBYTE: Final = 1024 * 1024
_SPLIT: Final = "split the file, or save it anew with nothing but the table in it"


async def read_apart(
    context: ServiceContext,
    request: Request,
    work: Work,
    content: bytes,
    *arguments: object,
    refusals: tuple[type[Exception], ...] = (UnreadableFileError,),
) -> list[Any]:
    """All that `work(content, *arguments)` yields in a process of its own.

    Raises what it raises of `refusals`; ProblemError 413 over a limit, 422 where the process was ended from outside,
    429 where too many files wait already; ClientDisconnect where nobody waits for the answer any more.
    """
    try:
        return await _unless_gone(request, context.apart.run(work, content, *arguments, refusals=refusals))
    except OverLimitError as error:
        raise _over_limit(context, error) from error
    except ProcessEndedError as error:
        raise ProblemError(
            422,
            "The file cannot be read",
            "the process that read the file was ended from outside; nothing of the file was taken",
            advice="send it again; where that fails too, split the file",
        ) from error
    except BusyError as error:
        raise ProblemError(
            429,
            "Too busy",
            "other files are being read, and this one did not get its turn",
            advice="send it again in a minute",
        ) from error


def _over_limit(context: ServiceContext, error: OverLimitError) -> ProblemError:
    limits = context.apart.limits
    if error.limit == "time":
        return ProblemError(413, "Too large", f"reading the file took longer than {limits.seconds:g} s", advice=_SPLIT)
    mebibytes = limits.memory_bytes // _MEBIBYTE
    return ProblemError(413, "Too large", f"reading the file took more than {mebibytes} MiB of memory", advice=_SPLIT)


async def _unless_gone(request: Request, work: Coroutine[Any, Any, list[Any]]) -> list[Any]:
    """What the work comes to, which is cancelled when the sender hangs up."""
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_disconnect(request))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect
        return working.result()
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _disconnect(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
