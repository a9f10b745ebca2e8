"""Rows in bulk: one round trip for each kind of statement, whatever the number of rows.

Table and column names come from this service's own modules, never from outside.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import asyncpg
import orjson

from shared.database import Connection

Row = tuple[Any, ...]

LATEST_FIRST: Final = 'reported_revision DESC, reported_at DESC, source COLLATE "C" DESC, id COLLATE "C" DESC'
"""The precedence of reports, as the domain has it: of one thing the first is in force."""


def columns_of(rows: Sequence[Row], width: int) -> list[list[Any]]:
    """Turn rows into one list per column, as unnest takes them."""
    return [[row[position] for row in rows] for position in range(width)]


def unnest(types: Mapping[str, str], alias: str) -> str:
    """A FROM item with these columns, one array parameter each, numbered from 1."""
    arrays = ", ".join(f"${number}::{type_}[]" for number, type_ in enumerate(types.values(), start=1))
    return f"unnest({arrays}) AS {alias} ({', '.join(types)})"


def _insert(table: str, types: Mapping[str, str]) -> str:
    """An INSERT of rows given as one array per column."""
    # A JSON list inside an array parameter would be taken for another dimension: JSON travels as text.
    sent = {name: "text" if type_ == "jsonb" else type_ for name, type_ in types.items()}
    values = ", ".join(f"{name}::jsonb" if type_ == "jsonb" else name for name, type_ in types.items())
    return f"INSERT INTO {table} ({', '.join(types)}) SELECT {values} FROM {unnest(sent, 'given')}"  # noqa: S608


def _arguments(types: Mapping[str, str], rows: Sequence[Row]) -> list[list[Any]]:
    columns = columns_of(rows, len(types))
    for position, type_ in enumerate(types.values()):
        if type_ == "jsonb":
            columns[position] = [None if cell is None else orjson.dumps(cell).decode() for cell in columns[position]]
    return columns


async def append(connection: Connection, table: str, types: Mapping[str, str], rows: Sequence[Row]) -> None:
    """Insert rows; one that is there already, by its primary key, is left as it is."""
    if rows:
        await connection.execute(f"{_insert(table, types)} ON CONFLICT DO NOTHING", *_arguments(types, rows))


async def lock(
    connection: Connection, table: str, key_types: Mapping[str, str], keys: Sequence[Row]
) -> list[asyncpg.Record]:
    """Have a row for each key, lock them in order, return them.

    Inserting first is what makes the lock hold for keys nobody has seen yet.
    """
    await append(connection, table, key_types, sorted(keys))
    names = ", ".join(key_types)
    return await connection.fetch(
        f"""
        SELECT {table}.* FROM {table} JOIN {unnest(key_types, "wanted")} USING ({names})
        ORDER BY {names} FOR UPDATE OF {table}
        """,  # noqa: S608 - names of this service's own tables and columns
        *columns_of(keys, len(key_types)),
    )


async def write(
    connection: Connection,
    table: str,
    key_types: Mapping[str, str],
    value_types: Mapping[str, str],
    rows: Sequence[Row],
) -> None:
    """Insert or replace the values of rows, each given as its key followed by its values."""
    if not rows:
        return
    types = {**key_types, **value_types}
    values = ", ".join(f"{name} = excluded.{name}" for name in value_types)
    conflict = f"ON CONFLICT ({', '.join(key_types)}) DO UPDATE SET {values}"
    await connection.execute(f"{_insert(table, types)} {conflict}", *_arguments(types, rows))
