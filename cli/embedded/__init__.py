"""The embedded Valkey and PostgreSQL servers, run by a small supervisor of our own."""

from cli.embedded.errors import EmbeddedError
from cli.embedded.servers import EmbeddedServers, ServerAddresses

__all__ = ["EmbeddedError", "EmbeddedServers", "ServerAddresses"]
