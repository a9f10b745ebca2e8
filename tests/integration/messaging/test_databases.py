"""A service's database is created and migrated once, and holds the texts it is given as they are."""

import asyncio
import secrets

import asyncpg
import pytest

from cli.embedded import ServerAddresses
from services.payroll.definition import DEFINITION
from shared.database import ensure_database, migrate, text_array
from tests.support.servers import execute, with_path


async def test_processes_that_start_together_create_one_database(servers: ServerAddresses) -> None:
    for _ in range(5):
        name = f"together_{secrets.token_hex(4)}"
        url = with_path(servers.database_url, name)
        await asyncio.gather(*(ensure_database(url) for _ in range(6)))
        await asyncio.gather(*(asyncio.to_thread(migrate, url, DEFINITION.migrations) for _ in range(3)))
        assert len(execute(url, "SELECT version_num FROM alembic_version")) == 1
        execute(servers.database_url, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [""],
        ["plain", "工坊", "two words", "a,b", "{}", "{a}", "NULL", "null", " ", "line\nend\ttab"],
        ['"', "\\", '\\"', '","', '"}', "\\x00", "'", '{"a": ["\\\\"]}'],
        [None],
        ["a", None, "", '"', None, "NULL"],
    ],
)
async def test_texts_given_as_one_array_arrive_as_they_are(servers: ServerAddresses, texts: list[str | None]) -> None:
    connection = await asyncpg.connect(servers.database_url)
    try:
        assert await connection.fetchval("SELECT $1::text::text[]", text_array(texts)) == texts
    finally:
        await connection.close()


@pytest.mark.parametrize("texts", [["a\0b"], ["a", "\0"], ["a", None, "\0"]])
def test_a_text_that_postgresql_does_not_keep_is_refused_before_it_could_be_taken_for_two(
    texts: list[str | None],
) -> None:
    with pytest.raises(ValueError, match="U\\+0000"):
        text_array(texts)
