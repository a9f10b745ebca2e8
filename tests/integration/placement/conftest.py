"""The placement service on a database of its own, emptied between tests."""

import base64
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from cli.embedded import ServerAddresses
from services.placement.api import create_app
from tests.support.placement.service import SEALING_KEY, PlacementService, open_service, placement_settings
from tests.support.servers import fresh_database
from tests.support.tokens import TokenIssuer


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


class Api:
    """The HTTP application on the service's database, and tokens it accepts."""

    def __init__(self, http: httpx.AsyncClient, issuer: TokenIssuer) -> None:
        self.http = http
        self.token = issuer.header


@pytest_asyncio.fixture
async def api(service: PlacementService, placement_database_url: str, tmp_path: Path) -> AsyncIterator[Api]:
    """The application as its process runs it, but for the port."""
    issuer = TokenIssuer(tmp_path)
    settings = placement_settings(
        placement_database_url, jwks_file=issuer.jwks_file, sealing_key=base64.b64encode(SEALING_KEY).decode()
    )
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://placement") as http,
    ):
        yield Api(http, issuer)
