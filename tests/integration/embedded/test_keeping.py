"""Embedded servers that die are started again, on the same data and port; what cannot live is given up."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import orjson
import pytest
from redis import Redis

from cli.embedded import EmbeddedError, EmbeddedServers
from cli.embedded.keeping import ServerKeeper
from cli.embedded.logs import supervisor_report
from cli.embedded.restarting import RestartPolicy
from cli.embedded.spawning import ProcessRecord
from tests.integration.embedded.helpers import embedded, wait_until

QUICK_RESTARTS = RestartPolicy(first_delay_seconds=0.05, longest_delay_seconds=0.2, maximum_quick_failures=4)


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServers]:
    """Both servers on one folder."""
    with embedded(tmp_path_factory.mktemp("kept")) as running:
        yield running


def pid_of(servers: EmbeddedServers, name: str) -> int:
    """The recorded process of a server."""
    record = ProcessRecord.read(servers.folder.path / "run" / f"{name}.json")
    assert record is not None
    return record.pid


def kill_and_await(servers: EmbeddedServers, name: str, reports: list[str]) -> None:
    """End a server as the machine would, and wait until it is said to run again."""
    os.kill(pid_of(servers, name), signal.SIGKILL)
    wait_until(lambda: any(f"{name} runs again" in report for report in reports), f"{name} is back")


def test_a_killed_stream_server_is_back_with_its_data_on_its_port(servers: EmbeddedServers) -> None:
    reports: list[str] = []
    url = servers.valkey.url
    with Redis.from_url(url) as redis:
        redis.xadd("orders", {"event": "kept"})
    with ServerKeeper(servers, report=reports.append):
        kill_and_await(servers, "valkey", reports)
        assert servers.valkey.url == url
        with Redis.from_url(url) as redis:
            assert redis.xlen("orders") == 1
    assert "valkey ended unexpectedly (signal SIGKILL)" in reports[0]
    assert "next start in 0.2 seconds" in reports[0]


def test_a_killed_database_server_is_back_with_its_data_on_its_port(servers: EmbeddedServers) -> None:
    reports: list[str] = []
    url = servers.postgres.url
    asyncio.run(execute(url, "CREATE TABLE kept (fact text)", "INSERT INTO kept VALUES ('one')"))
    with ServerKeeper(servers, report=reports.append):
        kill_and_await(servers, "postgres", reports)
        assert servers.postgres.url == url
        asyncio.run(execute(url, "INSERT INTO kept VALUES ('two')"))
    assert "postgres ended unexpectedly (signal SIGKILL)" in reports[0]


async def execute(url: str, *statements: str) -> None:
    """Run statements on a connection of their own."""
    connection = await asyncpg.connect(url)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


def test_a_server_stopped_on_purpose_stays_stopped(servers: EmbeddedServers) -> None:
    reports: list[str] = []
    with ServerKeeper(servers, report=reports.append):
        servers.valkey.kill()
        time.sleep(0.5)
        assert not servers.valkey.is_running()
        servers.valkey.start()
        time.sleep(0.3)
    assert reports == []


def test_a_server_that_cannot_live_is_given_up_with_the_reason_and_the_other_goes_on(tmp_path: Path) -> None:
    reports: list[str] = []
    with embedded(tmp_path) as servers:
        with ServerKeeper(servers, restart_policy=QUICK_RESTARTS, report=reports.append) as keeper:
            keeper.check()
            (tmp_path / "valkey.conf").write_text("no-such-setting yes\n")
            os.kill(pid_of(servers, "valkey"), signal.SIGKILL)
            wait_until(lambda: "given up" in reports[-1] if reports else False, "it is given up")
            with pytest.raises(EmbeddedError) as failure:
                keeper.check()
            assert servers.postgres.is_running()
        for part in ("valkey", "4 times in a row; given up", "no-such-setting"):
            assert part in str(failure.value)
        assert [report.rpartition("; ")[2] for report in reports[:3]] == [
            "next start in 0.1 seconds",  # 0.05, shown with one decimal
            "next start in 0.1 seconds",
            "next start in 0.2 seconds",
        ]


def test_what_the_supervisor_says_stands_in_its_own_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = supervisor_report(tmp_path)
    report("valkey ended unexpectedly\n  log: x")
    report("valkey runs again")
    lines = [orjson.loads(line) for line in (tmp_path / "supervisor.log").read_bytes().splitlines()]
    assert [line["event"] for line in lines] == ["valkey ended unexpectedly\n  log: x", "valkey runs again"]
    assert {line["process"] for line in lines} == {"supervisor"}
    assert all(line["timestamp"].endswith("Z") for line in lines)
    assert "valkey runs again" in capsys.readouterr().err
