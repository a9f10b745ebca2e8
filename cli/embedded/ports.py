"""Loopback ports that stay ours for a whole run, also while the server behind them is down."""

import contextlib
import secrets
import socket
import sys
from pathlib import Path

from cli.embedded.errors import EmbeddedError

LOOPBACK = "127.0.0.1"
LOWEST_PORT = 10240
PORT_RANGE_FILE = Path("/proc/sys/net/ipv4/ip_local_port_range")
DEFAULT_FIRST_EPHEMERAL_PORT = 32768
ATTEMPTS = 200
CONNECT_PATIENCE_SECONDS = 1.0


class ReservedPort:
    """A bound, never listening socket: the server can listen on the port, no chooser takes it meanwhile.

    Linux lets a second socket bind and listen where the first one only holds the address and both allow
    reuse. Elsewhere the reservation is given up at once and only the number is remembered.
    """

    def __init__(self, holder: socket.socket) -> None:
        self.number: int = holder.getsockname()[1]
        self._holder = holder
        if sys.platform != "linux":
            holder.close()

    def release(self) -> None:
        """Give the port up; harmless when repeated."""
        self._holder.close()


def reserve_port(preferred: int | None = None) -> ReservedPort:
    """Reserve the preferred port if nobody listens on it, else a free one.

    New ports lie below the range the system gives to outgoing connections: a client that keeps trying to
    reach a stopped server on a port inside that range can end up connected to itself, and hold the port.
    Raises EmbeddedError when no port is free.
    """
    if preferred is not None:
        with contextlib.suppress(OSError):
            return _reserve(preferred, allow_reuse_while_binding=True)
    highest = max(_first_ephemeral_port(), LOWEST_PORT + ATTEMPTS)
    for _ in range(ATTEMPTS):
        with contextlib.suppress(OSError):
            return _reserve(LOWEST_PORT + secrets.randbelow(highest - LOWEST_PORT), False)
    raise EmbeddedError(f"no free port on {LOOPBACK} between {LOWEST_PORT} and {highest}")


def somebody_listens(host: str, port: int) -> bool:
    """Whether a program takes connections at the address."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.settimeout(CONNECT_PATIENCE_SECONDS)
        return probe.connect_ex((host, port)) == 0


def _reserve(number: int, allow_reuse_while_binding: bool) -> ReservedPort:
    """Bind; without reuse while binding, other reservations and lingering connections count as taken."""
    holder = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if allow_reuse_while_binding:
            holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind((LOOPBACK, number))
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    except OSError:
        holder.close()
        raise
    return ReservedPort(holder)


def _first_ephemeral_port() -> int:
    try:
        return int(PORT_RANGE_FILE.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return DEFAULT_FIRST_EPHEMERAL_PORT
