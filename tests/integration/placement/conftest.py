"""The placement service on a database of its own, emptied between tests."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from cli.embedded import ServerAddresses
from tests.integration.placement.service import PlacementService, open_service
from tests.servers import embedded_servers, fresh_database, servers

__all__ = ["embedded_servers", "servers"]


@pytest.fixture(scope="session")
def placement_database_url(servers: ServerAddresses) -> Iterator[str]:
    """A database for all tests of this service."""
    with fresh_database(servers, "placement") as url:
        yield url


@pytest_asyncio.fixture(scope="session")
async def migrated_service(placement_database_url: str) -> AsyncIterator[PlacementService]:
    """The service, migrated once."""
    service = await open_service(placement_database_url)
    yield service
    await service.pool.close()


@pytest_asyncio.fixture
async def service(migrated_service: PlacementService) -> PlacementService:
    """The service with nothing in it."""
    await migrated_service.forget_everything()
    return migrated_service
