"""Payroll on a database of its own, emptied between tests."""

from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from cli.embedded import ServerAddresses
from services.payroll.api import create_app
from services.payroll.definition import DEFINITION
from tests.support.harness import ServiceUnderTest, service_on, settings_for
from tests.support.servers import fresh_database
from tests.support.tokens import TokenIssuer


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


@pytest.fixture
def issuer(tmp_path: Path) -> TokenIssuer:
    """Who signs the tokens the application accepts."""
    return TokenIssuer(tmp_path)


@pytest.fixture
def app(payroll_database_url: str, issuer: TokenIssuer) -> FastAPI:
    """The application as its process runs it, but for the port."""
    return create_app(settings_for("payroll", payroll_database_url, jwks_file=issuer.jwks_file))


@pytest.fixture
def facts(payroll: ServiceUnderTest) -> None:
    """What is there before the application is asked: nothing. A module with facts of its own says so in its place."""


@pytest.fixture
def credentials() -> Mapping[str, Any]:
    """By what the client is known where a request says nothing: by nothing, or `headers` or `auth` of a module."""
    return {}


@pytest_asyncio.fixture
async def api(app: FastAPI, facts: None, credentials: Mapping[str, Any]) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application, over the facts of the module."""
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://payroll", **credentials) as client,
    ):
        yield client
