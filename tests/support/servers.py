"""The real servers for the tests: one pair per pytest process, an empty database or stream store per use.

`GONGFANG_TEST_REDIS_URL` and `GONGFANG_TEST_DATABASE_URL` name servers to use instead of the embedded ones;
`GONGFANG_TEST_REDIS_SERVER` names a server program to embed in Valkey's place (Debian's redis-server, say).
"""

import asyncio
import os
import secrets
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import redis
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, pool

from cli.embedded import EmbeddedServers, ServerAddresses

Result = TypeVar("Result")


@pytest.fixture(scope="session")
def embedded_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServers]:
    """The running pair itself, for tests that kill and restart a server."""
    binary = os.environ.get("GONGFANG_TEST_REDIS_SERVER")
    running = EmbeddedServers(
        tmp_path_factory.mktemp("servers") / "data",
        redis_url=os.environ.get("GONGFANG_TEST_REDIS_URL"),
        database_url=os.environ.get("GONGFANG_TEST_DATABASE_URL"),
        redis_server_binary=Path(binary) if binary else None,
    )
    with running:
        yield running


@pytest.fixture(scope="session")
def servers(embedded_servers: EmbeddedServers) -> ServerAddresses:
    """Where the servers for this run are."""
    return embedded_servers.addresses


@pytest.fixture
def fresh_redis_url(servers: ServerAddresses) -> Iterator[str]:
    """URL of a stream store that is empty now and emptied afterwards."""
    with fresh_redis(servers) as url:
        yield url


@pytest.fixture
def fresh_database_url(servers: ServerAddresses) -> Iterator[str]:
    """URL of a new, empty database that is dropped afterwards."""
    with fresh_database(servers) as url:
        yield url


@contextmanager
def fresh_redis(servers: ServerAddresses, number: int = 0) -> Iterator[str]:
    """Empty logical database `number`, yield its URL, empty it again.

    The pair belongs to one pytest process, so nobody else is in it.
    """
    url = with_path(servers.redis_url, str(number))
    client = redis.Redis.from_url(url)
    try:
        client.flushdb()
        yield url
        client.flushdb()
    finally:
        client.close()


@contextmanager
def fresh_database(servers: ServerAddresses, name: str = "test") -> Iterator[str]:
    """Create an empty database whose name starts with `name`, yield its URL, drop it with its connections."""
    unique = f"{name}_{secrets.token_hex(4)}"
    execute(servers.database_url, f'CREATE DATABASE "{unique}" TEMPLATE template0')
    try:
        yield with_path(servers.database_url, unique)
    finally:
        execute(servers.database_url, f'DROP DATABASE IF EXISTS "{unique}" WITH (FORCE)')


def migrate_to(database_url: str, migrations: Path, revision: str) -> None:
    """Bring a service's database to a revision that is not the newest."""
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=pool.NullPool)
    config = Config()
    config.set_main_option("script_location", str(migrations))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def with_path(url: str, path: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{path}"))


def execute(database_url: str, statement: str) -> list[asyncpg.Record]:
    """Run one statement on a connection of its own, return its rows; usable inside a running event loop."""

    async def run() -> list[asyncpg.Record]:
        connection = await asyncpg.connect(database_url)
        try:
            return await connection.fetch(statement)
        finally:
            await connection.close()

    return run_in_own_loop(run)


def run_in_own_loop(work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Run a coroutine to its end in another thread, whether or not this one already has a loop."""
    with ThreadPoolExecutor(max_workers=1) as threads:
        return threads.submit(lambda: asyncio.run(work())).result()
