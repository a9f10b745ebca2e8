"""Connections end on which no request comes: uvicorn waits for its head for ever, `Front` for its body in time."""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


def patient_for(head_seconds: float) -> type[H11Protocol]:
    """The protocol of a server that gives each request's head so much time, from the connection or its first byte."""

    class PatientProtocol(H11Protocol):
        _ending: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._watch_head()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._watch_head()

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            self._rest()

        def _watch_head(self) -> None:
            if self.conn.their_state is not h11.IDLE:
                self._rest()
            elif self._ending is None:
                self._ending = self.loop.call_later(head_seconds, self.timeout_keep_alive_handler)

        def _rest(self) -> None:
            if self._ending is not None:
                self._ending.cancel()
                self._ending = None

    return PatientProtocol
