"""A register is its event, its declaration and its migration: that nothing else is missing is tried with each."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from services.placement.api.imports import TABLES
from services.placement.registers import REGISTERS
from shared.events.envelope import FactData
from shared.facts.registers import Register
from tests.integration.placement.conftest import Api
from tests.support.placement.service import PlacementService

GOLDEN = Path(__file__).parents[2] / "contract" / "golden"
TYPES = {"timestamp with time zone": "timestamptz"}
every_register = pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.plural)


def golden(register: Register) -> dict[str, Any]:
    """The fact as its golden file has it, without what every fact may say."""
    data: dict[str, Any] = orjson.loads((GOLDEN / f"{register.fact.type_name()}.json").read_bytes())["data"]
    return {name: value for name, value in data.items() if name not in FactData.model_fields}


def subject(register: Register) -> str:
    return "/".join((register.name, *(golden(register)[name] for name in register.key)))


@every_register
async def test_its_table_has_a_column_of_the_right_type_for_every_field(
    service: PlacementService, register: Register
) -> None:
    rows = await service.pool.fetch(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = $1", register.name
    )
    kept = {row["column_name"]: TYPES.get(row["data_type"], row["data_type"]) for row in rows}
    assert {name: kept.get(name) for name in register.table.columns} == dict(register.table.columns)
    more = {"arrived_at"} if register.keeps_all else set()
    assert kept.keys() - register.table.columns.keys() == {*register.table.precedence.types, "withdrawn", *more}


@every_register
async def test_its_natural_key_is_the_key_of_its_table_compared_by_code_point(
    service: PlacementService, register: Register
) -> None:
    rows = await service.pool.fetch(
        """
        SELECT attname, collname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey)
        LEFT JOIN pg_collation ON pg_collation.oid = attcollation WHERE indrelid = $1::text::regclass AND indisprimary
        """,
        register.name,
    )
    own = {"source", "event_id"} if register.keeps_all else set(register.key)
    assert {row["attname"] for row in rows} == own
    assert {row["collname"] for row in rows} - {None} == {"C"}


@every_register
async def test_what_is_put_is_listed_and_published_and_what_is_taken_back_is_gone(
    api: Api, service: PlacementService, register: Register
) -> None:
    data = golden(register)
    office = api.token("office", "placement:write", "placement:read", "placement:sensitive")
    where = f"/v1{register.list_path.format(**data)}"

    async def listed() -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = (await api.http.get(where, headers=office)).json()[register.collection]
        return entries

    body = {name: value for name, value in data.items() if name not in register.key}
    for withdrawn in (False, True):
        put = await api.http.put(
            f"/v1{register.path.format(**data)}", json={**body, "withdrawn": withdrawn}, headers=office
        )
        assert put.status_code == 200, put.text
        await service.compute()
        assert await listed() == ([] if withdrawn else [data])
        states = await service.states()
        published = {} if withdrawn or register.state is None else {name: data[name] for name in register.state_fields}
        assert states == ({subject(register): published} if published else {})


def cell(value: Any) -> str:
    """A field as a file writes it."""
    if isinstance(value, list):
        return ";".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


@every_register
async def test_its_files_have_a_column_for_every_field_and_are_taken(
    api: Api, service: PlacementService, register: Register
) -> None:
    table = next(table for table in TABLES if table.kind == register.plural)
    assert set(table.columns) == set(register.table.columns)
    data = golden(register)
    cells = [cell(data[name]) for name in table.columns]
    content = f"{','.join(table.columns)}\n{','.join(cells)}\n".encode()
    office = api.token("office", "placement:write", "placement:read", "placement:sensitive")
    answer = (await api.http.post(f"/v1/imports/{table.kind}", content=content, headers=office)).json()
    assert answer["accepted"] == 1, answer
    assert await service.pool.fetchval(f"SELECT count(*) FROM {register.name}") == 1
