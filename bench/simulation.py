"""A year of a county under another policy: the whole command's time, and its memory at 3 and at 12 months."""

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

import asyncpg
import orjson
import psutil
from rich.console import Console
from rich.table import Table

from bench.county import County, fill_county
from cli.embedded import ServerAddresses
from cli.stack import PROJECT_FOLDER
from services.payroll.computations.statements import events_of, statement_content
from services.payroll.store.statements import StatementRow, write_statements
from services.payroll.store.worker_months import load_worker_months
from services.payroll.store.workshops import load_workshops
from shared.database import ensure_database, migrate, prepare_connection
from shared.months import Month

WORKERS = 2_700
MONTHS = 12
FEW_MONTHS = 3
FIRST_MONTH = Month(2022, 1)
TRIED = ("--set", "guaranteed_floor.base=piecework", "--set", "attendance_incentive.rates=60,50,40")
_BATCH = 500
_SAMPLE_SECONDS = 0.05
_MIB = 2**20


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of the command, from its start to its end; processor time without PostgreSQL's."""

    months: int
    seconds: float
    cpu_seconds: float
    largest_mib: float
    together_mib: float
    months_of_people: int


async def prepare_county(addresses: ServerAddresses, name: str = "bench_simulation") -> str:
    """A database with a year's facts and the statements they come to. Returns its URL."""
    url = addresses.database_url.rsplit("/", 1)[0] + f"/{name}"
    await ensure_database(url)
    await asyncio.to_thread(migrate, url, PROJECT_FOLDER / "services" / "payroll" / "migrations")
    county = County(WORKERS, FIRST_MONTH, MONTHS)
    await fill_county(url, county)
    connection = await asyncpg.connect(url)
    try:
        await prepare_connection(connection)
        workshops = await load_workshops(connection)
        keys = [(f"W-{number:05d}", str(month)) for number in range(WORKERS) for month in county.all_months()]
        for start in range(0, len(keys), _BATCH):
            facts = await load_worker_months(connection, keys[start : start + _BATCH])
            rows = [
                StatementRow(
                    month.worker,
                    str(month.month),
                    1,
                    statement_content(month, workshops),
                    events_of(month),
                    "bench",
                    "bench",
                )
                for month in facts
            ]
            await write_statements(connection, rows)
        await connection.execute("VACUUM ANALYZE statement")
    finally:
        await connection.close()
    return url


def run_command(database_url: str, months: int, folder: Path) -> Measured:
    """Simulate the first months. Raises RuntimeError where the command fails or disagrees with the books."""
    report = folder / f"{months}.csv"
    command = [sys.executable, "-m", "cli.main", "policy", "simulate", "--json", "--csv", str(report), *TRIED]
    command += ["--from", str(FIRST_MONTH), "--to", str(FIRST_MONTH + (months - 1))]
    cpu_before, started = _cpu_seconds(), perf_counter()
    with (folder / "answer.json").open("wb") as answer:
        environment = {**os.environ, "GONGFANG_PAYROLL_DATABASE_URL": database_url}
        running = subprocess.Popen(command, cwd=PROJECT_FOLDER, env=environment, stdout=answer)
        largest_bytes, together_bytes = _watch_memory(running)
    seconds = perf_counter() - started
    if running.returncode:
        raise RuntimeError(f"the simulation ended with exit code {running.returncode}")
    result = orjson.loads((folder / "answer.json").read_bytes())
    if result["books_differ"] or result["not_computed"]:
        raise RuntimeError("the simulation does not come to the statements of the books")
    return Measured(
        months,
        seconds,
        _cpu_seconds() - cpu_before,
        largest_bytes / _MIB,
        together_bytes / _MIB,
        result["months_of_people"],
    )


def _watch_memory(running: "subprocess.Popen[bytes]") -> tuple[int, int]:
    """Wait for its end; resident bytes of the largest process, and of all together, at their highest."""
    largest = together = 0
    process = psutil.Process(running.pid)
    while running.poll() is None:
        try:
            sizes = [one.memory_info().rss for one in (process, *process.children(recursive=True))]
        except psutil.NoSuchProcess:
            sizes = [0]
        largest, together = max(largest, *sizes), max(together, sum(sizes))
        sleep(_SAMPLE_SECONDS)
    return largest, together


def _cpu_seconds() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


def measure_simulation(addresses: ServerAddresses) -> list[Measured]:
    """The command over few months and over all."""
    url = asyncio.run(prepare_county(addresses))
    with tempfile.TemporaryDirectory(prefix="gongfang-bench-") as folder:
        return [run_command(url, months, Path(folder)) for months in (FEW_MONTHS, MONTHS)]


def print_simulation(console: Console, measured: list[Measured], caption: str) -> None:
    """One row a run, and below the table the caption: within it, it would be as narrow as the table."""
    table = Table(title=f"gongfang policy simulate, {WORKERS:,} workers")
    for header in ("months", "seconds", "CPU seconds", "months of people/s", "largest process MiB", "all MiB"):
        table.add_column(header, justify="right")
    for run in measured:
        table.add_row(
            str(run.months),
            f"{run.seconds:.1f}",
            f"{run.cpu_seconds:.1f}",
            f"{run.months_of_people / run.seconds:,.0f}",
            f"{run.largest_mib:.0f}",
            f"{run.together_mib:.0f}",
        )
    console.print(table)
    console.print(caption, highlight=False, soft_wrap=True)
