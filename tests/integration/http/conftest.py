"""One API process of each service for the tests of what is the same in all of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.embedded import ServerAddresses
from tests.support.api_process import ApiProcess, running_api
from tests.support.servers import fresh_database

SERVICES = ("orders", "payroll", "placement")


@pytest.fixture(scope="module", params=SERVICES)
def api(
    request: pytest.FixtureRequest, servers: ServerAddresses, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ApiProcess]:
    """The API of one service, on an empty database."""
    folder: Path = tmp_path_factory.mktemp("api")
    with (
        fresh_database(servers, request.param) as url,
        running_api(request.param, url, folder, **{"redis_url": servers.redis_url}) as process,
    ):
        yield process
