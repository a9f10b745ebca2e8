"""The orders service on a database of its own, emptied between tests, and its HTTP application."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from cli.embedded import ServerAddresses
from services.orders.api import create_app
from services.orders.definition import DEFINITION
from tests.support.harness import service_on
from tests.support.orders.service import OrdersService
from tests.support.servers import fresh_database
from tests.support.tokens import TokenIssuer


@pytest.fixture(scope="session")
def orders_database_url(servers: ServerAddresses) -> Iterator[str]:
    """A database for all tests of this service."""
    with fresh_database(servers, "orders") as url:
        yield url


@pytest_asyncio.fixture(scope="session")
async def migrated_service(orders_database_url: str) -> AsyncIterator[OrdersService]:
    """The service, migrated once."""
    async with service_on(DEFINITION, orders_database_url) as running:
        yield OrdersService(running.pool, running.settings)


@pytest_asyncio.fixture
async def service(migrated_service: OrdersService) -> OrdersService:
    """The service with nothing in it."""
    await migrated_service.forget_everything()
    return migrated_service


@pytest.fixture
def issuer(tmp_path: Path) -> TokenIssuer:
    """Who signs the tokens the application accepts."""
    return TokenIssuer(tmp_path)


@pytest_asyncio.fixture
async def http(service: OrdersService, issuer: TokenIssuer) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application, without credentials of its own."""
    app = create_app(service.settings.model_copy(update={"jwks_file": issuer.jwks_file}))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://orders") as client:
            yield client
