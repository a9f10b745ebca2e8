"""One data folder through four runs: the demonstration, a run that is killed, the demonstration again, and a
system that stays up. One folder, because every start takes seconds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from cli.embedded import EmbeddedServers
from cli.embedded.spawning import is_alive
from cli.stack import Stack, running_stack
from tests.integration.system.command import Up, gongfang, manifest, processes_of
from tests.integration.system.printed import Printed
from tests.support.servers import execute, with_path

Results = dict[str, list[str]]
"""Every row of each table of results, as text."""

_RESULTS_OF = {"statement": "month = '2022-07'", "award": "month = '2022-07'", "profit_division": "period = '2022'"}

ClientOf = Callable[..., httpx.Client]


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all of it happens."""
    return tmp_path_factory.mktemp("system") / "data"


def _demo(folder: Path) -> Printed:
    # At debug, so that what the logs must not hold is looked for in the most they can hold.
    run = gongfang("demo", "--exit", "--data", str(folder), "--base-port", "0", "--log-level", "debug")
    assert run.returncode == 0, run.stdout + run.stderr
    return Printed(run.stdout)


def _results(database_url: str) -> Results:
    """What payroll computed of the sample's month and year, without the moment it did."""
    found: Results = {}
    for table, wanted in _RESULTS_OF.items():
        query = f"SELECT (to_jsonb(t) - 'computed_at')::text AS content FROM {table} t WHERE {wanted} ORDER BY 1"
        found[table] = [row["content"] for row in execute(with_path(database_url, "gongfang_payroll"), query)]
    return found


@pytest.fixture(scope="session")
def first_run(demo_folder: Path) -> Printed:
    """The demonstration on a new folder."""
    return _demo(demo_folder)


@pytest.fixture(scope="session")
def first_results(first_run: Printed, demo_folder: Path) -> Results:
    """What the first run came to."""
    with EmbeddedServers.from_environment(demo_folder) as servers:
        return _results(servers.addresses.database_url)


@dataclass(frozen=True)
class Killed:
    """A run of `gongfang up` that was ended by SIGKILL, and who belonged to it."""

    processes: set[psutil.Process]


@pytest.fixture(scope="session")
def killed_run(first_results: Results, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Killed:
    """Something for the next run to clean up."""
    up = Up(demo_folder, tmp_path_factory.mktemp("killed") / "output")
    try:
        up.until_serving()
        return Killed(processes_of(demo_folder))
    finally:
        up.kill()


@pytest.fixture(scope="session")
def second_run(killed_run: Killed, demo_folder: Path) -> Printed:
    """The demonstration again, on the same folder."""
    return _demo(demo_folder)


@pytest.fixture(scope="session")
def left_running(killed_run: Killed, second_run: Printed, demo_folder: Path) -> set[psutil.Process]:
    """Who still lives once the run after the killed one has stopped."""
    survivors = {process for process in killed_run.processes if is_alive(process)}
    return survivors | processes_of(demo_folder)


@pytest.fixture(scope="session")
def stack(left_running: set[psutil.Process], demo_folder: Path) -> Iterator[Stack]:
    """The six processes on that folder, until all tests are done."""
    inbound: dict[str, dict[str, str]] = manifest()["inbound_clients"]
    with running_stack(demo_folder, base_port=0, inbound_clients=inbound, log_level="debug") as running:
        yield running


@pytest.fixture(scope="session")
def second_results(stack: Stack) -> Results:
    """What the second run left, which the start of the system that stays up must not change either."""
    return _results(stack.addresses.database_url)


@pytest.fixture
def client_of(stack: Stack) -> Iterator[ClientOf]:
    """Makes clients: of a service, under a name, with scopes."""
    opened: list[httpx.Client] = []

    def client(service: str, name: str, *scopes: str, **more: Any) -> httpx.Client:
        headers = {"Authorization": f"Bearer {stack.keys.token(name, list(scopes))}"}
        opened.append(httpx.Client(base_url=stack.url(service), headers=headers, timeout=60, trust_env=False, **more))
        return opened[-1]

    yield client
    for http in opened:
        http.close()
