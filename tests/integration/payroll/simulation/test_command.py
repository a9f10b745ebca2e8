"""`gongfang policy simulate` as a person gives it: tables, files, and errors that name the option."""

import asyncio
import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from cli.calculator import policy_app
from cli.databases import payroll_database
from shared.calculator import InputError
from shared.settings import load_settings
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.facts import month_attended, registered, workshop
from tests.support.payroll.simulations import FLOOR_ON_PIECEWORK, JULY, floor_cases


async def run_command(database_url: str, *arguments: str) -> Result:
    """The command as a person gives it."""
    command = ["simulate", "--from", JULY, "--to", JULY, *arguments]
    environment = {"GONGFANG_PAYROLL_DATABASE_URL": database_url}
    load_settings.cache_clear()
    try:
        return await asyncio.to_thread(CliRunner().invoke, policy_app, command, env=environment)
    finally:
        load_settings.cache_clear()


async def test_the_command_writes_csv_xlsx_and_tables(
    payroll: ServiceUnderTest, payroll_database_url: str, tmp_path: Path
) -> None:
    await floor_cases(payroll)
    await payroll.record(registered("W-6"), *month_attended("W-6", JULY, 26))
    await payroll.pool.execute("UPDATE worker SET worker = '=W-6' WHERE worker = 'W-6'")
    await payroll.pool.execute("UPDATE attendance SET worker = '=W-6' WHERE worker = 'W-6'")
    to_csv, to_xlsx = tmp_path / "out.csv", tmp_path / "out.xlsx"
    result = await run_command(
        payroll_database_url,
        *("--set", "guaranteed_floor.amount=1500", "--csv", str(to_csv), "--xlsx", str(to_xlsx), "--people", "1"),
    )
    assert result.exit_code == 0, result.output
    assert "试岗期兜底补足" in result.stdout
    assert "没有写入任何账目" in result.stdout.replace("\n", "")

    assert to_csv.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(to_csv.read_text("utf-8-sig"))))
    assert {row["name"]: row["difference_yuan"] for row in rows if row["level"] == "person"} == {
        "'=W-6": "-500.00",
        "W-2": "-500.00",
    }
    book = openpyxl.load_workbook(to_xlsx)
    people = list(book["有变化的人员"].iter_rows(values_only=True))
    heading = next(index for index, row in enumerate(people) if row[0] == "工坊")
    assert people[heading + 1 : heading + 3] == [
        ("WS-01", "=W-6", 2000, 1500, -500, 0, 1),
        ("WS-01", "W-2", 2000, 1500, -500, 0, 1),
    ]
    cell = book["有变化的人员"].cell(heading + 2, 2)
    assert (cell.value, cell.data_type) == ("=W-6", "s")


async def test_the_command_prints_json(payroll: ServiceUnderTest, payroll_database_url: str) -> None:
    await floor_cases(payroll)
    result = await run_command(payroll_database_url, "--set", "guaranteed_floor.base=piecework", "--json")
    document = json.loads(result.stdout)
    (total,) = [row for row in document["rows"] if row["level"] == "total"]
    assert (total["before"], total["after"], total["difference"]) == ("13850.00", "15200.00", "1350.00")
    assert document["set"] == FLOOR_ON_PIECEWORK


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--pack: say what to try"),
        (["--to", "2022-06", "--pack", "songtao"], "--to: 2022-06 is before --from 2022-07"),
        (["--from", "July", "--pack", "songtao"], "--from: 'July' is not a month; write it like 2022-07"),
        (["--pack", "nowhere"], "--pack: there is no pack 'nowhere'; available:"),
        (["--pack", "nowhere.yaml"], "--pack: nowhere.yaml: cannot be read"),
        (["--set", "guaranteed_floor.base"], "--set: 'guaranteed_floor.base' is not NAME=VALUE"),
        (
            ["--set", "guaranteed_floor.base=all"],
            "--set: guaranteed_floor.base: 'all' is not accepted; write all_earnings",
        ),
        (["--set", "floor.base=piecework"], "--set: floor.base is no parameter of pack 'songtao'"),
        (
            ["--set", "skill_uplift.minimum=1", "--set", "skill_uplift.minimum=2"],
            "--set: skill_uplift.minimum is given twice",
        ),
        (["--pack", "songtao", "--workshop", "WS-77"], "--workshop: WS-77 is not registered; there are WS-01"),
        (["--pack", "songtao", "--all", "--workshop", "WS-01"], "--all: cannot be given together with --workshop"),
        (["--pack", "songtao", "--csv", "/nowhere/out.csv"], "--csv: there is no folder /nowhere"),
    ],
)
async def test_the_command_names_the_option_that_is_wrong(
    payroll: ServiceUnderTest, payroll_database_url: str, arguments: list[str], said: str
) -> None:
    await payroll.record(workshop())
    result = await run_command(payroll_database_url, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr, result.stderr
    assert not result.stdout


async def test_the_command_tells_when_payroll_s_database_is_away_or_another_one(payroll_database_url: str) -> None:
    away = await run_command("postgresql://gongfang@127.0.0.1:1/payroll", "--pack", "songtao")
    assert away.exit_code == 1
    assert "is `gongfang up` running?" in away.stderr
    other = await run_command(payroll_database_url.rsplit("/", 1)[0] + "/postgres", "--pack", "songtao")
    assert other.exit_code == 1
    assert "no tables of payroll" in other.stderr


def test_the_database_is_that_of_the_settings_or_of_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GONGFANG_DATABASE_URL", "GONGFANG_PAYROLL_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    load_settings.cache_clear()
    with pytest.raises(InputError, match="--data: nothing was started in"):
        payroll_database(tmp_path)
    (tmp_path / "embedded.json").write_text('{"postgres": {"port": 12345, "password": "secret"}}')
    assert payroll_database(tmp_path) == "postgresql://gongfang:secret@127.0.0.1:12345/gongfang_payroll"
    monkeypatch.setenv("GONGFANG_DATABASE_URL", "postgresql://county@db")
    load_settings.cache_clear()
    assert payroll_database(tmp_path) == "postgresql://county@db/gongfang_payroll"
    load_settings.cache_clear()
