"""The kernel on real servers: payroll and orders on databases of their own, and an empty stream store."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from cli.embedded import ServerAddresses
from services.orders.definition import DEFINITION as ORDERS
from services.payroll.definition import DEFINITION as PAYROLL
from tests.support.harness import ServiceUnderTest, service_on
from tests.support.servers import fresh_database

ERP = "erp-qiaoji"
"""A trusted client that writes orders' inbound stream directly."""


@pytest.fixture(scope="session")
def kernel_database_urls(servers: ServerAddresses) -> Iterator[dict[str, str]]:
    """A database for each service, for all tests of the kernel."""
    with fresh_database(servers, "kernel_payroll") as payroll, fresh_database(servers, "kernel_orders") as orders:
        yield {"payroll": payroll, "orders": orders}


@pytest_asyncio.fixture(scope="session")
async def migrated_payroll(
    kernel_database_urls: dict[str, str], servers: ServerAddresses
) -> AsyncIterator[ServiceUnderTest]:
    """Payroll, migrated once."""
    async with service_on(PAYROLL, kernel_database_urls["payroll"], servers.redis_url) as service:
        yield service


@pytest_asyncio.fixture(scope="session")
async def migrated_orders(
    kernel_database_urls: dict[str, str], servers: ServerAddresses
) -> AsyncIterator[ServiceUnderTest]:
    """Orders, migrated once, with one client that writes a stream."""
    inbound = {"orders": [ERP]}
    async with service_on(
        ORDERS, kernel_database_urls["orders"], servers.redis_url, inbound_clients=inbound
    ) as service:
        yield service


@pytest_asyncio.fixture
async def payroll(migrated_payroll: ServiceUnderTest) -> ServiceUnderTest:
    """Payroll with nothing in it."""
    await migrated_payroll.forget_everything()
    return migrated_payroll


@pytest_asyncio.fixture
async def orders(migrated_orders: ServiceUnderTest) -> ServiceUnderTest:
    """Orders with nothing in it."""
    await migrated_orders.forget_everything()
    return migrated_orders


@pytest_asyncio.fixture
async def redis(fresh_redis_url: str) -> AsyncIterator["Redis"]:
    """A client of an empty stream store."""
    client = Redis.from_url(fresh_redis_url, protocol=2)
    yield client
    await client.aclose()
