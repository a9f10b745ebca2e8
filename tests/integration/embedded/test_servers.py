"""The embedded servers on one data folder: configuration, restart, refusal of a second run."""

import os
import socket
import stat
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import psutil
import pytest
import redis

from cli.embedded import EmbeddedError, EmbeddedServers
from cli.embedded.folder import DataFolder
from cli.embedded.ports import LOOPBACK, PORT_RANGE_FILE, reserve_port
from cli.embedded.spawning import ProcessRecord
from tests.integration.embedded.helpers import embedded, facts_of, is_gone, recorded_pids, wait_until
from tests.support.servers import execute, fresh_database, fresh_redis


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServers]:
    with embedded(tmp_path_factory.mktemp("running") / "data") as servers:
        yield servers


def test_stream_server_writes_every_command_to_disk_and_evicts_nothing(running: EmbeddedServers) -> None:
    client = redis.Redis.from_url(running.addresses.redis_url, decode_responses=True)
    configuration = client.config_get()
    expected = {
        "appendonly": "yes",
        "appendfsync": "always",
        "maxmemory-policy": "noeviction",
        "save": "",
        "aof-load-truncated": "yes",
        "protected-mode": "yes",
        "bind": LOOPBACK,
    }
    assert expected == {name: configuration[name] for name in expected}


def test_database_server_is_durable_and_asks_for_a_password_hash(running: EmbeddedServers) -> None:
    url = running.addresses.database_url
    expected = {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "max_connections": "200",
        "shared_buffers": "128MB",
        "server_encoding": "UTF8",
        "listen_addresses": LOOPBACK,
        "unix_socket_directories": "",
        "password_encryption": "scram-sha-256",
    }
    assert expected == {name: execute(url, f"SHOW {name}")[0][0] for name in expected}
    assert [tuple(row) for row in execute(url, "SELECT DISTINCT auth_method FROM pg_hba_file_rules")] == [
        ("scram-sha-256",)
    ]
    assert execute(url, "SELECT datcollate FROM pg_database WHERE datname = 'template1'")[0][0] == "C.UTF-8"


def test_wrong_password_is_refused_by_both(running: EmbeddedServers) -> None:
    addresses = running.addresses
    redis_password, database_password = (
        str(urlsplit(url).password) for url in (addresses.redis_url, addresses.database_url)
    )
    client = redis.Redis.from_url(addresses.redis_url.replace(redis_password, "wrong"))
    with pytest.raises(redis.AuthenticationError):
        client.ping()
    with pytest.raises(asyncpg.InvalidPasswordError):
        execute(addresses.database_url.replace(database_password, "wrong"), "SELECT 1")


def test_servers_listen_on_loopback_alone_below_the_ephemeral_ports(running: EmbeddedServers) -> None:
    pids = recorded_pids(running.folder.path)
    connections = facts_of(pids, lambda process: process.net_connections("inet"))
    listening = [one.laddr for some in connections for one in some if one.status == psutil.CONN_LISTEN]
    assert {LOOPBACK} == {address.ip for address in listening}
    first_ephemeral = int(PORT_RANGE_FILE.read_text().split()[0])
    assert all(address.port < first_ephemeral for address in listening)
    assert len(listening) == 2


