"""Rows in bulk: one round trip for each kind of statement, whatever the number of rows.

Names of tables and columns, and types, come from the services' own modules, never from outside.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import orjson

from shared.database import Connection, text_array
from shared.facts.precedence import BY_CODE_POINT

Row = tuple[Any, ...]

Types = Mapping[str, str]
"""Columns with their PostgreSQL types, in the order of a row."""


def columns_of(rows: Sequence[Row], width: int) -> list[list[Any]]:
    """Turn rows into one list per column, as arrays of the driver."""
    return [[row[position] for row in rows] for position in range(width)]


def unnest(types: Types, alias: str) -> str:
    """A FROM item with these columns, given as `texts`, numbered from 1."""
    arrays = ", ".join(f"${number}::text::{type_}[]" for number, type_ in enumerate(types.values(), start=1))
    return f"unnest({arrays}) AS {alias} ({', '.join(types)})"


def insertion(table: str, types: Types) -> str:
    """An INSERT, as `kept`, of rows given as `texts`."""
    values = ", ".join(name if type_ == "text" else f"{name}::{type_}" for name, type_ in types.items())
    given = unnest(dict.fromkeys(types, "text"), "given")
    return f"INSERT INTO {table} AS kept ({', '.join(types)}) SELECT {values} FROM {given}"  # noqa: S608


def replacement(types: Types, key: Sequence[str]) -> str:
    """The clause behind an insertion that replaces the other columns of rows already there."""
    values = ", ".join(f"{name} = excluded.{name}" for name in types if name not in key)
    return f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {values}"


def texts(types: Types, rows: Sequence[Row]) -> list[str]:
    """The columns of rows, an array each in the form PostgreSQL reads."""
    columns = list(zip(*rows, strict=True)) or [()] * len(types)
    return [text_array(_texts(type_, column)) for type_, column in zip(types.values(), columns, strict=True)]


def _texts(type_: str, column: Sequence[Any]) -> Sequence[str | None]:
    match type_:
        case "text":
            return column
        case "jsonb":
            return [None if value is None else _json(value) for value in column]
        case "bytea":
            return [None if value is None else "\\x" + value.hex() for value in column]
    return [value if value is None or type(value) is str else str(value) for value in column]


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


async def append(connection: Connection, table: str, types: Types, rows: Sequence[Row]) -> None:
    """Insert rows; one that is there already, by its primary key, is left as it is."""
    if rows:
        await connection.execute(f"{insertion(table, types)} ON CONFLICT DO NOTHING", *texts(types, rows))


async def lock(connection: Connection, table: str, key_types: Types, keys: Sequence[Row]) -> list[asyncpg.Record]:
    """Have a row for each key, lock them in order, return them.

    Inserting first is what makes the lock hold for keys nobody has seen yet. Both go by code point, in the order of
    the key's columns, so that whoever wants the same keys takes them in the same order.
    """
    await append(connection, table, key_types, sorted(keys))
    names = ", ".join(key_types)
    order = ", ".join(f"{name} {BY_CODE_POINT}" if type_ == "text" else name for name, type_ in key_types.items())
    return await connection.fetch(
        f"""
        SELECT {table}.* FROM {table} JOIN {unnest(key_types, "wanted")} USING ({names})
        ORDER BY {order} FOR UPDATE OF {table}
        """,  # noqa: S608 - names of the service's own tables and columns
        *texts(key_types, keys),
    )


async def write(connection: Connection, table: str, key_types: Types, value_types: Types, rows: Sequence[Row]) -> None:
    """Insert or replace the values of rows, each given as its key followed by its values."""
    if rows:
        types = {**key_types, **value_types}
        statement = f"{insertion(table, types)} {replacement(types, list(key_types))}"
        await connection.execute(statement, *texts(types, rows))
