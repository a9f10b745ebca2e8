"""Both embedded servers of one data folder, started and stopped together."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from cli.embedded.errors import EmbeddedError
from cli.embedded.folder import DataFolder
from cli.embedded.postgres import PostgresServer
from cli.embedded.valkey import ValkeyServer


@dataclass(frozen=True)
class ServerAddresses:
    """Where the services connect, passwords included. The database URL names the server's own database
    `postgres`; each service puts the name of its database in the place of it.
    """

    redis_url: str
    database_url: str


class EmbeddedServers:
    """Valkey and PostgreSQL for one data folder, which is locked while they run.

    A URL given for either means that server is somebody else's: it is neither started nor stopped.
    `redis_server_binary` runs another server program of the same protocol in Valkey's place.
    """

    def __init__(
        self,
        data_folder: Path,
        *,
        redis_url: str | None = None,
        database_url: str | None = None,
        redis_server_binary: Path | None = None,
    ) -> None:
        self.folder = DataFolder(data_folder)
        self._redis_url = redis_url or None
        self._database_url = database_url or None
        self._valkey = None if self._redis_url else ValkeyServer(self.folder, redis_server_binary)
        self._postgres = None if self._database_url else PostgresServer(self.folder)

    @classmethod
    def from_environment(cls, data_folder: Path) -> Self:
        """Embed what GONGFANG_REDIS_URL and GONGFANG_DATABASE_URL do not name."""
        return cls(
            data_folder,
            redis_url=os.environ.get("GONGFANG_REDIS_URL"),
            database_url=os.environ.get("GONGFANG_DATABASE_URL"),
        )

    @property
    def valkey(self) -> ValkeyServer:
        """The embedded stream server. Raises EmbeddedError when a URL stands in its place."""
        if self._valkey is None:
            raise EmbeddedError("the stream server is not embedded: its URL was given")
        return self._valkey

    @property
    def postgres(self) -> PostgresServer:
        """The embedded database server. Raises EmbeddedError when a URL stands in its place."""
        if self._postgres is None:
            raise EmbeddedError("the database server is not embedded: its URL was given")
        return self._postgres

    @property
    def addresses(self) -> ServerAddresses:
        """Where both servers are; raises EmbeddedError before the first start."""
        return ServerAddresses(
            self._redis_url or self.valkey.url,
            self._database_url or self.postgres.url,
        )

    def start(self) -> ServerAddresses:
        """Lock the folder, clean up after a killed run, start what does not run yet, wait until it answers.

        Raises EmbeddedError: folder in use, programs missing, a server that does not come up (with the end
        of its log). Nothing is left running then.
        """
        self.folder.lock()
        try:
            _run_together([server.prepare for server in self.embedded() if not server.is_running()])
            _run_together([server.start for server in self.embedded()])
        except BaseException:
            self.stop()
            raise
        return self.addresses

    def stop(self) -> None:
        """Stop both gracefully and let go of the folder; harmless when repeated."""
        try:
            _run_together([server.stop for server in self.embedded()])
        finally:
            for server in self.embedded():
                server.release()
            self.folder.unlock()

    def versions(self) -> list[str]:
        """What the embedded server programs say about themselves, for display."""
        return [server.version() for server in self.embedded()]

    def embedded(self) -> list[ValkeyServer | PostgresServer]:
        """The servers that are ours."""
        return [server for server in (self._valkey, self._postgres) if server is not None]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()


def _run_together(steps: list[Callable[[], None]]) -> None:
    """Run the steps at the same time, wait for all, then raise the first error if there was one."""
    if not steps:
        return
    with ThreadPoolExecutor(max_workers=len(steps)) as pool:
        running = [pool.submit(step) for step in steps]
    for step in running:
        step.result()
