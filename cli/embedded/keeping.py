"""Starts embedded servers again that died: same data, same port. What cannot live is given up with the reason."""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from cli.embedded.errors import EmbeddedError
from cli.embedded.logs import quote_log
from cli.embedded.postgres import PostgresServer
from cli.embedded.restarting import Failures, RestartPolicy
from cli.embedded.servers import EmbeddedServers
from cli.embedded.spawning import describe_exit
from cli.embedded.valkey import ValkeyServer

POLL_SECONDS = 0.05


class ServerKeeper:
    """Watches the servers that are embedded, each from a thread of its own, from entering to leaving.

    `report` hears of every end, every start and of giving up. A server that is stopped or killed through its own
    object was meant to end, and stays as it is.
    """

    def __init__(
        self, servers: EmbeddedServers, *, report: Callable[[str], None], restart_policy: RestartPolicy | None = None
    ) -> None:
        self._servers = servers
        self._report = report
        self._policy = restart_policy or RestartPolicy()
        self._stopping = threading.Event()
        self._given_up: list[str] = []
        self._threads = [
            threading.Thread(target=self._keep, args=[server], name=f"{server.name}-keeper", daemon=True)
            for server in servers.embedded()
        ]

    def check(self) -> None:
        """Raise EmbeddedError if a server has been given up, with the reason and the end of its log."""
        if self._given_up:
            raise EmbeddedError(self._given_up[0])

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Watch no longer; a start in work is waited for, so that nothing is started behind our back."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _keep(self, server: ValkeyServer | PostgresServer) -> None:
        failures, started_at = Failures(self._policy), time.monotonic()
        while not self._stopping.wait(POLL_SECONDS):
            exit_code = server.exit_code()
            if exit_code is None:
                continue
            lived_seconds = time.monotonic() - started_at
            what = f"{server.name} ended unexpectedly ({describe_exit(exit_code)}) after {lived_seconds:.1f} seconds"
            if not self._bring_back(server, failures, what, lived_seconds):
                return
            started_at = time.monotonic()

    def _bring_back(
        self, server: ValkeyServer | PostgresServer, failures: Failures, what: str, lived_seconds: float
    ) -> bool:
        """Start it until it runs; False when it is given up, or when we stop."""
        while True:
            delay_seconds = failures.next_delay_seconds(lived_seconds)
            if delay_seconds is None:
                self._give_up(f"{what}, {failures.quick_in_a_row} times in a row; given up\n{quote_log(server.log)}")
                return False
            self._report(f"{what}; next start in {delay_seconds:.1f} seconds")
            if self._stopping.wait(delay_seconds):
                return False
            try:
                server.kill()  # what outlived it: a database has children
                server.start()
            except (EmbeddedError, OSError) as error:
                what, lived_seconds = f"{server.name} cannot be started: {str(error).partition(chr(10))[0]}", 0.0
                continue
            self._report(f"{server.name} runs again, with its data and on its port")
            return True

    def _give_up(self, message: str) -> None:
        self._given_up.append(message)
        self._report(message)
