"""`gongfang policy simulate`: what another policy would have paid over recorded facts."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import asyncpg
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cli.databases import payroll_database
from services.payroll.simulation.files import csv_file, json_document, xlsx_file
from services.payroll.simulation.pool import ProcessFailedError
from services.payroll.simulation.request import Request
from services.payroll.simulation.run import Simulation, simulate
from services.payroll.simulation.screen import show
from shared.calculator import InputError
from shared.months import Month
from shared.policy import PolicyError
from shared.terminal import Terminal, say, say_json

BAD_INPUT_EXIT_CODE = 2
FAILED_EXIT_CODE = 1


class LanguageChoice(StrEnum):
    """Languages the tables are written in."""

    zh = "zh"
    en = "en"


PackOption = Annotated[str | None, typer.Option("--pack", help="The pack to try: its name, YAML file or folder.")]
FromOption = Annotated[str, typer.Option("--from", help="First month, such as 2022-01.")]
ToOption = Annotated[str, typer.Option("--to", help="Last month, such as 2022-12.")]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", help="NAME=VALUE in place of the pack's value; repeatable.")
]
WorkshopOption = Annotated[
    list[str] | None, typer.Option("--workshop", help="Only this workshop, whatever its pack; repeatable.")
]
AllOption = Annotated[bool, typer.Option("--all", help="In all workshops, not only those under the pack's name.")]
PeopleOption = Annotated[int, typer.Option("--people", min=0, help="How many of those who change most to show.")]
CsvOption = Annotated[Path | None, typer.Option("--csv", dir_okay=False, help="Write every row to this CSV file.")]
XlsxOption = Annotated[Path | None, typer.Option("--xlsx", dir_okay=False, help="Write every table to this file.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
LanguageOption = Annotated[LanguageChoice, typer.Option("--language", help="Of the tables and the XLSX file.")]
DataOption = Annotated[
    Path, typer.Option("--data", envvar="GONGFANG_DATA", help="The data folder of a running `gongfang up`.")
]


def simulate_packs(
    first: FromOption,
    last: ToOption,
    pack: PackOption = None,
    values: SetOption = None,
    workshops: WorkshopOption = None,
    everywhere: AllOption = False,
    people: PeopleOption = 20,
    csv_path: CsvOption = None,
    xlsx_path: XlsxOption = None,
    as_json: JsonOption = False,
    language: LanguageOption = LanguageChoice.zh,
    data: DataOption = Path("data"),
) -> None:
    """Compute recorded facts under another policy and show what it changes; nothing is written to the books."""
    try:
        months = _month("--from", first), _month("--to", last)
        request = Request(*months, pack, _overrides(values or []), tuple(workshops or ()), everywhere)
        _check_folder("--csv", csv_path)
        _check_folder("--xlsx", xlsx_path)
        simulation = _run(request, payroll_database(data))
    except (InputError, PolicyError) as error:
        _end(error, BAD_INPUT_EXIT_CODE)
    _write(csv_path, "--csv", lambda: csv_file(simulation))
    _write(xlsx_path, "--xlsx", lambda: xlsx_file(simulation, language.value))
    if as_json:
        say_json(json_document(simulation))
    else:
        show(Terminal(), simulation, language.value, people)


def _run(request: Request, database_url: str) -> Simulation:
    """Run it with a progress bar, where somebody sees one."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=Terminal(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
            task = bar.add_task("people", total=None)
            return asyncio.run(
                simulate(request, database_url, lambda done, total: bar.update(task, completed=done, total=total))
            )
    except asyncpg.UndefinedTableError:
        _end("this database holds no tables of payroll; name payroll's own", FAILED_EXIT_CODE)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        hint = "is `gongfang up` running? Else give its folder with --data, or set GONGFANG_PAYROLL_DATABASE_URL"
        _end(f"payroll's database cannot be read ({error}); {hint}", FAILED_EXIT_CODE)
    except ProcessFailedError as error:
        _end(error, FAILED_EXIT_CODE)


def _month(option: str, text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        raise InputError(option, str(error)) from None


def _overrides(values: Sequence[str]) -> dict[str, str]:
    overrides: dict[str, str] = {}
    for given in values:
        name, separator, value = given.partition("=")
        if not separator or not name:
            raise InputError("--set", f"{given!r} is not NAME=VALUE, such as guaranteed_floor.base=piecework")
        if name in overrides:
            raise InputError("--set", f"{name} is given twice; keep one")
        overrides[name] = value
    return overrides


def _check_folder(option: str, path: Path | None) -> None:
    """Told before the work, not after it."""
    if path is not None and not path.absolute().parent.is_dir():
        raise InputError(option, f"there is no folder {path.absolute().parent}; create it first")


def _write(path: Path | None, option: str, content: Callable[[], bytes]) -> None:
    if path is None:
        return
    try:
        path.write_bytes(content())
    except OSError as error:
        _end(f"{option}: {path} cannot be written: {error.strerror}", FAILED_EXIT_CODE)


def _end(error: object, code: int) -> NoReturn:
    for line in f"error: {error}".split("\n"):
        say(line, error=True)
    raise typer.Exit(code)
