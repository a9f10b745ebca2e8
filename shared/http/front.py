"""Around every request: whatever happens inside, it is answered, and says so where its connection ends with it."""

import asyncio
from time import perf_counter
from typing import Final

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http.problems import answer_failure
from shared.logging import log_correlated
from shared.refusals import Refusal, Refused
from shared.request_notes import MAXIMUM_STEPS, RequestNotes, begin_notes, end_notes
from shared.texts import Text

BODY_TOO_SLOW: Final = Refusal(
    Text("body.too_slow", "内容未在 {seconds} 秒内传完", "the body did not come within {seconds} s"),
    Text(
        "body.better_line",
        "请换较好的网络重新发送，或分几次发送",
        "send it again on a better line, or less at once",
    ),
    "slow",
)
_READING: Final = ("GET", "HEAD", "OPTIONS")


class Front:
    """ASGI middleware, the outermost.

    A body that was not read to its end would be taken for the next request, or be read for nothing: the answer says
    `Connection: close`, and so does that of a failure. A body that does not come in time is answered 408. What changed
    something, or tried to, is one line of the log.
    """

    def __init__(self, app: ASGIApp, body_seconds: float) -> None:
        self._app = app
        self._body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send, self._body_seconds)
        started, notes = perf_counter(), begin_notes()
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except ClientDisconnect:
            return
        except Exception as error:
            if exchange.status is not None:
                raise
            failed = await answer_failure(Request(scope), error)
            await failed(scope, exchange.receive, exchange.send)
        finally:
            if notes.steps or scope["method"] not in _READING:
                _log_request(scope, exchange.status, notes, perf_counter() - started)
            end_notes()
            structlog.contextvars.unbind_contextvars("client")


def _log_request(scope: Scope, status: int | None, notes: RequestNotes, seconds: float) -> None:
    """Who, what, about whom, what became of it. Of an address that was not taken for good only the form is told:
    its gaps may hold anything.
    """
    taken = status is not None and status < 400
    gaps = scope.get("path_params", {}) if taken or status == 409 else {}
    steps = notes.steps if taken else []
    route = scope.get("route")
    log_correlated(
        "request_answered",
        notes.correlation_ids if taken else (),
        operation=f"{scope['method']} {getattr(route, 'path', 'unknown')}",
        subject="/".join(str(value) for value in gaps.values()),
        steps=steps[:MAXIMUM_STEPS],
        steps_taken=len(steps),
        outcome="done" if taken else "refused" if status is not None and status < 500 else "failed",
        status=status,
        milliseconds=round(seconds * 1000, 1),
    )


class _Exchange:
    """One request and its answer as they pass by."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, body_seconds: float) -> None:
        self._receive, self._send, self._body_seconds = receive, send, body_seconds
        self._deadline: float | None = None
        headers = dict(scope["headers"])
        self._is_read = b"transfer-encoding" not in headers and headers.get(b"content-length", b"0") == b"0"
        self.status: int | None = None

    async def receive(self) -> Message:
        message = await (self._receive() if self._is_read else self._receive_in_time())
        if message["type"] == "http.request" and not message.get("more_body", False):
            self._is_read = True
        return message

    async def _receive_in_time(self) -> Message:
        """The next part of the body. All of them together have so much time, from when the first is asked for."""
        if self._deadline is None:
            self._deadline = asyncio.get_running_loop().time() + self._body_seconds
        try:
            async with asyncio.timeout_at(self._deadline):
                return await self._receive()
        except TimeoutError:
            raise Refused(BODY_TOO_SLOW.of(seconds=f"{self._body_seconds:g}")) from None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if not self._is_read or self.status >= 500:
                message = {**message, "headers": [*message.get("headers", []), (b"connection", b"close")]}
        await self._send(message)
