"""The whole system on one machine: embedded servers, the six service processes, and where they answer."""

import asyncio
import json
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cli.embedded import EmbeddedServers, ServerAddresses
from cli.embedded.keeping import ServerKeeper
from cli.embedded.logs import supervisor_report
from cli.keys import Keys
from cli.processes import ProcessGroup, ServiceProcess
from shared.database import ensure_database, migrate
from shared.events.catalogue import SERVICES
from shared.settings import Settings

PROJECT_FOLDER = Path(__file__).resolve().parent.parent
DEFAULT_BASE_PORT = 8000
_WORKER_PORT_OFFSET = 1000


@dataclass(frozen=True, slots=True)
class Stack:
    """A running system."""

    data_folder: Path
    servers: EmbeddedServers
    addresses: ServerAddresses
    processes: ProcessGroup
    keeper: ServerKeeper
    keys: Keys
    settings: Settings

    def check(self) -> None:
        """Raise EmbeddedError where a server or a process has been given up, with the reason."""
        self.keeper.check()
        self.processes.check()

    def url(self, service: str) -> str:
        """Where a service's HTTP interface answers."""
        return f"http://127.0.0.1:{self.settings.api_port(service)}"

    def worker_url(self, service: str) -> str:
        """Where a service's worker answers /health and /metrics."""
        return f"http://127.0.0.1:{self.settings.worker_port(service)}"


def stack_settings(
    addresses: ServerAddresses, keys: Keys, base_port: int, inbound_clients: dict[str, dict[str, str]], log_level: str
) -> Settings:
    """The settings every process of the stack gets. `base_port` 0 takes free ports."""
    ports = {}
    for number, service in enumerate(SERVICES, start=1):
        ports[f"{service}_port"] = base_port + number if base_port else free_port()
        ports[f"{service}_worker_port"] = base_port + _WORKER_PORT_OFFSET + number if base_port else free_port()
    return Settings.model_validate(
        {
            "redis_url": addresses.redis_url,
            "database_url": addresses.database_url,
            "sealing_key": keys.sealing_key,
            "jwks_file": keys.jwks_file,
            "inbound_clients": inbound_clients,
            "log_level": log_level,
            **ports,
        }
    )


def free_port() -> int:
    """A loopback port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment_of(settings: Settings) -> dict[str, str]:
    """The settings as environment variables for a child process."""
    values: dict[str, object] = settings.model_dump(exclude_unset=True)
    if settings.sealing_key is not None:
        values["sealing_key"] = settings.sealing_key.get_secret_value()
    return {
        f"GONGFANG_{name.upper()}": json.dumps(value) if isinstance(value, dict) else str(value)
        for name, value in values.items()
    }


def service_processes(settings: Settings) -> list[ServiceProcess]:
    """Per service an API and a worker."""
    environment = environment_of(settings)
    return [
        ServiceProcess(
            f"{service}-{process}",
            [sys.executable, "-m", f"services.{service}.{process}"],
            environment,
            health_url=f"http://127.0.0.1:{port}/health/ready",
        )
        for service in SERVICES
        for process, port in (("worker", settings.worker_port(service)), ("api", settings.api_port(service)))
    ]


def migrate_all(settings: Settings) -> None:
    """Create the services' databases where they are missing, and bring them to their newest revision."""
    for service in SERVICES:
        url = settings.service_database_url(service)
        asyncio.run(ensure_database(url))
        migrate(url, PROJECT_FOLDER / "services" / service / "migrations")


@contextmanager
def running_stack(
    data_folder: Path,
    *,
    base_port: int = DEFAULT_BASE_PORT,
    inbound_clients: dict[str, dict[str, str]] | None = None,
    log_level: str = "info",
) -> Iterator[Stack]:
    """Start everything, yield it once every process is ready, stop it cleanly.

    Raises EmbeddedError where the folder is in use or a process cannot run, with the reason.
    """
    with ExitStack() as opened:
        servers = opened.enter_context(EmbeddedServers.from_environment(data_folder))
        keys = Keys(data_folder)
        settings = stack_settings(servers.addresses, keys, base_port, inbound_clients or {}, log_level)
        migrate_all(settings)
        report = supervisor_report(servers.folder.logs)
        keeper = opened.enter_context(ServerKeeper(servers, report=report))
        group = ProcessGroup(data_folder, service_processes(settings), working_folder=PROJECT_FOLDER, report=report)
        opened.enter_context(group)
        group.wait_until_ready(60)
        yield Stack(data_folder, servers, servers.addresses, group, keeper, keys, settings)
