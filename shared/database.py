"""PostgreSQL: pools, the creation of a service's database, and its migrations."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import orjson

if TYPE_CHECKING:  # asyncpg's classes take parameters in its stubs only
    Connection = asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
    Pool = asyncpg.Pool[asyncpg.Record]
else:
    Connection = asyncpg.Connection
    Pool = asyncpg.Pool

COMMAND_TIMEOUT_SECONDS = 60.0


def _encode_json(value: Any) -> str:
    return orjson.dumps(value).decode()


async def prepare_connection(connection: Connection) -> None:
    """Teach a connection to read and write jsonb as Python values."""
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_encode_json, decoder=orjson.loads, format="text"
    )


def text_array(values: Sequence[str | None]) -> str:
    """A text[] in the form PostgreSQL reads, for a parameter written `$1::text::text[]`.

    Given a list, the driver asks of each text twice whether it is a list itself: for a batch's columns that is
    more than all else a statement costs on this side. Raises ValueError for a text with U+0000.
    """
    if not values:
        return "{}"
    if None in values:
        return "{" + ",".join("NULL" if value is None else text_array([value])[1:-1] for value in values) + "}"
    joined = "\0".join(cast(Sequence[str], values))
    if joined.count("\0") >= len(values):
        raise ValueError("a text holds U+0000, which PostgreSQL does not keep")
    escaped = joined.replace("\\", "\\\\").replace('"', '\\"').replace("\0", '","')
    return f'{{"{escaped}"}}'


async def open_pool(database_url: str, size: int, application: str) -> Pool:
    """A pool of up to `size` connections. Raises OSError or asyncpg errors while the server is away."""
    return await asyncpg.create_pool(
        database_url,
        min_size=1,
        max_size=size,
        init=prepare_connection,
        command_timeout=COMMAND_TIMEOUT_SECONDS,
        server_settings={"application_name": application, "timezone": "UTC"},
    )


@asynccontextmanager
async def snapshot(pool: Pool) -> AsyncIterator[Connection]:
    """One consistent view of the database, in which nothing can be written."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        yield connection


async def ensure_database(database_url: str) -> None:
    """Create the database the URL names, if the server does not have it yet."""
    parts = urlsplit(database_url)
    name = parts.path.lstrip("/")
    server_url = urlunsplit(parts._replace(path="/postgres"))
    connection = await asyncpg.connect(server_url)
    try:
        exists = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name)
        if not exists:
            quoted = '"' + name.replace('"', '""') + '"'
            await connection.execute(f"CREATE DATABASE {quoted}")
    except (asyncpg.DuplicateDatabaseError, asyncpg.UniqueViolationError):
        pass  # another process was quicker
    finally:
        await connection.close()


def migrate(database_url: str, migrations: Path) -> None:
    """Bring a service's database to the newest revision of its migrations folder.

    Processes that start together take turns: an advisory lock is held for the length of the upgrade.
    """
    # Here because they take longer to load than everything else, and most who connect never migrate.
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine, pool

    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=pool.NullPool)
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    with engine.begin() as connection:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7471001)")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
