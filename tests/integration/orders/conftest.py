"""The orders service on a database of its own, emptied between tests."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from cli.embedded import ServerAddresses
from tests.integration.orders.service import OrdersService, open_service
from tests.servers import embedded_servers, fresh_database, servers

__all__ = ["embedded_servers", "servers"]


@pytest.fixture(scope="session")
def orders_database_url(servers: ServerAddresses) -> Iterator[str]:
    """A database for all tests of this service."""
    with fresh_database(servers, "orders") as url:
        yield url


@pytest_asyncio.fixture(scope="session")
async def migrated_service(orders_database_url: str) -> AsyncIterator[OrdersService]:
    """The service, migrated once."""
    service = await open_service(orders_database_url)
    yield service
    await service.pool.close()


@pytest_asyncio.fixture
async def service(migrated_service: OrdersService) -> OrdersService:
    """The service with nothing in it."""
    await migrated_service.forget_everything()
    return migrated_service
