"""Around every request: whatever happens inside, it is answered, and says so where its connection ends with it."""

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http.problems import answer_failure


class Front:
    """ASGI middleware, the outermost.

    A body that was not read to its end would be taken for the next request, or be read for nothing: the answer says
    `Connection: close`, and so does that of a failure.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send)
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except ClientDisconnect:
            return
        except Exception as error:
            if exchange.status is not None:
                raise
            failed = await answer_failure(Request(scope), error)
            await failed(scope, exchange.receive, exchange.send)


class _Exchange:
    """One request and its answer as they pass by."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        headers = dict(scope["headers"])
        self._is_read = b"transfer-encoding" not in headers and headers.get(b"content-length", b"0") == b"0"
        self.status: int | None = None

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request" and not message.get("more_body", False):
            self._is_read = True
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if not self._is_read or self.status >= 500:
                message = {**message, "headers": [*message.get("headers", []), (b"connection", b"close")]}
        await self._send(message)
