"""The API of a service as it runs in production: a process of its own, spoken to over its socket."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.support.harness import REPOSITORY, SEALING_KEY, free_port
from tests.support.tokens import TokenIssuer


class ApiProcess:
    """A running API: its address, its log, and tokens it accepts."""

    def __init__(self, service: str, database_url: str, folder: Path, **settings: Any) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / f"{service}-api.log"
        self.issuer = TokenIssuer(folder)
        own = {
            f"{service}_database_url": database_url,
            f"{service}_port": self.port,
            "sealing_key": SEALING_KEY,
            "jwks_file": self.issuer.jwks_file,
        }
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GONGFANG_")}
        environment |= {f"GONGFANG_{name.upper()}": str(value) for name, value in (own | settings).items()}
        command = [sys.executable, "-m", f"services.{service}.api"]
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=output, stderr=output)

    def until_alive(self, seconds: float = 60.0) -> None:
        """Wait until it answers. Fails with its log when it ends instead."""
        deadline = time.monotonic() + seconds
        while True:
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            try:
                httpx.get(f"{self.url}/health/live", timeout=1)
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return

    def peak_memory_mebibytes(self) -> float:
        """The most it ever had resident."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024

    @property
    def process_id(self) -> int:
        """Of the API itself."""
        return self._process.pid

    def children(self) -> list[psutil.Process]:
        """The processes it has started and that still run."""
        return psutil.Process(self._process.pid).children(recursive=True)

    def connection(self) -> socket.socket:
        """A connection to speak HTTP on by hand."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def stop(self) -> None:
        """End it, and wait."""
        self._process.terminate()
        self._process.wait(timeout=30)


@contextmanager
def running_api(service: str, database_url: str, folder: Path, **settings: Any) -> Iterator[ApiProcess]:
    """The API of a service on a database, from ready to stopped."""
    api = ApiProcess(service, database_url, folder, **settings)
    try:
        api.until_alive()
        yield api
    finally:
        api.stop()


def answered(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the answer on a connection, read until it ends or the body is whole."""
    head, _, body = _read_until(connection, b"\r\n\r\n").partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65_536)
    return int(first.split()[1]), headers, body


def _read_until(connection: socket.socket, end: bytes) -> bytes:
    received = b""
    while end not in received:
        part = connection.recv(65_536)
        assert part, f"the connection ended after {received!r}"
        received += part
    return received
