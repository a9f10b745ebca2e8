"""Payroll on a database of its own, emptied between tests."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from cli.embedded import ServerAddresses
from services.payroll.definition import DEFINITION
from tests.harness import ServiceUnderTest, service_on
from tests.servers import fresh_database


@pytest.fixture(scope="session")
def payroll_database_url(servers: ServerAddresses) -> Iterator[str]:
    """A database for all tests of this service."""
    with fresh_database(servers, "payroll") as url:
        yield url


@pytest_asyncio.fixture(scope="session")
async def migrated_payroll(payroll_database_url: str) -> AsyncIterator[ServiceUnderTest]:
    """Payroll, migrated once."""
    async with service_on(DEFINITION, payroll_database_url) as service:
        yield service


@pytest_asyncio.fixture
async def payroll(migrated_payroll: ServiceUnderTest) -> ServiceUnderTest:
    """Payroll with nothing in it."""
    await migrated_payroll.forget_everything()
    return migrated_payroll
