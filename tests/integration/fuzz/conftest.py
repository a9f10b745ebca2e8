"""The API process of each service on a database with a little of everything in it."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import partial

import pytest

from cli.embedded import ServerAddresses
from shared.events.catalogue import SERVICES
from tests.integration.fuzz.seeding import seed
from tests.support.api_process import ApiProcess, running_api
from tests.support.servers import fresh_database, run_in_own_loop


@pytest.fixture(scope="module")
def apis(servers: ServerAddresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, ApiProcess]]:
    """The three APIs, each seeded."""
    with ExitStack() as stack:
        started: dict[str, ApiProcess] = {}
        for service in SERVICES:
            url = stack.enter_context(fresh_database(servers, service))
            run_in_own_loop(partial(seed, service, url))
            folder = tmp_path_factory.mktemp(service)
            settings = {"redis_url": servers.redis_url, "log_level": "warning"}
            started[service] = stack.enter_context(running_api(service, url, folder, **settings))
        yield started