def test_what_is_secret_is_readable_by_its_owner_alone(running: EmbeddedServers) -> None:
    folder = running.folder.path
    for path in (folder / "embedded.json", folder / "valkey.conf"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for path in (folder, folder / "valkey", folder / "postgres", folder / "logs"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    passwords = [urlsplit(url).password for url in vars(running.addresses).values()]
    commands = facts_of(recorded_pids(folder), lambda process: " ".join(process.cmdline()))
    assert len(commands) > 2
    assert not any(str(password) in command for password in passwords for command in commands)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a user to give up")
def test_root_hands_the_database_to_an_unprivileged_user_who_owns_its_folder_alone(
    running: EmbeddedServers,
) -> None:
    folder = running.folder.path
    users = facts_of(recorded_pids(folder), lambda process: (process.name(), process.uids().effective))
    assert {user for name, user in users if name == "postgres"} == {(folder / "postgres").stat().st_uid}
    owners = {path.name: path.stat().st_uid for path in folder.iterdir()}
    assert owners.pop("postgres") != 0
    assert {0} == set(owners.values())


def test_starting_what_runs_already_changes_nothing(running: EmbeddedServers) -> None:
    database = ProcessRecord.read(running.folder.records / "postgres.json")
    assert running.start() == running.addresses
    assert ProcessRecord.read(running.folder.records / "postgres.json") == database


def test_fresh_database_and_stream_store_are_empty_and_leave_nothing(running: EmbeddedServers) -> None:
    addresses = running.addresses
    with fresh_database(addresses, "one") as first, fresh_database(addresses, "one") as second:
        execute(first, "CREATE TABLE fact AS SELECT 1 AS id")
        assert execute(second, "SELECT to_regclass('fact')")[0][0] is None
    assert execute(addresses.database_url, "SELECT datname FROM pg_database WHERE datname ~ '^one'") == []
    for _ in range(2):
        with fresh_redis(addresses, 3) as url:
            assert redis.Redis.from_url(url).xlen("orders") == 0
            redis.Redis.from_url(url).xadd("orders", {"event": "{}"})


def test_versions_are_told_for_display(running: EmbeddedServers) -> None:
    stream_version, database_version = running.versions()
    assert "v=" in stream_version
    assert database_version.startswith("postgres (PostgreSQL) 18")


def test_second_run_on_the_folder_is_refused_with_the_folder_and_the_holder(running: EmbeddedServers) -> None:
    with pytest.raises(EmbeddedError) as refusal:
        embedded(running.folder.path).start()
    assert str(running.folder.path) in str(refusal.value)
    assert f"pid {os.getpid()}" in str(refusal.value)
    assert running.valkey.is_running()
    assert running.postgres.is_running()


def test_passwords_made_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    names = [f"server-{number}" for number in range(16)]
    with ThreadPoolExecutor(max_workers=16) as pool:
        made = [state.password for state in pool.map(folder.read_state, names)]
    assert [DataFolder(tmp_path).read_state(name).password for name in names] == made


def test_restart_keeps_data_ports_and_passwords(tmp_path: Path) -> None:
    with embedded(tmp_path) as servers:
        first = servers.addresses
        redis.Redis.from_url(first.redis_url).xadd("orders", {"event": "{}"})
        execute(first.database_url, "CREATE TABLE kept AS SELECT 7 AS value")
        pids = recorded_pids(tmp_path)
    assert all(is_gone(pid) for pid in pids)
    started_at = time.monotonic()
    with embedded(tmp_path) as servers:
        assert time.monotonic() - started_at < 5.0
        assert servers.addresses == first
        assert redis.Redis.from_url(first.redis_url).xlen("orders") == 1
        assert execute(first.database_url, "SELECT value FROM kept")[0][0] == 7


def test_port_taken_meanwhile_by_a_stranger_is_replaced(tmp_path: Path) -> None:
    with embedded(tmp_path) as servers:
        first = servers.addresses
    with socket.socket() as stranger:
        stranger.bind((LOOPBACK, urlsplit(first.redis_url).port or 0))
        stranger.listen()
        with embedded(tmp_path) as servers:
            assert urlsplit(servers.addresses.redis_url).port != urlsplit(first.redis_url).port
            assert servers.addresses.database_url == first.database_url


def test_port_of_a_stopped_server_stays_reserved(running: EmbeddedServers) -> None:
    port = urlsplit(running.addresses.redis_url).port or 0
    running.valkey.stop()
    try:
        with socket.socket() as stranger, pytest.raises(OSError, match="in use"):
            stranger.bind((LOOPBACK, port))
        chosen = reserve_port()
        assert chosen.number != port
        chosen.release()
    finally:
        running.valkey.start()
    assert urlsplit(running.addresses.redis_url).port == port


def test_servers_outlive_the_thread_that_started_them(tmp_path: Path) -> None:
    servers = embedded(tmp_path)
    starter = threading.Thread(target=servers.start)
    starter.start()
    starter.join()
    try:
        time.sleep(0.3)
        assert servers.valkey.is_running()
        assert servers.postgres.is_running()
    finally:
        servers.stop()


def test_address_given_by_the_operator_is_used_and_nothing_embedded_for_it(tmp_path: Path) -> None:
    given = "postgresql://somebody@database.example/postgres"
    binary = os.environ.get("GONGFANG_TEST_REDIS_SERVER")
    with EmbeddedServers(tmp_path, database_url=given, redis_server_binary=Path(binary) if binary else None) as servers:
        assert servers.addresses.database_url == given
        assert not (tmp_path / "postgres").exists()
        with pytest.raises(EmbeddedError, match="not embedded"):
            _ = servers.postgres


def test_server_that_cannot_start_is_reported_with_the_end_of_its_log(tmp_path: Path) -> None:
    with embedded(tmp_path):
        pass
    incremental = next((tmp_path / "valkey" / "appendonlydir").glob("*.incr.aof"))
    incremental.write_bytes(b"this is no append-only file\r\n" * 3)
    servers = embedded(tmp_path)
    with pytest.raises(EmbeddedError, match="Bad file format"):
        servers.start()
    wait_until(lambda: not servers.postgres.is_running(), "the other server is stopped")
    incremental.write_bytes(b"")
    with servers:
        assert servers.valkey.is_running()
