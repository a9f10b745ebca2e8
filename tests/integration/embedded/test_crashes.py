"""Servers and owners killed with SIGKILL: nothing acknowledged is lost, nothing is left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
import redis

from cli.embedded.spawning import ProcessRecord, record_process, start_mark
from tests.integration.embedded.helpers import (
    embedded,
    is_gone,
    recorded_pids,
    running_owner,
    wait_until,
)
from tests.support.servers import execute

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def append_until_refused(redis_url: str, acknowledged: list[bytes]) -> None:
    """Append entries one by one and note those the server has confirmed."""
    client = redis.Redis.from_url(redis_url, retry=None)
    try:
        while True:
            entry = client.xadd("orders", {"event": str(len(acknowledged))})
            assert isinstance(entry, bytes)
            acknowledged.append(entry)
    except (redis.ConnectionError, redis.TimeoutError):
        client.close()


@contextmanager
def suspended(pids: list[int]) -> Iterator[None]:
    """Suspend processes; let those that are left go on, so that a failing test leaves none behind."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def stored_entries(redis_url: str) -> set[bytes]:
    """The ids of all entries the server holds."""
    entries: list[tuple[bytes, object]] = redis.Redis.from_url(redis_url).xrange("orders")  # type: ignore[assignment]
    return {entry for entry, _ in entries}


def test_acknowledged_entries_survive_the_killing_of_the_server(tmp_path: Path) -> None:
    acknowledged: list[bytes] = []
    with embedded(tmp_path) as servers:
        url = servers.addresses.redis_url
        writer = threading.Thread(target=append_until_refused, args=(url, acknowledged))
        writer.start()
        wait_until(lambda: len(acknowledged) > 200, "some entries were acknowledged")
        servers.valkey.kill()
        writer.join()
        assert not servers.valkey.is_running()
        servers.valkey.start()
        assert servers.addresses.redis_url == url
        stored = stored_entries(url)
    assert set(acknowledged) <= stored


def test_committed_rows_survive_the_killing_of_the_database(tmp_path: Path) -> None:
    with embedded(tmp_path) as servers:
        url = servers.addresses.database_url
        execute(url, "CREATE TABLE fact (id integer)")
        for number in range(5):
            execute(url, f"INSERT INTO fact VALUES ({number})")
        record = ProcessRecord.read(tmp_path / "run" / "postgres.json")
        assert record is not None
        pids = [record.pid, *(child.pid for child in psutil.Process(record.pid).children())]
        servers.postgres.kill()
        assert len(pids) > 1
        wait_until(lambda: all(is_gone(pid) for pid in pids), "its children end with the server")
        servers.postgres.start()
        assert servers.addresses.database_url == url
        assert execute(url, "SELECT count(*) FROM fact")[0][0] == 5


def test_killed_owner_takes_the_servers_with_it_and_loses_nothing(tmp_path: Path) -> None:
    acknowledged: list[bytes] = []
    with running_owner("servers", str(tmp_path)) as owner:
        url = owner.facts["redis_url"]
        execute(owner.facts["database_url"], "CREATE TABLE fact AS SELECT 1 AS id")
        writer = threading.Thread(target=append_until_refused, args=(url, acknowledged))
        writer.start()
        wait_until(lambda: len(acknowledged) > 200, "some entries were acknowledged")
        pids = recorded_pids(tmp_path)
        owner.process.kill()
        writer.join()
        wait_until(lambda: all(is_gone(pid) for pid in pids), "the servers end with their owner")
    with embedded(tmp_path) as servers:
        assert servers.addresses.redis_url == url
        stored = stored_entries(url)
        assert set(acknowledged) <= stored
        assert execute(servers.addresses.database_url, "SELECT id FROM fact")[0][0] == 1


def test_servers_that_outlived_their_owner_are_ended_by_the_next_start(tmp_path: Path) -> None:
    with running_owner("servers", str(tmp_path)) as owner:
        execute(owner.facts["database_url"], "CREATE TABLE fact AS SELECT 1 AS id")
        pids = recorded_pids(tmp_path)
        with suspended(pids):  # deaf to the signal that tells them of their owner's end
            owner.process.kill()
            owner.process.wait()
            time.sleep(0.2)
            assert sum(not is_gone(pid) for pid in pids) > 2
            with embedded(tmp_path) as servers:
                assert all(is_gone(pid) for pid in pids)
                assert execute(servers.addresses.database_url, "SELECT id FROM fact")[0][0] == 1


