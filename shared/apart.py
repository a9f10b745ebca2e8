"""Work on what others sent, each piece of it in a process of its own, with limits of time and of memory.

A pool's processes share a pipe, and one killed while it holds it stops all others: here each has its own.
"""

import asyncio
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import structlog

from shared.faults import fault_of

log = structlog.get_logger()

Work = Callable[..., Iterator[Any]]
"""A generator function of a small module: its process loads that module, and nothing of the API around it."""

AT_ONCE: Final = 2
MOST_WAITING: Final = 8
"""Further work is turned away at once: each that waits holds its content in memory."""
_CONTEXT: Final = multiprocessing.get_context("forkserver")
_STARTING_AND_ENDING: Final = threading.Lock()
"""The list of children that `multiprocessing` keeps is not made for several threads."""
_SIZE_IN_PAGES: Final = Path("/proc/self/statm")
_PATIENCE_AT_THE_END_SECONDS: Final = 5.0


class Limits(NamedTuple):
    """What one process may take, and how long work may wait for its turn."""

    seconds: float
    memory_bytes: int
    waiting_seconds: float


class BusyError(Exception):
    """Too much waits already, or it did not come to this work's turn in time."""


class OverLimitError(Exception):
    """The process was ended because it took too much of this."""

    def __init__(self, limit: Literal["time", "memory"]) -> None:
        super().__init__(limit)
        self.limit = limit


class ProcessEndedError(Exception):
    """The process ended, or was ended by somebody else, before its work was done."""


class WorkFailedError(RuntimeError):
    """The work raised what it should not have. Tells class and place, and nothing of what was worked on."""


class ApartProcesses:
    """Runs work apart, a few at once; what comes later waits its turn.

    `modules` are loaded once, by the first work, in the process that all others are forked from. So is this
    one: loading it takes ten times as long as the fork.
    """

    def __init__(self, limits: Limits, modules: Sequence[str]) -> None:
        self.limits = limits
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        _CONTEXT.set_forkserver_preload([__name__, *modules])

    async def run(
        self, work: Work, content: bytes, *arguments: object, refusals: tuple[type[Exception], ...]
    ) -> list[Any]:
        """All that `work(content, *arguments)` yields. When this is cancelled the process is killed.

        Raises what the work raises of `refusals`, and the errors of this module.
        """
        async with self._turn():
            process = _Process(work, content, arguments, refusals, self.limits)
            running = asyncio.ensure_future(asyncio.to_thread(process.run))
            try:
                async with asyncio.timeout(self.limits.seconds):
                    return await asyncio.shield(running)
            except TimeoutError:
                raise OverLimitError("time") from None
            finally:
                if not running.done():
                    process.kill()
                    await asyncio.wait([running])
                    running.exception()

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._turns.locked() and self._waiting >= MOST_WAITING:
            raise BusyError
        self._waiting += 1
        try:
            async with asyncio.timeout(self.limits.waiting_seconds):
                await self._turns.acquire()
        except TimeoutError:
            raise BusyError from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._turns.release()


class _Process:
    """One process as a thread speaks with it; `kill` may come from another thread at any moment."""

    def __init__(
        self,
        work: Work,
        content: bytes,
        arguments: tuple[object, ...],
        refusals: tuple[type[Exception], ...],
        limits: Limits,
    ) -> None:
        self._content = content
        self._ours, self._its = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(
            target=_serve, args=(self._its, work, arguments, refusals, limits), name="apart", daemon=True
        )
        self._is_started = self._is_given_up = False

    def run(self) -> list[Any]:
        """Start it, hand it the content, and take what it yields."""
        try:
            with _STARTING_AND_ENDING:
                self._process.start()
            self._is_started = True
            self._its.close()
            if self._is_given_up:
                self._process.kill()
            with suppress(ConnectionError):  # that it has ended is told where its answer is missing
                self._ours.send_bytes(self._content)
            return list(self._answers())
        finally:
            self._ours.close()
            with _STARTING_AND_ENDING:
                if self._is_started:
                    self._process.kill()
                    self._process.join(_PATIENCE_AT_THE_END_SECONDS)

    def kill(self) -> None:
        """End it, or have it ended as soon as it has started."""
        self._is_given_up = True
        if self._is_started:
            self._process.kill()

    def _answers(self) -> Iterator[Any]:
        while True:
            try:
                kind, value = self._ours.recv()
            except (EOFError, OSError):  # OSError: it ended in the middle of an answer
                raise self._why_it_ended() from None
            if kind == "done":
                return
            if kind == "piece":
                yield value
            elif kind == "memory":
                raise OverLimitError("memory")
            elif kind == "refused":
                raise value
            else:
                raise WorkFailedError(value)

    def _why_it_ended(self) -> Exception:
        self._process.join(_PATIENCE_AT_THE_END_SECONDS)
        code = self._process.exitcode
        if code == -signal.SIGXCPU:
            return OverLimitError("time")
        if not self._is_given_up:
            log.warning("process_apart_ended", exit_code=code)
        return ProcessEndedError(code)


def _serve(
    pipe: Connection, work: Work, arguments: tuple[object, ...], refusals: tuple[type[Exception], ...], limits: Limits
) -> None:
    """What the process does: limit itself, work, tell what came of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which ends what it has started
    _limit_itself(limits)
    answer: tuple[str, object] = ("done", None)
    try:
        for piece in work(pipe.recv_bytes(), *arguments):
            pipe.send(("piece", piece))
    except refusals as error:
        answer = ("refused", error)
    except MemoryError:
        answer = ("memory", None)
    except Exception as error:  # noqa: BLE001 - told where it was, without its words
        answer = ("failed", fault_of(error))
    with suppress(ConnectionError):
        pipe.send(answer)


def _limit_itself(limits: Limits) -> None:
    """The clock is the service's; where that dies this process ends too, at the latest by the processor's time."""
    threading.Thread(target=_end_with_the_service, daemon=True).start()
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_CPU, int(limits.seconds) + 1)
    if _SIZE_IN_PAGES.exists():
        pages = int(_SIZE_IN_PAGES.read_text().split()[0])
        _lower(resource.RLIMIT_AS, pages * resource.getpagesize() + limits.memory_bytes)


def _end_with_the_service() -> None:
    service = multiprocessing.parent_process()
    if service is not None:
        service.join()
    os._exit(1)


def _lower(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (limit, limit))
