"""The day comes to real worker processes in every zone of a host, through kills and with several at once."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.embedded import ServerAddresses
from cli.main import app as commands
from services.payroll import marks
from services.payroll.api import create_app
from shared.clock import shanghai_today
from shared.messaging.days import read_clocks
from tests.support.harness import ServiceUnderTest, WorkerProcess, eventually
from tests.support.payroll.client_commands import served
from tests.support.tokens import TokenIssuer

ZONES = ("UTC", "Asia/Shanghai", "America/New_York", "FAR+17", "FAR-24")
"""The last two keep another day than Shanghai's at every hour."""


def worker(payroll: ServiceUnderTest, servers: ServerAddresses, log: Path, zone: str = "UTC") -> WorkerProcess:
    url = payroll.settings.payroll_database_url
    assert url is not None
    return WorkerProcess("payroll", url, servers.redis_url, log, zone=zone)


async def ask(payroll: ServiceUnderTest, days: int, *worker_ids: str) -> None:
    """Deadlines of workers' months, so many days from now."""
    rows = [(marks.STATEMENT, [name, "2022-07"], shanghai_today() + timedelta(days=days)) for name in worker_ids]
    await payroll.pool.executemany("INSERT INTO deadline VALUES ($1, $2, $3, 'erp#1', 'erp#1')", rows)


async def left(payroll: ServiceUnderTest) -> list[str]:
    rows = await payroll.pool.fetch("SELECT key[1] AS worker FROM deadline ORDER BY 1")
    return [row["worker"] for row in rows]


@pytest.mark.parametrize("zone", ZONES)
async def test_the_day_is_shanghais_in_every_zone_of_the_host(
    payroll: ServiceUnderTest, servers: ServerAddresses, fresh_redis_url: str, tmp_path: Path, zone: str
) -> None:
    await ask(payroll, -40, "W-old")
    await ask(payroll, 0, "W-today")
    await ask(payroll, 1, "W-tomorrow")
    process = worker(payroll, servers, tmp_path / "worker.log", zone)
    try:
        await process.start().until_ready()
        await eventually(lambda: _is_left(payroll, ["W-tomorrow"]))
        assert await payroll.pool.fetchval("SELECT day FROM day_reached") == shanghai_today()
        assert (await process.answers("/health/ready"))[1] == '{"status":"ready"}'
        log = (tmp_path / "worker.log").read_text()
        assert log.count('"event": "deadlines_released"') == 1
    finally:
        process.kill()


async def _is_left(payroll: ServiceUnderTest, workers: list[str]) -> bool:
    return await left(payroll) == workers


async def test_two_workers_killed_and_started_again_keep_what_has_not_come(
    payroll: ServiceUnderTest, servers: ServerAddresses, fresh_redis_url: str, tmp_path: Path
) -> None:
    await ask(payroll, 2, "W-later")
    pair = [worker(payroll, servers, tmp_path / f"worker-{number}.log") for number in (1, 2)]
    try:
        await asyncio.gather(*(process.start().until_ready() for process in pair))
        await ask(payroll, 0, *(f"W-{number:04d}" for number in range(3000)))
        for process in pair:
            process.kill()
        await asyncio.gather(*(process.start().until_ready() for process in pair))
        await eventually(lambda: _is_left(payroll, ["W-later"]))

        async def computed() -> bool:
            return not await payroll.pool.fetchval("SELECT count(*) FROM recompute_due")

        await eventually(computed, 60)
    finally:
        for process in pair:
            process.kill()


async def test_a_jump_is_told_by_health_and_metrics_and_ended_by_the_command(
    payroll: ServiceUnderTest, servers: ServerAddresses, fresh_redis_url: str, tmp_path: Path
) -> None:
    async with payroll.pool.acquire() as connection:
        now = await read_clocks(connection)
    await payroll.pool.execute("INSERT INTO day_reached (day) VALUES ($1)", shanghai_today() - timedelta(days=30))
    await payroll.pool.execute(
        "INSERT INTO clock_anchor VALUES ($1, $2, $3)", now.boot, now.wall - timedelta(days=30), now.elapsed_seconds
    )
    await ask(payroll, 0, "W-1")
    process = worker(payroll, servers, tmp_path / "worker.log")
    issuer = TokenIssuer(tmp_path)
    token = issuer.header("operator-li", "operator")["Authorization"].removeprefix("Bearer ")
    try:
        await process.start().until_ready()

        async def is_told() -> bool:
            return "deadlines are held" in (await process.answers("/health/ready"))[1]

        await eventually(is_told)
        metrics = (await process.answers("/metrics"))[1]
        assert 'gongfang_clock_doubted{doubt="jumped",service="payroll"} 1.0' in metrics
        assert "clock_doubted" in (tmp_path / "worker.log").read_text()
        assert await left(payroll) == ["W-1"]

        with served(create_app(payroll.settings.model_copy(update={"jwks_file": issuer.jwks_file}))) as url:
            environment = {"GONGFANG_PAYROLL_URL": url, "GONGFANG_TOKEN": token}
            shown = CliRunner().invoke(commands, ["clock", "show", "payroll"], env=environment)
            assert (shown.exit_code, "it jumped" in shown.stdout) == (0, True)
            told = ["--day", shanghai_today().isoformat(), "--reason", "moved to another host"]
            confirmed = CliRunner().invoke(commands, ["clock", "confirm", "payroll", *told], env=environment)
            assert (confirmed.exit_code, "it jumped" in confirmed.stdout) == (0, False)
        await eventually(lambda: _is_left(payroll, []))
        assert (await process.answers("/health/ready"))[1] == '{"status":"ready"}'
    finally:
        process.kill()