def test_database_children_that_outlived_their_postmaster_are_ended(tmp_path: Path) -> None:
    with running_owner("servers", str(tmp_path)) as owner:
        record = ProcessRecord.read(tmp_path / "run" / "postgres.json")
        assert record is not None
        child = psutil.Process(record.pid).children()[0]
        with suspended([child.pid]):
            os.kill(record.pid, signal.SIGKILL)
            owner.process.kill()
            owner.process.wait()
            assert not is_gone(child.pid)
            with embedded(tmp_path) as servers:
                assert servers.postgres.is_running()
                assert is_gone(child.pid)


def test_append_only_file_with_a_torn_end_is_read_up_to_the_tear(tmp_path: Path) -> None:
    with embedded(tmp_path) as servers:
        url = servers.addresses.redis_url
        redis.Redis.from_url(url).xadd("orders", {"event": "{}"})
        servers.valkey.kill()
        incremental = next((tmp_path / "valkey" / "appendonlydir").glob("*.incr.aof"))
        with incremental.open("ab") as file:
            file.write(b"*5\r\n$4\r\nXADD\r\n$6\r\nord")
        servers.valkey.start()
        assert redis.Redis.from_url(url).xlen("orders") == 1


def test_stale_postmaster_file_naming_a_living_stranger_does_not_stop_the_start(tmp_path: Path) -> None:
    with embedded(tmp_path):
        owner = (tmp_path / "postgres").stat()
    privileges = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if owner.st_uid else {}
    stranger = subprocess.Popen(["/bin/sleep", "60"], **privileges)  # type: ignore[call-overload]
    try:
        (tmp_path / "postgres" / "data" / "postmaster.pid").write_text(
            f"{stranger.pid}\n/somewhere\n1\n1\n\n127.0.0.1\n 1 1\nready\n"
        )
        with embedded(tmp_path) as servers:
            assert servers.postgres.is_running()
            assert execute(servers.addresses.database_url, "SELECT 1")[0][0] == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_half_finished_first_start_is_begun_again(tmp_path: Path) -> None:
    with embedded(tmp_path):
        pass
    (tmp_path / "postgres" / "data").rename(tmp_path / "postgres" / "data.unfinished")
    with embedded(tmp_path) as servers:
        assert execute(servers.addresses.database_url, "SELECT 1")[0][0] == 1


@pytest.mark.parametrize("difference", ["start", "command"])
def test_process_that_took_over_a_recorded_id_is_not_ended(tmp_path: Path, difference: str) -> None:
    stranger = subprocess.Popen(SLEEPER)
    try:
        mark = "another boot:1" if difference == "start" else start_mark(stranger.pid)
        command = SLEEPER if difference == "start" else ["/usr/sbin/valkey-server", "valkey.conf"]
        for name in ("valkey", "postgres"):
            ProcessRecord(stranger.pid, mark, command).write(tmp_path / "run" / f"{name}.json")
        with embedded(tmp_path) as servers:
            assert servers.valkey.is_running()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_process_recorded_by_us_is_recognised(tmp_path: Path) -> None:
    """The opposite of the strangers: without it their test could pass by recognising nothing."""
    ours = subprocess.Popen(SLEEPER)
    try:
        record_process(tmp_path / "ours.json", ours, SLEEPER)
        record = ProcessRecord.read(tmp_path / "ours.json")
        assert record is not None
        found = record.find()
        assert found is not None
        assert found.pid == ours.pid
    finally:
        ours.kill()
        ours.wait()


def test_servers_of_another_folder_are_left_alone(tmp_path: Path) -> None:
    with embedded(tmp_path / "one") as one, embedded(tmp_path / "two") as two:
        two.postgres.kill()
        two.postgres.start()
        assert one.postgres.is_running()
        assert execute(one.addresses.database_url, "SELECT 1")[0][0] == 1
