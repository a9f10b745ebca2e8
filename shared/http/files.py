"""Files of others are read apart: off the loop, within limits, and given up with the request they came by."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

from fastapi import Request
from starlette.requests import ClientDisconnect

from shared.apart import BusyError, OverLimitError, ProcessEndedError, Work
from shared.http.context import ServiceContext
from shared.http.titles import FILE_CANNOT_BE_READ
from shared.refusals import NO_ADVICE, Refusal, Refused
from shared.texts import Text, TextError

_MEBIBYTE: Final = 1024 * 1024
_SPLIT: Final = Text(
    "file.split_or_save_anew",
    "请拆分文件，或另存为只含这张表的文件",
    "split the file, or save it anew with nothing but the table in it",
)
READING_TOO_SLOW: Final = Refusal(
    Text(
        "file.reading_too_slow",
        "读取文件超过 {seconds} 秒，已停止；文件内容一行也没有收",
        "reading the file took longer than {seconds} s",
    ),
    _SPLIT,
    "large",
)
READING_TOO_LARGE: Final = Refusal(
    Text(
        "file.reading_too_large",
        "读取文件所需内存超过 {mebibytes} MiB，已停止；文件内容一行也没有收",
        "reading the file took more than {mebibytes} MiB of memory",
    ),
    _SPLIT,
    "large",
)
READING_ENDED: Final = Refusal(
    Text(
        "file.reading_ended",
        "读取文件的进程被系统中止；文件内容一行也没有收",
        "the process that read the file was ended from outside; nothing of the file was taken",
    ),
    Text(
        "file.send_again_or_split",
        "请重新上传；仍不行时请拆分文件",
        "send it again; where that fails too, split the file",
    ),
    "unusable",
    title=FILE_CANNOT_BE_READ,
)
NO_TURN: Final = Refusal(
    Text(
        "file.no_turn",
        "正在读取其他文件，尚未轮到这个文件",
        "other files are being read, and this one did not get its turn",
    ),
    Text("file.send_in_a_minute", "请一分钟后再上传", "send it again in a minute"),
    "busy",
)


async def read_apart(
    context: ServiceContext,
    request: Request,
    work: Work,
    content: bytes,
    *arguments: object,
) -> list[Any]:
    """All that `work(content, *arguments)` yields in a process of its own.

    Raises the TextError of what it refuses; Refused over a limit, where the process was ended from outside, and where
    too many files wait already; ClientDisconnect where nobody waits for the answer any more.
    """
    try:
        return await _unless_gone(request, context.apart.run(work, content, *arguments, refusals=(TextError,)))
    except OverLimitError as error:
        raise _over_limit(context, error) from error
    except ProcessEndedError as error:
        raise Refused(READING_ENDED) from error
    except BusyError as error:
        raise Refused(NO_TURN) from error


async def read_file_apart(
    context: ServiceContext,
    request: Request,
    work: Work,
    content: bytes,
    *arguments: object,
    advice: Text = NO_ADVICE,
) -> list[Any]:
    """The same of a file that is a request's only matter: what the work refuses is the answer, with this advice."""
    try:
        return await read_apart(context, request, work, content, *arguments)
    except TextError as error:
        raise Refused(Refusal(error.text, advice, "unusable", title=FILE_CANNOT_BE_READ)) from error


def _over_limit(context: ServiceContext, error: OverLimitError) -> Refused:
    limits = context.apart.limits
    if error.limit == "time":
        return Refused(READING_TOO_SLOW.of(seconds=f"{limits.seconds:g}"))
    return Refused(READING_TOO_LARGE.of(mebibytes=limits.memory_bytes // _MEBIBYTE))


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
