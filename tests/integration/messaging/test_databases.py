"""Processes that start together for the first time find one database, migrated once."""

import asyncio
import secrets

from cli.embedded import ServerAddresses
from services.payroll.definition import DEFINITION
from shared.database import ensure_database, migrate
from tests.servers import execute, with_path


async def test_processes_that_start_together_create_one_database(servers: ServerAddresses) -> None:
    for _ in range(5):
        name = f"together_{secrets.token_hex(4)}"
        url = with_path(servers.database_url, name)
        await asyncio.gather(*(ensure_database(url) for _ in range(6)))
        await asyncio.gather(*(asyncio.to_thread(migrate, url, DEFINITION.migrations) for _ in range(3)))
        assert len(execute(url, "SELECT version_num FROM alembic_version")) == 1
        execute(servers.database_url, f'DROP DATABASE "{name}" WITH (FORCE)')
